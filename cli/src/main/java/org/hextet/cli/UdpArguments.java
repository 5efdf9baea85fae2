package org.hextet.cli;

import java.util.List;
import java.util.Locale;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.MulticastEndpoint;
import org.hextet.endpoints.UdpUriEndpoint;

/** Endpoints of datagrams on the command line. */
final class UdpArguments {

    private static final String SCHEME = "udp";
    private static final String PREFIX = SCHEME + "://";

    private UdpArguments() {}

    static boolean isOne(String uri) {
        return uri.toLowerCase(Locale.ROOT).startsWith(SCHEME + ":");
    }

    static UdpUriEndpoint parse(String uri) {
        if (DatagramEndpoint.of(uri) instanceof UdpUriEndpoint endpoint) {
            return endpoint;
        }
        throw new UsageException("\"" + uri + "\": another scheme " + SCHEME + " than Hextet's was found; the command"
                + " needs org.hextet.endpoints");
    }

    /** Where a port can be talked to: its addresses, or the group that it has joined. */
    static List<String> uris(UdpUriEndpoint endpoint, DatagramPort port) {
        if (endpoint instanceof MulticastEndpoint group) {
            return List.of(PREFIX + groupAndPort(group, port));
        }
        return port.localAddresses().stream()
                .map(local -> PREFIX + AddressText.formatSocket(local))
                .toList();
    }

    private static String groupAndPort(MulticastEndpoint group, DatagramPort port) {
        int number = port.localAddresses().get(0).getPort();
        IpAddress address = AddressText.parse(group.group());
        String on = group.onInterface().orElse("");
        boolean isInet6 = group.group().indexOf(':') >= 0;
        return isInet6 ? "[" + address.withZone(on) + "]:" + number : address + ":" + number + "?interface=" + on;
    }
}
