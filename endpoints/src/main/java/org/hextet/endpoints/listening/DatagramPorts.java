package org.hextet.endpoints.listening;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.callbacks.DatagramUser;

/** Datagram ports. One that is alone is its user's from the start; several are parts of one. */
public final class DatagramPorts implements PortKind<DatagramPort> {

    private final Reactor reactor;
    private final DatagramOptions options;
    private final Supplier<? extends DatagramProtocol> factory;
    private final Map<DatagramPort, DatagramPart> parts = new HashMap<>();

    /**
     * Of one opening.
     *
     * @param reactor carries them
     * @param options of each
     * @param factory makes the one protocol
     */
    public DatagramPorts(Reactor reactor, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        this.reactor = reactor;
        this.options = options;
        this.factory = factory;
    }

    @Override
    public Pending<DatagramPort> open(InetSocketAddress local, boolean isInet6Only, boolean isAlone) {
        DatagramOptions each = isInet6Only ? options.with(NetworkSocketOptions.IPV6_V6ONLY, true) : options;
        return reactor.listenUdp(local, each, isAlone ? factory : () -> new DatagramPart(parts));
    }

    @Override
    public InetSocketAddress local(DatagramPort port) {
        return port.localAddresses().get(0);
    }

    @Override
    public Pending<Void> close(DatagramPort port) {
        return port.close();
    }

    @Override
    public DatagramPort together(List<DatagramPort> ports, List<NetworkFailure> missing) throws IOException {
        List<DatagramPart> used = new ArrayList<>();
        for (DatagramPort port : ports) {
            used.add(Objects.requireNonNull(parts.get(port), "each was opened here"));
        }
        AggregateDatagramPort whole = new AggregateDatagramPort(
                reactor, options, used, missing, DatagramUser.made(reactor, factory, local(ports.get(0))));
        whole.begin();
        return whole;
    }
}
