package org.hextet.endpoints.framing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;

/** A connection as a frame protocol sees it: pausing and switching know of the bytes that framing keeps. */
final class FramedConnection implements Connection {

    private final Connection plain;
    private final Framing framing;

    FramedConnection(Connection plain, Framing framing) {
        this.plain = plain;
        this.framing = framing;
    }

    Connection plain() {
        return plain;
    }

    @Override
    public void pauseReading() {
        onLoop(framing::pause);
    }

    @Override
    public void resumeReading() {
        onLoop(framing::resume);
    }

    @Override
    public void switchProtocol(Protocol next) {
        onLoop(() -> framing.switchTo(next));
    }

    private void onLoop(Runnable task) {
        if (reactor().inReactor()) {
            task.run();
            return;
        }
        try {
            reactor().execute(task);
        } catch (RejectedExecutionException closed) {
            // The end may always overtake a caller.
        }
    }

    @Override
    public void close() {
        framing.stop();
        plain.close();
    }

    @Override
    public void abort() {
        framing.stop();
        plain.abort();
    }

    @Override
    public boolean write(ByteBuffer data) {
        return plain.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        return plain.write(data, offset, length);
    }

    @Override
    public boolean isWritable() {
        return plain.isWritable();
    }

    @Override
    public long queuedBytes() {
        return plain.queuedBytes();
    }

    @Override
    public void shutdownOutput() {
        plain.shutdownOutput();
    }

    @Override
    public InetSocketAddress localAddress() {
        return plain.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return plain.remoteAddress();
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return plain.flowLabel();
    }

    @Override
    public Reactor reactor() {
        return plain.reactor();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return plain.option(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        plain.option(option, value);
    }

    @Override
    public Pending<CloseReason> closed() {
        return plain.closed();
    }

    @Override
    public String toString() {
        return plain.toString();
    }
}
