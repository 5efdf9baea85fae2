package org.hextet.endpoints.blocking;

/** What a server does with a connection: see {@link BlockingConnection#serve}. */
@FunctionalInterface
public interface ConnectionHandler {

    /**
     * Serves one connection, on a thread of its own. When it returns the connection is closed after what was written
     * has left.
     *
     * @param connection up; closed by the caller
     * @throws Exception resets the connection; goes to {@link org.hextet.api.ReactorOptions#uncaught()}, unless it only
     *     says that the connection had ended
     */
    void handle(BlockingConnection connection) throws Exception;
}
