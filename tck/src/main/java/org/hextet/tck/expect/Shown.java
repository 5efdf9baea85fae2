package org.hextet.tck.expect;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.DatagramPort;
import org.hextet.api.ListeningPort;

/** Values in the words of a report. */
public final class Shown {

    /** Of more bytes only their number is shown. */
    public static final int MOST_BYTES = 32;

    private Shown() {}

    /**
     * A value as the report shows it: addresses in RFC 5952 form, failures with their type.
     *
     * @param value anything
     * @return in one line, unless the value's own text has several
     */
    public static String text(Object value) {
        if (value instanceof InetSocketAddress address && !address.isUnresolved()) {
            return AddressText.formatSocket(address);
        }
        if (value instanceof InetAddress address) {
            return AddressText.format(address);
        }
        if (value instanceof byte[] bytes) {
            return bytes.length > MOST_BYTES ? bytes.length + " bytes" : Arrays.toString(bytes);
        }
        if (value instanceof Throwable thrown) {
            return thrown.getClass().getSimpleName() + " (\"" + thrown.getMessage() + "\")";
        }
        if (value instanceof ListeningPort port) {
            return "a port on "
                    + port.localAddresses().stream().map(Shown::text).collect(Collectors.joining(", "));
        }
        if (value instanceof DatagramPort port) {
            return "a datagram port on "
                    + port.localAddresses().stream().map(Shown::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Connection connection) {
            return "a connection from " + text(connection.localAddress()) + " to " + text(connection.remoteAddress());
        }
        return value instanceof CharSequence ? "\"" + value + "\"" : String.valueOf(value);
    }
}
