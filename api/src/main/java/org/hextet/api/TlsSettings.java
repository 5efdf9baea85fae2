package org.hextet.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * What TLS needs to know. The context may be of any JSSE provider; {@code org.hextet.tls} builds one from PEM files or
 * from the system's trust.
 *
 * @param context keys and trust
 * @param parameters protocols, ciphers, ALPN, client authentication, endpoint identification; not changed, and not to
 *     be changed after it was handed over
 * @param handshakeDeadline how long a handshake may take; empty: 30 s
 * @param tasks runs the slow parts of a handshake (certificate checks), off the reactor's thread; empty: a shared pool
 *     of {@code org.hextet.tls}
 */
public record TlsSettings(
        SSLContext context, SSLParameters parameters, Optional<Duration> handshakeDeadline, Optional<Executor> tasks) {

    /**
     * Checks the deadline.
     *
     * @param context as of the record
     * @param parameters as of the record
     * @param handshakeDeadline as of the record
     * @param tasks as of the record
     * @throws IllegalArgumentException if the deadline is zero or less
     */
    public TlsSettings {
        if (handshakeDeadline.isPresent()
                && (handshakeDeadline.get().isZero() || handshakeDeadline.get().isNegative())) {
            throw new IllegalArgumentException(
                    "handshake deadline " + handshakeDeadline.get() + ": need more than zero");
        }
    }
}
