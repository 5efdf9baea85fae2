package org.hextet.tls.stream;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.jspecify.annotations.Nullable;

/** Makes handshakes of settings: each has an engine of its own. Thread-safe. */
public final class Handshakes {

    /** How long one may take where the settings do not say so. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private final TlsSettings settings;
    private final TlsRole role;
    private final Optional<ServerName> name;
    private final int port;
    private final StreamOptions options;
    private final Supplier<? extends Protocol> factory;

    /** The engine that showed that the settings are of use: the first handshake's. */
    private final AtomicReference<@Nullable SSLEngine> tried = new AtomicReference<>();

    private Handshakes(
            TlsSettings settings,
            TlsRole role,
            Optional<ServerName> name,
            int port,
            StreamOptions options,
            Supplier<? extends Protocol> factory) {
        this.settings = settings;
        this.role = role;
        this.name = name;
        this.port = port;
        this.options = options;
        this.factory = factory;
    }

    /**
     * Those of a server.
     *
     * @throws IllegalArgumentException if the settings are a client's, or no engine can be made of them
     */
    public static Handshakes server(StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        requireRole(tls, TlsRole.SERVER);
        Handshakes made = new Handshakes(tls, TlsRole.SERVER, Optional.empty(), 0, options, factory);
        made.tried.set(made.engine());
        return made;
    }

    /**
     * Those of a client.
     *
     * @throws IllegalArgumentException if the settings are a server's, or no engine can be made of them
     */
    public static Handshakes client(
            StreamOptions options,
            TlsSettings tls,
            Supplier<? extends Protocol> factory,
            InetAddress address,
            int port) {
        requireRole(tls, TlsRole.CLIENT);
        ServerName name = tls.serverName().map(ServerName::of).orElseGet(() -> ServerName.of(address));
        Handshakes made = new Handshakes(tls, TlsRole.CLIENT, Optional.of(name), port, options, factory);
        made.tried.set(made.engine());
        return made;
    }

    private static void requireRole(TlsSettings tls, TlsRole wanted) {
        TlsRole role = tls.role().orElse(wanted);
        if (role != wanted) {
            throw new IllegalArgumentException("TLS settings: they are for a " + word(role) + ", and this side is the "
                    + word(wanted) + "; begin with TlsSettingsBuilder." + word(wanted));
        }
    }

    private static String word(TlsRole role) {
        return role == TlsRole.CLIENT ? "client" : "server";
    }

    /** What is wrong with a server name; empty if nothing is. */
    public static Optional<String> wrongName(String name) {
        try {
            ServerName.of(name);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    /** One more, with the deadline of the settings. */
    public Handshake next() {
        return next(deadline());
    }

    Duration deadline() {
        return settings.handshakeDeadline().orElse(DEADLINE);
    }

    /** One more, with a deadline of its own. */
    Handshake next(Duration deadline) {
        Executor tasks = settings.tasks().isPresent() ? settings.tasks().get() : HandshakeTasks.shared();
        SSLEngine first = tried.getAndSet(null);
        return new Handshake(
                first == null ? engine() : first,
                role,
                name,
                settings.verifiesName(),
                deadline,
                tasks,
                options,
                factory);
    }

    private SSLEngine engine() {
        try {
            SSLEngine engine = name.isPresent()
                    ? settings.context().createSSLEngine(name.get().text(), port)
                    : settings.context().createSSLEngine();
            engine.setUseClientMode(role == TlsRole.CLIENT);
            engine.setSSLParameters(settings.parameters());
            name.ifPresent(asked -> engine.setSSLParameters(ofClient(engine.getSSLParameters(), asked)));
            return engine;
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException refused) {
            throw new IllegalArgumentException(
                    "TLS settings: the context ("
                            + settings.context().getProvider().getName() + ", "
                            + settings.context().getProtocol() + ") makes no engine of them: " + refused.getMessage(),
                    refused);
        }
    }

    private SSLParameters ofClient(SSLParameters parameters, ServerName asked) {
        parameters.setServerNames(
                asked.indication().map(List::<javax.net.ssl.SNIServerName>of).orElse(List.of()));
        // Null would leave what the user's own parameters say.
        parameters.setEndpointIdentificationAlgorithm(settings.verifiesName() ? "HTTPS" : "");
        return parameters;
    }
}
