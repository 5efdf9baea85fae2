package org.hextet.endpoints.listening;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;

/**
 * Ports that accept connections.
 *
 * @param reactor carries them
 * @param options of the ports and the connections that they accept
 * @param factory makes the protocols
 */
public record StreamPorts(Reactor reactor, StreamOptions options, Supplier<? extends Protocol> factory)
        implements PortKind<ListeningPort> {

    @Override
    public Pending<ListeningPort> open(InetSocketAddress local, boolean isInet6Only, boolean isAlone) {
        return reactor.listenTcp(
                local, isInet6Only ? options.with(NetworkSocketOptions.IPV6_V6ONLY, true) : options, factory);
    }

    @Override
    public InetSocketAddress local(ListeningPort port) {
        return port.localAddresses().get(0);
    }

    @Override
    public Pending<Void> close(ListeningPort port) {
        return port.stopListening();
    }

    @Override
    public ListeningPort together(List<ListeningPort> ports, List<NetworkFailure> missing) {
        return new AggregatePort(List.of(reactor), ports, missing);
    }
}
