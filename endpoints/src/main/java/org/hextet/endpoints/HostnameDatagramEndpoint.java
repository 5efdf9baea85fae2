package org.hextet.endpoints;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.endpoints.datagrams.NamedOpening;
import org.hextet.endpoints.race.ConnectRace;
import org.hextet.endpoints.text.DatagramOptionsText;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a host by name: looks up its addresses, sorts them by RFC 6724, and takes the first that this host has a
 * route to. Whether anybody answers there only an answer can say, so nothing is raced. Immutable; shared by any
 * threads.
 */
public final class HostnameDatagramEndpoint implements UdpUriEndpoint {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);

    private final Host.Name name;
    private final int port;
    private final Settings settings;

    private HostnameDatagramEndpoint(Host.Name name, int port, Settings settings) {
        this.name = name;
        this.port = port;
        this.settings = settings;
    }

    /**
     * The endpoint of a name, of either family.
     *
     * @param name a host name; for an address use {@link UdpEndpoint}
     * @param port 1 to 65535
     * @return nothing is looked up
     * @throws IllegalArgumentException if the text is no host name, or the port out of range
     */
    public static HostnameDatagramEndpoint of(String name, int port) {
        if (!(Host.parse(name) instanceof Host.Name host)) {
            throw new IllegalArgumentException("connect to " + name + ": no host name; use UdpEndpoint");
        }
        return new HostnameDatagramEndpoint(host, Literals.requireTargetPort(port, name), Settings.DEFAULT);
    }

    /**
     * With other options.
     *
     * @param options of the port; with a flow label only IPv6 addresses are looked up
     * @return a changed copy
     */
    @Override
    public HostnameDatagramEndpoint withOptions(DatagramOptions options) {
        return with(draft -> draft.options = options);
    }

    /**
     * With a local address to connect from: only addresses of its family are looked up.
     *
     * @param local an address of this host; port 0 lets the kernel choose
     * @return a changed copy
     * @throws IllegalArgumentException if it is unresolved, or link-local without a zone
     */
    public HostnameDatagramEndpoint withBind(InetSocketAddress local) {
        return with(draft -> draft.from = Optional.of(LocalAddress.of(local)));
    }

    /**
     * With one family only.
     *
     * @param family which addresses are looked up
     * @return a changed copy
     */
    public HostnameDatagramEndpoint only(StandardProtocolFamily family) {
        return with(draft -> draft.families = Set.of(family));
    }

    /**
     * With a deadline for the lookup.
     *
     * @param deadline more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public HostnameDatagramEndpoint withDeadline(Duration deadline) {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline " + deadline + ": need more than zero");
        }
        return with(draft -> draft.deadline = deadline);
    }

    /**
     * With a resolver of its own, which the caller goes on owning. Without one the reactor's is asked
     * ({@link org.hextet.api.ReactorOptions#resolver()}), else the process's (system property {@code hextet.resolver}).
     *
     * @param resolver looks up the name
     * @return a changed copy
     */
    public HostnameDatagramEndpoint withResolver(NameResolver resolver) {
        return with(draft -> draft.resolver = new ResolverChoice.Given(resolver));
    }

    /**
     * With a resolver by its specification. It is opened when first used, shared with every endpoint that names the
     * same, and kept for the life of the process.
     *
     * @param spec as of {@link NameResolver#open}
     * @return a changed copy
     */
    public HostnameDatagramEndpoint withResolver(String spec) {
        return with(draft -> draft.resolver = new ResolverChoice.Named(spec));
    }

    /**
     * With another order of addresses, as {@link HostnameClientEndpoint#withOrder}.
     *
     * @param order with a table of the caller's own: {@code DestinationOrder.standard().withTable(table)}
     * @return a changed copy
     */
    @SuppressWarnings("exports") // Who makes one requires its module anyway
    public HostnameDatagramEndpoint withOrder(DestinationOrder order) {
        return with(draft -> draft.order = new OrderChoice.Given(order));
    }

    /**
     * With the policy table of a file, as {@link HostnameClientEndpoint#withAddressPolicy}.
     *
     * @param file the path of a file in the form of gai.conf(5)
     * @return a changed copy
     */
    public HostnameDatagramEndpoint withAddressPolicy(String file) {
        return with(draft -> draft.order = new OrderChoice.Named(file));
    }

    private HostnameDatagramEndpoint with(Consumer<Draft> change) {
        Draft draft = new Draft(settings);
        change.accept(draft);
        return new HostnameDatagramEndpoint(name, port, draft.done());
    }

    /**
     * The host.
     *
     * @return as it was given
     */
    public String host() {
        return name.toString();
    }

    /**
     * The port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * The options of the port.
     *
     * @return never null
     */
    @Override
    public DatagramOptions options() {
        return settings.options;
    }

    /**
     * The local address to connect from.
     *
     * @return empty: the kernel chooses
     */
    public Optional<InetSocketAddress> bind() {
        return LocalAddress.address(settings.from);
    }

    /**
     * Nobody listens on a name.
     *
     * @param reactor not used
     * @param factory not used
     * @return never
     * @throws IllegalArgumentException always
     */
    @Override
    public Pending<DatagramPort> listen(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        throw new IllegalArgumentException("listen on " + hostPort()
                + ": a host name; who listens binds addresses of this host: udp://[::1]:" + port + ", udp://127.0.0.1:"
                + port + ", or udp://*:" + port + " for all");
    }

    /**
     * Looks the name up, and opens a port that is connected to one of its addresses.
     *
     * @param reactor carries the lookup and the port
     * @param factory makes the protocol, which hears of the port when it is connected
     * @return the connected port; fails with a {@link java.net.UnknownHostException} if there is no address, with what
     *     the kernel said of each if there is a route to none, or with {@link org.hextet.api.NoProviderException}
     *     without a resolver
     * @throws IllegalArgumentException a local address of a family that is not allowed, a flow label where IPv4 alone
     *     is
     * @throws UnsupportedOperationException in the calling thread: an option needs a capability that this reactor
     *     lacks; names both
     */
    @Override
    public Pending<DatagramPort> connect(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        Set<StandardProtocolFamily> possible = possible();
        DatagramOptionsText.require(settings.options, reactor.capabilities());
        try {
            return NamedOpening.start(
                    reactor,
                    new NamedOpening.Question(
                            settings.resolver.resolver(reactor),
                            name.asciiName(),
                            port,
                            possible,
                            settings.order.order(),
                            settings.deadline),
                    bind(),
                    settings.options,
                    factory);
        } catch (IOException none) {
            Promise<DatagramPort> failed = reactor.promise(() -> {});
            failed.fail(none);
            return failed;
        }
    }

    private Set<StandardProtocolFamily> possible() {
        Set<StandardProtocolFamily> possible = EnumSet.copyOf(settings.families);
        Optional<LocalAddress> from = settings.from;
        if (from.isPresent()) {
            possible.retainAll(Set.of(AddressRules.family(from.get().address().getAddress())));
            if (possible.isEmpty()) {
                throw new IllegalArgumentException("connect to " + hostPort() + " from "
                        + OptionValue.text(from.get().address())
                        + ": both ends must be of one family, and only the other is allowed here; bind to an address of"
                        + " that family, or none");
            }
        }
        if (settings.options.flowLabel().isPresent()) {
            possible.remove(StandardProtocolFamily.INET);
            if (possible.isEmpty()) {
                FlowLabelRules.requireNone(hostPort(), settings.options.flowLabel());
            }
        }
        return possible;
    }

    private String hostPort() {
        return HostPort.of(new Host.Name(name.asciiName()), port).toString();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof HostnameDatagramEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(name, port, settings);
    }

    /**
     * The URI of this endpoint, read back as an equal one. What has no text is left out: a resolver that is an object
     * of the user's own, watermarks, a target, other socket options.
     *
     * @return for example {@code udp://example.org:53?only=6}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(DatagramOptionsText.write(settings.options));
        settings.from.ifPresent(local -> text.add(local.toString()));
        if (settings.families.size() == 1) {
            text.add(UdpUri.ONLY + "=" + (settings.families.contains(StandardProtocolFamily.INET6) ? "6" : "4"));
        }
        if (!settings.deadline.equals(ConnectRace.LOOKUP_DEADLINE)) {
            text.add(UdpUri.TIMEOUT + "=" + DurationText.format(settings.deadline));
        }
        settings.resolver.spec().ifPresent(spec -> text.add(TcpUri.RESOLVER + "=" + OptionValue.encoded(spec)));
        settings.order.file().ifPresent(file -> text.add(TcpUri.ADDRESS_POLICY + "=" + OptionValue.encoded(file)));
        return UdpUri.text(hostPort(), text);
    }

    /** What the {@code with} methods change. */
    private record Settings(
            ResolverChoice resolver,
            OrderChoice order,
            Set<StandardProtocolFamily> families,
            Duration deadline,
            Optional<LocalAddress> from,
            DatagramOptions options) {

        static final Settings DEFAULT = new Settings(
                new ResolverChoice.Nearest(),
                new OrderChoice.Nearest(),
                BOTH,
                ConnectRace.LOOKUP_DEADLINE,
                Optional.empty(),
                DatagramOptions.DEFAULT);
    }

    /** A copy that is being changed: each {@code with} method says only what differs. */
    private static final class Draft {

        private ResolverChoice resolver;
        private OrderChoice order;
        private Set<StandardProtocolFamily> families;
        private Duration deadline;
        private Optional<LocalAddress> from;
        private DatagramOptions options;

        Draft(Settings of) {
            resolver = of.resolver;
            order = of.order;
            families = of.families;
            deadline = of.deadline;
            from = of.from;
            options = of.options;
        }

        Settings done() {
            return new Settings(resolver, order, families, deadline, from, options);
        }
    }
}
