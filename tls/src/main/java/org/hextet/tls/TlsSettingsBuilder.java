package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.hextet.api.TlsSettings;

/**
 * Makes {@link TlsSettings} of PEM files and choices. Immutable and shared by any threads: each method gives a changed
 * copy. Files are read by {@link #build()}, and only there.
 *
 * <pre>{@code
 * TlsSettings server = TlsSettingsBuilder.server(Path.of("chain.pem"), Path.of("key.pem"))
 *         .withApplicationProtocols("h2", "http/1.1")
 *         .build();
 * TlsSettings client = TlsSettingsBuilder.client().withTrust(Path.of("authority.pem")).build();
 * }</pre>
 *
 * <p>Nothing is weak by default: TLS 1.3 and 1.2; a client verifies the server's certificate against the system's
 * trust, and the name it asked for (an IP literal: against the IP addresses in the certificate). What weakens is called
 * "without".
 */
public final class TlsSettingsBuilder {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final boolean isServer;
    private final Optional<IdentityFiles> identity;
    private final Optional<Trust> trust;
    private final boolean verifiesName;
    private final List<String> protocols;
    private final List<String> applicationProtocols;
    private final ClientAuthentication clientAuthentication;
    private final Optional<Duration> handshakeDeadline;
    private final Optional<Executor> tasks;

    private record IdentityFiles(Path chain, Path key) {}

    private TlsSettingsBuilder(
            boolean isServer,
            Optional<IdentityFiles> identity,
            Optional<Trust> trust,
            boolean verifiesName,
            List<String> protocols,
            List<String> applicationProtocols,
            ClientAuthentication clientAuthentication,
            Optional<Duration> handshakeDeadline,
            Optional<Executor> tasks) {
        this.isServer = isServer;
        this.identity = identity;
        this.trust = trust;
        this.verifiesName = verifiesName;
        this.protocols = protocols;
        this.applicationProtocols = applicationProtocols;
        this.clientAuthentication = clientAuthentication;
        this.handshakeDeadline = handshakeDeadline;
        this.tasks = tasks;
    }

