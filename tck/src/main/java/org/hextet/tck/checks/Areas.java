package org.hextet.tck.checks;

import java.util.List;

/**
 * All areas of the matrix that have checks, in the matrix's order: the one place where a class of checks is announced.
 */
public final class Areas {

    private static final List<Area> ALL = List.of(
            Area.of("address", AddressChecks.class, AddressUseChecks.class, GroupAddressChecks.class),
            Area.of("tcp-listen", TcpListenChecks.class, TcpAcceptChecks.class),
            Area.of("tcp-connect", TcpConnectChecks.class, TcpConnectHoleChecks.class, TcpConnectByNameChecks.class),
            Area.of(
                    "tcp-data",
                    TcpDataChecks.class,
                    TcpReadingChecks.class,
                    TcpEndChecks.class,
                    InjectedDataChecks.class),
            Area.of("tcp-options", TcpOptionsChecks.class, TcpAbilitiesChecks.class),
            Area.of("lifecycle", CallbackChecks.class, ReactorThreadChecks.class, LifecycleChecks.class),
            Area.of("timers", TimersChecks.class),
            Area.of("errors", ErrorsChecks.class, InjectedErrorsChecks.class),
            Area.of("limits", LimitsChecks.class, HostilePeerChecks.class, InjectedLimitsChecks.class),
            Area.of(
                    "udp",
                    UdpListenChecks.class,
                    UdpWriteChecks.class,
                    UdpPortChecks.class,
                    InjectedDatagramChecks.class),
            Area.of("udp-connected", UdpConnectedChecks.class),
            Area.of("udp-facts", UdpFactsChecks.class, UdpRouteChecks.class),
            Area.of("multicast", MulticastChecks.class, MulticastWayChecks.class, MulticastSourceChecks.class),
            Area.of("path-mtu", PathMtuChecks.class),
            Area.of("flow-label", FlowLabelChecks.class, FlowLabelPortChecks.class),
            Area.of("tls", TlsIdentityChecks.class, TlsHandshakeChecks.class, TlsDataChecks.class),
            Area.of("starttls", StartTlsChecks.class, StartTlsEndpointChecks.class),
            Area.of(
                    "resolution",
                    ResolutionChecks.class,
                    ScriptedLookupChecks.class,
                    DnsServerChecks.class,
                    DnsAnswerChecks.class,
                    DnsCacheChecks.class,
                    DnsFilesChecks.class),
            Area.of("ordering", OrderingChecks.class),
            Area.of(
                    "connect-by-name",
                    ConnectByNameChecks.class,
                    ConnectByNameRaceChecks.class,
                    ConnectByNameHostChecks.class,
                    ConnectByNameTlsChecks.class),
            Area.of("listen-everywhere", ListenEverywhereChecks.class, UdpEverywhereChecks.class),
            Area.of("uris", UrisChecks.class, UdpUrisChecks.class),
            Area.of("discovery", DiscoveryChecks.class),
            Area.of("bridging", BridgingChecks.class));

    private Areas() {}

    /**
     * Every area.
     *
     * @return in the matrix's order
     */
    public static List<Area> all() {
        return ALL;
    }
}
