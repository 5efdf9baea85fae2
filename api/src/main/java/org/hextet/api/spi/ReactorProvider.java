package org.hextet.api.spi;

import java.io.IOException;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;

/**
 * A transport. Register it in {@code META-INF/services} for the class path and by {@code provides} for the module path.
 */
public interface ReactorProvider extends Provider {

    /**
     * Opens a reactor.
     *
     * @param options to be kept: {@link ReactorOptions#transport()}, if there, names this provider and holds its own
     *     options; each of {@link ReactorOptions#warnings()} is to be told once to the uncaught listener
     * @return open, its thread running
     * @throws IllegalArgumentException if one of its own options is unknown or wrong: names it and lists those known
     * @throws IOException what the host said; nothing is left half-open
     */
    Reactor open(ReactorOptions options) throws IOException;
}
