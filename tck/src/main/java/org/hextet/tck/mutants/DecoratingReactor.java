package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;
import org.jspecify.annotations.Nullable;

/**
 * A reactor that lays something on every connection, port and protocol: for mutants that are wrong in one of them. What
 * is laid on a connection is what its protocol and its user see; nobody sees what is beneath.
 *
 * <p>{@link Datagram#reply} goes beneath what is laid on the port.
 */
abstract class DecoratingReactor extends ForwardingReactor {

    DecoratingReactor(Reactor beneath) {
        super(beneath);
    }

    /** What is laid on a connection: asked once, on the reactor's thread, before the protocol hears of it. */
    Connection connection(Connection connection) {
        return connection;
    }

    /** As {@link #connection(Connection)}, with what {@link #protocol} gave: for what goes wrong between both. */
    Connection connection(Connection connection, Protocol protocol) {
        return connection(connection);
    }

    /** What is laid on a protocol: asked once, when it is made or switched to. */
    Protocol protocol(Protocol protocol) {
        return protocol;
    }

    /** What is laid on a listening port: asked once. */
    ListeningPort listeningPort(ListeningPort port) {
        return port;
    }

    /** What is laid on a datagram port that is no multicast port: asked once, before the protocol hears of it. */
    DatagramPort datagramPort(DatagramPort port) {
        return port;
    }

    /** What is laid on a multicast port: asked once, before the protocol hears of it. */
    MulticastPort multicastPort(MulticastPort port) {
        return port;
    }

    /** What is laid on a datagram protocol: asked once, when it is made. */
    DatagramProtocol datagramProtocol(DatagramProtocol protocol) {
        return protocol;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return listening(super.listenTcp(local, options, laidOn(factory)));
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return listening(super.listenTcp(port, laidOn(factory)));
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return listening(super.adopt(descriptor, options, laidOn(factory)));
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return listening(super.listenTls(local, options, tls, laidOn(factory)));
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        Connecting connecting = new Connecting(factory);
        return connecting.shown(super.connectTcp(remote, options, connecting));
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        Connecting connecting = new Connecting(factory);
        return connecting.shown(super.connectTls(remote, options, tls, connecting));
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        Opening opening = new Opening(factory);
        return opening.shown(super.listenUdp(local, options, opening));
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        Opening opening = new Opening(factory);
        return opening.shown(super.listenUdp(port, opening));
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        Opening opening = new Opening(factory);
        return MappedPending.of(beneath, super.listenMulticast(local, options, opening), port ->
                (MulticastPort) opening.shownPort(port));
    }

    private Pending<ListeningPort> listening(Pending<ListeningPort> pending) {
        return MappedPending.of(beneath, pending, this::listeningPort);
    }

    private Supplier<@Nullable Protocol> laidOn(Supplier<? extends Protocol> factory) {
        return () -> {
            Protocol protocol = factory.get();
            return protocol == null ? null : new ShownProtocol(protocol(protocol), Optional.empty());
        };
    }

    /** Makes one protocol, and remembers the connection that it was shown. */
    private final class Connecting implements Supplier<@Nullable Protocol> {

        private final Supplier<? extends Protocol> factory;
        private final AtomicReference<@Nullable ShownProtocol> made = new AtomicReference<>();

        Connecting(Supplier<? extends Protocol> factory) {
            this.factory = factory;
        }

        @Override
        public @Nullable Protocol get() {
            Protocol protocol = factory.get();
            if (protocol == null) {
                return null;
            }
            ShownProtocol shown = new ShownProtocol(protocol(protocol), Optional.empty());
            made.set(shown);
            return shown;
        }

        Pending<Connection> shown(Pending<Connection> pending) {
            return MappedPending.of(beneath, pending, raw -> {
                ShownProtocol protocol = made.get();
                return protocol == null ? raw : protocol.shown(raw);
            });
        }
    }

    /** Shows its protocol the connection with what is laid on it. */
    private final class ShownProtocol extends ShowingProtocol {

        ShownProtocol(Protocol beneath, Optional<Connection> shown) {
            super(beneath, shown);
        }

