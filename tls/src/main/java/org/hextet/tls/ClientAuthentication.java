package org.hextet.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuthentication {
    /** It does not ask. */
    NONE,
    /** It asks; a client may go without, but a bad certificate ends the handshake. */
    OPTIONAL,
    /** It asks, and the handshake ends without a good one. */
    REQUIRED
}
