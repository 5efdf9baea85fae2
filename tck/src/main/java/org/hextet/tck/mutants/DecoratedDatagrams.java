package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/** A reactor that lays something on every datagram port, of either kind, or opens them otherwise than it was asked. */
class DecoratedDatagrams extends DecoratingReactor {

    DecoratedDatagrams(Reactor beneath) {
        super(beneath);
    }

    /** With what is laid on each port. */
    static UnaryOperator<Reactor> ports(Function<DatagramPort, DecoratedPort> laidOn) {
        return reactor -> new DecoratedDatagrams(reactor) {
            @Override
            DecoratedPort port(DatagramPort raw) {
                return laidOn.apply(raw);
            }
        };
    }

    /** With what is laid on each protocol. */
    static UnaryOperator<Reactor> protocols(UnaryOperator<DatagramProtocol> laidOn) {
        return reactor -> new DecoratedDatagrams(reactor) {
            @Override
            DatagramProtocol datagramProtocol(DatagramProtocol user) {
                return laidOn.apply(user);
            }
        };
    }

    /** With what is laid on each datagram that is received. */
    static UnaryOperator<Reactor> datagrams(UnaryOperator<Datagram> laidOn) {
        return datagrams((port, datagram) -> laidOn.apply(datagram));
    }

    /** With what is laid on each datagram that a port receives. */
    static UnaryOperator<Reactor> datagrams(BiFunction<DatagramPort, Datagram, Datagram> laidOn) {
        return protocols(user -> new ForwardingDatagramProtocol(user) {
            @Override
            public void received(DatagramPort port, Datagram datagram) throws Exception {
                super.received(port, laidOn.apply(port, datagram));
            }
        });
    }

    /** That opens its ports with other options than those asked for. */
    static UnaryOperator<Reactor> opening(UnaryOperator<DatagramOptions> changed) {
        return reactor -> new DecoratedDatagrams(reactor) {
            @Override
            DatagramOptions options(DatagramOptions asked) {
                return changed.apply(asked);
            }
        };
    }

    /** The same options without a socket option. */
    static DatagramOptions without(SocketOption<?> option, DatagramOptions asked) {
        Map<SocketOption<?>, Object> others = new LinkedHashMap<>(asked.socketOptions());
        others.remove(option);
        return new DatagramOptions(
                asked.receiveLimit(),
                asked.facts(),
                asked.highWatermark(),
                asked.lowWatermark(),
                asked.queueLimit(),
                asked.dropPolicy(),
                asked.target(),
                asked.flowLabel(),
                others);
    }

    /** What is laid on a port: asked once. */
    DecoratedPort port(DatagramPort raw) {
        return new DecoratedPort(raw);
    }

    /** What a port is opened with. */
    DatagramOptions options(DatagramOptions asked) {
        return asked;
    }

    @Override
    DatagramPort datagramPort(DatagramPort raw) {
        return port(raw);
    }

    @Override
    MulticastPort multicastPort(MulticastPort raw) {
        return port(raw);
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return super.listenUdp(local, options(options), factory);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return super.listenMulticast(local, options(options), factory);
    }
}
