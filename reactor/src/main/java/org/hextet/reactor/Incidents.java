package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.Incident;
import org.hextet.api.ReactorOptions;
import org.hextet.api.UncaughtListener;
import org.hextet.api.failure.NetworkFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where that goes which nobody waits for: to the user's listener, or one line each to the log. */
final class Incidents {

    private final UncaughtListener listener;

    Incidents(ReactorOptions options, String provider) {
        this.listener = options.uncaught().isPresent() ? options.uncaught().get() : new LoggingListener(provider);
    }

    void threw(String where, Throwable thrown) {
        tell(new Incident.Threw(where, thrown));
    }

    void acceptingPaused(List<InetSocketAddress> local, NetworkFailure why) {
        tell(new Incident.AcceptingPaused(local, why));
    }

    void handshakeFailed(NetworkFailure why) {
        tell(new Incident.HandshakeFailed(why));
    }

    void warn(String message) {
        tell(new Incident.Warning(message));
    }

    @SuppressWarnings("EmptyCatch") // the listener is the last to hear: there is nobody left to tell of it
    private void tell(Incident incident) {
        try {
            listener.uncaught(incident);
        } catch (Throwable ignored) {
            // The contract says so: what a listener throws is ignored.
        }
    }

    /**
     * Gets the log ready. When descriptors have run out it is too late: whoever looks for the log's own provider then
     * opens files.
     */
    void prepare() {
        if (listener instanceof LoggingListener) {
            Log.LOG.isWarnEnabled();
        }
    }

    /** Made when first used, which costs a start some 10 ms. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger("org.hextet.reactor");
    }

    private static final class LoggingListener implements UncaughtListener {

        private final String provider;

        LoggingListener(String provider) {
            this.provider = provider;
        }

        @Override
        public void uncaught(Incident incident) {
            if (incident instanceof Incident.Threw threw) {
                Log.LOG.error("{}: {} threw", provider, threw.where(), threw.thrown());
            } else if (incident instanceof Incident.AcceptingPaused paused) {
                Log.LOG.warn(
                        "{}: accepting on {} paused: {}",
                        provider,
                        paused.local().stream().map(AddressText::formatSocket).toList(),
                        paused.why().getMessage());
            } else if (incident instanceof Incident.HandshakeFailed failed) {
                Log.LOG.info("{}: {}", provider, failed.why().getMessage());
            } else if (incident instanceof Incident.Warning warning) {
                Log.LOG.warn("{}: {}", provider, warning.message());
            } else {
                Log.LOG.warn("{}: {}", provider, incident);
            }
        }
    }
}
