package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.lab.Environment.V6ONLY_HOST;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Connecting to addresses, and from them. */
final class TcpConnectChecks {

    /** As often a free port is sought: another program may take it meanwhile. */
    private static final int TRIES = 10;

    private static Pending<Connection> connect(Rig rig, InetSocketAddress remote, StreamOptions options)
            throws IOException {
        return rig.reactor().connectTcp(remote, options, rig::recorder);
    }

    private static StreamOptions from(InetAddress address) {
        return StreamOptions.DEFAULT.withBind(new InetSocketAddress(address, 0));
    }

    private static InetSocketAddress at(InetAddress address, Server server) {
        return new InetSocketAddress(address, server.address().getPort());
    }

    @Check(
            id = "TCP-101",
            level = MUST,
            needs = TCP,
            source = "Twisted test_tcp addresses; Tokio tcp_connect",
            because = "the two ends are found in each other's logs by these addresses",
            lookAt = "which of getsockname and getpeername is asked, and when")
    void both_ends_of_a_connection_agree_on_its_addresses(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            Recorder protocol = rig.recorder();
            Connection client = rig.connect(server.address(), protocol);
            Connection accepted = server.awaitAccepted().connection();

            rig.expectEqual("what the client heard", List.of(Recorder.Event.CONNECTED), protocol.events());
            rig.expectSameAddress("the client's peer", server.address(), client.remoteAddress());
            rig.expectSameAddress("the server's own address", server.address(), accepted.localAddress());
            rig.expectSameAddress("the client's own address", accepted.remoteAddress(), client.localAddress());
            rig.expectSameAddress(
                    "the client's own address", loopback, client.localAddress().getAddress());
            rig.expect(client.localAddress().getPort() != 0, "the client's own port is 0");
        });
    }

    @Check(
            id = "TCP-102",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "the IPv6 plan; Go net IPv6LinkLocalUnicastTCP; CPython test_asyncio ipv6_scope",
            because = "a link-local address works in its zone alone",
            lookAt = "sin6_scope_id on the way into connect, and what the peer's address is made of")
    void a_link_local_target_is_reached_by_zone_name_and_index_and_keeps_its_zone(Rig rig) throws Exception {
        FarListener far = rig.far().listen("fe80::2%" + rig.far().zone(0), Behaviour.ECHO);
        Inet6Address expected = (Inet6Address) rig.lab().farLinkLocal(0);

        for (String zone : List.of(rig.lab().link(0), Integer.toString(expected.getScopeId()))) {
            Connection client = rig.connect(far.at(rig.address("fe80::2%" + zone)), rig.recorder());

            rig.expectSameAddress("the peer by zone " + zone, far.at(expected), client.remoteAddress());
            rig.expectSameAddress(
                    "its own address by zone " + zone,
                    rig.lab().linkLocal(0),
                    client.localAddress().getAddress());
        }
        far.close();
    }

    @Check(
            id = "TCP-103",
            level = MUST,
            needs = TCP,
            source = "libuv test-tcp-connect-error; OpenJDK java/nio/channels ConnectionRefusedMessage",
            because = "\"connection refused\" without an address is a riddle in every log",
            lookAt = "the words for ECONNREFUSED, and how the address gets into them")
    void a_closed_port_refuses_and_the_message_has_address_and_port(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress closed = rig.refusing(loopback);
            Throwable failure = rig.awaitFailure(connect(rig, closed, StreamOptions.DEFAULT));

            rig.expectFailure("the failure", FailureKind.REFUSED, ConnectException.class, failure);
            rig.expectWords("the failure", failure, AddressText.formatSocket(closed));
        });
    }

    @Check(
            id = "TCP-104",
            level = MUST,
            needs = TCP,
            source = "Netty testsuite SocketConnectionAttempt",
            because = "closed for a connection that never was breaks every count of connections",
            lookAt = "who is told of the end of a socket that was never connected")
    void a_connect_that_fails_tells_its_protocol_nothing_and_fails_once(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Recorder protocol = rig.recorder();
            List<String> outcomes = new ArrayList<>();
            Pending<Connection> connecting =
                    rig.reactor().connectTcp(rig.refusing(loopback), StreamOptions.DEFAULT, () -> protocol);
            // On the loop, before anything can have come of it; what is told is told there too.
            rig.runOnLoop(
                    rig.reactor(),
                    () -> connecting.whenComplete(
                            (connection, failure) -> outcomes.add(failure == null ? "success" : "failure")));

            rig.awaitFailure(connecting);
            rig.turns(rig.reactor(), 3);
            rig.expectEqual("what the protocol heard", List.of(), protocol.events());
            rig.expectEqual("the outcomes", List.of("failure"), rig.onLoop(rig.reactor(), () -> List.copyOf(outcomes)));
        });
    }

    @Check(
            id = "TCP-107",
            level = MUST,
            needs = TCP,
            source = "OpenJDK java/nio/channels CloseDuringConnect; libuv test-tcp-close-while-connecting",
            because = "a race that has a winner cancels the others in the very moment in which they may win",
            lookAt = "the one place where an attempt is decided, and the socket of one that is cancelled")
    void two_hundred_connects_cancelled_at_once_have_one_outcome_each(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);
            Reactor reactor = rig.reactor();
            List<Cancelled> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(rig.onLoop(reactor, () -> new Cancelled(rig, server.address())));
            }
            Set<Integer> winners = new TreeSet<>();
            for (Cancelled one : all) {
                one.winner()
                        .ifPresent(winner -> winners.add(winner.localAddress().getPort()));
            }
            rig.turns(reactor, 2);
            for (Cancelled one : all) {
                rig.expectEqual("the number of outcomes of one connect", 1, rig.onLoop(reactor, () -> one.outcomes));
            }

            // Served after all that came before it.
            Recorder last = rig.recorder().onConnected(connection -> connection.write(ByteBuffer.allocate(1)));
            int portOfLast = rig.connect(server.address(), last).localAddress().getPort();
            last.awaitBytes(1);
            Set<Integer> seen = new TreeSet<>();
            for (Recorder accepted : server.accepted()) {
                if (accepted.heard(Recorder.Event.CONNECTED)) {
                    int port = accepted.connection().remoteAddress().getPort();
                    seen.add(port);
                    if (port != portOfLast && !winners.contains(port)) {
                        accepted.awaitClosed();
                    }
                }
            }
            rig.expect(
                    seen.containsAll(winners),
                    "the server saw clients on ports " + seen + ", expected all of those that won: " + winners);
        });
    }

    /** A connect that was cancelled in the turn that began it; made on the loop. */
    private static final class Cancelled {

        private final Rig rig;
        private final Recorder protocol;
        private final Pending<Connection> connecting;
        private final boolean isCancelled;
        private int outcomes;

        Cancelled(Rig rig, InetSocketAddress remote) throws IOException {
            this.rig = rig;
            this.protocol = rig.recorder();
            this.connecting = rig.reactor().connectTcp(remote, StreamOptions.DEFAULT, () -> protocol);
            connecting.whenComplete((value, failure) -> outcomes++);
            this.isCancelled = connecting.cancel();
        }

        Optional<Connection> winner() {
            Ended<Connection> ended = Ended.of(rig, connecting, "a cancelled connect");
            rig.expect(
                    isCancelled == ended.failure().isPresent(),
                    "cancel said " + isCancelled + " and the connect ended with " + ended);
            if (isCancelled) {
                rig.expectFailure(
                        "the failure of a cancelled connect",
                        FailureKind.CANCELLED,
                        CancellationException.class,
                        ended.failure().orElseThrow());
                rig.expectEqual("what the protocol of a cancelled connect heard", List.of(), protocol.events());
            } else {
                protocol.awaitConnected();
            }
            return ended.value();
        }
    }

    @Check(
            id = "TCP-108",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Tokio tcp_socket bind_before_connect",
            because = "a host with several addresses is known to its peers by the one that it was told to use",
            lookAt = "whether bind comes before connect, and with which bytes")
    void a_connect_from_an_address_has_it_and_a_port_of_the_kernels_choice(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            // One that the kernel would not choose by itself, where there is one.
            InetAddress own =
                    loopback.equals(rig.v4()) && isLocal(rig, "127.0.0.2") ? rig.address("127.0.0.2") : loopback;

            Connection client = rig.await(connect(rig, server.address(), from(own)));
            rig.expectSameAddress(
                    "the client's own address", own, client.localAddress().getAddress());
            rig.expect(client.localAddress().getPort() != 0, "the client's own port is 0");
            rig.expectSameAddress(
                    "the accepted peer",
                    client.localAddress(),
                    server.awaitAccepted().connection().remoteAddress());
        });
    }

    private static boolean isLocal(Rig rig, String literal) {
        if (!rig.has(HOST_NET)) {
            return false;
        }
        try (ServerSocket probe = new ServerSocket(0, 1, rig.address(literal))) {
            return probe.isBound();
        } catch (IOException foreign) {
            return false;
        }
    }

    @Check(
            id = "TCP-109",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Twisted test_tcp addresses",
            because = "firewalls and old protocols know a client by its port",
            lookAt = "the port that is passed to bind")
    void a_connect_from_an_address_and_port_has_both(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            for (int i = 1; ; i++) {
                InetSocketAddress own = freed(rig, loopback);
                Ended<Connection> ended = Ended.of(
                        rig, connect(rig, server.address(), StreamOptions.DEFAULT.withBind(own)), "the connect");
                if (ended.value().isPresent()) {
                    rig.expectSameAddress(
                            "the client's own address", own, ended.value().get().localAddress());
                    rig.expectSameAddress(
                            "the accepted peer",
                            own,
                            server.awaitAccepted().connection().remoteAddress());
                    return;
                }
                Throwable failure = ended.failure().orElseThrow();
                boolean isTaken = failure instanceof NetworkFailure typed && typed.kind() == FailureKind.IN_USE;
                rig.expect(isTaken && i < TRIES, "the connect failed: " + failure.getMessage());
            }
        });
    }

    /** An address whose port was this check's own, and is free now. */
    private static InetSocketAddress freed(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback);
        rig.await(server.port().stopListening());
        return server.address();
    }

    @Check(
            id = "TCP-110",
            level = MUST,
            needs = TCP,
            source = "libuv test-tcp-bind-error connect",
            because = "whoever reads \"address in use\" of a connect looks at the target, where nothing is wrong",
            lookAt = "whether errors of bind and of connect are told apart")
    void a_bind_port_that_a_listener_has_fails_and_names_the_bind_address(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress target = rig.listen(loopback).address();
            InetSocketAddress taken = rig.listen(loopback).address();
            Throwable failure = rig.awaitFailure(connect(rig, target, StreamOptions.DEFAULT.withBind(taken)));

            NetworkFailure typed = rig.expectFailure("the failure", FailureKind.IN_USE, BindException.class, failure);
            rig.expectWords("the failure", failure, AddressText.formatSocket(taken));
            rig.expectSameAddress(
                    "the local address of the failure",
                    taken,
                    typed.local().orElseThrow(() -> rig.fail("the failure has no local address")));
            // It may be told where the connect was to lead, but not as what is in use.
            String message = typed.getMessage();
            int atTarget = message.indexOf(AddressText.formatSocket(target));
            rig.expect(
                    atTarget < 0 || atTarget > message.indexOf(AddressText.formatSocket(taken)),
                    "the message names the target before the bind address: \"" + message + "\"");
        });
    }

    @Check(
            id = "TCP-111",
            level = MUST,
            needs = TCP,
            source = "bind(2)",
            because = "an address that moved to another host is a usual cause, and the message must name it",
            lookAt = "the errno of bind, and the words for EADDRNOTAVAIL")
    void a_bind_address_of_another_host_is_not_available(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            String foreign = loopback.equals(rig.v4()) ? "192.0.2.1" : "2001:db8::1";
            Throwable failure = rig.awaitFailure(connect(rig, server.address(), from(rig.address(foreign))));

            rig.expectFailure("the failure", FailureKind.NOT_AVAILABLE, BindException.class, failure);
            rig.expectWords("the failure", failure, foreign);
        });
    }

    @Check(
            id = "TCP-112",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Go net DialerLocalAddr",
            because = "the kernel's \"network is unreachable\" says nothing of the mistake",
            lookAt = "where the families of both ends are compared: before the first system call")
    void an_ipv6_target_with_an_ipv4_bind_is_refused_and_both_are_named(Rig rig) throws Exception {
        expectMixedRefused(rig, rig.v6(), rig.v4());
        expectMixedRefused(rig, rig.v6(), rig.address("0.0.0.0"));
    }

    @Check(
            id = "TCP-113",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan; Go net DialerLocalAddr",
            because =
                    "a dual-stack socket would let some of these through, and with other addresses than were asked for",
            lookAt = "where the families of both ends are compared: the wildcard has one too")
    void an_ipv4_target_with_an_ipv6_bind_is_refused_and_both_are_named(Rig rig) throws Exception {
        expectMixedRefused(rig, rig.v4(), rig.v6());
        expectMixedRefused(rig, rig.v4(), rig.address("::"));
    }

    private static void expectMixedRefused(Rig rig, InetAddress target, InetAddress bind) throws Exception {
        String what = "a connect to " + AddressText.format(target) + " from " + AddressText.format(bind);
        Server server = rig.listen(target);

        Throwable refusal = rig.expectRefused(what, () -> connect(rig, server.address(), from(bind)));

        rig.expect(
                refusal instanceof IllegalArgumentException || refusal instanceof NetworkFailure,
                what + " was refused by " + refusal + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords(
                "the refusal of " + what, refusal, AddressText.format(target), AddressText.format(bind), "family");
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("what was accepted of " + what, List.of(), server.accepted());
    }

    @Check(
            id = "TCP-114",
            level = MUST,
            needs = TCP,
            source = "Go net DialerLocalAddr",
            because = "whoever has a setting for the local address sets it to the wildcard to mean any",
            lookAt = "whether a wildcard counts by its family")
    void a_connect_from_the_wildcard_of_the_targets_family_works(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            InetAddress wildcard = rig.address(loopback.equals(rig.v4()) ? "0.0.0.0" : "::");

            Connection client = rig.await(connect(rig, server.address(), from(wildcard)));

            rig.expectSameAddress(
                    "the client's own address", loopback, client.localAddress().getAddress());
            server.awaitAccepted();
        });
    }

    @Check(
            id = "TCP-115",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "RFC 4007, section 6",
            because = "no packet gets from one link to the other, and the kernel's word for it is \"invalid argument\"",
            lookAt = "where the zones of both ends are compared: before the first system call")
    void a_link_local_target_with_a_bind_in_another_zone_is_refused_and_both_are_named(Rig rig) throws Exception {
        String other = AddressUseChecks.addLink(rig, "fe80::99");
        FarListener far = rig.far().listen("fe80::2%" + rig.far().zone(0), Behaviour.ECHO);

        Throwable refusal = rig.expectRefused(
                "a connect from another zone",
                () -> connect(rig, far.at(rig.lab().farLinkLocal(0)), from(rig.address("fe80::99%" + other))));

        rig.expect(
                refusal instanceof IllegalArgumentException || refusal instanceof NetworkFailure,
                "it was refused by " + refusal + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the refusal", refusal, rig.lab().link(0), other, "zone");
        far.close();
    }

    @Check(
            id = "TCP-116",
            level = MUST,
            needs = {TCP, ZONES},
            env = LAB,
            source = "the IPv6 plan",
            because = "a zone that is a setting of its own gets lost between two calls",
            lookAt = "what of the bind address reaches the kernel: bytes, scope id and port")
    void a_link_local_bind_address_brings_its_zone_and_port_along(Rig rig) throws Exception {
        FarListener far = rig.far().listen("fe80::2%" + rig.far().zone(0), Behaviour.ECHO);
        InetSocketAddress own = freed(rig, rig.lab().linkLocal(0));

        Connection client =
                rig.await(connect(rig, far.at(rig.lab().farLinkLocal(0)), StreamOptions.DEFAULT.withBind(own)));

        rig.expectSameAddress("the client's own address", own, client.localAddress());
        far.close();
    }

    @Check(
            id = "TCP-122",
            level = SHOULD,
            needs = TCP,
            source = "OpenJDK java/nio/channels ConnectPortZero",
            because = "port 0 is a setting that was forgotten; the kernel says \"refused\"",
            lookAt = "where the target's port is asked for its range")
    void port_zero_as_a_target_is_an_argument_error(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Throwable refusal = rig.expectRefused(
                    "a connect to port 0",
                    () -> connect(rig, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT));

            rig.expect(
                    refusal instanceof IllegalArgumentException,
                    "it was refused by " + refusal + ", expected an IllegalArgumentException");
            rig.expectWords("the refusal", refusal, AddressText.format(loopback), "port 0");
        });
    }

    @Check(
            id = "TCP-123",
            level = MUST,
            needs = TCP,
            source = "connect(2)",
            because = "a connection has two ends, and the kernels' words for it differ",
            lookAt = "what is asked of a target before the first system call")
    void groups_and_the_broadcast_address_are_refused_as_targets(Rig rig) throws Exception {
        rig.v6();
        int lo = loopbackIndex(rig);
        for (String literal : List.of("224.0.0.1", "239.1.2.3", "255.255.255.255", "ff02::1%" + lo, "ff0e::1")) {
            InetSocketAddress target = new InetSocketAddress(rig.address(literal), 9);
            Recorder protocol = rig.recorder();
            Throwable refusal = rig.expectRefused(
                    "a connect to " + literal,
                    () -> rig.reactor().connectTcp(target, StreamOptions.DEFAULT, () -> protocol));

            rig.expect(
                    refusal instanceof IllegalArgumentException || refusal instanceof NetworkFailure,
                    "it was refused by " + refusal + ", expected an IllegalArgumentException or a NetworkFailure");
            rig.expectWords("the refusal of " + literal, refusal, literal.split("%", 2)[0]);
            rig.expectEqual("what the protocol heard", List.of(), protocol.events());
        }
    }

    private static int loopbackIndex(Rig rig) throws SocketException {
        NetworkInterface found = NetworkInterface.getByInetAddress(rig.v6());
        if (found == null) {
            throw rig.notRun("no interface has the IPv6 loopback");
        }
        return found.getIndex();
    }

    @Check(
            id = "TCP-124",
            level = MAY,
            needs = TCP,
            source = "libuv test-connect-unspecified",
            because = "people paste the address that a server listens on",
            lookAt = "whose address is told as the peer's: the target's, or what the kernel says")
    void the_wildcard_as_a_target_is_refused_or_leads_to_the_loopback_with_its_true_address(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            InetAddress wildcard = rig.address(loopback.equals(rig.v4()) ? "0.0.0.0" : "::");
            Ended<Connection> ended;
            try {
                ended = Ended.of(
                        rig, connect(rig, at(wildcard, server), StreamOptions.DEFAULT), "a connect to the wildcard");
            } catch (IllegalArgumentException refused) {
                return;
            }
            if (ended.value().isPresent()) {
                rig.expectSameAddress(
                        "the peer", server.address(), ended.value().get().remoteAddress());
            }
        });
    }

    @Check(
            id = "TCP-125",
            level = SHOULD,
            needs = TCP,
            source = "Go net TCPSelfConnect",
            because = "a client that waits for its server to come back talks to itself and is happy",
            lookAt = "what is done when both ends of a new connection have one address and port")
    void a_connection_to_itself_is_never_a_success(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Reactor reactor = rig.reactor();
            InetSocketAddress freed = freedByAClient(rig, loopback);
            for (int batch = 0; batch < 10; batch++) {
                List<Pending<Connection>> connecting = rig.onLoop(reactor, () -> {
                    List<Pending<Connection>> begun = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        begun.add(connect(rig, freed, StreamOptions.DEFAULT));
                    }
                    return begun;
                });
                for (Pending<Connection> one : connecting) {
                    expectNotItself(rig, one);
                }
            }
            // And once not left to chance, also where the kernel takes the wildcard for the loopback.
            expectNotItself(rig, connect(rig, freed, StreamOptions.DEFAULT.withBind(freed)));
            InetSocketAddress anywhere =
                    new InetSocketAddress(rig.address(loopback.equals(rig.v4()) ? "0.0.0.0" : "::"), freed.getPort());
            expectNotItself(rig, connect(rig, anywhere, StreamOptions.DEFAULT.withBind(anywhere)));
        });
    }

    private static void expectNotItself(Rig rig, Pending<Connection> connecting) {
        Ended<Connection> ended = Ended.of(rig, connecting, "a connect to a freed port");
        rig.expect(
                ended.value().isEmpty(),
                "a connect to a freed port succeeded: "
                        + ended.value()
                                .map(itself -> AddressText.formatSocket(itself.localAddress()) + " to "
                                        + AddressText.formatSocket(itself.remoteAddress()))
                                .orElse(""));
    }

    /** A port of those that the kernel gives to connects: Linux gives others to listeners. */
    private static InetSocketAddress freedByAClient(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback, recorder -> recorder.onConnected(Connection::close));
        Recorder client = rig.recorder();
        InetSocketAddress own = rig.connect(server.address(), client).localAddress();
        server.awaitAccepted().awaitClosed();
        client.awaitClosed();
        return own;
    }

    @Check(
            id = "TCP-126",
            level = MUST,
            needs = TCP,
            source = "OpenJDK java/nio/channels TcpTest",
            because = "configuration that was made for dual-stack programs has IPv4 addresses in this form",
            lookAt = "which family of socket is opened")
    void a_mapped_literal_as_a_target_gives_an_ipv4_connection(Rig rig) throws Exception {
        Server server = rig.listen(rig.v4());

        Connection client = rig.connect(at(rig.address("::ffff:127.0.0.1"), server), rig.recorder());

        Connection accepted = server.awaitAccepted().connection();
        rig.expectSameAddress("the peer", server.address(), client.remoteAddress());
        rig.expectSameAddress("the client's own address", accepted.remoteAddress(), client.localAddress());
        for (InetSocketAddress seen :
                List.of(client.localAddress(), accepted.localAddress(), accepted.remoteAddress())) {
            rig.expect(
                    seen.getAddress() instanceof Inet4Address,
                    "an end of the connection is " + AddressText.formatSocket(seen) + ", expected IPv4");
        }
    }

    @Check(
            id = "TCP-127",
            level = MUST,
            needs = TCP,
            source = "Netty testsuite SocketConnect",
            because = "a connect that is both a success and a failure is counted twice, or not at all",
            lookAt = "what is told when a connection is readable, and at its end, as soon as it is there")
    void a_server_that_closes_on_accept_gives_connected_and_then_closed(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, recorder -> recorder.onConnected(Connection::close));
            for (int i = 0; i < 50; i++) {
                Recorder client = rig.recorder();
                List<String> outcomes = new ArrayList<>();
                Pending<Connection> connecting = rig.onLoop(rig.reactor(), () -> {
                    Pending<Connection> begun =
                            rig.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, () -> client);
                    begun.whenComplete((connection, failure) -> outcomes.add(failure == null ? "success" : "failure"));
                    return begun;
                });

                rig.await(connecting);
                client.awaitClosed();
                rig.turns(rig.reactor(), 1);
                List<Recorder.Event> events = client.events();
                rig.expect(
                        events.get(0) == Recorder.Event.CONNECTED
                                && events.get(events.size() - 1) == Recorder.Event.CLOSED
                                && client.count(Recorder.Event.CONNECTED) == 1
                                && client.count(Recorder.Event.CLOSED) == 1,
                        "the client heard " + client.story() + ", expected CONNECTED first and CLOSED last");
                rig.expectEqual(
                        "the outcomes", List.of("success"), rig.onLoop(rig.reactor(), () -> List.copyOf(outcomes)));
            }
        });
    }

    @Check(
            id = "TCP-128",
            level = MUST,
            needs = {TCP, HOST_NET},
            source = "mio close_on_drop; OpenJDK java/nio/channels OpenLeak",
            because = "a descriptor lost in a thousand connections ends a server within a day",
            lookAt = "every way in which a connection ends: is its descriptor closed, and its key forgotten?")
    void a_thousand_connects_and_closes_leave_no_descriptor(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            connectAndClose(rig, server);
            long before = OpenSockets.count(rig);

            // Half of a thousand: the other half is of the other family.
            for (int i = 0; i < 500; i++) {
                connectAndClose(rig, server);
            }

            rig.expectEqual("the number of open sockets", before, OpenSockets.count(rig));
        });
    }

    private static void connectAndClose(Rig rig, Server server) throws IOException {
        Recorder client = rig.recorder();
        rig.connect(server.address(), client).close();
        client.awaitClosed();
        server.awaitAccepted().awaitClosed();
    }

    @Check(
            id = "TCP-129",
            level = MUST,
            needs = TCP,
            env = NOV6,
            source = "contract",
            because = "many containers have no IPv6, and an unchecked exception of a connect is caught by nobody",
            lookAt = "what opening an IPv6 socket throws: the JDK's is an UnsupportedOperationException")
    void without_ipv6_a_connect_to_an_ipv6_literal_says_so(Rig rig) throws Exception {
        for (String literal : List.of("::1", "fd00::1")) {
            String what = "the failure of a connect to " + literal;
            Throwable failure = rig.awaitFailure(
                    connect(rig, new InetSocketAddress(rig.address(literal), 9), StreamOptions.DEFAULT));

            rig.expectFailure(what, FailureKind.NO_IPV6, SocketException.class, failure);
            rig.expectWords(what, failure, "[" + literal + "]:9", "no IPv6");
        }
        Server ipv4 = rig.listen(rig.v4());
        rig.connect(ipv4.address(), rig.recorder());
        ipv4.awaitAccepted();
    }

    @Check(
            id = "TCP-130",
            level = MUST,
            needs = TCP,
            env = V6ONLY_HOST,
            source = "contract",
            because = "a race goes on with the other family at once, if it is told",
            lookAt = "the errno of connect without a route, and its kind")
    void without_ipv4_a_connect_to_an_ipv4_literal_is_unreachable_and_ipv6_works(Rig rig) throws Exception {
        for (String literal : List.of("127.0.0.1", "10.0.0.1")) {
            String what = "the failure of a connect to " + literal;
            Throwable failure = rig.awaitFailure(
                    connect(rig, new InetSocketAddress(rig.address(literal), 9), StreamOptions.DEFAULT));

            rig.expectFailure(what, FailureKind.UNREACHABLE, NoRouteToHostException.class, failure);
            rig.expectWords(what, failure, literal + ":9");
        }
        Server ipv6 = rig.listen(rig.v6());
        rig.connect(ipv6.address(), rig.recorder());
        ipv6.awaitAccepted();
    }

    @Check(
            id = "TCP-131",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "one result given to the wrong caller is worse than none",
            lookAt = "how a completion finds its attempt, and when its number is used again")
    void of_a_hundred_connects_at_once_each_result_fits_its_own_target(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Reactor reactor = rig.reactor();
            List<InetSocketAddress> targets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                targets.add(rig.listen(loopback).address());
                targets.add(rig.refusing(loopback));
            }

            List<Pending<Connection>> connecting = rig.onLoop(reactor, () -> {
                List<Pending<Connection>> begun = new ArrayList<>();
                for (InetSocketAddress target : targets) {
                    begun.add(connect(rig, target, StreamOptions.DEFAULT));
                }
                return begun;
            });

            for (int i = 0; i < targets.size(); i += 2) {
                rig.expectSameAddress(
                        "the peer of one that succeeded",
                        targets.get(i),
                        rig.await(connecting.get(i)).remoteAddress());
                Throwable failure = rig.awaitFailure(connecting.get(i + 1));
                NetworkFailure typed = rig.expectFailure(
                        "the failure of one that was refused", FailureKind.REFUSED, ConnectException.class, failure);
                rig.expectSameAddress(
                        "the target in its failure",
                        targets.get(i + 1),
                        typed.remote().orElseThrow(() -> rig.fail("the failure has no remote address")));
                rig.expectWords(
                        "the failure of one that was refused", failure, AddressText.formatSocket(targets.get(i + 1)));
            }
        });
    }

    @Check(
            id = "TCP-132",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "what is written in connected leaves by the options of that moment",
            lookAt = "whether options are set before connect(2)")
    void options_given_with_a_connect_are_in_force_when_connected_runs(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            StreamOptions options = StreamOptions.DEFAULT
                    .with(StandardSocketOptions.SO_KEEPALIVE, true)
                    .with(StandardSocketOptions.TCP_NODELAY, false);
            List<Boolean> seen = new ArrayList<>();
            Recorder client = rig.recorder().onConnected(connection -> {
                seen.add(connection.option(StandardSocketOptions.SO_KEEPALIVE));
                seen.add(connection.option(StandardSocketOptions.TCP_NODELAY));
            });

            rig.await(rig.reactor().connectTcp(server.address(), options, () -> client));

            rig.expectEqual(
                    "SO_KEEPALIVE and TCP_NODELAY in connected",
                    List.of(true, false),
                    rig.onLoop(rig.reactor(), () -> List.copyOf(seen)));

            StreamOptions others = StreamOptions.DEFAULT
                    .with(StandardSocketOptions.SO_KEEPALIVE, false)
                    .with(StandardSocketOptions.TCP_NODELAY, true);
            rig.runOnLoop(rig.reactor(), seen::clear);
            rig.await(rig.reactor().connectTcp(server.address(), others, () -> client));
            rig.expectEqual(
                    "SO_KEEPALIVE and TCP_NODELAY in connected of the next",
                    List.of(false, true),
                    rig.onLoop(rig.reactor(), () -> List.copyOf(seen)));
        });
    }
}
