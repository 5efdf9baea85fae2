package org.hextet.endpoints.race;

import java.io.IOException;
import org.hextet.api.NameResolver;

/** Where a resolver comes from that perhaps nobody will ask. */
@FunctionalInterface
public interface ResolverSource {

    /**
     * Opens it if need be.
     *
     * @return open; not to be closed by the caller
     * @throws IOException as of {@link NameResolver#open}
     */
    NameResolver resolver() throws IOException;
}
