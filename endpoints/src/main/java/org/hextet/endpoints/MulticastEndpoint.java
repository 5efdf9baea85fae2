package org.hextet.endpoints;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.endpoints.datagrams.ConnectedPort;
import org.hextet.endpoints.datagrams.PreparedOpening;
import org.hextet.endpoints.text.DatagramOptionsText;
import org.hextet.endpoints.text.OptionValue;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of a multicast group, of either family: to be a member of it, or to talk to its members. Answers to what
 * came by the group leave from a unicast address. Immutable; shared by any threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4607">RFC 4607, single sources</a>
 */
public final class MulticastEndpoint implements UdpUriEndpoint {

    private final IpAddress group;
    private final int port;
    private final Optional<String> interfaceText;
    private final List<IpAddress> sources;
    private final Optional<LocalAddress> from;
    private final DatagramOptions options;

    private MulticastEndpoint(
            IpAddress group,
            int port,
            Optional<String> interfaceText,
            List<IpAddress> sources,
            Optional<LocalAddress> from,
            DatagramOptions options) {
        this.group = group;
        this.port = port;
        this.interfaceText = interfaceText;
        this.sources = sources;
        this.from = from;
        this.options = options;
    }

    /**
     * The endpoint of a group.
     *
     * @param group IPv4, or IPv6 without brackets, perhaps with the zone of its interface, which is looked up when the
     *     endpoint is used
     * @param port 0 (the kernel chooses, to listen) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the text is no literal, or no group's, or the port out of range
     */
    public static MulticastEndpoint of(String group, int port) {
        IpAddress address = Literals.parse(group);
        if (!address.isMulticast()) {
            throw new IllegalArgumentException("group " + address + " port " + port
                    + ": no multicast address; groups are 224.0.0.0 to 239.255.255.255 and ff00::/8");
        }
        return new MulticastEndpoint(
                address,
                AddressRules.requirePort(port, "group " + address),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                DatagramOptions.DEFAULT);
    }

    /**
     * On an interface: for groups whose address has no zone. A group is joined on one interface; without one it can be
     * talked to, by the route of the kernel's, if its scope is larger than a link.
     *
     * @param nameOrIndex of the interface, looked up when the endpoint is used
     * @return a changed copy
     * @throws IllegalArgumentException if the group's address has a zone
     */
    public MulticastEndpoint withInterface(String nameOrIndex) {
        if (!group.zone().isEmpty()) {
            throw new IllegalArgumentException("group " + group + " on " + nameOrIndex
                    + ": its zone names the interface already; give one of them");
        }
        return new MulticastEndpoint(group, port, Optional.of(nameOrIndex), sources, from, options);
    }

    /**
     * With the only sources that are heard. Without any, all are.
     *
     * @param literals unicast addresses of the group's family, IPv6 without brackets
     * @return a changed copy
     * @throws IllegalArgumentException if one is no literal, no unicast address, or of another family
     */
    public MulticastEndpoint withSources(List<String> literals) {
        List<IpAddress> addresses = literals.stream().map(Literals::parse).toList();
        for (IpAddress source : addresses) {
            if (source.isMulticast() || source.isWildcard() || source.family() != group.family()) {
                throw new IllegalArgumentException("group " + group + " for source " + source
                        + ": a source is one host of the group's family; give its unicast address");
            }
        }
        return new MulticastEndpoint(group, port, interfaceText, addresses, from, options);
    }

    /**
     * With other options.
     *
     * @param options of the port
     * @return a changed copy
     */
    @Override
    public MulticastEndpoint withOptions(DatagramOptions options) {
        return new MulticastEndpoint(group, port, interfaceText, sources, from, options);
    }

    /**
     * With a local address to talk from.
     *
     * @param local an address of this host, of the group's family; port 0 lets the kernel choose
     * @return a changed copy
     * @throws IllegalArgumentException if it is unresolved, or link-local without a zone
     */
    public MulticastEndpoint withBind(InetSocketAddress local) {
        return new MulticastEndpoint(group, port, interfaceText, sources, Optional.of(LocalAddress.of(local)), options);
    }

