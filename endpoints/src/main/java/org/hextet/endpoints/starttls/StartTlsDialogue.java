package org.hextet.endpoints.starttls;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One side of the plain text before TLS, of one connection: a state machine, without socket or clock. It is called on
 * the reactor's thread, and never again after a step that ends it.
 *
 * <p>It keeps within bounds what it keeps of the peer's bytes; how many bytes may come before TLS in all
 * ({@value #MOST_BYTES}), and how long it may take, is watched by who runs it.
 */
public interface StartTlsDialogue {

    /** So many bytes a peer may send before TLS. */
    int MOST_BYTES = 64 << 10;

    /**
     * The connection is there.
     *
     * @return what to do, in order; empty where the peer speaks first
     */
    List<StartTlsStep> begin();

    /**
     * Bytes came, any number at a time.
     *
     * @param bytes lent until this returns. The position is moved over what was read, so not over what stands behind
     *     the message by which the peer has agreed to TLS: what is left when TLS begins ends the connection
     * @return what to do, in order
     */
    List<StartTlsStep> received(ByteBuffer bytes);

    /**
     * What is waited for.
     *
     * @return for errors: {@code greeting}, {@code answer to EHLO}
     */
    String pending();
}
