package org.hextet.tck;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run was: without it nobody can say later what its results mean.
 *
 * @param started when it began
 * @param took how long it lasted
 * @param tckVersion the version of this TCK; {@value #NO_VERSION} where neither module nor jar tells
 * @param apiVersion the version of the api, likewise
 * @param java version and maker of the JDK that it ran on
 * @param kernel name, release and architecture of the operating system
 * @param patience by how much the guards of waits were stretched: the machine's measured slowness times the property
 *     {@code hextet.tck.patience}
 * @param seed of the order in which the rows ran; empty if it was the usual one
 * @param providers that the rows ran on, transports first
 */
public record RunFacts(
        Instant started,
        Duration took,
        String tckVersion,
        String apiVersion,
        String java,
        String kernel,
        double patience,
        OptionalLong seed,
        List<ProviderFacts> providers) {

    /** Where a version is not known: {@value}. */
    public static final String NO_VERSION = "(no version)";

    /**
     * Copies the list.
     *
     * @param started as of the record
     * @param took as of the record
     * @param tckVersion as of the record
     * @param apiVersion as of the record
     * @param java as of the record
     * @param kernel as of the record
     * @param patience as of the record
     * @param seed as of the record
     * @param providers as of the record
     */
    public RunFacts {
        providers = List.copyOf(providers);
    }
}
