package org.hextet.endpoints.secured;

import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.api.Incident;
import org.hextet.api.Reactor;
import org.hextet.api.UncaughtListener;
import org.hextet.api.failure.NetworkFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the failed handshakes of a server go: to the listener of the reactor's options, else to the log, as those of
 * {@code listenTls} do.
 *
 * @param listener of the reactor
 */
public record HandshakeIncidents(Optional<UncaughtListener> listener) implements Consumer<NetworkFailure> {

    /**
     * Of a reactor.
     *
     * @param reactor carries the port
     * @return tells its listener
     */
    public static HandshakeIncidents of(Reactor reactor) {
        return new HandshakeIncidents(reactor.options().uncaught());
    }

    @Override
    @SuppressWarnings("EmptyCatch") // the listener is the last to hear: there is nobody left to tell of it
    public void accept(NetworkFailure why) {
        if (listener.isEmpty()) {
            Log.LOG.info("{}", why.getMessage());
            return;
        }
        try {
            listener.get().uncaught(new Incident.HandshakeFailed(why));
        } catch (RuntimeException | Error ignored) {
            // The contract says so: what a listener throws is ignored.
        }
    }

    /** Made when first used: a server whose handshakes succeed needs no log. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger("org.hextet.endpoints");
    }
}
