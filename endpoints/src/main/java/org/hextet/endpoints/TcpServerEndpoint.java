package org.hextet.endpoints;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.Zones;
import org.hextet.api.StreamOptions;

/** Listens on one address. Immutable; shared by any threads. */
public sealed interface TcpServerEndpoint extends SharedServerEndpoint permits Tcp4ServerEndpoint, Tcp6ServerEndpoint {

    /**
     * The endpoint of an address as text.
     *
     * @param literal IPv4, or IPv6 without brackets, perhaps with a zone, which is looked up when the endpoint is used;
     *     an IPv4-mapped address counts as IPv4
     * @param port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the text is no literal (a name is none: nothing is looked up), or the port
     *     out of range
     */
    static TcpServerEndpoint of(String literal, int port) {
        IpAddress address = AddressText.parse(literal);
        StandardProtocolFamily family = address.isMapped() ? StandardProtocolFamily.INET : address.family();
        return family == StandardProtocolFamily.INET
                ? Tcp4ServerEndpoint.of(literal, port)
                : Tcp6ServerEndpoint.of(literal, port);
    }

    /**
     * The endpoint of an address.
     *
     * @param local resolved; port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the address is unresolved
     */
    static TcpServerEndpoint of(InetSocketAddress local) {
        AddressRules.requireResolved(local, "listen on");
        return of(IpAddress.of(local.getAddress(), Zones.ofHost()).toString(), local.getPort());
    }

    /**
     * The address.
     *
     * @return canonical text, with its zone
     */
    String host();

    @Override
    int port();

    @Override
    TcpServerEndpoint shared(int port);

    /**
     * The options of the port and of every accepted connection.
     *
     * @return never null
     */
    @Override
    StreamOptions options();

    /**
     * With other options.
     *
     * @param options of the port and of every accepted connection
     * @return a changed copy
     */
    TcpServerEndpoint withOptions(StreamOptions options);
}
