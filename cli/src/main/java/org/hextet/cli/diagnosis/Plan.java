package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hextet.api.NameResolver;
import org.hextet.api.TlsSettings;

/**
 * What is to be examined, and with what.
 *
 * @param target what is to be reached; empty: the host alone
 * @param resolver looks up the name
 * @param servers the name servers to be asked each by itself; empty: those of the host
 * @param serverResolvers how to ask one of them; empty: they are not asked
 * @param resolvConf where the host's name servers stand
 * @param hosts where names stand that no server is asked for
 * @param tls for a handshake at every address; empty: TCP alone
 * @param atMost for the whole, more than zero
 * @param attemptAtMost for each attempt, more than zero
 */
public record Plan(
        Optional<Target> target,
        NameResolver resolver,
        List<InetSocketAddress> servers,
        Optional<ServerResolvers> serverResolvers,
        java.nio.file.Path resolvConf,
        java.nio.file.Path hosts,
        Optional<TlsSettings> tls,
        Duration atMost,
        Duration attemptAtMost) {

    /** Opens a resolver that asks one name server, and nobody and nothing else. */
    @FunctionalInterface
    public interface ServerResolvers {

        /**
         * Opens one.
         *
         * @param server whom it asks
         * @return to be closed
         * @throws IOException as of {@link NameResolver#open}
         */
        NameResolver open(InetSocketAddress server) throws IOException;
    }
}
