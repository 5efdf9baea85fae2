package org.hextet.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * What TLS needs to know. The context may be of any JSSE provider; {@code org.hextet.tls} builds settings from PEM
 * files, from key stores, or from the system's trust.
 *
 * @param context keys and trust
 * @param parameters protocols, ciphers, ALPN, client authentication; not changed, and not to be changed after they were
 *     handed over. Their endpoint identification, SNI names and matchers are overruled by what stands here, where the
 *     role is client
 * @param role which side of the handshake; empty: the one that connected is the client
 * @param serverName of a client: the name, or the literal address without brackets, that the server's certificate must
 *     be of, in place of the address that is connected to. A name is sent too (SNI, RFC 6066); it may be
 *     internationalized, and end in a dot. Endpoints that connect by name fill it in where it is empty
 * @param verifiesName of a client: whether the server's certificate must be of the server name or the address. Only
 *     {@link #withoutNameVerification()} gives false
 * @param handshakeDeadline how long a handshake may take, from the first byte on; empty: 30 s
 * @param tasks runs the slow parts of a handshake (certificate checks), off the reactor's thread, each once; empty: the
 *     pool of {@code org.hextet.tls}, one for the process, of as many daemon threads as processors that end when idle
 *     for 10 s
 */
public record TlsSettings(
        SSLContext context,
        SSLParameters parameters,
        Optional<TlsRole> role,
        Optional<String> serverName,
        boolean verifiesName,
        Optional<Duration> handshakeDeadline,
        Optional<Executor> tasks) {

    /**
     * Checks the deadline.
     *
     * @param context as of the record
     * @param parameters as of the record
     * @param role as of the record
     * @param serverName as of the record
     * @param verifiesName as of the record
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

    /**
     * Settings of a context and its own default parameters, for either role; names are verified.
     *
     * @param context initialized
     * @return to be used as they are, or changed
     */
    public static TlsSettings of(SSLContext context) {
        return of(context, new SSLParameters());
    }

    /**
     * Settings of a context, for either role; names are verified.
     *
     * @param context initialized
     * @param parameters protocols, ciphers, ALPN, client authentication; what they leave out is the context's default
     * @return to be used as they are, or changed
     */
    public static TlsSettings of(SSLContext context, SSLParameters parameters) {
        return new TlsSettings(
                context, parameters, Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty());
    }

    /**
     * For one side of the handshake alone.
     *
     * @param role which
     * @return a changed copy
     */
    public TlsSettings withRole(TlsRole role) {
        return new TlsSettings(
                context, parameters, Optional.of(role), serverName, verifiesName, handshakeDeadline, tasks);
    }

    /**
     * With a server name.
     *
     * @param name a host name or a literal address; whether it is one is found out when it is used
     * @return a changed copy
     */
    public TlsSettings withServerName(String name) {
        return new TlsSettings(context, parameters, role, Optional.of(name), verifiesName, handshakeDeadline, tasks);
    }

    /**
     * Without asking whether the server's certificate is of the name or address that was connected to. It must still be
     * of somebody whom the context trusts. <strong>With the system's trust, anybody who has any certificate can take
     * the server's place.</strong>
     *
     * @return a changed copy
     */
    public TlsSettings withoutNameVerification() {
        return new TlsSettings(context, parameters, role, serverName, false, handshakeDeadline, tasks);
    }

    /**
     * With a limit for the handshake.
     *
     * @param atMost more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public TlsSettings withHandshakeDeadline(Duration atMost) {
        return new TlsSettings(context, parameters, role, serverName, verifiesName, Optional.of(atMost), tasks);
    }

    /**
     * With an executor for the slow parts of a handshake.
     *
     * @param executor runs each task once, on a thread that is no reactor's
     * @return a changed copy
     */
    public TlsSettings withTasks(Executor executor) {
        return new TlsSettings(
                context, parameters, role, serverName, verifiesName, handshakeDeadline, Optional.of(executor));
    }
}
