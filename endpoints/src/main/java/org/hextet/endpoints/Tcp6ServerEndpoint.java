package org.hextet.endpoints;

import java.net.StandardProtocolFamily;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * Listens on one IPv6 address. On {@code ::} it serves IPv4 too, where the transport has the capability
 * {@code dual-stack}, unless {@link #withIpv6Only} says otherwise. Immutable; shared by any threads.
 */
public final class Tcp6ServerEndpoint implements TcpServerEndpoint {

    private final FixedAddress local;

    private Tcp6ServerEndpoint(FixedAddress local) {
        this.local = local;
    }

    /**
     * The endpoint of the wildcard address, {@code ::}.
     *
     * @param port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Tcp6ServerEndpoint on(int port) {
        return of("::", port);
    }

    /**
     * The endpoint of an address.
     *
     * @param literal IPv6 without brackets, perhaps with a zone, which is looked up when the endpoint is used
     * @param port 0 (the kernel chooses) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the text is no IPv6 literal, or the port out of range
     */
    public static Tcp6ServerEndpoint of(String literal, int port) {
        FixedAddress local = FixedAddress.of(literal, port);
        if (local.address().family() != StandardProtocolFamily.INET6) {
            throw new IllegalArgumentException(
                    "listen on " + local.address() + " port " + port + ": not an IPv6 address; use Tcp4ServerEndpoint");
        }
        return new Tcp6ServerEndpoint(local);
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
    public Tcp6ServerEndpoint withOptions(StreamOptions options) {
        return new Tcp6ServerEndpoint(local.with(options));
    }

    /**
     * Closed to IPv4, or not: {@link NetworkSocketOptions#IPV6_V6ONLY}, which needs the capability {@code v6only}.
     *
     * @param ipv6Only true to serve IPv6 only
     * @return a changed copy
     */
    public Tcp6ServerEndpoint withIpv6Only(boolean ipv6Only) {
        return withOptions(options().with(NetworkSocketOptions.IPV6_V6ONLY, ipv6Only));
    }

    @Override
    public Tcp6ServerEndpoint shared(int port) {
        return new Tcp6ServerEndpoint(local.shared(port));
    }

    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        return local.listen(reactor, factory);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Tcp6ServerEndpoint that && local.equals(that.local);
    }

    @Override
    public int hashCode() {
        return local.hashCode();
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks and socket options without a name in URIs are
     * left out.
     *
     * @return for example {@code tcp://[::]:9000?backlog=16}
     */
    @Override
    public String toString() {
        return local.toString();
    }
}
