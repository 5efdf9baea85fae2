package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.api.failure.NetworkFailure;

/**
 * Something that nobody waits for and somebody should know, told to an {@link UncaughtListener}. Kinds may be added in
 * a minor release: a {@code switch} of yours has a default.
 */
public sealed interface Incident {

    /**
     * A callback, a protocol factory, a task or a timer threw.
     *
     * @param where what was running: the callback with the protocol's class, or the task's class
     * @param thrown what it threw
     */
    record Threw(String where, Throwable thrown) implements Incident {}

    /**
     * A port stopped accepting because the host is out of descriptors or memory. It goes on by itself. Told once a
     * pause.
     *
     * @param local the port's addresses
     * @param why what the kernel said
     */
    record AcceptingPaused(List<InetSocketAddress> local, NetworkFailure why) implements Incident {

        /**
         * Copies the list.
         *
         * @param local as of the record
         * @param why as of the record
         */
        public AcceptingPaused {
            local = List.copyOf(local);
        }
    }

    /**
     * Somebody connected to a port of {@link TlsReactor#listenTls}, and the handshake failed: a scanner, a client that
     * does not trust the certificate, one that speaks no TLS. Its connection is gone or going.
     *
     * @param why with both addresses, and what was wrong
     */
    record HandshakeFailed(NetworkFailure why) implements Incident {}

    /**
     * A choice was made that the user may want to make himself.
     *
     * @param message what was chosen and how to choose
     */
    record Warning(String message) implements Incident {}
}
