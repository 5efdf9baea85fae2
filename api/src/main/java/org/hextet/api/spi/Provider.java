package org.hextet.api.spi;

import java.util.Optional;
import org.hextet.api.Capabilities;

/** What transports and resolvers have in common as providers. Found by {@link java.util.ServiceLoader}; thread-safe. */
public interface Provider {

    /** The number of the contract that this version of the api is. A provider built for a newer one is refused. */
    int CONTRACT = 1;

    /**
     * The name by which users choose it.
     *
     * @return lower case letters, digits and hyphens; stable
     */
    String name();

    /**
     * Its rank. The highest that is available is taken when none is named; one below 0 is only ever taken by name.
     *
     * @return below 0 unless overridden; {@code nio} is 100
     */
    default int priority() {
        return -1;
    }

    /**
     * The number of the contract that it was built for: write {@code 1}, not {@link #CONTRACT}.
     *
     * @return 1 or more
     */
    int contract();

    /**
     * Whether it can work on this host. Asking leaves no descriptor behind.
     *
     * @return empty if it can; otherwise the reason, a short sentence without a full stop
     */
    Optional<String> unavailable();

    /**
     * What it can do on this host. Probed once per process; asking leaves no descriptor behind.
     *
     * @return the same as of what it opens; of an unavailable provider, all absent
     */
    Capabilities capabilities();
}
