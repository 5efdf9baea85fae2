package org.hextet.api;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * A flow label (RFC 6437) that is leased from the kernel, so that nobody else on this host uses it for another flow
 * against the lessee's will. There is no other way to send a label of one's choice. A lease ends with {@link #close()},
 * or with the socket that took it. Call it from any thread.
 */
public interface FlowLabel extends AutoCloseable {

    /** Who else may use the same label meanwhile. */
    enum Sharing {
        /** Nobody. */
        EXCLUSIVE,
        /** Other sockets of this process. */
        PROCESS,
        /** Other sockets of this user. */
        USER,
        /** Everybody. */
        ANY
    }

    /**
     * The label.
     *
     * @return 1 to 0xFFFFF
     */
    int value();

    /**
     * Who else may use it.
     *
     * @return as it was asked for
     */
    Sharing sharing();

    /**
     * Whom packets with it go to.
     *
     * @return an IPv6 address
     */
    InetAddress destination();

    /**
     * Whether the lease lasts.
     *
     * @return false once it was closed, or its socket
     */
    boolean isHeld();

    /**
     * Sets anew how long the label stays reserved. From another thread than the reactor's it waits for it.
     *
     * @param linger how long nobody else gets it after its last use, in whole seconds; the kernel makes less than 6
     *     seconds 6, and allows more than 60 to CAP_NET_ADMIN alone
     * @param expires how long it stays reserved at least from now on, with the same bounds
     * @throws IllegalArgumentException if a duration is negative or longer than 65,535 s
     * @throws IOException if the lease has ended, or what the kernel said
     */
    void renew(Duration linger, Duration expires) throws IOException;

    /**
     * Ends the lease; a second call does nothing. A connection goes on sending its label: end it first where the label
     * is to be free for another flow.
     */
    @Override
    void close();
}