    /**
     * Settings for connecting: the system's trust, the name verified, no certificate of its own.
     *
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder client() {
        return strict(false, Optional.empty());
    }

    /**
     * Settings for listening, with the server's certificate. They verify no server and so are not for connecting.
     *
     * @param certificateChain a PEM file: the server's certificate first, then who issued each one before; the root may
     *     be left out
     * @param privateKey a PEM file with the key of the first certificate, unencrypted PKCS #8; may be the same file
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder server(Path certificateChain, Path privateKey) {
        return strict(true, Optional.of(new IdentityFiles(certificateChain, privateKey)));
    }

    private static TlsSettingsBuilder strict(boolean isServer, Optional<IdentityFiles> identity) {
        return new TlsSettingsBuilder(
                isServer,
                identity,
                Optional.empty(),
                !isServer,
                PROTOCOLS,
                List.of(),
                ClientAuthentication.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * With a certificate of this side: for a client, what it shows to a server that asks.
     *
     * @param certificateChain a PEM file, as of {@link #server}
     * @param privateKey a PEM file, as of {@link #server}
     * @return a changed copy
     */
    public TlsSettingsBuilder withCertificate(Path certificateChain, Path privateKey) {
        return new TlsSettingsBuilder(
                isServer,
                Optional.of(new IdentityFiles(certificateChain, privateKey)),
                trust,
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * With the certificates of a file trusted, and no others: authorities, or the very certificate of a peer.
     *
     * @param bundle a PEM file of one certificate or more
     * @return a changed copy
     */
    public TlsSettingsBuilder withTrust(Path bundle) {
        return new TlsSettingsBuilder(
                isServer,
                identity,
                Optional.of(new Trust.OfFile(bundle)),
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * With the authorities trusted that the Java installation knows ({@code lib/security/cacerts}), or those of the
     * system property {@code javax.net.ssl.trustStore}. A client's default.
     *
     * @return a changed copy
     */
    public TlsSettingsBuilder withSystemTrust() {
        return new TlsSettingsBuilder(
                isServer,
                identity,
                Optional.of(new Trust.OfSystem()),
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * With other versions of TLS.
     *
     * @param versions {@code TLSv1.3}, {@code TLSv1.2} or both; by default both
     * @return a changed copy
     * @throws IllegalArgumentException if there is none, or another one: those before 1.2 are broken (RFC 8996)
     */
    public TlsSettingsBuilder withProtocols(String... versions) {
        List<String> wanted = List.of(versions);
        if (wanted.isEmpty() || !PROTOCOLS.containsAll(wanted)) {
            throw new IllegalArgumentException(
                    "TLS versions " + wanted + ": need TLSv1.3, TLSv1.2 or both; older ones are broken (RFC 8996)");
        }
        return new TlsSettingsBuilder(
                isServer,
                identity,
                trust,
                verifiesName,
                wanted,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * With application protocols to agree on (ALPN, RFC 7301).
     *
     * @param names in order of preference, for example {@code h2}, {@code http/1.1}; none: the extension is left out
     * @return a changed copy
     * @throws IllegalArgumentException if a name is empty, longer than 255 bytes, not of ISO 8859-1, or there twice
     */
    public TlsSettingsBuilder withApplicationProtocols(String... names) {
        for (String name : names) {
            if (name.isEmpty() || name.length() > 255 || !name.chars().allMatch(c -> c <= 0xff)) {
                throw new IllegalArgumentException(
                        "application protocol \"" + name + "\": need 1 to 255 bytes, as in \"h2\" (RFC 7301, 3.1)");
            }
        }
        List<String> wanted = List.of(names);
        if (new HashSet<>(wanted).size() < wanted.size()) {
            throw new IllegalArgumentException("application protocols " + wanted + ": one of them stands there twice");
        }
        return new TlsSettingsBuilder(
                isServer,
                identity,
                trust,
                verifiesName,
                protocols,
                wanted,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * With clients asked for a certificate, which must be of those that {@link #withTrust} names.
     *
     * @param asked whether, and whether a client may go without
     * @return a changed copy
     * @throws IllegalStateException if these settings are a client's: only a server asks
     */
    public TlsSettingsBuilder withClientAuthentication(ClientAuthentication asked) {
        if (!isServer) {
            throw new IllegalStateException("client authentication " + asked
                    + ": only a server asks for it; a client's own certificate is given by withCertificate");
        }
        return new TlsSettingsBuilder(
                isServer,
                identity,
                trust,
                verifiesName,
                protocols,
                applicationProtocols,
                asked,
                handshakeDeadline,
                tasks);
    }

    /**
     * With a limit for the handshake.
     *
     * @param atMost how long it may take, more than zero; by default 30 s
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public TlsSettingsBuilder withHandshakeDeadline(Duration atMost) {
        if (atMost.isZero() || atMost.isNegative()) {
            throw new IllegalArgumentException("handshake deadline " + atMost + ": need more than zero");
        }
        return new TlsSettingsBuilder(
                isServer,
                identity,
                trust,
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                Optional.of(atMost),
                tasks);
    }

    /**
     * With an executor for the slow parts of a handshake.
     *
     * @param executor runs each task once, on a thread that is no reactor's
     * @return a changed copy
     */
    public TlsSettingsBuilder withTasks(Executor executor) {
        return new TlsSettingsBuilder(
                isServer,
                identity,
                trust,
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                Optional.of(executor));
    }

    /**
     * Without asking whether the server's certificate is of the name or address that was connected to. It must still be
     * of a trusted authority: for peers that are told by an authority of their own. <strong>With the system's trust,
     * anybody who has any certificate can take the server's place.</strong>
     *
     * @return a changed copy
     * @throws IllegalStateException if these settings are a server's: it verifies no name
     */
    public TlsSettingsBuilder withoutNameVerification() {
        if (!isServer) {
            return new TlsSettingsBuilder(
                    isServer,
                    identity,
                    trust,
                    false,
                    protocols,
                    applicationProtocols,
                    clientAuthentication,
                    handshakeDeadline,
                    tasks);
        }
        throw new IllegalStateException("without name verification: a server verifies no name; leave it out");
    }

    /**
     * Without any verification of the peer: neither name nor issuer nor date. <strong>Anybody on the way can read and
     * change everything.</strong> For tests and for finding out what is wrong. Undone by {@link #withTrust} and
     * {@link #withSystemTrust}.
     *
     * @return a changed copy
     */
    public TlsSettingsBuilder withoutVerification() {
        return new TlsSettingsBuilder(
                isServer,
                identity,
                Optional.of(new Trust.OfAnybody()),
                verifiesName,
                protocols,
                applicationProtocols,
                clientAuthentication,
                handshakeDeadline,
                tasks);
    }

    /**
     * Reads the files and makes the settings. Blocks for as long as that takes: not for a reactor's thread. A
     * certificate that has expired is no error here, but one of the handshake.
     *
     * @return settings, each time new; later changes of the files are not seen
     * @throws TlsFileException if a file is missing, is not PEM, holds no certificate or key, the key is encrypted or
     *     of another format than PKCS #8, the key is not that of the certificate, or the chain is not in order
     * @throws IOException if this Java has no trusted authorities and they are needed, or lacks an algorithm
     * @throws IllegalStateException if a server asks for client certificates and nothing says which it trusts
     */
    public TlsSettings build() throws IOException {
        if (clientAuthentication != ClientAuthentication.NONE && trust.isEmpty()) {
            throw new IllegalStateException("client authentication " + clientAuthentication
                    + ": nothing says whose certificates are trusted; name them by withTrust");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return new TlsSettings(context, parameters(), handshakeDeadline, tasks);
        } catch (GeneralSecurityException lacking) {
            throw new IOException("TLS settings: this Java refuses them: " + lacking.getMessage(), lacking);
        }
    }

    private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        // An empty array means nobody; null would mean what other providers like.
        return identity.isPresent()
                ? Identity.read(identity.get().chain(), identity.get().key()).keyManagers()
                : new KeyManager[0];
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        if (trust.isPresent()) {
            return trust.get().trustManagers();
        }
        return isServer ? new TrustManager[0] : new Trust.OfSystem().trustManagers();
    }

    private SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        if (verifiesName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        switch (clientAuthentication) {
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        return parameters;
    }
}
