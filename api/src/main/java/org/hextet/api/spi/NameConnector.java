package org.hextet.api.spi;

import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;

/** Connects by name for reactors, which know addresses only. Found by {@link java.util.ServiceLoader}; thread-safe. */
@FunctionalInterface
public interface NameConnector {

    /**
     * Connects by the policy of {@link org.hextet.api.ReactorOptions#names()}, or of the system property
     * {@code hextet.names}, or over IPv4 only.
     *
     * @param reactor carries the lookup and the connection
     * @param name a host name or a literal
     * @param port 1 to 65535
     * @param options deadline of the whole, local address, socket options
     * @param factory makes the protocol; called once, for the connection that is won
     * @return the connection
     */
    Pending<Connection> connect(
            Reactor reactor, String name, int port, StreamOptions options, Supplier<? extends Protocol> factory);
}
