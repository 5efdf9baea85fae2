package org.hextet.api.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link ServiceLoader} for the layer of this module if it has one, for its loader, and for the thread's context
 * loader, and merges what comes. What cannot be loaded is kept with the reason.
 */
final class ServiceSearch {

    /** One service: made, or broken. */
    record Found<S>(
            String implementation,
            @Nullable S service,
            @Nullable Throwable broken) {}

    private ServiceSearch() {}

    static <S> List<Found<S>> find(Class<S> service) {
        Map<String, Found<S>> merged = new LinkedHashMap<>();
        ModuleLayer layer = ServiceSearch.class.getModule().getLayer();
        // The modules of the boot layer are found by their loader, and each search costs a start milliseconds.
        if (layer != null && layer != ModuleLayer.boot()) {
            collect(ServiceLoader.load(layer, service), merged);
        }
        ClassLoader own = ServiceSearch.class.getClassLoader();
        collect(ServiceLoader.load(service, own), merged);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && context != own) {
            collect(ServiceLoader.load(service, context), merged);
        }
        return new ArrayList<>(merged.values());
    }

    private static <S> void collect(ServiceLoader<S> loader, Map<String, Found<S>> merged) {
        var providers = loader.stream().iterator();
        int brokenInARow = 0;
        // A configuration file that cannot be read is reported again and again.
        while (brokenInARow < 100) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<S> provider = providers.next();
                brokenInARow = 0;
                String implementation = provider.type().getName();
                if (!merged.containsKey(implementation)) {
                    merged.put(implementation, make(provider, implementation));
                }
            } catch (ServiceConfigurationError | LinkageError broken) {
                // ServiceLoader does not say whose class it was; both searches may meet it, with one reason.
                Throwable reason = reason(broken);
                merged.putIfAbsent(reason.toString(), new Found<>("?", null, reason));
                brokenInARow++;
            }
        }
    }

    private static <S> Found<S> make(ServiceLoader.Provider<S> provider, String implementation) {
        try {
            return new Found<>(implementation, provider.get(), null);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            return new Found<>(implementation, null, reason(broken));
        }
    }

    /**
     * What went wrong at the bottom of it: ServiceLoader wraps it, and a class whose initialiser has failed once later
     * says only that, with the first reason as its cause.
     */
    private static Throwable reason(Throwable broken) {
        Throwable reason = broken;
        Throwable cause = broken.getCause();
        while (cause != null && (reason instanceof ServiceConfigurationError || reason instanceof LinkageError)) {
            reason = cause;
            cause = cause.getCause();
        }
        return reason;
    }
}
