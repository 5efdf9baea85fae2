package org.hextet.endpoints;

import com.google.auto.service.AutoService;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.spi.EndpointScheme;

/**
 * The scheme {@code tcp}: {@code tcp://HOST:PORT?option=value&option=value}. Found by {@link java.util.ServiceLoader};
 * what {@link org.hextet.api.ClientEndpoint#of} and {@link ServerEndpoint#of} ask. Thread-safe.
 *
 * <p>HOST is an IPv4 literal, an IPv6 literal in brackets, perhaps with a zone ({@code [fe80::1%eth0]} or
 * {@code [fe80::1%25eth0]}), for clients a name, for servers {@code *} (all local interfaces, both families). A zone is
 * looked up when the endpoint is used; that of {@code bind} at once.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>value</th><th>of</th></tr>
 * <tr><td>{@code policy}</td><td>{@code staggered}, {@code serial}, {@code concurrent}</td><td>clients</td></tr>
 * <tr><td>{@code prefer}, {@code only}</td><td>6 or 4</td><td>clients</td></tr>
 * <tr><td>{@code attempt-delay}, {@code min-gap}</td><td>durations</td><td>clients, policy staggered</td></tr>
 * <tr><td>{@code first-family-count}, {@code most-attempts}</td><td>numbers</td><td>clients</td></tr>
 * <tr><td>{@code most-at-once}</td><td>number</td><td>clients, policies staggered and concurrent</td></tr>
 * <tr><td>{@code defer-dead-family}</td><td>true or false: of history</td><td>clients</td></tr>
 * <tr><td>{@code adaptive-delay}</td><td>true or false: the attempt delay follows history</td><td>clients, policy
 * staggered</td></tr>
 * <tr><td>{@code history}</td><td>true: that of the process is used and added to
 * ({@link org.hextet.endpoints.history.ConnectHistory}); false: none</td><td>clients</td></tr>
 * <tr><td>{@code address-policy}</td><td>a file in the form of gai.conf(5); {@code &}, {@code #} as {@code %26},
 * {@code %23}</td><td>clients</td></tr>
 * <tr><td>{@code resolution-delay}</td><td>duration</td><td>clients, policies staggered and serial</td></tr>
 * <tr><td>{@code timeout}</td><td>duration: the whole connect</td><td>clients</td></tr>
 * <tr><td>{@code attempt-timeout}</td><td>duration: each attempt</td><td>clients</td></tr>
 * <tr><td>{@code retry}</td><td>as of {@link org.hextet.policies.Backoff#parse}: {@code 30s},
 * {@code 30s,first=100ms,most=5s,times=9}: tried again when it has failed</td><td>clients</td></tr>
 * <tr><td>{@code bind}</td><td>{@code [fd00::2]}, {@code 192.0.2.7:4000}</td><td>clients</td></tr>
 * <tr><td>{@code resolver}</td><td>a specification; {@code &}, {@code #} as {@code %26}, {@code %23}</td><td>clients</td></tr>
 * <tr><td>{@code service-binding}</td><td>{@code https}, or a scheme ({@code foo}, {@code dns:53}), as of
 * {@link org.hextet.endpoints.bindings.ServiceBindings}</td><td>clients</td></tr>
 * <tr><td>{@code nat64}</td><td>{@code discover}, {@code off}, or prefixes ({@code 64:ff9b::/96}), as of
 * {@link org.hextet.endpoints.nat64.Nat64}</td><td>clients</td></tr>
 * <tr><td>{@code flow-label}</td><td>as of {@link FlowLabelText}: {@code 0x12345}, {@code auto}; IPv4 addresses are left
 * out</td><td>clients</td></tr>
 * <tr><td>{@code backlog}</td><td>number</td><td>servers</td></tr>
 * <tr><td>{@code v6only}, {@code reuse-port}</td><td>true or false</td><td>servers</td></tr>
 * <tr><td>{@code mode}</td><td>{@code auto}, {@code dual-socket}, {@code two-sockets}, {@code per-address}</td><td>servers on
 * {@code *}</td></tr>
 * <tr><td>{@code best-effort}</td><td>true or false</td><td>servers on {@code *}</td></tr>
 * <tr><td>{@code fast-open}</td><td>how many connections may wait whose first bytes came with the SYN</td><td>servers</td></tr>
 * <tr><td>{@code fast-open}</td><td>true or false: to a peer whose cookie is known the first bytes leave with
 * the SYN, and its attempt counts as connected before it has answered</td><td>clients</td></tr>
 * <tr><td>{@code device}</td><td>the one network interface to use, by its name</td><td>both</td></tr>
 * <tr><td>{@code freebind}</td><td>true or false: the local address need not be there</td><td>both</td></tr>
 * <tr><td>{@code idle-timeout}, {@code close-timeout}</td><td>duration</td><td>both</td></tr>
 * <tr><td>{@code user-timeout}</td><td>duration, 1 ms to 24 days: how long sent bytes may be unacknowledged</td><td>both</td></tr>
 * <tr><td>{@code no-delay}, {@code keep-alive}</td><td>true or false</td><td>both</td></tr>
 * <tr><td>{@code keep-alive-idle}, {@code keep-alive-interval}</td><td>duration, 1 s to 32767 s; {@code keep-alive} is on
 * with them unless it is false</td><td>both</td></tr>
 * <tr><td>{@code keep-alive-count}</td><td>1 to 127 probes; likewise</td><td>both</td></tr>
 * <tr><td>{@code receive-buffer}, {@code send-buffer}</td><td>bytes</td><td>both</td></tr>
 * <tr><td>{@code traffic-class}</td><td>0 to 255 (0xff)</td><td>both</td></tr>
 * <tr><td>{@code hop-limit}</td><td>1 to 255</td><td>both</td></tr>
 * </table>
 *
 * <p>Durations are a whole number and a unit: {@code 250ms}, {@code 2s}. An option that needs a capability of the
 * transport ({@link org.hextet.api.Capability}) is refused at the call where that is absent, with its name.
 */
@AutoService(EndpointScheme.class)
@SuppressWarnings("exports") // The annotation is wanted at compile time only
public final class TcpScheme implements EndpointScheme {

    /** Made by {@link java.util.ServiceLoader}. */
    public TcpScheme() {}

    @Override
    public String scheme() {
        return TcpUri.SCHEME;
    }

    /**
     * The endpoint to connect to.
     *
     * @param uri whole, with the scheme
     * @return nothing is looked up
     * @throws org.hextet.addresses.AddressSyntaxException if the text is wrong, or the host {@code *}: points at the
     *     character
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of {@code bind}
     */
    @Override
    public HostnameClientEndpoint client(String uri) {
        return TcpUri.client(uri);
    }

    /**
     * The endpoint to listen on: an {@link AllLocalInterfacesServerEndpoint} for {@code *}, else a
     * {@link TcpServerEndpoint}.
     *
     * @param uri whole, with the scheme
     * @return nothing is bound
     * @throws org.hextet.addresses.AddressSyntaxException if the text is wrong, or the host a name: points at the
     *     character
     */
    @Override
    public ServerEndpoint server(String uri) {
        return TcpUri.server(uri);
    }
}
