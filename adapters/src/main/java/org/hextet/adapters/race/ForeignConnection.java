package org.hextet.adapters.race;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;

/**
 * Somebody else's connection, as far as a race needs one: it has a remote end, can be aborted, and be handed over. Its
 * bytes are its owner's affair, hence nobody can read or write them here.
 *
 * @param <T> the connection
 */
public final class ForeignConnection<T> implements Connection {

    private final Reactor reactor;
    private final InetSocketAddress remote;
    private final T connection;
    private final Attempts<T> attempts;

    ForeignConnection(Reactor reactor, InetSocketAddress remote, T connection, Attempts<T> attempts) {
        this.reactor = reactor;
        this.remote = remote;
        this.connection = connection;
        this.attempts = attempts;
    }

    /**
     * What has won.
     *
     * @param won what a race on {@link ForeignReactor} yields
     * @param type of the attempts that were given to it
     * @param <T> a connection
     * @return the connection itself
     */
    public static <T> T unwrapped(Connection won, Class<T> type) {
        if (won instanceof ForeignConnection<?> foreign) {
            return type.cast(foreign.connection);
        }
        throw new IllegalArgumentException(won + " was not made by attempts");
    }

    @Override
    public void switchProtocol(Protocol next) {
        try {
            next.connected(this);
        } catch (Exception thrown) {
            abort();
        }
    }

    @Override
    public void close() {
        abort();
    }

    @Override
    public void abort() {
        attempts.abort(connection);
    }

    @Override
    public InetSocketAddress localAddress() {
        throw notCarriedHere();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public <V> V option(SocketOption<V> option) {
        throw notCarriedHere();
    }

    @Override
    public <V> void option(SocketOption<V> option, V value) {
        throw notCarriedHere();
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return Optional.empty();
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.empty();
    }

    @Override
    public boolean write(ByteBuffer data) {
        throw notCarriedHere();
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        throw notCarriedHere();
    }

    @Override
    public boolean isWritable() {
        throw notCarriedHere();
    }

    @Override
    public long queuedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        // Nobody reads here.
    }

    @Override
    public void resumeReading() {
        // Nobody reads here.
    }

    @Override
    public void shutdownOutput() {
        throw notCarriedHere();
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw notCarriedHere();
    }

    @Override
    public Pending<CloseReason> closed() {
        throw notCarriedHere();
    }

    private static UnsupportedOperationException notCarriedHere() {
        return new UnsupportedOperationException("not Hextet's own connection: ask it itself");
    }
}
