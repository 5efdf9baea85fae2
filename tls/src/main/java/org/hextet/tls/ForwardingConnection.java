package org.hextet.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Objects;
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
 * A connection that lies on another one and passes on what it does not change. Layers (TLS, framing, a reactor's own)
 * override what is theirs. As thread-safe as the one below.
 */
public abstract class ForwardingConnection implements Connection {

    /** What it lies on. */
    protected final Connection below;

    /**
     * Lies on a connection.
     *
     * @param below gets every call that is not overridden
     */
    protected ForwardingConnection(Connection below) {
        this.below = Objects.requireNonNull(below, "below");
    }

    @Override
    public boolean write(ByteBuffer data) {
        return below.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        return below.write(data, offset, length);
    }

    @Override
    public boolean isWritable() {
        return below.isWritable();
    }

    @Override
    public long queuedBytes() {
        return below.queuedBytes();
    }

    @Override
    public void pauseReading() {
        below.pauseReading();
    }

    @Override
    public void resumeReading() {
        below.resumeReading();
    }

    @Override
    public void shutdownOutput() {
        below.shutdownOutput();
    }

    @Override
    public void close() {
        below.close();
    }

    @Override
    public void abort() {
        below.abort();
    }

    @Override
    public void switchProtocol(Protocol next) {
        below.switchProtocol(next);
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        return below.startTls(tls, factory);
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return below.tlsSession();
    }

    @Override
    public InetSocketAddress localAddress() {
        return below.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return below.remoteAddress();
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return below.flowLabel();
    }

    @Override
    public Reactor reactor() {
        return below.reactor();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return below.option(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        below.option(option, value);
    }

    @Override
    public Pending<CloseReason> closed() {
        return below.closed();
    }

    @Override
    public String toString() {
        return below.toString();
    }
}
