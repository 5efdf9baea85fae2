package org.hextet.endpoints;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.Zones;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.endpoints.datagrams.ConnectedPort;
import org.hextet.endpoints.text.DatagramOptionsText;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of one address: to listen on it, or to talk to it. On {@code ::} both families are served, where the
 * transport has the capability {@code dual-stack}, unless {@code v6only} is set. Immutable; shared by any threads.
 */
public final class UdpEndpoint implements UdpUriEndpoint, SharedDatagramEndpoint {

    private final IpAddress address;
    private final int port;
    private final Optional<LocalAddress> from;
    private final DatagramOptions options;

    private UdpEndpoint(IpAddress address, int port, Optional<LocalAddress> from, DatagramOptions options) {
        this.address = address;
        this.port = port;
        this.from = from;
        this.options = options;
    }

    /**
     * The endpoint of an address as text.
     *
     * @param literal IPv4, or IPv6 without brackets, perhaps with a zone, which is looked up when the endpoint is used;
     *     an IPv4-mapped address counts as IPv4
     * @param port 0 (the kernel chooses, to listen) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the text is no literal (a name is none: nothing is looked up) or a group's,
     *     or the port out of range
     */
    public static UdpEndpoint of(String literal, int port) {
        IpAddress address = Literals.parse(literal);
        if (address.isMulticast()) {
            throw new IllegalArgumentException(
                    "datagrams of " + address + " port " + port + ": a multicast group; use MulticastEndpoint");
        }
        return new UdpEndpoint(
                address,
                AddressRules.requirePort(port, "datagrams of " + address),
                Optional.empty(),
                DatagramOptions.DEFAULT);
    }

    /**
     * The endpoint of an address.
     *
     * @param address resolved; port 0 (the kernel chooses, to listen) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the address is unresolved or a group's
     */
    public static UdpEndpoint of(InetSocketAddress address) {
        AddressRules.requireResolved(address, "datagrams of");
        return of(IpAddress.of(address.getAddress(), Zones.ofHost()).toString(), address.getPort());
    }

    /**
     * With other options.
     *
     * @param options of the port
     * @return a changed copy
     */
    @Override
    public UdpEndpoint withOptions(DatagramOptions options) {
        return new UdpEndpoint(address, port, from, options);
    }

    /**
     * With a local address to connect from.
     *
     * @param local an address of this host; port 0 lets the kernel choose
     * @return a changed copy
     * @throws IllegalArgumentException if it is unresolved, or link-local without a zone
     */
    public UdpEndpoint withBind(InetSocketAddress local) {
        return new UdpEndpoint(address, port, Optional.of(LocalAddress.of(local)), options);
    }

    /**
     * The address.
     *
     * @return canonical text, with its zone
     */
    public String host() {
        return address.toString();
    }

    /**
     * The port.
     *
     * @return 0 to 65535
     */
    @Override
    public int port() {
        return port;
    }

    @Override
    public UdpEndpoint shared(int port) {
        return new UdpEndpoint(
                address,
                AddressRules.requirePort(port, "datagrams of " + address),
                from,
                SharedDatagramEndpoint.sharing(options, port));
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
     * The local address to connect from.
     *
     * @return empty: the kernel chooses
     */
    public Optional<InetSocketAddress> bind() {
        return LocalAddress.address(from);
    }

    /**
     * Listens.
     *
     * @param reactor carries the port
     * @param factory makes the protocol
     * @return the bound port
     * @throws IllegalArgumentException as of {@link org.hextet.api.UdpReactor#listenUdp}; if there is a local address
     *     to connect from
     * @throws UnsupportedOperationException in the calling thread: an option needs a capability that this reactor
     *     lacks; names both
     */
    @Override
    public Pending<DatagramPort> listen(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        LocalAddress.refuseToListen(from, hostPort());
        DatagramOptionsText.require(options, reactor.capabilities());
        return reactor.listenUdp(
                new InetSocketAddress(Literals.onThisHost(address, "listen on", port), port), options, factory);
    }

    /**
     * Opens a port of the kernel's choice that is connected to the address.
     *
     * @param reactor carries the port
     * @param factory makes the protocol, which hears of the port when it is connected
     * @return the connected port
     * @throws IllegalArgumentException a wildcard, port 0, a zone that is missing or unknown, a local address of
     *     another family or zone, a flow label for IPv4
     * @throws UnsupportedOperationException in the calling thread: an option needs a capability that this reactor
     *     lacks; names both
     */
    @Override
    public Pending<DatagramPort> connect(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        if (address.isWildcard()) {
            throw new IllegalArgumentException("connect to " + hostPort()
                    + ": every address of this host, to listen on; connect to one, as in udp://[::1]:" + port);
        }
        InetSocketAddress target = AddressRules.usable(
                new InetSocketAddress(
                        Literals.onThisHost(address, "connect to", port), Literals.requireTargetPort(port, host())),
                "connect to",
                Zones.ofHost());
        from.ifPresent(local -> local.requireReaching(target));
        if (AddressRules.family(target.getAddress()) == StandardProtocolFamily.INET) {
            FlowLabelRules.requireNone(hostPort(), options.flowLabel());
        }
        DatagramOptionsText.require(options, reactor.capabilities());
        return ConnectedPort.open(reactor, target, bind(), options, factory);
    }

    private String hostPort() {
        return HostPort.of(new Host.Literal(address), port).toString();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof UdpEndpoint that
                && address.equals(that.address)
                && port == that.port
                && from.equals(that.from)
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, port, from, options);
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks, a target and socket options without a name in
     * URIs are left out.
     *
     * @return for example {@code udp://[fe80::1%eth0]:9000?hop-limit=1}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(DatagramOptionsText.write(options));
        from.ifPresent(local -> text.add(local.toString()));
        return UdpUri.text(hostPort(), text);
    }
}
