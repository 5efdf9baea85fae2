package org.hextet.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of its identities this side shows. A server: those of the name that the client asks for (RFC 6066), by
 * their own name before by a wildcard; where it asks for none or for another one, the first, and those of the very same
 * names. Of them the first whose key the client can use. A client: the first that an authority has issued which the
 * server names.
 *
 * <p>An alias stands for one identity, as it was when it was chosen: its key and its certificates are of one reading
 * even if the files are read again in between.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {

    private final Supplier<IdentitySet> current;

    // The last two readings: an alias is asked for right after it was chosen.
    private volatile Readings readings;

    private record Readings(IdentitySet last, IdentitySet before) {}

    IdentityKeyManager(Supplier<IdentitySet> current) {
        this.current = current;
        IdentitySet first = current.get();
        this.readings = new Readings(first, first);
    }

    private IdentitySet look() {
        IdentitySet now = current.get();
        Readings known = readings;
        if (known.last() != now) {
            readings = new Readings(now, known.last());
        }
        return now;
    }

    private @Nullable Identity of(String alias) {
        Readings known = readings;
        Identity identity = known.last().of(alias);
        return identity == null ? known.before().of(alias) : identity;
    }

    // ---- the server's choice

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return look().ofServer(keyType, askedName(engine.getHandshakeSession()));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return look().ofServer(keyType, socket instanceof SSLSocket ssl ? askedName(ssl.getHandshakeSession()) : null);
    }

    private static @Nullable String askedName(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    // ---- the client's choice

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return look().ofClient(keyTypes, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return look().ofClient(keyTypes, issuers);
    }

    // ---- what was chosen

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = of(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = of(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return look().aliases(keyType, issuers);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return look().aliases(keyType, issuers);
    }
}
