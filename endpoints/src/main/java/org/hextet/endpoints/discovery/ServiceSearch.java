package org.hextet.endpoints.discovery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Asks {@link ServiceLoader} for the layer of this module if it has one of its own, for its loader, and for the
 * thread's context loader, and merges what comes.
 *
 * @param services one of each class, in the order found
 * @param broken why others could not be loaded; not usable
 * @param <S> the service
 */
public record ServiceSearch<S>(List<S> services, List<String> broken) {

    /** A file that cannot be read is reported again and again. */
    private static final int MOST_BROKEN = 100;

    /** Copies the lists. */
    public ServiceSearch {
        services = List.copyOf(services);
        broken = List.copyOf(broken);
    }

    /**
     * Searches.
     *
     * @param service which this module {@code uses}
     * @param <S> the service
     * @return what there is
     */
    public static <S> ServiceSearch<S> of(Class<S> service) {
        Map<Class<?>, S> found = new LinkedHashMap<>();
        Set<String> broken = new LinkedHashSet<>();
        ModuleLayer layer = ServiceSearch.class.getModule().getLayer();
        // The modules of the boot layer are found by their loader.
        if (layer != null && layer != ModuleLayer.boot()) {
            collect(ServiceLoader.load(layer, service), found, broken);
        }
        ClassLoader own = ServiceSearch.class.getClassLoader();
        collect(ServiceLoader.load(service, own), found, broken);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && context != own) {
            collect(ServiceLoader.load(service, context), found, broken);
        }
        return new ServiceSearch<>(new ArrayList<>(found.values()), new ArrayList<>(broken));
    }

    private static <S> void collect(ServiceLoader<S> loader, Map<Class<?>, S> found, Set<String> broken) {
        Iterator<S> services = loader.iterator();
        for (int failures = 0; failures < MOST_BROKEN; ) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                S service = services.next();
                found.putIfAbsent(service.getClass(), service);
            } catch (ServiceConfigurationError | LinkageError unusable) {
                broken.add(unusable.getMessage() == null ? unusable.toString() : unusable.getMessage());
                failures++;
            }
        }
    }
}
