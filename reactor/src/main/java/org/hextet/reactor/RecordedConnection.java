package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.net.InetSocketAddress;
import java.util.Optional;
import jdk.jfr.FlightRecorder;
import org.hextet.api.CloseReason;
import org.hextet.api.TlsRole;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one connection moves, for a recording of JDK Flight Recorder. What that takes, the module
 * {@code jdk.jfr}, may be missing: nothing of the recorder is loaded then. Of the loop only.
 */
final class RecordedConnection {

    private static final boolean HAS_RECORDER = hasRecorder();

    private final ConnectionEvent event;

    private RecordedConnection(ConnectionEvent event) {
        this.event = event;
    }

    private static boolean hasRecorder() {
        Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
        return recorder.isPresent() && RecordedConnection.class.getModule().canRead(recorder.get());
    }

    /**
     * Null unless a recording wants it. Before there was a recording the event is not even loaded, which would take a
     * start half a second.
     */
    static @Nullable RecordedConnection begun(
            String transport, TlsRole role, InetSocketAddress local, InetSocketAddress remote) {
        if (!HAS_RECORDER || !FlightRecorder.isInitialized()) {
            return null;
        }
        ConnectionEvent event = new ConnectionEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        event.transport = transport;
        event.origin = role == TlsRole.CLIENT ? "connected" : "accepted";
        event.localAddress = formatSocket(local);
        event.remoteAddress = formatSocket(remote);
        return new RecordedConnection(event);
    }

    void received(int bytes) {
        event.received += bytes;
    }

    void written(int bytes) {
        event.sent += bytes;
    }

    /** Bytes were written that will not leave any more. */
    void lost(long bytes) {
        event.sent -= bytes;
    }

    void ended(CloseReason reason, String protocol) {
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.protocol = protocol;
        if (reason instanceof CloseReason.ClosedHere) {
            event.reason = "closed here";
        } else if (reason instanceof CloseReason.ClosedByPeer) {
            event.reason = "closed by peer";
        } else if (reason instanceof CloseReason.Failed failed) {
            event.reason = "failed";
            event.kind = failed.cause() instanceof NetworkFailure failure
                    ? failure.kind().text()
                    : null;
            event.detail = failed.cause().getMessage();
        } else if (reason instanceof CloseReason.Aborted aborted) {
            event.reason = "aborted";
            event.detail = aborted.cause() == null ? null : String.valueOf(aborted.cause());
        } else {
            event.reason = reason.getClass().getSimpleName();
        }
        event.commit();
    }
}
