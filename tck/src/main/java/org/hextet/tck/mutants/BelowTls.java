package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;
import org.hextet.tls.Tls;

/** A reactor that lays something between TLS and the connection that carries it: on the bytes of the wire. */
final class BelowTls extends ForwardingReactor {

    private final Reactor carrying;

    private BelowTls(Reactor beneath, Function<Protocol, Wire> laying) {
        super(beneath);
        this.carrying = new Carrying(beneath, laying);
    }

    static UnaryOperator<Reactor> laying(Function<Protocol, Wire> wire) {
        return reactor -> new BelowTls(reactor, wire);
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return Tls.listen(
                carrying,
                local,
                options,
                tls,
                factory,
                why -> options()
                        .uncaught()
                        .ifPresent(listener -> listener.uncaught(new Incident.HandshakeFailed(why))));
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return Tls.connect(carrying, remote, options, tls, factory);
    }

    /** What carries the TLS of this one. */
    private static final class Carrying extends ForwardingReactor {

        private final Function<Protocol, Wire> laying;

        Carrying(Reactor beneath, Function<Protocol, Wire> laying) {
            super(beneath);
            this.laying = laying;
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.listenTcp(local, options, () -> laying.apply(factory.get()));
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.connectTcp(remote, options, () -> laying.apply(factory.get()));
        }
    }

    /** What lies between the TLS of one connection and its bytes. */
    abstract static class Wire extends ShowingProtocol {

        /** Lies below this. */
        Wire(Protocol tls) {
            super(tls, Optional.empty());
        }

        /** TLS writes records. */
        boolean write(Connection raw, ByteBuffer records) {
            return raw.write(records);
        }

        /** Bytes have come for TLS. */
        void arrived(Connection raw, ByteBuffer lent) throws Exception {
            toTls(raw, lent);
        }

        /** Gives them to TLS. */
        final void toTls(Connection raw, ByteBuffer lent) throws Exception {
            super.received(raw, lent);
        }

        @Override
        Connection inPlaceOf(Connection raw) {
            return new ForwardingConnection(raw) {
                @Override
                public boolean write(ByteBuffer data) {
                    return Wire.this.write(raw, data);
                }

                @Override
                @SuppressWarnings("ReferenceEquality") // TLS switches to itself to be called soon
                public void switchProtocol(Protocol next) {
                    super.switchProtocol(next == Wire.this.beneath ? Wire.this : next);
                }
            };
        }

        @Override
        public void received(Connection raw, ByteBuffer lent) throws Exception {
            arrived(raw, lent);
        }
    }
}
