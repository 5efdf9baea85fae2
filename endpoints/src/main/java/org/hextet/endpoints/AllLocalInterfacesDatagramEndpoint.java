package org.hextet.endpoints;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.endpoints.listening.DatagramPorts;
import org.hextet.endpoints.listening.LocalInterfaces;
import org.hextet.endpoints.listening.PortsOpening;
import org.hextet.endpoints.text.DatagramOptionsText;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on every local address of both families, on one port number, each answered from the address that was asked.
 *
 * <p>Where the transport can tell what was asked, and answer from there (capabilities {@code packet-info} and
 * {@code packet-source}), that is one wildcard port. Else it is a socket for each address that the host has now, given
 * as one {@link DatagramPort}: what is written to somebody leaves by the socket whose address the host would have
 * chosen as the source. An address that cannot be bound is left out unless none can; {@link DatagramPort#missing()}
 * says so, and why. Immutable; shared by any threads.
 */
public final class AllLocalInterfacesDatagramEndpoint implements UdpUriEndpoint, SharedDatagramEndpoint {

    private final int port;
    private final DatagramOptions options;

    private AllLocalInterfacesDatagramEndpoint(int port, DatagramOptions options) {
        this.port = port;
        this.options = options;
    }

    /**
     * With the default options.
     *
     * @param port 0 (one number, free on every address, is chosen) to 65535
     * @return nothing is bound
     * @throws IllegalArgumentException if the port is out of range
     */
    public static AllLocalInterfacesDatagramEndpoint on(int port) {
        return new AllLocalInterfacesDatagramEndpoint(
                AddressRules.requirePort(port, "datagrams of *"), DatagramOptions.DEFAULT);
    }

    /**
     * With other options.
     *
     * @param options of each socket
     * @return a changed copy
     */
    @Override
    public AllLocalInterfacesDatagramEndpoint withOptions(DatagramOptions options) {
        return new AllLocalInterfacesDatagramEndpoint(port, options);
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

    @Override
    public AllLocalInterfacesDatagramEndpoint shared(int port) {
        return on(port).withOptions(SharedDatagramEndpoint.sharing(options, port));
    }

    /**
     * The options of each socket.
     *
     * @return never null
     */
    @Override
    public DatagramOptions options() {
        return options;
    }

    /**
     * Listens.
     *
     * @param reactor carries the port
     * @param factory makes the one protocol
     * @return the bound port; fails with a {@link java.net.BindException} that names every address that failed and why
     *     (each failure suppressed), when nothing is bound. Cancelling unbinds what is bound
     * @throws UnsupportedOperationException in the calling thread: an option needs a capability that this reactor
     *     lacks; names both
     */
    @Override
    public Pending<DatagramPort> listen(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        DatagramOptionsText.require(options, reactor.capabilities());
        return new PortsOpening<>(
                        reactor,
                        port,
                        true,
                        new DatagramPorts(reactor, options, factory),
                        List.of(sockets(reactor.capabilities())))
                .start();
    }

    private static PortsOpening.Strategy sockets(Capabilities capabilities) {
        if (!capabilities.has(Capability.PACKET_INFO) || !capabilities.has(Capability.PACKET_SOURCE)) {
            return LocalInterfaces.perAddress();
        }
        return capabilities.has(Capability.DUAL_STACK)
                ? LocalInterfaces.dualSocket()
                : LocalInterfaces.twoSockets(capabilities.has(Capability.V6ONLY));
    }

    /**
     * Nobody connects to every address.
     *
     * @param reactor not used
     * @param factory not used
     * @return never
     * @throws IllegalArgumentException always
     */
    @Override
    public Pending<DatagramPort> connect(Reactor reactor, Supplier<? extends DatagramProtocol> factory) {
        throw new IllegalArgumentException("connect to *:" + port
                + ": every local interface, to listen on; connect to a name or an address, as in udp://[::1]:"
                + (port == 0 ? 9000 : port));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof AllLocalInterfacesDatagramEndpoint that
                && port == that.port
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(port, options);
    }

    /**
     * The URI of this endpoint, read back as an equal one. Watermarks, a target and socket options without a name in
     * URIs are left out.
     *
     * @return for example {@code udp://*:9000?reuse-port=true}
     */
    @Override
    public String toString() {
        return UdpUri.text("*:" + port, DatagramOptionsText.write(options));
    }
}