    /**
     * The group.
     *
     * @return canonical text, with its zone if it has one
     */
    public String group() {
        return group.toString();
    }

    /**
     * The port.
     *
     * @return 0 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * The interface, of the zone or given beside it.
     *
     * @return name or index as it was given; empty if none was
     */
    public Optional<String> onInterface() {
        return group.zone().isEmpty() ? interfaceText : Optional.of(group.zone());
    }

    /**
     * The only sources that are heard.
     *
     * @return canonical text of each; empty: all are
     */
    public List<String> sources() {
        return sources.stream().map(IpAddress::toString).toList();
    }

    /**
     * The options of the port.
     *
     * @return never null
     */
    @Override
    public DatagramOptions options() {
        return options;
    }

    /**
     * The local address to talk from.
     *
     * @return empty: the kernel chooses
     */
    public Optional<InetSocketAddress> bind() {
        return LocalAddress.address(from);
    }

    /**
     * Becomes a member: binds the port and joins. It is bound to the wildcard of the group's family; where the
     * transport lacks the capability {@code multicast-isolation}, to the group's own address, so that no others are
     * heard.
     *
     * @param reactor carries the port
     * @param factory makes the protocol, which hears of the port when the group is joined
     * @return the bound port, a member
     * @throws IllegalArgumentException without an interface; an unknown one; a local address to talk from
     * @throws UnsupportedOperationException in the calling thread: this reactor lacks the capability {@code multicast},
     *     {@code multicast-ssm} where there are sources, or that of an option; names it
     */
    @Override
    public Pending<DatagramPort> listen(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        LocalAddress.refuseToListen(from, hostPort());
        NetworkInterface on = networkInterface("listen on")
                .orElseThrow(() -> new IllegalArgumentException("listen on " + hostPort()
                        + ": a group is joined on one interface; name it, as in udp://" + hostPort() + "?"
                        + UdpUri.INTERFACE + "=eth0; " + Zones.ofHost().listed()));
        Capabilities capabilities = reactor.capabilities();
        requireAbilities(capabilities);
        if (!sources.isEmpty()) {
            capabilities.require(Capability.MULTICAST_SSM);
        }
        InetAddress joined = onInterface(on.getIndex());
        List<InetAddress> only = sources.stream()
                .map(source -> Literals.onThisHost(source, "listen on " + hostPort() + " for", port))
                .toList();
        DatagramOptions used = options;
        InetSocketAddress local = new InetSocketAddress(joined, port);
        if (capabilities.has(Capability.MULTICAST_ISOLATION)) {
            local = ConnectedPort.anywhere(group.family(), port);
            used = inOneFamily(capabilities);
        }
        InetSocketAddress where = local;
        DatagramOptions with = used;
        return PreparedOpening.<MulticastPort>start(
                reactor,
                held -> reactor.listenMulticast(where, with, held),
                port -> join(port, joined, on, only),
                factory);
    }

    /** A port on {@code ::} is of IPv6 alone where that can be. */
    private DatagramOptions inOneFamily(Capabilities capabilities) {
        return group.family() == StandardProtocolFamily.INET6
                        && capabilities.has(Capability.V6ONLY)
                        && !options.socketOptions().containsKey(NetworkSocketOptions.IPV6_V6ONLY)
                ? options.with(NetworkSocketOptions.IPV6_V6ONLY, true)
                : options;
    }

