package org.hextet.endpoints.text;

import java.util.List;
import java.util.Map;
import org.hextet.api.Capabilities;
import org.hextet.api.DatagramOptions;

/**
 * {@link DatagramOptions} as options of a URI, both ways, and what capability each of them needs. Watermarks and the
 * target have no text. The table is only made when there is an option.
 */
public final class DatagramOptionsText {

    private DatagramOptionsText() {}

    /**
     * All of them.
     *
     * @return their names
     */
    public static List<String> names() {
        return DatagramOptionsTable.TABLE.names();
    }

    /**
     * Reads those options that stand in the table; others are left to the caller.
     *
     * @param from the options of a URI
     * @return {@link DatagramOptions#DEFAULT}, changed
     * @throws org.hextet.addresses.AddressSyntaxException if a value is wrong; points at it
     */
    public static DatagramOptions read(Map<String, OptionValue> from) {
        return from.isEmpty() ? DatagramOptions.DEFAULT : DatagramOptionsTable.TABLE.read(from);
    }

    /**
     * Writes what differs from the default.
     *
     * @param options any
     * @return {@code name=value} each, in the order of the table
     */
    public static List<String> write(DatagramOptions options) {
        return options.equals(DatagramOptions.DEFAULT) ? List.of() : DatagramOptionsTable.TABLE.write(options);
    }

    /**
     * Insists that a transport has what the options need, as far as they stand in the table: at the call, before a name
     * is looked up or a port bound. Facts are told as far as it can.
     *
     * @param options of the user
     * @param capabilities of the reactor
     * @throws UnsupportedOperationException if a capability is absent: names it and the option
     */
    public static void require(DatagramOptions options, Capabilities capabilities) {
        if (options.flowLabel().isPresent() || !options.socketOptions().isEmpty()) {
            DatagramOptionsTable.TABLE.require(options, capabilities);
        }
    }
}
