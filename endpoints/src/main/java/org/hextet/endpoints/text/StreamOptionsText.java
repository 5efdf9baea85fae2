package org.hextet.endpoints.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.StreamOptions;

/**
 * {@link StreamOptions} as options of a URI, both ways: one table, which also knows what capability each of them needs.
 * Watermarks, the write limit and the times of a flow label have no text. The table is only made when there is an
 * option: its making costs more than all the rest of reading a URI, and many a start has none.
 */
public final class StreamOptionsText {

    /** Who has an option. */
    public enum Side {
        /** Those who connect. */
        CLIENT,
        /** Those who bind and listen. */
        SERVER,
        /** Those who listen on a socket that was bound by somebody else. */
        HEIR
    }

    private StreamOptionsText() {}

    /**
     * The options of one side.
     *
     * @param side client or server
     * @return their names
     */
    public static List<String> names(Side side) {
        return StreamOptionsTable.ENTRIES.stream()
                .filter(entry -> entry.sides().contains(side))
                .map(StreamOptionsTable.Entry::name)
                .toList();
    }

    /**
     * Reads those options that stand in this table; others are left to the caller.
     *
     * @param from the options of a URI
     * @param side client or server
     * @return {@link StreamOptions#DEFAULT}, changed
     * @throws org.hextet.addresses.AddressSyntaxException if a value is wrong; points at it
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of {@code bind}
     */
    public static StreamOptions read(Map<String, OptionValue> from, Side side) {
        StreamOptions options = StreamOptions.DEFAULT;
        if (from.isEmpty()) {
            return options;
        }
        for (StreamOptionsTable.Entry entry : StreamOptionsTable.ENTRIES) {
            OptionValue value = from.get(entry.name());
            if (value != null && entry.sides().contains(side)) {
                options = entry.read().apply(options, value);
            }
        }
        return options;
    }

    /**
     * Writes what differs from the default.
     *
     * @param options any
     * @param side client or server
     * @return {@code name=value} each, in the order of the table
     */
    public static List<String> write(StreamOptions options, Side side) {
        List<String> text = new ArrayList<>();
        if (options.equals(StreamOptions.DEFAULT)) {
            return text;
        }
        for (StreamOptionsTable.Entry entry : StreamOptionsTable.ENTRIES) {
            if (entry.sides().contains(side)) {
                entry.write().apply(options).ifPresent(value -> text.add(entry.name() + "=" + value));
            }
        }
        return text;
    }

    /**
     * Insists that a transport has what the options need, as far as they stand in this table: at the call, before a
     * name is looked up or a port bound. What does not stand there the reactor finds out by itself.
     *
     * @param options of the user
     * @param side client or server
     * @param capabilities of the reactor
     * @throws UnsupportedOperationException if a capability is absent: names it and the option
     */
    public static void require(StreamOptions options, Side side, Capabilities capabilities) {
        if (options.flowLabel().isEmpty() && options.socketOptions().isEmpty()) {
            return; // Nothing else needs one.
        }
        for (StreamOptionsTable.Entry entry : StreamOptionsTable.ENTRIES) {
            if (entry.capability().isPresent()
                    && !capabilities.has(entry.capability().get())
                    && entry.sides().contains(side)
                    && entry.write().apply(options).isPresent()) {
                Capability needed = entry.capability().get();
                throw new UnsupportedOperationException("option " + entry.name() + " needs capability " + needed
                        + ", which " + capabilities.provider() + " lacks: "
                        + capabilities.absent().getOrDefault(needed, "this provider does not know it"));
            }
        }
    }
}
