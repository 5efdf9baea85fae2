package org.hextet.endpoints;

import java.net.StandardProtocolFamily;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;

/** Listens on one IPv4 address. Immutable; shared by any threads. */
public final class Tcp4ServerEndpoint implements TcpServerEndpoint {

    private final FixedAddress local;

    private Tcp4ServerEndpoint(FixedAddress local) {
        this.local = local;
    }

    /**
     * The endpoint of the wildcard address, {@code 0.0.0.0}.
     *
     * @param port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Tcp4ServerEndpoint on(int port) {
        return of("0.0.0.0", port);
    }

    /**
     * The endpoint of an address.
     *
     * @param literal IPv4; an IPv4-mapped address counts as IPv4
     * @param port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the text is no IPv4 literal, or the port out of range
     */
    public static Tcp4ServerEndpoint of(String literal, int port) {
        FixedAddress local = FixedAddress.of(literal, port);
        if (local.address().family() != StandardProtocolFamily.INET) {
            throw new IllegalArgumentException(
                    "listen on " + local.address() + " port " + port + ": not an IPv4 address; use Tcp6ServerEndpoint");
        }
        return new Tcp4ServerEndpoint(local);
    }

    @Override
    public String host() {
        return local.address().toString();
    }

    @Override
    public int port() {
        return local.port();
    }

    @Override
    public StreamOptions options() {
        return local.options();
    }

    @Override
    public Tcp4ServerEndpoint withOptions(StreamOptions options) {
        return new Tcp4ServerEndpoint(local.with(options));
    }

    @Override
    public Tcp4ServerEndpoint shared(int port) {
        return new Tcp4ServerEndpoint(local.shared(port));
    }

    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        return local.listen(reactor, factory);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Tcp4ServerEndpoint that && local.equals(that.local);
    }

    @Override
    public int hashCode() {
        return local.hashCode();
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks and socket options without a name in URIs are
     * left out.
     *
     * @return for example {@code tcp://0.0.0.0:9000?backlog=16}
     */
    @Override
    public String toString() {
        return local.toString();
    }
}
