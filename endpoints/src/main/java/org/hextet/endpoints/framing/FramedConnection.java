package org.hextet.endpoints.framing;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.TlsSettings;
import org.hextet.tls.ForwardingConnection;

/** A connection as a frame protocol sees it: pausing, switching and TLS know of the bytes that framing keeps. */
final class FramedConnection extends ForwardingConnection {

    private final Framing framing;

    FramedConnection(Connection plain, Framing framing) {
        super(plain);
        this.framing = framing;
    }

    Connection plain() {
        return below;
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

    /**
     * Bytes that framing holds behind the frame that asked for TLS came early, as those do that the reactor holds: they
     * end the connection and reach nobody.
     */
    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        Pending<Connection> begun = below.startTls(tls, factory);
        Promise<Connection> secured = reactor().promise(begun::cancel);
        onLoop(() -> framing.upgrade(begun, secured));
        return secured;
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
        below.close();
    }

    @Override
    public void abort() {
        framing.stop();
        below.abort();
    }
}
