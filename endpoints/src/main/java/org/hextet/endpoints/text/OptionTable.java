package org.hextet.endpoints.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;

/**
 * Options of URIs and what they set, both ways.
 *
 * @param <O> what they set: immutable, with {@code equals}
 */
final class OptionTable<O> {

    /**
     * One option.
     *
     * @param name as it stands in a URI
     * @param capability what a transport needs to have it
     * @param read sets it
     * @param write its text, where it is set
     * @param <O> as of the table
     */
    record Entry<O>(
            String name,
            Optional<Capability> capability,
            BiFunction<O, OptionValue, O> read,
            Function<O, Optional<String>> write) {

        Entry(String name, BiFunction<O, OptionValue, O> read, Function<O, Optional<String>> write) {
            this(name, Optional.empty(), read, write);
        }

        Entry<O> needing(Optional<Capability> needed) {
            return new Entry<>(name, needed, read, write);
        }
    }

    private final O usual;
    private final List<Entry<O>> entries;

    /**
     * A table.
     *
     * @param usual where nothing is set
     * @param entries in the order in which they are written
     */
    OptionTable(O usual, List<Entry<O>> entries) {
        this.usual = usual;
        this.entries = entries;
    }

    List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    O read(Map<String, OptionValue> from) {
        O options = usual;
        for (Entry<O> entry : entries) {
            OptionValue value = from.get(entry.name());
            if (value != null) {
                options = entry.read().apply(options, value);
            }
        }
        return options;
    }

    List<String> write(O options) {
        List<String> text = new ArrayList<>();
        for (Entry<O> entry : entries) {
            entry.write().apply(options).ifPresent(value -> text.add(entry.name() + "=" + value));
        }
        return text;
    }

    void require(O options, Capabilities capabilities) {
        for (Entry<O> entry : entries) {
            if (entry.capability().isPresent()
                    && !capabilities.has(entry.capability().get())
                    && entry.write().apply(options).isPresent()) {
                Capability needed = entry.capability().get();
                throw new UnsupportedOperationException("option " + entry.name() + " needs capability " + needed
                        + ", which " + capabilities.provider() + " lacks: "
                        + capabilities.absent().getOrDefault(needed, "this provider does not know it"));
            }
        }
    }
}
