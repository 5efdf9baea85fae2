package org.hextet.endpoints.starttls;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds protocols by name. */
public final class StartTlsProtocols {

    private StartTlsProtocols() {}

    /**
     * A protocol.
     *
     * @param name as of {@link StartTlsProtocol#name()}
     * @return the same each time, or an equal one
     * @throws IllegalArgumentException if there is none, or more than one: lists those that there are
     */
    public static StartTlsProtocol of(String name) {
        Map<String, StartTlsProtocol> found = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        ModuleLayer layer = StartTlsProtocols.class.getModule().getLayer();
        if (layer != null && layer != ModuleLayer.boot()) {
            collect(ServiceLoader.load(layer, StartTlsProtocol.class), found, broken);
        }
        ClassLoader own = StartTlsProtocols.class.getClassLoader();
        collect(ServiceLoader.load(StartTlsProtocol.class, own), found, broken);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && context != own) {
            collect(ServiceLoader.load(StartTlsProtocol.class, context), found, broken);
        }
        StartTlsProtocol protocol = found.get(name);
        if (protocol == null) {
            throw new IllegalArgumentException("StartTLS \"" + name + "\": no such protocol; there are "
                    + String.join(", ", found.keySet())
                    + (broken.isEmpty() ? "" : "; not usable: " + String.join("; ", broken)));
        }
        return protocol;
    }

    /** The first of a name counts: those of the house come first. */
    private static void collect(
            ServiceLoader<StartTlsProtocol> loader, Map<String, StartTlsProtocol> found, List<String> broken) {
        Iterator<StartTlsProtocol> services = loader.iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                StartTlsProtocol protocol = services.next();
                found.putIfAbsent(protocol.name(), protocol);
            } catch (ServiceConfigurationError unusable) {
                broken.add(String.valueOf(unusable.getMessage()));
                if (broken.size() > 100) {
                    return; // A file that cannot be read is reported again and again.
                }
            }
        }
    }
}
