package org.hextet.cli;

import java.net.InetSocketAddress;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.cli.report.UsageException;

/** {@code ADDRESS[:PORT]} on the command line: an IPv6 address needs its brackets only where a port follows. */
final class AddressArgument {

    private AddressArgument() {}

    /**
     * Reads an address.
     *
     * @param option whose value it is, for the error
     * @param text the value
     * @param port the one that counts where none stands there
     * @return resolved
     * @throws org.hextet.addresses.AddressSyntaxException if it is malformed; points at the character
     * @throws org.hextet.addresses.UnknownZoneException if this host does not have its zone
     */
    static InetSocketAddress parse(String option, String text, int port) {
        boolean isBare = text.indexOf('[') < 0 && text.indexOf(':') != text.lastIndexOf(':');
        if (isBare) {
            return new InetSocketAddress(AddressText.parse(text).toInetAddress(), port);
        }
        HostPort parsed = HostPort.parse(text);
        if (parsed.host() instanceof Host.Literal literal) {
            IpAddress address = literal.address();
            return new InetSocketAddress(address.toInetAddress(), parsed.port().orElse(port));
        }
        throw new UsageException(option + " \"" + text + "\": no address; give one as in " + option + " fd00::2 or "
                + option + " 192.0.2.7:4000");
    }
}
