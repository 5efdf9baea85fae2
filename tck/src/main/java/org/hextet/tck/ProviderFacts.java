package org.hextet.tck;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider that rows of a run ran on.
 *
 * @param kind {@value #TRANSPORT} or {@value #RESOLVER}
 * @param name by which users choose it
 * @param version of its module or jar; {@value RunFacts#NO_VERSION} where neither tells
 * @param problem why it could not be used; empty if it could
 * @param capabilities names of those it declares, sorted
 * @param absent names of those it says it lacks, each with its reason, sorted
 */
public record ProviderFacts(
        String kind,
        String name,
        String version,
        Optional<String> problem,
        List<String> capabilities,
        Map<String, String> absent) {

    /** The kind of a transport: {@value}. */
    public static final String TRANSPORT = "transport";

    /** The kind of a resolver: {@value}. */
    public static final String RESOLVER = "resolver";

    /**
     * Copies the collections.
     *
     * @param kind as of the record
     * @param name as of the record
     * @param version as of the record
     * @param problem as of the record
     * @param capabilities as of the record
     * @param absent as of the record
     */
    public ProviderFacts {
        capabilities = List.copyOf(capabilities);
        absent = Collections.unmodifiableMap(new LinkedHashMap<>(absent));
    }
}
