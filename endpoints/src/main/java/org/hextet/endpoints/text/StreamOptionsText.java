package org.hextet.endpoints.text;

import java.util.List;
import java.util.Map;
import org.hextet.api.Capabilities;
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
        return StreamOptionsTable.of(side).names();
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
        return from.isEmpty()
                ? StreamOptions.DEFAULT
                : StreamOptionsTable.of(side).read(from);
    }

    /**
     * Writes what differs from the default.
     *
     * @param options any
     * @param side client or server
     * @return {@code name=value} each, in the order of the table
     */
    public static List<String> write(StreamOptions options, Side side) {
        return options.equals(StreamOptions.DEFAULT)
                ? List.of()
                : StreamOptionsTable.of(side).write(options);
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
        StreamOptionsTable.of(side).require(options, capabilities);
    }
}
