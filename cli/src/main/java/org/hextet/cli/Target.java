package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.TlsSettings;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.RacingClientEndpoint;
import org.hextet.endpoints.StartTlsClientEndpoint;
import org.hextet.endpoints.TlsClientEndpoint;
import org.hextet.policies.Backoff;

/**
 * What to connect to: an endpoint that options can change, and what lies on top of it.
 *
 * @param plain what the URI names, without TLS
 * @param securing puts the TLS on top again, if there was any
 */
record Target(ClientEndpoint plain, UnaryOperator<ClientEndpoint> securing) {

    /**
     * Reads a URI.
     *
     * @param uri of a client endpoint
     * @param tls as the command line says
     * @param server as the command line says
     * @param startTls as the command line says
     * @return nothing is connected
     * @throws IOException if a file cannot be used
     */
    static Target parse(String uri, TlsOptions tls, TlsClientOptions server, StartTlsOption startTls)
            throws IOException {
        Optional<String> protocol = startTls.of(uri);
        ClientEndpoint parsed = ClientEndpoint.of(uri);
        if (protocol.isPresent()) {
            TlsSettings settings = tls.client(server);
            UnaryOperator<ClientEndpoint> around =
                    plain -> StartTlsClientEndpoint.around(plain, protocol.get(), settings);
            // Tells now if there is no such protocol.
            ClientEndpoint unused = around.apply(parsed);
            return new Target(parsed, around);
        }
        boolean isGiven = tls.isGiven() || server.isGiven();
        if (!(parsed instanceof TlsClientEndpoint secured)) {
            if (isGiven) {
                throw new UsageException(
                        "\"" + uri + "\": not secured, and there are options of TLS on the command line;"
                                + " write tls://, give --starttls, or leave them out");
            }
            return new Target(parsed, UnaryOperator.identity());
        }
        if (!isGiven) {
            return new Target(secured.plain(), secured::withPlain);
        }
        TlsUris.requireNoOptions(uri);
        TlsSettings settings = tls.client(server);
        return new Target(secured.plain(), plain -> over(plain, settings, secured.isHandshakeDeciding()));
    }

    private static ClientEndpoint over(ClientEndpoint plain, TlsSettings settings, boolean handshakeDecides) {
        TlsClientEndpoint secured = TlsClientEndpoint.over(plain, settings);
        return handshakeDecides ? secured.withHandshakeDeciding() : secured;
    }

    /** Tried again, TLS included; other schemes than ours once only. */
    Target retrying(Backoff backoff) {
        return new Target(plain, below -> again(securing.apply(below), backoff));
    }

    private static ClientEndpoint again(ClientEndpoint endpoint, Backoff backoff) {
        if (endpoint instanceof TlsClientEndpoint secured) {
            return secured.withRetry(backoff);
        }
        if (endpoint instanceof StartTlsClientEndpoint upgraded) {
            return upgraded.withRetry(backoff);
        }
        return endpoint instanceof RacingClientEndpoint racing ? racing.withRetry(backoff) : endpoint;
    }

    /** Ready to be connected to. */
    ClientEndpoint endpoint() {
        return securing.apply(plain);
    }

    /** Empty where the scheme connects in another way. */
    Optional<HostnameClientEndpoint> hostname() {
        return plain instanceof HostnameClientEndpoint hostname ? Optional.of(hostname) : Optional.empty();
    }

    Target withHostname(UnaryOperator<HostnameClientEndpoint> change) {
        return hostname()
                .map(hostname -> new Target(change.apply(hostname), securing))
                .orElse(this);
    }

    /** With the shorter of a limit and its own. */
    Target within(Duration limit) {
        return withHostname(hostname -> hostname.withDeadline(hostname.options()
                .deadline()
                .filter(own -> own.compareTo(limit) < 0)
                .orElse(limit)));
    }
}
