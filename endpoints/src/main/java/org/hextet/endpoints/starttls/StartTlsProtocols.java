package org.hextet.endpoints.starttls;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hextet.endpoints.discovery.ServiceSearch;

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
        ServiceSearch<StartTlsProtocol> search = ServiceSearch.of(StartTlsProtocol.class);
        Map<String, StartTlsProtocol> found = new TreeMap<>();
        // The first of a name counts: those of the house come first.
        search.services().forEach(protocol -> found.putIfAbsent(protocol.name(), protocol));
        List<String> broken = search.broken();
        StartTlsProtocol protocol = found.get(name);
        if (protocol == null) {
            throw new IllegalArgumentException("StartTLS \"" + name + "\": no such protocol; there are "
                    + String.join(", ", found.keySet())
                    + (broken.isEmpty() ? "" : "; not usable: " + String.join("; ", broken)));
        }
        return protocol;
    }
}
