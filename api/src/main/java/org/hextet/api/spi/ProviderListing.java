package org.hextet.api.spi;

import java.util.Optional;

/**
 * A provider as discovery found it.
 *
 * @param name its name; where even that cannot be asked, the name of its class
 * @param implementation the name of its class
 * @param priority its rank; {@link Integer#MIN_VALUE} where it cannot be asked
 * @param provider itself, if it could be made
 * @param problem why it cannot be used; empty if it can
 * @param <P> the kind of provider
 */
public record ProviderListing<P>(
        String name, String implementation, int priority, Optional<P> provider, Optional<String> problem) {

    /**
     * Whether it can be opened.
     *
     * @return true if there is no problem
     */
    public boolean isAvailable() {
        return problem.isEmpty();
    }
}
