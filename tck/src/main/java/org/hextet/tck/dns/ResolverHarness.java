package org.hextet.tck.dns;

import java.io.IOException;
import java.util.Map;
import org.hextet.tck.matrix.Needs;

/**
 * Brings a resolver under test to ask the TCK's script in place of real name servers. A resolver whose questions do not
 * go to UDP and TCP ports of its choice (DNS over HTTPS, over TLS) comes with one: it receives the questions on that
 * way, hands them to the script, and sends back what the script answers. It is found by
 * {@link java.util.ServiceLoader}.
 *
 * <p>A resolver without a harness that declares {@link Needs#DNS} is told servers on loopback by the options of that
 * capability. Any other runs rows of {@code script} in a network namespace, where the system's own files name those
 * servers.
 */
public interface ResolverHarness {

    /**
     * Whom it is for.
     *
     * @return the name of the resolver's provider
     */
    String resolver();

    /**
     * Begins to carry questions to the script. Called once for each check that wants one.
     *
     * @param script answers them, by {@link DnsScript#ask}
     * @return open; closed when the check ends, after the resolvers that it opened
     * @throws IOException if it cannot; the check fails then
     */
    Carrier carry(DnsScript script) throws IOException;

    /** A way from a resolver to the script. */
    interface Carrier extends AutoCloseable {

        /**
         * The options with which a resolver asks by this way. Asked for once for each resolver that a check opens.
         *
         * @return added to those that the resolver is run with; those of the check come after them
         * @throws IOException if what they name cannot be made
         */
        Map<String, String> options() throws IOException;

        /** Ends it. Threads, sockets and files that it had are gone then. */
        @Override
        void close();
    }
}
