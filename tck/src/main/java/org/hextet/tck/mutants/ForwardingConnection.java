package org.hextet.tck.mutants;

import java.io.IOException;
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

/** A connection that passes on to another one what it does not change. */
abstract class ForwardingConnection implements Connection {

    /** Gets every call that is not overridden. */
    protected final Connection beneath;

    ForwardingConnection(Connection beneath) {
        this.beneath = beneath;
    }

    @Override
    public boolean write(ByteBuffer data) {
        return beneath.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        return beneath.write(data, offset, length);
    }

    @Override
    public boolean isWritable() {
        return beneath.isWritable();
    }

    @Override
    public long queuedBytes() {
        return beneath.queuedBytes();
    }

    @Override
    public void pauseReading() {
        beneath.pauseReading();
    }

    @Override
    public void resumeReading() {
        beneath.resumeReading();
    }

    @Override
    public void shutdownOutput() {
        beneath.shutdownOutput();
    }

    @Override
    public void close() {
        beneath.close();
    }

    @Override
    public void abort() {
        beneath.abort();
    }

    @Override
    public void switchProtocol(Protocol next) {
        beneath.switchProtocol(next);
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        return beneath.startTls(tls, factory);
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return beneath.tlsSession();
    }

    @Override
    public InetSocketAddress localAddress() {
        return beneath.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return beneath.remoteAddress();
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return beneath.flowLabel();
    }

    @Override
    public Reactor reactor() {
        return beneath.reactor();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return beneath.option(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        beneath.option(option, value);
    }

    @Override
    public Pending<CloseReason> closed() {
        return beneath.closed();
    }
}
