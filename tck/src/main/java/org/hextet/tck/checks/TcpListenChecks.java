package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.lab.Environment.UNPRIV;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.V6ONLY;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hextet.addresses.AddressText;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.TcpServerEndpoint;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.lab.FarHost.FarConnection;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Listening on addresses: which one is bound, and who can reach it. */
final class TcpListenChecks {

    /** As often a second port of the same number is sought: another program may have it. */
    private static final int TRIES = 10;

    @Check(
            id = "TCP-001",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Twisted test_tcp portGetHostOnIPv4",
            because = "a program written before IPv6 must not be open to it all at once",
            lookAt = "the family of the socket: the JDK's default channel binds :: for 0.0.0.0")
    void the_default_is_the_ipv4_wildcard_and_closed_to_ipv6(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();
        InetSocketAddress bound = rig.await(rig.reactor().listenTcp(0, rig::recorder))
                .localAddresses()
                .get(0);

        rig.expectSameAddress("the bound address", rig.address("0.0.0.0"), bound.getAddress());
        rig.expect(bound.getPort() != 0, "the bound port is 0, expected the one that the kernel chose");
        rig.connect(new InetSocketAddress(v4, bound.getPort()), rig.recorder());
        expectRefused(rig, new InetSocketAddress(v6, bound.getPort()));
    }

    private static void expectRefused(Rig rig, InetSocketAddress target) throws IOException {
        Ended.expectRefused(rig, rig.reactor(), target);
    }

    @Check(
            id = "TCP-002",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            source = "the IPv6 plan; RFC 3493, section 3.7; CPython test_events dual_stack",
            because = "one listener for both families is what most servers want",
            lookAt = "IPV6_V6ONLY: it must be off, whatever the system's default is")
    void the_ipv6_wildcard_accepts_clients_of_both_families(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        Server server = rig.listen(rig.address("::"));

        for (InetAddress family : List.of(v4, rig.v6())) {
            rig.connect(at(family, server), rig.recorder());
            server.awaitAccepted();
        }
    }

    private static InetSocketAddress at(InetAddress address, Server server) {
        return new InetSocketAddress(address, server.address().getPort());
    }

    private static final StreamOptions CLOSED_TO_IPV4 =
            StreamOptions.DEFAULT.with(NetworkSocketOptions.IPV6_V6ONLY, true);

    private static Server listen(Rig rig, InetAddress address, int port, StreamOptions options) throws IOException {
        return rig.listen(rig.reactor(), new InetSocketAddress(address, port), options, UnaryOperator.identity());
    }

    @Check(
            id = "TCP-003",
            level = MUST,
            needs = {TCP, V6ONLY},
            source = "RFC 3493, section 5.3; ipv6(7)",
            because = "whoever filters IPv4 elsewhere wants no second way in",
            lookAt = "IPV6_V6ONLY, set between socket and bind")
    void the_ipv6_wildcard_with_v6only_accepts_ipv6_and_refuses_ipv4(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        Server server = listen(rig, rig.address("::"), 0, CLOSED_TO_IPV4);

        rig.connect(at(rig.v6(), server), rig.recorder());
        server.awaitAccepted();
        expectRefused(rig, at(v4, server));
    }

    @Check(
            id = "TCP-004",
            level = MUST,
            needs = TCP,
            lacks = V6ONLY,
            source = "contract",
            because = "a port that was to be closed to IPv4 and silently is not is a hole",
            lookAt = "what is done with an option that the transport lacks")
    void v6only_that_is_lacking_is_refused_by_name_and_nothing_is_bound(Rig rig) throws Exception {
        Server before = rig.listen(rig.v6());
        int port = before.address().getPort();
        rig.await(before.port().stopListening());
        InetSocketAddress wildcard = new InetSocketAddress(rig.address("::"), port);

        rig.expectUnsupported(
                V6ONLY,
                "listening on :: with V6ONLY",
                () -> rig.reactor().listenTcp(wildcard, CLOSED_TO_IPV4, rig::recorder));

        rig.turns(rig.reactor(), 2);
        listen(rig, wildcard.getAddress(), port, StreamOptions.DEFAULT);
    }

