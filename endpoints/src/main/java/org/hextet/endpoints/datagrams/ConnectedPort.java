package org.hextet.endpoints.datagrams;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.IpAddress;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/** Ports that are connected before their user hears of them. */
public final class ConnectedPort {

    private ConnectedPort() {}

    /**
     * Opens one. Any thread.
     *
     * @param reactor carries it
     * @param target whom to, checked
     * @param bind from where; empty: the kernel chooses
     * @param options of the port
     * @param factory makes the protocol
     * @return the connected port
     */
    public static Pending<DatagramPort> open(
            Reactor reactor,
            InetSocketAddress target,
            Optional<InetSocketAddress> bind,
            DatagramOptions options,
            Supplier<? extends DatagramProtocol> factory) {
        InetSocketAddress local = bind.orElseGet(() -> anywhere(AddressRules.family(target.getAddress()), 0));
        return PreparedOpening.start(
                reactor, held -> reactor.listenUdp(local, options, held), port -> port.connect(target), factory);
    }

    /**
     * The wildcard of a family.
     *
     * @param family of either
     * @param port 0 to choose one
     * @return {@code ::} or {@code 0.0.0.0}
     */
    public static InetSocketAddress anywhere(StandardProtocolFamily family, int port) {
        return new InetSocketAddress(
                IpAddress.of(new byte[family == StandardProtocolFamily.INET6 ? 16 : 4])
                        .toInetAddress(),
                port);
    }
}