    private static CompletionStage<?> join(
            MulticastPort port, InetAddress group, NetworkInterface on, List<InetAddress> sources) {
        if (sources.isEmpty()) {
            return port.join(group, on);
        }
        List<CompletableFuture<Membership>> all = sources.stream()
                .map(source -> port.join(group, on, source).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    /**
     * Talks to the members: opens a port whose {@link DatagramPort#write(java.nio.ByteBuffer)} goes to the group. It is
     * not connected, so that each can answer from its own address.
     *
     * @param reactor carries the port
     * @param factory makes the protocol
     * @return the bound port
     * @throws IllegalArgumentException port 0; a group of one link without an interface; an unknown one; a local
     *     address of another family; sources, which are for members
     * @throws UnsupportedOperationException in the calling thread: this reactor lacks the capability {@code multicast},
     *     or that of an option; names it
     */
    @Override
    public Pending<DatagramPort> connect(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        if (!sources.isEmpty()) {
            throw new IllegalArgumentException("connect to " + hostPort() + " with "
                    + UdpUri.SOURCE + ": it says whom a member hears; who talks to the group hears all that answer."
                    + " Leave it out, or listen");
        }
        Literals.requireTargetPort(port, group());
        OptionalInt index = networkInterface("connect to").map(NetworkInterface::getIndex).stream()
                .mapToInt(each -> each)
                .findFirst();
        InetSocketAddress target = AddressRules.usable(
                new InetSocketAddress(onInterface(index.orElse(0)), port), "connect to", Zones.ofHost());
        from.ifPresent(local -> local.requireReaching(target));
        requireAbilities(reactor.capabilities());
        DatagramOptions with = options.withTarget(target);
        InetSocketAddress local = bind().orElseGet(() -> ConnectedPort.anywhere(group.family(), 0));
        return PreparedOpening.<MulticastPort>start(
                reactor,
                held -> reactor.listenMulticast(local, with, held),
                port -> index.isPresent()
                        ? port.setOutgoingInterface(index.getAsInt())
                        : CompletableFuture.completedFuture(port),
                factory);
    }

    private void requireAbilities(Capabilities capabilities) {
        capabilities.require(Capability.MULTICAST);
        if (options.flowLabel().isPresent()) {
            throw new IllegalArgumentException("datagrams of " + hostPort()
                    + " with a flow label: a label is leased for the peer of a connected port; leave it out");
        }
        DatagramOptionsText.require(options, capabilities);
    }

    private Optional<NetworkInterface> networkInterface(String operation) {
        Optional<String> text = onInterface();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt index = Zones.ofHost().index(text.get());
        NetworkInterface found = null;
        try {
            found = index.isPresent()
                    ? NetworkInterface.getByIndex(index.getAsInt())
                    : NetworkInterface.getByName(text.get());
        } catch (SocketException none) {
            // Said below.
        }
        if (found == null) {
            throw new UnknownZoneException(operation + " " + hostPort(), text.get(), Zones.ofHost());
        }
        return Optional.of(found);
    }

    /** The group with the zone of an interface, if it is IPv6; 0 for none. */
    private InetAddress onInterface(int index) {
        return group.family() == StandardProtocolFamily.INET || index == 0
                ? group.withZone("").toInetAddress()
                : group.withZone(Integer.toString(index)).toInetAddress();
    }

    private String hostPort() {
        return HostPort.of(new Host.Literal(group), port).toString();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof MulticastEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(group, port, interfaceText, sources, from, options);
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks, a target and socket options without a name in
     * URIs are left out.
     *
     * @return for example {@code udp://[ff35::1234]:9000?interface=eth0&source=[fd00::2]}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(DatagramOptionsText.write(options));
        from.ifPresent(local -> text.add(local.toString()));
        interfaceText.ifPresent(each -> text.add(UdpUri.INTERFACE + "=" + OptionValue.encoded(each)));
        if (!sources.isEmpty()) {
            text.add(UdpUri.SOURCE + "="
                    + sources.stream()
                            .map(source -> source.family() == StandardProtocolFamily.INET6
                                    ? "[" + source + "]"
                                    : source.toString())
                            .collect(Collectors.joining(",")));
        }
        return UdpUri.text(hostPort(), text);
    }
}
