package org.hextet.adapters.micrometer;

import com.google.auto.service.AutoService;
import io.micrometer.core.instrument.Metrics;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;

/**
 * Counts every connect by name of the process in Micrometer's global registry, as {@link ConnectMetrics} says: found by
 * {@link java.util.ServiceLoader}, nothing to configure. It ignores them where Micrometer is missing; on the module
 * path it is, unless something requires {@code micrometer.core}.
 */
@AutoService(ConnectObserver.class)
@SuppressWarnings("exports") // The annotations of auto-service are wanted at compile time only
public final class GlobalConnectMetrics implements ConnectObserver {

    private final ConnectListener listener = listener();

    /** Made by endpoints, at the first connect. */
    public GlobalConnectMetrics() {}

    @Override
    public ConnectListener begun(String name, int port) {
        return listener;
    }

    private static ConnectListener listener() {
        try {
            return GlobalRegistry.counting();
        } catch (NoClassDefFoundError missing) {
            return IGNORING;
        }
    }

    /** A class of its own: this one has to load, and be verified, where Micrometer is missing. */
    private static final class GlobalRegistry {

        private GlobalRegistry() {}

        static ConnectListener counting() {
            return new ConnectMetrics(Metrics.globalRegistry)::count;
        }
    }
}
