package org.hextet.api;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.spi.Discovery;

/**
 * Looks up host names. Thread-safe; serves many reactors. Who opened it closes it: endpoints and reactors never close
 * one that they were given.
 */
public interface NameResolver extends AutoCloseable {

    /**
     * Opens a resolver.
     *
     * @param spec its name, {@code "jdk"}, or with options {@code "dnsjava?server=[fd00::53]"}; an empty text takes the
     *     one of the system property {@code hextet.resolver}, or the best available
     * @return open; the caller closes it
     * @throws NoProviderException if there is none of that name, or it is unavailable: says what was found, and why
     * @throws IllegalArgumentException if the text or one of its options is wrong
     * @throws IOException what the host said
     */
    static NameResolver open(String spec) throws IOException {
        return Discovery.openResolver(spec);
    }

    /**
     * The name of the provider.
     *
     * @return for example {@code jdk}
     */
    String provider();

    /**
     * Looks up the addresses of a name. For each family asked there is exactly one call of {@code answers}: its
     * addresses, or why there are none. They come on the reactor's thread, never inside this call, each as soon as it
     * is known. A literal is answered without asking anybody, a name of {@code localhost} (RFC 6761, section 6.3) with
     * the loopback addresses.
     *
     * @param reactor on whose thread the answers come, and whose clock the deadline goes by
     * @param name a host name, final dot allowed; international names are asked for in their ASCII form
     * @param families {@code INET}, {@code INET6} or both; not empty
     * @param deadline from now, more than zero; families not answered then fail with kind timeout
     * @param answers who is told
     * @return the lookup
     * @throws IllegalArgumentException in the calling thread, with nothing asked: no host name (RFC 1035, section
     *     2.3.4), no family or one that is not IP, deadline zero or less
     * @throws IllegalStateException if this resolver or the reactor is closed
     */
    Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers);

    /**
     * Looks up records of any type. The name is asked for as it stands, without search list and hosts file; aliases are
     * followed. Of an address the type {@code PTR} asks for its names.
     *
     * @param reactor on whose thread the result completes, and whose clock the deadline goes by
     * @param name a domain name, final dot allowed; or for {@code PTR} an address without zone
     * @param type as in master files, in any case: {@code SRV}, {@code HTTPS}, {@code TXT}, {@code TYPE65534}
     * @param deadline from now, more than zero
     * @return the records, not empty: those of SRV, SVCB, HTTPS and MX in the order in which they are to be tried,
     *     others as they came. Fails with an {@link java.net.UnknownHostException} of kind no-such-name, no-data,
     *     temporary, timeout or cancelled (resolver closed)
     * @throws IllegalArgumentException in the calling thread, with nothing asked: no domain name, no type or one that
     *     only questions have, deadline zero or less
     * @throws IllegalStateException if this resolver or the reactor is closed
     * @throws UnsupportedOperationException if this resolver lacks {@link Capability#RESOLVE_RECORDS}
     */
    default Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        capabilities().require(Capability.RESOLVE_RECORDS);
        throw new UnsupportedOperationException(
                "look up " + name + ": resolver " + provider() + " claims resolve-records, and has no records()");
    }

    /** Forgets all answers that it has kept. Does nothing where they are kept by somebody else, or nowhere. */
    default void flush() {}

    /**
     * What this resolver can do here, and what it cannot and why.
     *
     * @return the same at every call
     */
    Capabilities capabilities();

    /**
     * What there is to say about how this resolver was chosen, for example of two that rank alike.
     *
     * @return mostly empty
     */
    List<String> warnings();

    /** Ends it: lookups under way fail with kind cancelled, its threads end. */
    @Override
    void close();
}