        @Override
        Connection inPlaceOf(Connection raw) {
            return new ShownConnection(connection(raw, beneath));
        }
    }

    /** What lies on top of a connection: leads back here, and lays on what comes after it. */
    private final class ShownConnection extends ForwardingConnection {

        ShownConnection(Connection beneath) {
            super(beneath);
        }

        @Override
        public void switchProtocol(Protocol next) {
            super.switchProtocol(new ShownProtocol(protocol(next), Optional.of(this)));
        }

        @Override
        public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            Connecting connecting = new Connecting(factory);
            return connecting.shown(super.startTls(tls, connecting));
        }

        @Override
        public Reactor reactor() {
            return DecoratingReactor.this;
        }
    }

    /** Makes one datagram protocol, and remembers the port that it was shown. */
    private final class Opening implements Supplier<@Nullable DatagramProtocol> {

        private final Supplier<? extends DatagramProtocol> factory;
        private volatile Optional<ShownDatagrams> made = Optional.empty();

        Opening(Supplier<? extends DatagramProtocol> factory) {
            this.factory = factory;
        }

        @Override
        public @Nullable DatagramProtocol get() {
            DatagramProtocol protocol = factory.get();
            if (protocol == null) {
                return null;
            }
            ShownDatagrams shown = new ShownDatagrams(datagramProtocol(protocol));
            made = Optional.of(shown);
            return shown;
        }

        DatagramPort shownPort(DatagramPort raw) {
            return made.map(protocol -> protocol.shown(raw)).orElse(raw);
        }

        Pending<DatagramPort> shown(Pending<DatagramPort> pending) {
            return MappedPending.of(beneath, pending, this::shownPort);
        }
    }

    /** Shows its protocol the port with what is laid on it. */
    private final class ShownDatagrams extends ForwardingDatagramProtocol {

        private Optional<DatagramPort> shown = Optional.empty();

        ShownDatagrams(DatagramProtocol beneath) {
            super(beneath);
        }

        DatagramPort shown(DatagramPort raw) {
            if (shown.isEmpty()) {
                shown = Optional.of(
                        raw instanceof MulticastPort multicast
                                ? new ShownMulticastPort(multicastPort(multicast))
                                : new ShownDatagramPort(datagramPort(raw)));
            }
            return shown.get();
        }

        @Override
        public void opened(DatagramPort port) throws Exception {
            super.opened(shown(port));
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) throws Exception {
            super.received(shown(port), datagram);
        }

        @Override
        public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
            super.failed(shown(port), failure);
        }

        @Override
        public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
            super.pathMtuChanged(shown(port), destination, mtu);
        }

        @Override
        public void writingPaused(DatagramPort port) throws Exception {
            super.writingPaused(shown(port));
        }

        @Override
        public void writingResumed(DatagramPort port) throws Exception {
            super.writingResumed(shown(port));
        }

        @Override
        public void closed(DatagramPort port, CloseReason reason) throws Exception {
            super.closed(shown(port), reason);
        }
    }

    private final class ShownDatagramPort extends ForwardingDatagramPort {

        ShownDatagramPort(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> connect(InetSocketAddress peer) {
            return MappedPending.of(DecoratingReactor.this.beneath, super.connect(peer), same -> this);
        }

        @Override
        public Pending<DatagramPort> disconnect() {
            return MappedPending.of(DecoratingReactor.this.beneath, super.disconnect(), same -> this);
        }

        @Override
        public Reactor reactor() {
            return DecoratingReactor.this;
        }
    }

    private final class ShownMulticastPort extends ForwardingMulticastPort {

        ShownMulticastPort(MulticastPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> connect(InetSocketAddress peer) {
            return MappedPending.of(DecoratingReactor.this.beneath, super.connect(peer), same -> this);
        }

        @Override
        public Pending<DatagramPort> disconnect() {
            return MappedPending.of(DecoratingReactor.this.beneath, super.disconnect(), same -> this);
        }

        @Override
        public Reactor reactor() {
            return DecoratingReactor.this;
        }
    }
}
