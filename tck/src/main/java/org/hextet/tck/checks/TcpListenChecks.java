package org.hextet.tck.checks;

import static org.hextet.tck.Level.MUST;
import static org.hextet.tck.Needs.TCP;
import static org.hextet.tck.Needs.ZONES;
import static org.hextet.tck.lab.Environment.LAB;

import java.net.InetSocketAddress;
import org.hextet.tck.Check;
import org.hextet.tck.Recorder;
import org.hextet.tck.Rig;
import org.hextet.tck.Server;
import org.hextet.tck.lab.FarHost.FarConnection;

/** Listening on addresses. */
final class TcpListenChecks {

    @Check(
            id = "TCP-006",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp portGetHostOnIPv6",
            because = "whoever asked for port 0 learns from the bound address where clients find him",
            lookAt = "what is asked of getsockname after bind, and how its bytes become an address")
    void a_port_on_the_ipv6_loopback_tells_its_address_and_real_port(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());

        InetSocketAddress seen = server.address();
        rig.expect(seen.getPort() != 0, "the bound port is 0, expected the one that the kernel chose");
        rig.expectSameAddress("the bound address", rig.v6(), seen.getAddress());

        rig.connect(seen, rig.recorder());
        server.awaitAccepted();
    }

    @Check(
            id = "TCP-009",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "RFC 4007, section 6",
            because = "without its zone an accepted peer cannot be called back",
            lookAt = "where sockaddr_in6 becomes InetSocketAddress: is sin6_scope_id kept?")
    void an_accepted_link_local_peer_has_its_zone(Rig rig) throws Exception {
        Server server = rig.listen(rig.address("::"));

        FarConnection peer =
                rig.far().connect("fe80::1%" + rig.far().zone(0), server.address().getPort());

        Recorder accepted = server.awaitAccepted();
        rig.expectSameAddress(
                "the accepted peer",
                rig.lab().farLinkLocal(0),
                accepted.connection().remoteAddress().getAddress());
        rig.expectSameAddress(
                "the local address of the accepted connection",
                rig.lab().linkLocal(0),
                accepted.connection().localAddress().getAddress());
        rig.expectEqual(
                "the port of the accepted peer",
                peer.localAddress().getPort(),
                accepted.connection().remoteAddress().getPort());
    }
}
