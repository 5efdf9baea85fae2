package org.hextet.tck.mutants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;

/**
 * A transport that is broken on purpose.
 *
 * @param name as of {@link Mutant}
 * @param sentence as of {@link Mutant}
 * @param caughtBy as of {@link Mutant}
 * @param words as of {@link Mutant}
 * @param alsoCaughtBy as of {@link Mutant}
 * @param change breaks any transport
 */
public record TransportMutant(
        String name,
        String sentence,
        String caughtBy,
        List<String> words,
        Set<String> alsoCaughtBy,
        UnaryOperator<ReactorProvider> change)
        implements Mutant {

    /**
     * Copies the lists.
     *
     * @param name as of the record
     * @param sentence as of the record
     * @param caughtBy as of the record
     * @param words as of the record
     * @param alsoCaughtBy as of the record
     * @param change as of the record
     */
    public TransportMutant {
        words = List.copyOf(words);
        alsoCaughtBy = Set.copyOf(alsoCaughtBy);
    }

    /** One that is broken in the reactors that it opens. */
    static TransportMutant of(
            String name, String sentence, String caughtBy, String words, UnaryOperator<Reactor> change) {
        return ofProvider(name, sentence, caughtBy, words, provider -> new ForwardingReactorProvider(provider) {
            @Override
            public Reactor open(ReactorOptions options) throws IOException {
                return change.apply(super.open(options));
            }
        });
    }

    /** One that is broken as a provider: in what it declares, or opens. */
    static TransportMutant ofProvider(
            String name, String sentence, String caughtBy, String words, UnaryOperator<ReactorProvider> change) {
        return new TransportMutant(name, sentence, caughtBy, List.of(words), Set.of(), change);
    }

    /** With more parts that the failure's line must have. */
    TransportMutant withWords(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new TransportMutant(name, sentence, caughtBy, all, alsoCaughtBy, change);
    }

    /** With rows of the same area that rightly fail too. */
    TransportMutant withAlso(String... ids) {
        Set<String> all = new LinkedHashSet<>(alsoCaughtBy);
        all.addAll(List.of(ids));
        return new TransportMutant(name, sentence, caughtBy, words, all, change);
    }

    /**
     * Breaks a transport.
     *
     * @param sound works as it should
     * @return the same, but for what this mutant does wrong
     */
    public ReactorProvider over(ReactorProvider sound) {
        return change.apply(sound);
    }
}
