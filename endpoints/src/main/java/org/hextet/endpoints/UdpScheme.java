package org.hextet.endpoints;

import com.google.auto.service.AutoService;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.spi.EndpointScheme;

/**
 * The scheme {@code udp}: {@code udp://HOST:PORT?option=value&option=value}. Found by {@link java.util.ServiceLoader};
 * what {@link DatagramEndpoint#of} asks. Thread-safe.
 *
 * <p>HOST is an IPv4 literal, an IPv6 literal in brackets, perhaps with a zone ({@code [fe80::1%eth0]} or
 * {@code [fe80::1%25eth0]}), a multicast group, {@code *} (all local addresses, both families; to listen on), or a name
 * (to connect to). Zones and interfaces are looked up when the endpoint is used; the zone of {@code bind} at once.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>value</th><th>of</th></tr>
 * <tr><td>{@code facts}</td><td>what is told of each datagram: {@code destination} (the default), {@code hop-limit},
 * {@code traffic-class}, {@code flow-label}, with commas between; {@code all}, {@code none}. As far as the transport
 * can</td><td>all</td></tr>
 * <tr><td>{@code receive-limit}</td><td>1 to 65535 bytes: longer datagrams come cut</td><td>all</td></tr>
 * <tr><td>{@code queue-limit}</td><td>bytes that may wait to be sent</td><td>all</td></tr>
 * <tr><td>{@code drop}</td><td>{@code newest} or {@code oldest}: what is dropped when more would wait</td><td>all</td></tr>
 * <tr><td>{@code receive-buffer}, {@code send-buffer}</td><td>bytes</td><td>all</td></tr>
 * <tr><td>{@code traffic-class}</td><td>0 to 255 (0xff)</td><td>all</td></tr>
 * <tr><td>{@code hop-limit}</td><td>1 to 255, of what is sent to one host</td><td>all</td></tr>
 * <tr><td>{@code multicast-hop-limit}</td><td>0 to 255, of what is sent to a group (1)</td><td>all</td></tr>
 * <tr><td>{@code multicast-loop}</td><td>true or false: whether members on this host hear it too</td><td>all</td></tr>
 * <tr><td>{@code dont-fragment}</td><td>true or false</td><td>all</td></tr>
 * <tr><td>{@code broadcast}</td><td>true or false: whether broadcast addresses may be written to</td><td>all</td></tr>
 * <tr><td>{@code device}</td><td>the one network interface to use, by its name</td><td>all</td></tr>
 * <tr><td>{@code freebind}</td><td>true or false: the local address need not be there</td><td>all</td></tr>
 * <tr><td>{@code reuse-port}</td><td>true or false</td><td>all</td></tr>
 * <tr><td>{@code v6only}</td><td>true or false: whether {@code ::} is closed to IPv4</td><td>addresses and groups</td></tr>
 * <tr><td>{@code flow-label}</td><td>as of {@link FlowLabelText}, for the peer that is connected to</td><td>addresses and
 * names</td></tr>
 * <tr><td>{@code bind}</td><td>{@code [fd00::2]}, {@code 192.0.2.7:4000}: where to connect from</td><td>addresses, groups,
 * names</td></tr>
 * <tr><td>{@code interface}</td><td>name or index of the interface of a group without zone</td><td>groups</td></tr>
 * <tr><td>{@code source}</td><td>the only sources that a member hears, with commas between: {@code [fd00::2],[fd00::3]}</td>
 * <td>groups</td></tr>
 * <tr><td>{@code only}</td><td>6 or 4: the family that is looked up</td><td>names</td></tr>
 * <tr><td>{@code timeout}</td><td>duration of the lookup</td><td>names</td></tr>
 * <tr><td>{@code resolver}</td><td>a specification; {@code &}, {@code #} as {@code %26}, {@code %23}</td><td>names</td></tr>
 * <tr><td>{@code address-policy}</td><td>a file in the form of gai.conf(5), by which addresses are sorted</td><td>names</td></tr>
 * </table>
 *
 * <p>An option that needs a capability of the transport ({@link org.hextet.api.Capability}) is refused at the call
 * where that is absent, with its name.
 */
@AutoService(EndpointScheme.class)
@SuppressWarnings("exports") // The annotation is wanted at compile time only
public final class UdpScheme implements EndpointScheme {

    /** Made by {@link java.util.ServiceLoader}. */
    public UdpScheme() {}

    @Override
    public String scheme() {
        return UdpUri.SCHEME;
    }

    /**
     * Nobody connects a stream by it.
     *
     * @param uri whole, with the scheme
     * @return never
     * @throws IllegalArgumentException always: names {@link DatagramEndpoint#of}
     */
    @Override
    public ClientEndpoint client(String uri) {
        throw noStream(uri);
    }

    /**
     * Nobody accepts streams on it.
     *
     * @param uri whole, with the scheme
     * @return never
     * @throws IllegalArgumentException always: names {@link DatagramEndpoint#of}
     */
    @Override
    public ServerEndpoint server(String uri) {
        throw noStream(uri);
    }

    private static IllegalArgumentException noStream(String uri) {
        return new IllegalArgumentException("endpoint \"" + uri
                + "\": udp carries datagrams, not a stream; use DatagramEndpoint.of, or a stream, for example"
                + " tcp://[::1]:9000");
    }

    /**
     * The endpoint of datagrams: an {@link AllLocalInterfacesDatagramEndpoint} for {@code *}, a
     * {@link MulticastEndpoint} for a group, a {@link HostnameDatagramEndpoint} for a name, else a {@link UdpEndpoint}.
     *
     * @param uri whole, with the scheme
     * @return nothing is bound or looked up
     * @throws org.hextet.addresses.AddressSyntaxException if the text is wrong: points at the character
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of {@code bind}
     */
    @Override
    public UdpUriEndpoint datagrams(String uri) {
        return UdpUri.parse(uri);
    }
}