    @Check(
            id = "TCP-005",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            env = LAB,
            source = "ipv6(7)",
            because = "the same program must serve the same clients on every host",
            lookAt = "IPV6_V6ONLY: left alone, it is what net.ipv6.bindv6only says")
    void the_ipv6_wildcard_is_open_to_ipv4_whatever_the_systems_default_is(Rig rig) throws Exception {
        String before = rig.lab().sysctl("net.ipv6.bindv6only", "1");
        rig.closing(() -> rig.lab().sysctl("net.ipv6.bindv6only", before));
        Server server = rig.listen(rig.address("::"));

        rig.far().connect("10.0.0.1", server.address().getPort());
        server.awaitAccepted();
        rig.connect(at(rig.v4(), server), rig.recorder());
        server.awaitAccepted();
    }

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
            id = "TCP-007",
            level = MUST,
            needs = TCP,
            source = "OpenJDK java/nio/channels TcpTest",
            because = "an address of one family is no way in for the other",
            lookAt = "the address that is bound: is it the wildcard?")
    void a_port_on_one_loopback_refuses_the_other_family(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();

        expectRefused(rig, at(v6, rig.listen(v4)));
        expectRefused(rig, at(v4, rig.listen(v6)));
    }

    @Check(
            id = "TCP-008",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "Twisted test_tcp ScopeID; RFC 4007, section 11",
            because = "the bound address is told to others, who need its zone to connect from the same host",
            lookAt = "sin6_scope_id on the way into bind, and out of getsockname")
    void a_port_on_a_link_local_address_keeps_its_zone_and_accepts_from_the_link(Rig rig) throws Exception {
        InetAddress own = rig.lab().linkLocal(0);
        Server server = rig.listen(own);

        rig.expectSameAddress("the bound address", own, server.address().getAddress());
        rig.far().connect("fe80::1%" + rig.far().zone(0), server.address().getPort());
        server.awaitAccepted();
        rig.connect(server.address(), rig.recorder());
        server.awaitAccepted();
    }

    @Check(
            id = "TCP-009",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "RFC 4007, section 6; Twisted test_tcp serverGetPeerOnIPv6ScopeID",
            because = "without its zone an accepted peer cannot be called back",
            lookAt = "where sockaddr_in6 becomes InetSocketAddress: is sin6_scope_id kept?")
    void an_accepted_link_local_peer_has_its_zone(Rig rig) throws Exception {
        Server server = rig.listen(rig.address("::"));

        FarConnection peer = rig.far()
                .connect("fe80::1%" + rig.far().zone(0), server.address().getPort());

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

    @Check(
            id = "TCP-010",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            source = "contract; RFC 3493, section 3.7",
            because = "access lists and logs know IPv4 clients by their IPv4 address",
            lookAt = "where ::ffff:a.b.c.d of the kernel becomes an InetAddress")
    void an_ipv4_client_of_the_ipv6_wildcard_is_shown_as_ipv4(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        Server server = rig.listen(rig.address("::"));
        InetSocketAddress client = rig.connect(at(v4, server), rig.recorder()).localAddress();

        Recorder accepted = server.awaitAccepted();
        rig.expectSameAddress("the accepted peer", client, accepted.connection().remoteAddress());
        rig.expectSameAddress("the accepted peer's address", v4, client.getAddress());
        rig.expectSameAddress(
                "the local address", at(v4, server), accepted.connection().localAddress());
    }

    @Check(
            id = "TCP-011",
            level = MUST,
            needs = TCP,
            source = "Go net listen_test",
            because = "port 0 is how programs on one host keep out of each other's way",
            lookAt = "SO_REUSEADDR and SO_REUSEPORT: two listeners must not share a port by them")
    void port_zero_twice_gives_two_ports(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            int one = rig.listen(loopback).address().getPort();
            int other = rig.listen(loopback).address().getPort();

            rig.expect(
                    one != 0 && other != 0,
                    "the bound ports are " + one + " and " + other + ", expected none of them 0");
            rig.expect(one != other, "both bound ports are " + one + ", expected two");
        });
    }

    @Check(
            id = "TCP-012",
            level = MUST,
            needs = TCP,
            source = "libuv test-tcp-bind6-error; Go net listen_test",
            because = "the most common mistake of all must say which address, and what to do",
            lookAt = "the errno of bind and of listen, and the words for EADDRINUSE")
    void a_taken_address_is_refused_with_advice_and_its_owner_still_serves(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server first = rig.listen(loopback);

            expectInUse(rig, first.address());

            rig.connect(first.address(), rig.recorder());
            first.awaitAccepted();
        });
    }

    private static void expectInUse(Rig rig, InetSocketAddress local) throws IOException {
        String what = "the failure of a listen on " + AddressText.formatSocket(local);
        Throwable failure = rig.awaitFailure(rig.reactor().listenTcp(local, StreamOptions.DEFAULT, rig::recorder));

        NetworkFailure typed = rig.expectFailure(what, FailureKind.IN_USE, BindException.class, failure);
        rig.expectWords(what, failure, AddressText.formatSocket(local), "in use");
        // Operation, address, what happened; what to do.
        rig.expect(
                typed.getMessage().matches("(?s).*in use.*; \\S.{10,}"),
                "the message of " + what + " has no advice behind a semicolon: \"" + typed.getMessage() + "\"");
    }

    @Check(
            id = "TCP-013",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            source = "Go net listen_test",
            because = "a listener that seems to serve IPv4, and does not, is found out much later",
            lookAt = "SO_REUSEPORT and IPV6_V6ONLY of the second listener: neither may be on")
    void a_dual_listener_fails_where_the_ipv4_wildcard_has_the_port(Rig rig) throws Exception {
        InetAddress wildcard = rig.address("::");
        rig.v6();
        Server ipv4 = rig.listen(rig.address("0.0.0.0"));

        expectInUse(rig, at(wildcard, ipv4));
    }

    @Check(
            id = "TCP-014",
            level = MUST,
            needs = {TCP, DUAL_STACK},
            source = "Go net listen_test",
            because = "it would take the IPv4 clients of the dual listener away",
            lookAt = "SO_REUSEPORT of the second listener, and whether the first one was dual-stack")
    void an_ipv4_listener_fails_where_a_dual_one_has_the_port(Rig rig) throws Exception {
        rig.v6();
        Server dual = rig.listen(rig.address("::"));

        expectInUse(rig, at(rig.address("0.0.0.0"), dual));
    }

    @Check(
            id = "TCP-015",
            level = MUST,
            needs = {TCP, V6ONLY},
            source = "Go net listen_test; ipv6(7)",
            because = "two sockets on one port are how a server treats the families apart",
            lookAt = "IPV6_V6ONLY, set before bind")
    void a_v6only_listener_shares_a_port_number_with_the_ipv4_wildcard(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();
        Server[] both = onOnePort(rig, rig.address("0.0.0.0"), rig.address("::"), CLOSED_TO_IPV4);

        expectServes(rig, both[0], v4);
        expectServes(rig, both[1], v6);
    }

    @Check(
            id = "TCP-016",
            level = MUST,
            needs = TCP,
            source = "Go net listen_test",
            because = "the loopbacks are two addresses, and a local service listens on both",
            lookAt = "the address that is bound: is it the wildcard?")
    void one_port_number_serves_on_both_loopbacks(Rig rig) throws Exception {
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();
        Server[] both = onOnePort(rig, v4, v6, StreamOptions.DEFAULT);

        expectServes(rig, both[0], v4);
        expectServes(rig, both[1], v6);
    }

    /** Two listeners with one port number. It is the kernel's choice for the first; for the second it may be taken. */
    static Server[] onOnePort(Rig rig, InetAddress one, InetAddress other, StreamOptions ofOther) throws IOException {
        for (int i = 1; ; i++) {
            Server first = rig.listen(one);
            try {
                return new Server[] {first, listen(rig, other, first.address().getPort(), ofOther)};
            } catch (RuntimeException failed) {
                boolean isInUse =
                        failed.getCause() instanceof NetworkFailure typed && typed.kind() == FailureKind.IN_USE;
                if (!isInUse || i == TRIES) {
                    throw failed;
                }
            }
        }
    }

    private static void expectServes(Rig rig, Server server, InetAddress address) throws IOException {
        InetSocketAddress client =
                rig.connect(at(address, server), rig.recorder()).localAddress();
        rig.expectSameAddress(
                "the peer accepted on " + AddressText.formatSocket(server.address()),
                client,
                server.awaitAccepted().connection().remoteAddress());
    }

    @Check(
            id = "TCP-017",
            level = MUST,
            needs = TCP,
            source = "libuv test-tcp-bind6-error",
            because = "an address that moved to another host is a usual cause, and the message must name it",
            lookAt = "the errno of bind, and the words for EADDRNOTAVAIL")
    void an_address_of_another_host_is_not_available(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            String foreign = loopback.equals(rig.v4()) ? "192.0.2.1" : "2001:db8::1";
            String what = "the failure of a listen on " + foreign;
            Throwable failure = rig.awaitFailure(rig.reactor()
                    .listenTcp(new InetSocketAddress(rig.address(foreign), 0), StreamOptions.DEFAULT, rig::recorder));

            rig.expectFailure(what, FailureKind.NOT_AVAILABLE, BindException.class, failure);
            rig.expectWords(what, failure, foreign);
        });
    }

    @Check(
            id = "TCP-018",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Twisted test_udp invalidInterface",
            because = "a name to listen on means whatever the name server says today",
            lookAt = "what is done with an unresolved InetSocketAddress")
    void a_host_name_to_listen_on_is_refused_without_a_look_up(Rig rig) throws Exception {
        StaticResolver resolver = new StaticResolver().answering("interface.test", "127.0.0.1", "::1");
        Reactor reactor = rig.openReactor(options -> options.withResolver(resolver));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("interface.test", 0);

        for (Listen listen : List.<Listen>of(
                () -> reactor.listenTcp(unresolved, StreamOptions.DEFAULT, rig::recorder),
                () -> TcpServerEndpoint.of("interface.test", 0).listen(reactor, rig::recorder),
                () -> ServerEndpoint.of("tcp://interface.test:0").listen(reactor, rig::recorder))) {
            Throwable refusal = rig.expectRefused("a listen on a host name", listen::begin);
            rig.expect(
                    refusal instanceof IllegalArgumentException,
                    "the refusal is " + refusal + ", expected an IllegalArgumentException");
            rig.expectWords("the refusal", refusal, "interface.test");
        }
        rig.turns(reactor, 2);
        rig.expectEqual("what the resolver was asked", List.of(), resolver.queries());
    }

    private interface Listen {
        Pending<?> begin();
    }

    @Check(
            id = "TCP-019",
            level = MUST,
            needs = TCP,
            env = UNPRIV,
            source = "ip(7), EACCES",
            because = "\"permission denied\" alone sends people to look at files",
            lookAt = "the errno of bind: EACCES of bind is not that of connect")
    void a_port_below_1024_without_the_right_to_it_is_refused_by_number(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress local = new InetSocketAddress(loopback, 81);
            String what = "the failure of a listen on " + AddressText.formatSocket(local);
            Throwable failure = rig.awaitFailure(rig.reactor().listenTcp(local, StreamOptions.DEFAULT, rig::recorder));

            rig.expectFailure(what, FailureKind.PERMISSION, BindException.class, failure);
            rig.expectWords(what, failure, AddressText.formatSocket(local));
        });
    }

    @Check(
            id = "TCP-028",
            level = MUST,
            needs = TCP,
            env = NOV6,
            source = "contract",
            because =
                    "many containers have no IPv6, and a program that dies of an unchecked exception there says nothing of it",
            lookAt = "what opening an IPv6 socket throws: the JDK's is an UnsupportedOperationException")
    void without_ipv6_a_listen_on_an_ipv6_address_says_so_and_what_to_do(Rig rig) throws Exception {
        for (String literal : List.of("::", "::1")) {
            String what = "the failure of a listen on " + literal;
            Throwable failure = rig.awaitFailure(rig.reactor()
                    .listenTcp(new InetSocketAddress(rig.address(literal), 0), StreamOptions.DEFAULT, rig::recorder));

            rig.expectFailure(what, FailureKind.NO_IPV6, SocketException.class, failure);
            rig.expectWords(what, failure, "no IPv6", "0.0.0.0");
        }
        Server ipv4 = rig.listen(rig.address("0.0.0.0"));
        rig.connect(new InetSocketAddress(rig.v4(), ipv4.address().getPort()), rig.recorder());
        ipv4.awaitAccepted();
    }
}
