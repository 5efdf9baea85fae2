package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;

/**
 * Makes {@link TlsSettings} of PEM files, key stores and choices. Immutable and shared by any threads: each method
 * gives a changed copy. Files are read by {@link #build()}, and only there unless {@link #withReload} says more.
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

    private final Choices choices;

    /** What was chosen so far. Not changed once a builder has it. */
    private static final class Choices {
        final boolean isServer;
        List<IdentitySource> identities = List.of();
        Optional<Trust> trust = Optional.empty();
        boolean verifiesName;
        List<String> protocols = PROTOCOLS;
        List<String> applicationProtocols = List.of();
        ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
        Optional<Duration> handshakeDeadline = Optional.empty();
        Optional<Executor> tasks = Optional.empty();
        Optional<CertificateReload> reload = Optional.empty();

        Choices(boolean isServer) {
            this.isServer = isServer;
            this.verifiesName = !isServer;
        }

        Choices(Choices from) {
            this.isServer = from.isServer;
            this.identities = from.identities;
            this.trust = from.trust;
            this.verifiesName = from.verifiesName;
            this.protocols = from.protocols;
            this.applicationProtocols = from.applicationProtocols;
            this.clientAuthentication = from.clientAuthentication;
            this.handshakeDeadline = from.handshakeDeadline;
            this.tasks = from.tasks;
            this.reload = from.reload;
        }
    }

    private TlsSettingsBuilder(Choices choices) {
        this.choices = choices;
    }

    private TlsSettingsBuilder changed(Consumer<Choices> change) {
        Choices copy = new Choices(choices);
        change.accept(copy);
        return new TlsSettingsBuilder(copy);
    }

    private TlsSettingsBuilder with(IdentitySource identity) {
        List<IdentitySource> more = new ArrayList<>(choices.identities);
        more.add(identity);
        return changed(copy -> copy.identities = List.copyOf(more));
    }

    /**
     * Settings for connecting: the system's trust, the name verified, no certificate of its own.
     *
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder client() {
        return new TlsSettingsBuilder(new Choices(false));
    }

    /**
     * Settings for listening, with the server's certificate. They verify no server and so are not for connecting.
     *
     * @param certificateChain a PEM file: the server's certificate first, then who issued each one before; the root may
     *     be left out
     * @param privateKey a PEM file with the key of the first certificate, not encrypted: PKCS #8 (PRIVATE KEY) or the
     *     older RSA PRIVATE KEY and EC PRIVATE KEY; may be the same file
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder server(Path certificateChain, Path privateKey) {
        return new TlsSettingsBuilder(new Choices(true))
                .with(new IdentitySource.OfFiles(certificateChain, privateKey, null));
    }

    /**
     * Settings for listening, with a key that may be encrypted: see {@link #server(Path, Path)}.
     *
     * @param certificateChain as there
     * @param privateKey as there, or ENCRYPTED PRIVATE KEY (PKCS #8)
     * @param password of the key, of no effect if it is not encrypted; copied
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder server(Path certificateChain, Path privateKey, char[] password) {
        return new TlsSettingsBuilder(new Choices(true))
                .with(new IdentitySource.OfFiles(certificateChain, privateKey, password));
    }

    /**
     * Settings for listening, with the certificates of a key store: see {@link #server(Path, Path)}.
     *
     * @param store loaded; each of its private keys comes with its certificate chain, the first is the default. It is
     *     read by {@link #build()}
     * @param password of the keys in it; copied
     * @return to be built as it is, or changed
     */
    public static TlsSettingsBuilder server(KeyStore store, char[] password) {
        return new TlsSettingsBuilder(new Choices(true)).with(new IdentitySource.OfStore(store, password));
    }

    /**
     * With a certificate of this side, beside those that it has. A client shows the first one that is of an authority
     * which the server names. A server shows the one of the name that the client asks for (SNI): by that very name
     * before by a wildcard; to a client that asks for none, or for one that no certificate has, the first one. Of those
     * of the same names, of RSA and of EC for example, it is the first whose key the client can use.
     *
     * @param certificateChain a PEM file, as of {@link #server(Path, Path)}
     * @param privateKey a PEM file, as there
     * @return a changed copy
     */
    public TlsSettingsBuilder withCertificate(Path certificateChain, Path privateKey) {
        return with(new IdentitySource.OfFiles(certificateChain, privateKey, null));
    }

    /**
     * With a certificate of this side whose key may be encrypted: see {@link #withCertificate(Path, Path)}.
     *
     * @param certificateChain as there
     * @param privateKey as there, or ENCRYPTED PRIVATE KEY (PKCS #8)
     * @param password of the key, of no effect if it is not encrypted; copied
     * @return a changed copy
     */
    public TlsSettingsBuilder withCertificate(Path certificateChain, Path privateKey, char[] password) {
        return with(new IdentitySource.OfFiles(certificateChain, privateKey, password));
    }

    /**
     * With certificates of this side from a key store: see {@link #withCertificate(Path, Path)}.
     *
     * @param store as of {@link #server(KeyStore, char[])}
     * @param password of the keys in it; copied
     * @return a changed copy
     */
    public TlsSettingsBuilder withCertificate(KeyStore store, char[] password) {
        return with(new IdentitySource.OfStore(store, password));
    }

    /**
     * With the certificates of a file trusted, and no others: authorities, or the very certificate of a peer.
     *
     * @param bundle a PEM file of one certificate or more
     * @return a changed copy
     */
    public TlsSettingsBuilder withTrust(Path bundle) {
        return changed(copy -> copy.trust = Optional.of(new Trust.OfFile(bundle)));
    }

    /**
     * With the certificates of a key store trusted, and no others: authorities, or the very certificate of a peer.
     *
     * @param store loaded; read by {@link #build()}
     * @return a changed copy
     */
    public TlsSettingsBuilder withTrust(KeyStore store) {
        return changed(copy -> copy.trust = Optional.of(new Trust.OfStore(store)));
    }

    /**
     * With the authorities trusted that the Java installation knows ({@code lib/security/cacerts}), or those of the
     * system property {@code javax.net.ssl.trustStore}. A client's default.
     *
     * @return a changed copy
     */
    public TlsSettingsBuilder withSystemTrust() {
        return changed(copy -> copy.trust = Optional.of(new Trust.OfSystem()));
    }

    /**
     * With certificates, keys and trust that are read again, without a restart.
     *
     * @param when at handshakes, or when told to
     * @return a changed copy
     */
    public TlsSettingsBuilder withReload(CertificateReload when) {
        return changed(copy -> copy.reload = Optional.of(when));
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
        return changed(copy -> copy.protocols = wanted);
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
        return changed(copy -> copy.applicationProtocols = wanted);
    }

    /**
     * With clients asked for a certificate, which must be of those that {@link #withTrust} names.
     *
     * @param asked whether, and whether a client may go without
     * @return a changed copy
     * @throws IllegalStateException if these settings are a client's: only a server asks
     */
    public TlsSettingsBuilder withClientAuthentication(ClientAuthentication asked) {
        if (!choices.isServer) {
            throw new IllegalStateException("client authentication " + asked
                    + ": only a server asks for it; a client's own certificate is given by withCertificate");
        }
        return changed(copy -> copy.clientAuthentication = asked);
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
        return changed(copy -> copy.handshakeDeadline = Optional.of(atMost));
    }

    /**
     * With an executor for the slow parts of a handshake.
     *
     * @param executor runs each task once, on a thread that is no reactor's
     * @return a changed copy
     */
    public TlsSettingsBuilder withTasks(Executor executor) {
        return changed(copy -> copy.tasks = Optional.of(executor));
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
        if (choices.isServer) {
            throw new IllegalStateException("without name verification: a server verifies no name; leave it out");
        }
        return changed(copy -> copy.verifiesName = false);
    }

    /**
     * Without any verification of the peer: neither name nor issuer nor date. <strong>Anybody on the way can read and
     * change everything.</strong> For tests and for finding out what is wrong. Undone by {@link #withTrust} and
     * {@link #withSystemTrust}.
     *
     * @return a changed copy
     */
    public TlsSettingsBuilder withoutVerification() {
        return changed(copy -> copy.trust = Optional.of(new Trust.OfAnybody()));
    }

    /**
     * Reads the files and makes the settings. Blocks for as long as that takes: not for a reactor's thread. A
     * certificate that has expired is no error here, but one of the handshake.
     *
     * <p>Sessions are resumed between the connections of the same settings: build them once and use them again.
     *
     * @return settings, each time new; later changes of the files are seen only as {@link #withReload} says
     * @throws TlsFileException if a file is missing, is not PEM, holds no certificate or key, the key is encrypted and
     *     the password missing or wrong, or of an unknown format, the key is not that of the certificate, or the chain
     *     is not in order
     * @throws IOException if this Java has no trusted authorities and they are needed, or lacks an algorithm, or a key
     *     store has no key or certificate, or the password does not open it
     * @throws IllegalStateException if a server asks for client certificates and nothing says which it trusts
     */
    public TlsSettings build() throws IOException {
        if (choices.clientAuthentication != ClientAuthentication.NONE && choices.trust.isEmpty()) {
            throw new IllegalStateException("client authentication " + choices.clientAuthentication
                    + ": nothing says whose certificates are trusted; name them by withTrust");
        }
        try {
            List<Reloaded<?>> read = new ArrayList<>();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(read), trustManagers(read), null);
            choices.reload.ifPresent(reload -> read.forEach(reload::add));
            return new TlsSettings(
                    context,
                    parameters(),
                    Optional.of(choices.isServer ? TlsRole.SERVER : TlsRole.CLIENT),
                    Optional.empty(),
                    choices.verifiesName && !(choices.trust.orElse(null) instanceof Trust.OfAnybody),
                    choices.handshakeDeadline,
                    choices.tasks);
        } catch (GeneralSecurityException lacking) {
            throw new IOException("TLS settings: this Java refuses them: " + lacking.getMessage(), lacking);
        }
    }

    private KeyManager[] keyManagers(List<Reloaded<?>> read) throws GeneralSecurityException, IOException {
        if (choices.identities.isEmpty()) {
            // An empty array means nobody; null would mean what other providers like.
            return new KeyManager[0];
        }
        List<IdentitySource> sources = choices.identities;
        return new KeyManager[] {new IdentityKeyManager(current(() -> IdentitySet.read(sources), read))};
    }

    private TrustManager[] trustManagers(List<Reloaded<?>> read) throws GeneralSecurityException, IOException {
        if (choices.isServer && choices.trust.isEmpty()) {
            return new TrustManager[0];
        }
        Trust trust = choices.trust.orElseGet(Trust.OfSystem::new);
        if (trust instanceof Trust.OfAnybody) {
            return new TrustManager[] {new UnverifiedTrust()};
        }
        return new TrustManager[] {new ExplainingTrust(current(trust::read, read))};
    }

    /** What a source says now: as it was read here, or as it is read again. */
    private <T> Supplier<T> current(Reloaded.Source<T> source, List<Reloaded<?>> read)
            throws GeneralSecurityException, IOException {
        Reloaded<T> reloaded = new Reloaded<>(source);
        read.add(reloaded);
        if (choices.reload.isEmpty()) {
            return reloaded::current;
        }
        CertificateReload reload = choices.reload.get();
        return () -> {
            reload.look();
            return reloaded.current();
        };
    }

    private SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(choices.protocols.toArray(String[]::new));
        parameters.setApplicationProtocols(choices.applicationProtocols.toArray(String[]::new));
        if (choices.verifiesName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        switch (choices.clientAuthentication) {
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        return parameters;
    }
}
