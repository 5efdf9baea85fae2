package org.hextet.api.spi;

import java.io.IOException;
import java.util.List;
import org.hextet.api.NameResolver;

/**
 * A resolver. Register it in {@code META-INF/services} for the class path and by {@code provides} for the module path.
 */
public interface ResolverProvider extends Provider {

    /**
     * Opens a resolver.
     *
     * @param spec its own name and options
     * @param warnings to be answered by {@link NameResolver#warnings()}
     * @return open
     * @throws IllegalArgumentException if one of its options is unknown or wrong: names it and lists those known
     * @throws IOException what the host said; nothing is left half-open
     */
    NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException;
}
