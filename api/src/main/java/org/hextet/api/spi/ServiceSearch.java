package org.hextet.api.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link ServiceLoader} twice, for the layer or loader of this module and for the thread's context loader, and
 * merges what comes. What cannot be loaded is kept with the reason.
 */
final class ServiceSearch {

    /** One service: made, or broken. */
    record Found<S>(
            String implementation,
            @Nullable S service,
            @Nullable Throwable broken) {}

    private ServiceSearch() {}

    static <S> List<Found<S>> find(Function<@Nullable ClassLoader, ServiceLoader<S>> loaders) {
        Map<String, Found<S>> merged = new LinkedHashMap<>();
        collect(loaders.apply(null), merged);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            collect(loaders.apply(context), merged);
        }
        return new ArrayList<>(merged.values());
    }

    private static <S> void collect(ServiceLoader<S> loader, Map<String, Found<S>> merged) {
        var providers = loader.stream().iterator();
        int brokenInARow = 0;
        while (true) {
            ServiceLoader.Provider<S> provider;
            try {
                if (!providers.hasNext()) {
                    return;
                }
                provider = providers.next();
                brokenInARow = 0;
            } catch (ServiceConfigurationError | LinkageError broken) {
                merged.putIfAbsent(String.valueOf(broken.getMessage()), new Found<>("?", null, broken));
                // A configuration file that cannot be read is reported again and again.
                if (++brokenInARow > 100) {
                    return;
                }
                continue;
            }
            try {
                String implementation = provider.type().getName();
                if (!merged.containsKey(implementation)) {
                    merged.put(implementation, make(provider, implementation));
                }
            } catch (LinkageError broken) {
                merged.putIfAbsent(String.valueOf(broken.getMessage()), new Found<>("?", null, broken));
            }
        }
    }

    private static <S> Found<S> make(ServiceLoader.Provider<S> provider, String implementation) {
        try {
            return new Found<>(implementation, provider.get(), null);
        } catch (ServiceConfigurationError broken) {
            Throwable cause = broken.getCause();
            return new Found<>(implementation, null, cause == null ? broken : cause);
        } catch (LinkageError | RuntimeException broken) {
            return new Found<>(implementation, null, broken);
        }
    }
}
