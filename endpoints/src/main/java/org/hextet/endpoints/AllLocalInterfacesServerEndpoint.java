package org.hextet.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.listening.LocalInterfaces;
import org.hextet.endpoints.listening.PortsOpening;
import org.hextet.endpoints.listening.StreamPorts;
import org.hextet.endpoints.text.StreamOptionsText;
import org.jspecify.annotations.Nullable;

/**
 * Listens on every local interface, for both families, on one port number. The {@link ListeningPort} that it gives is
 * one port: it lists its parts and stops them all.
 *
 * <p>A family that this host does not have is no failure: the other is served, and {@link ListeningPort#missing()} says
 * which is not there. Immutable; shared by any threads.
 */
public final class AllLocalInterfacesServerEndpoint implements SharedServerEndpoint {

    /** Which sockets are bound. */
    public enum Mode {
        /**
         * The simplest that works: {@link #DUAL_SOCKET} with the capability {@code dual-stack}, else
         * {@link #TWO_SOCKETS}. With best effort, where the one dual-stack socket cannot be bound because its port is
         * in use for some address, the sockets of {@link #TWO_SOCKETS} or, without the capability {@code v6only}, of
         * {@link #PER_ADDRESS} are tried instead.
         */
        AUTO,
        /** One socket on {@code ::} that serves IPv4 too; needs the capability {@code dual-stack}. */
        DUAL_SOCKET,
        /**
         * One socket on {@code ::}, closed to IPv4, and one on {@code 0.0.0.0}; needs the capability {@code v6only}.
         */
        TWO_SOCKETS,
        /**
         * One socket on each address that the interfaces of this host have when {@link #listen} is called; link-local
         * ones with their zone.
         */
        PER_ADDRESS;

        /**
         * Its name in URIs.
         *
         * @return lower case with hyphens: {@code two-sockets}
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * As {@link #text()}.
         *
         * @return lower case with hyphens
         */
        @Override
        public String toString() {
            return text();
        }
    }

    private final int port;
    private final Mode mode;
    private final boolean bestEffort;
    private final StreamOptions options;

    private AllLocalInterfacesServerEndpoint(int port, Mode mode, boolean bestEffort, StreamOptions options) {
        this.port = port;
        this.mode = mode;
        this.bestEffort = bestEffort;
        this.options = options;
    }

    /**
     * All or nothing, on the sockets of {@link Mode#AUTO}.
     *
     * @param port 0 (one number, free in both families, is chosen) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the port is out of range
     */
    public static AllLocalInterfacesServerEndpoint on(int port) {
        return new AllLocalInterfacesServerEndpoint(
                AddressRules.requirePort(port, "listen on *"), Mode.AUTO, false, StreamOptions.DEFAULT);
    }

    /**
     * With other sockets.
     *
     * @param mode which
     * @return a changed copy
     */
    public AllLocalInterfacesServerEndpoint withMode(Mode mode) {
        return new AllLocalInterfacesServerEndpoint(port, mode, bestEffort, options);
    }

    /**
     * With what can be bound, or all or nothing.
     *
     * @param bestEffort true: what cannot be bound is listed by {@link ListeningPort#missing()}, and the rest serves;
     *     it fails if nothing can. False, the default: one address that cannot be bound fails all, and nothing stays
     *     bound
     * @return a changed copy
     */
    public AllLocalInterfacesServerEndpoint withBestEffort(boolean bestEffort) {
        return new AllLocalInterfacesServerEndpoint(port, mode, bestEffort, options);
    }

    /**
     * With other options.
     *
     * @param options of each port and of every accepted connection
     * @return a changed copy
     */
    public AllLocalInterfacesServerEndpoint withOptions(StreamOptions options) {
        return new AllLocalInterfacesServerEndpoint(port, mode, bestEffort, options);
    }

    /**
     * The port.
     *
     * @return 0 (chosen when bound) to 65535
     */
    @Override
    public int port() {
        return port;
    }

    /**
     * Which sockets are bound.
     *
     * @return never null
     */
    public Mode mode() {
        return mode;
    }

    /**
     * Whether what can be bound serves.
     *
     * @return false for all or nothing
     */
    public boolean isBestEffort() {
        return bestEffort;
    }

    /**
     * The options of each port and of every accepted connection.
     *
     * @return never null
     */
    @Override
    public StreamOptions options() {
        return options;
    }

    @Override
    public AllLocalInterfacesServerEndpoint shared(int port) {
        return new AllLocalInterfacesServerEndpoint(
                AddressRules.requirePort(port, "listen on *"), mode, bestEffort, SharedServerEndpoint.sharing(options));
    }

    /**
     * Listens.
     *
     * @param reactor carries the ports and the connections that they accept
     * @param factory makes one protocol for each accepted connection, whichever socket accepts it
     * @return the bound port; fails with a {@link java.net.BindException} that names every part that failed and why
     *     (each failure suppressed), when nothing is bound any more. Cancelling unbinds what is bound
     * @throws UnsupportedOperationException in the calling thread: the mode or an option needs a capability that this
     *     reactor lacks; names it
     */
    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        StreamOptionsText.require(options, StreamOptionsText.Side.SERVER, reactor.capabilities());
        return new PortsOpening<>(
                        reactor, port, bestEffort, new StreamPorts(reactor, options, factory), strategies(reactor))
                .start();
    }

    /** What to try, in this order; only best effort has a second. */
    private List<PortsOpening.Strategy> strategies(Reactor reactor) {
        boolean isDualStack = reactor.capabilities().has(Capability.DUAL_STACK);
        List<PortsOpening.Strategy> strategies = new ArrayList<>();
        switch (mode) {
            case DUAL_SOCKET -> {
                reactor.capabilities().require(Capability.DUAL_STACK);
                strategies.add(LocalInterfaces.dualSocket());
            }
            case TWO_SOCKETS -> {
                reactor.capabilities().require(Capability.V6ONLY);
                strategies.add(LocalInterfaces.twoSockets(true));
            }
            case PER_ADDRESS -> strategies.add(LocalInterfaces.perAddress());
            case AUTO -> {
                boolean hasV6Only = reactor.capabilities().has(Capability.V6ONLY);
                if (isDualStack) {
                    strategies.add(LocalInterfaces.dualSocket());
                }
                if (!isDualStack || (bestEffort && hasV6Only)) {
                    // A transport without dual-stack has no need of the option: its :: is IPv6 alone.
                    strategies.add(LocalInterfaces.twoSockets(hasV6Only));
                } else if (bestEffort) {
                    strategies.add(LocalInterfaces.perAddress());
                }
            }
        }
        return strategies;
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof AllLocalInterfacesServerEndpoint that
                && port == that.port
                && mode == that.mode
                && bestEffort == that.bestEffort
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return 31 * port + options.hashCode();
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks and socket options without a name in URIs are
     * left out.
     *
     * @return for example {@code tcp://*:9000?mode=two-sockets}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(StreamOptionsText.write(options, StreamOptionsText.Side.SERVER));
        if (mode != Mode.AUTO) {
            text.add(TcpUri.MODE + "=" + mode);
        }
        if (bestEffort) {
            text.add(TcpUri.BEST_EFFORT + "=true");
        }
        return TcpUri.SCHEME + "://*:" + port + (text.isEmpty() ? "" : "?" + String.join("&", text));
    }
}
