package org.hextet.api;

/** Which side of a TLS handshake somebody is. */
public enum TlsRole {
    /** Speaks first; verifies the other side's certificate and name. */
    CLIENT,
    /** Shows its certificate; may ask for the client's. */
    SERVER
}
