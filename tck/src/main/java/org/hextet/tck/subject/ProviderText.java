package org.hextet.tck.subject;

import java.util.Optional;
import org.hextet.api.spi.ProviderSpec;

/**
 * A provider under test as a user, or the parent of a child JVM, writes it. Behind its name may stand that of a mutant,
 * which only the TCK understands: {@code nio!drops-the-zone}, {@code dnsjava!answers-twice?timeout=2s}.
 *
 * @param spec its name and options
 * @param mutant the name of the mutant that is laid on it
 */
public record ProviderText(ProviderSpec spec, Optional<String> mutant) {

    private static final char MARK = '!';

    /**
     * Reads one.
     *
     * @param text name, mutant and options
     * @return its parts
     * @throws IllegalArgumentException if the name or the options are none
     */
    public static ProviderText parse(String text) {
        int question = text.indexOf('?');
        String name = question < 0 ? text : text.substring(0, question);
        int mark = name.indexOf(MARK);
        return mark < 0
                ? new ProviderText(ProviderSpec.parse(text), Optional.empty())
                : new ProviderText(
                        ProviderSpec.parse(name.substring(0, mark) + text.substring(name.length())),
                        Optional.of(name.substring(mark + 1)));
    }

    /**
     * The name and that of the mutant.
     *
     * @return without options
     */
    public String name() {
        return spec.name() + mutant.map(one -> MARK + one).orElse("");
    }

    /** As it is parsed. */
    @Override
    public String toString() {
        return name() + spec.toString().substring(spec.name().length());
    }
}
