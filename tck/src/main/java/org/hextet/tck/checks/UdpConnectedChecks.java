package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.ICMP_ERRORS;
import static org.hextet.tck.matrix.Needs.UDP;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagram;
import org.hextet.tck.lab.PlainDatagrams;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRecorder.Event;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** Ports that take one peer. */
final class UdpConnectedChecks {

    /** As often a number is sought that stays free: another program may take it. */
    private static final int TRIES = 10;

    private static final int STORM = 500;

    private static InetSocketAddress at(InetAddress address, DatagramRecorder port) {
        return new InetSocketAddress(address, port.address().getPort());
    }

    /** The wildcard of its family. */
    private static InetAddress wildcard(Rig rig, InetAddress loopback) {
        return rig.address(loopback.equals(rig.v4()) ? "0.0.0.0" : "::");
    }

    private static void expectPeer(Rig rig, InetSocketAddress expected, DatagramPort port) {
        InetSocketAddress seen = port.remoteAddress()
                .orElseThrow(() -> rig.fail("a port that was connected to " + expected + " says it has no peer"));
        rig.expectSameAddress("the peer of a connected port", expected, seen);
    }

    @Check(
            id = "UDP-101",
            level = MUST,
            needs = UDP,
            source = "libuv test-udp-connect6; Twisted test_udp connectedWriteToIPv6Interface",
            because = "a client of one server says once whom it talks to",
            lookAt = "connect(2) of a datagram socket, and a write without an address")
    void a_connected_port_writes_without_an_address_and_shows_its_peer(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : List.of(loopback, wildcard(rig, loopback))) {
                DatagramRecorder peer = udp.open(loopback);
                DatagramRecorder client = udp.open(local);
                DatagramPort port = client.port();
                rig.expect(port.remoteAddress().isEmpty(), "a port that is not connected says that it has a peer");
                rig.expectThrown(
                        IllegalStateException.class,
                        "writing without an address before connect",
                        () -> port.write(Bytes.of("x")));

                rig.expect(
                        rig.await(port.connect(peer.address())) == port,
                        "connect completed with another port than the one that was connected");

                expectPeer(rig, peer.address(), port);
                exchange(rig, client, peer, data -> port.write(data));
                exchange(rig, client, peer, data -> port.write(data, Route.toPeer()));
                exchange(rig, client, peer, data -> port.write(data, peer.address()));
                exchange(rig, client, peer, data -> gathered(port, data));
            }
            if (rig.has(HOST_NET)) {
                PlainDatagrams plain = udp.plain(loopback);
                DatagramRecorder client = udp.open(loopback);
                rig.await(client.port().connect(plain.address()));
                PlainDatagram there = udp.deliver(
                        "a datagram to a plain socket",
                        plain::hear,
                        data -> client.port().write(data));
                rig.expectSameAddress("its sender", client.address(), there.sender());
                udp.deliverPlain("the answer of a plain socket", client, text -> plain.send(text, there.sender()));
            }
        });
    }

    private static void gathered(DatagramPort port, ByteBuffer data) {
        port.write(new ByteBuffer[] {data.slice(0, 3), data.slice(3, data.remaining() - 3)}, 0, 2, Route.toPeer());
    }

    /** One there, and one back to whom it came from. */
    private static void exchange(Rig rig, DatagramRecorder client, DatagramRecorder peer, DatagramRig.Sending sending)
            throws Exception {
        DatagramRig udp = rig.udp();
        ReceivedCopy there = udp.deliver("a datagram to the peer", peer, sending);
        rig.expectEqual(
                "the port of its sender",
                client.address().getPort(),
                there.sender().getPort());
        ReceivedCopy back =
                udp.deliver("the answer", client, data -> peer.port().write(data, there.sender()));
        rig.expectSameAddress("the sender of the answer", peer.address(), back.sender());
    }

    @Check(
            id = "UDP-102",
            level = MUST,
            needs = UDP,
            source = "connect(2)",
            because = "an answer of somebody else is a forgery, or a mistake",
            lookAt = "whether the socket itself is connected, not only the writes")
    void a_connected_port_hears_its_peer_alone(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : List.of(loopback, wildcard(rig, loopback))) {
                DatagramRecorder peer = udp.open(loopback);
                DatagramRecorder third = udp.open(loopback);
                DatagramRecorder client = udp.open(local);
                InetSocketAddress target = at(loopback, client);
                udp.deliver(
                        "a datagram of the third before connect",
                        client,
                        data -> third.port().write(data, target));
                rig.await(client.port().connect(peer.address()));

                expectHearsOnly(rig, client, target, peer, third);
            }
        });
    }

    /** What a third port sends is not heard, and what the peer sends after it is. */
    private static void expectHearsOnly(
            Rig rig, DatagramRecorder client, InetSocketAddress target, DatagramRecorder peer, DatagramRecorder third)
            throws Exception {
        DatagramRig udp = rig.udp();
        String unwanted = udp.fresh();
        third.port().write(Bytes.of(unwanted), target);
        rig.turns(rig.reactor(), 2);
        udp.deliver("a datagram of the peer", client, data -> peer.port().write(data, target));
        udp.expectUnheard("a datagram of somebody else", client, unwanted);
    }

    @Check(
            id = "UDP-103",
            level = MUST,
            needs = UDP,
            source = "libuv test-udp-connect6 (EISCONN)",
            because = "the kernel would send it: a connected port is no promise to itself",
            lookAt = "the check of the target against the peer, zone and all")
    void a_connected_port_refuses_to_write_to_another_address(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder peer = udp.open(loopback);
            DatagramRecorder other = udp.open(loopback);
            DatagramRecorder client = udp.open(loopback);
            rig.await(client.port().connect(peer.address()));
            List<String> unwanted = new ArrayList<>();
            for (DatagramWrite way : DatagramWrite.values()) {
                String text = udp.fresh();
                unwanted.add(text);
                IllegalStateException refusal = rig.expectThrown(
                        IllegalStateException.class,
                        "writing to another address, " + way,
                        () -> way.write(client.port(), Bytes.of(text), other.address()));
                rig.expectWords("the refusal", refusal, AddressText.formatSocket(peer.address()));
            }

            udp.deliver(
                    "a datagram to the peer after that",
                    peer,
                    data -> client.port().write(data));
            udp.deliver("a sentinel", other, data -> peer.port().write(data, other.address()));
            unwanted.forEach(text -> udp.expectUnheard("a datagram that was refused", other, text));
        });
    }

    @Check(
            id = "UDP-104",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp connectingToHostname",
            because = "a name may have addresses of a family that the port lacks, and its look-up blocks",
            lookAt = "what is done with an unresolved InetSocketAddress")
    void connecting_to_a_host_name_is_refused_without_a_look_up(Rig rig) throws Exception {
        StaticResolver resolver = new StaticResolver().answering("peer.test", "127.0.0.1", "::1");
        Reactor reactor = rig.openReactor(options -> options.withResolver(resolver));
        rig.onEachLoopback(loopback -> {
            DatagramRecorder client = rig.udp()
                    .open(
                            reactor,
                            new InetSocketAddress(loopback, 0),
                            DatagramOptions.DEFAULT,
                            UnaryOperator.identity());
            Throwable refusal = rig.expectRefused(
                    "a connect to a host name",
                    () -> client.port().connect(InetSocketAddress.createUnresolved("peer.test", 9)));
            rig.expect(
                    refusal instanceof IllegalArgumentException,
                    "the refusal is " + refusal + ", expected an IllegalArgumentException");
            rig.expectWords("the refusal", refusal, "peer.test");
            rig.expect(client.port().remoteAddress().isEmpty(), "the port says that it is connected");
        });
        rig.turns(reactor, 2);
        rig.expectEqual("what the resolver was asked", List.of(), resolver.queries());
    }

    @Check(
            id = "UDP-105",
            level = MUST,
            needs = UDP,
            source = "contract",
            because = "\"invalid argument\" of the kernel does not say that the port lacks a family",
            lookAt = "the check of the peer's family, as for a write")
    void connecting_to_the_other_family_is_refused_and_the_port_lives(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder four = udp.open(rig.v4());
        DatagramRecorder six = udp.open(rig.v6());
        expectFamilyRefused(rig, four, six, "IPv4");
        expectFamilyRefused(rig, six, four, "IPv6");
    }

    private static void expectFamilyRefused(Rig rig, DatagramRecorder port, DatagramRecorder peer, String family)
            throws Exception {
        DatagramRig udp = rig.udp();
        Throwable refusal = rig.expectRefused(
                "a connect to the other family", () -> port.port().connect(peer.address()));
        rig.expect(
                refusal instanceof IllegalArgumentException,
                "the refusal is " + refusal + ", expected an IllegalArgumentException");
        rig.expectWords("the refusal", refusal, family);
        rig.expect(port.port().remoteAddress().isEmpty(), "the port says that it is connected");
        DatagramRecorder friend = udp.open(port.address().getAddress());
        udp.deliver("a datagram after that", friend, data -> port.port().write(data, friend.address()));
    }

    @Check(
            id = "UDP-106",
            level = MUST,
            needs = {UDP, ZONES},
            env = LAB,
            source = "the IPv6 plan",
            because = "without its zone the peer's address is nobody's",
            lookAt = "sin6_scope_id on the way into connect, and in the peer that is shown")
    void a_link_local_peer_by_zone_name_and_index_is_reached_and_keeps_its_zone(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        FarDatagrams far = udp.far("fe80::2%" + rig.far().zone(0));
        Inet6Address expected = (Inet6Address) rig.lab().farLinkLocal(0);
        for (InetAddress local : List.of(rig.address("::"), rig.lab().linkLocal(0))) {
            for (String zone : List.of(rig.lab().link(0), Integer.toString(expected.getScopeId()))) {
                DatagramRecorder client = udp.open(local);
                rig.await(client.port().connect(far.at(rig.address("fe80::2%" + zone))));

                expectPeer(rig, far.at(expected), client.port());
                PlainDatagram there = udp.deliver(
                        "a datagram by zone " + zone,
                        far::hear,
                        data -> client.port().write(data));
                ReceivedCopy back = udp.deliverPlain(
                        "the answer of the far host",
                        client,
                        text -> far.send(
                                text,
                                "fe80::1%" + rig.far().zone(0),
                                there.sender().getPort()));
                rig.expectSameAddress("the sender of the answer", far.at(expected), back.sender());
            }
        }
    }

    /** An address whose port is closed: it was ours, and another program may have taken it since. */
    private static InetSocketAddress closed(Rig rig, InetAddress loopback) throws Exception {
        DatagramRecorder gone = rig.udp().open(loopback);
        rig.await(gone.port().close());
        return gone.address();
    }

    /** Writes to a peer whose port is closed, again if need be, until that is told. */
    private static NetworkFailure awaitRefused(Rig rig, DatagramRecorder client) throws Exception {
        int before = client.failures().size();
        for (int i = 1; i <= DatagramRig.TRIES; i++) {
            client.port().write(Bytes.of("is anybody there?"));
            Duration guard = Patience.guard();
            boolean isTold = client.awaits(
                    i < DatagramRig.TRIES ? guard.dividedBy(30) : guard,
                    one -> one.failures().size() > before);
            rig.turns(rig.reactor(), 2);
            rig.expect(!client.heard(Event.CLOSED), "the port has closed, since its peer has: " + client);
            if (isTold) {
                return client.failures().get(before);
            }
        }
        throw rig.fail("nothing was told of " + DatagramRig.TRIES + " datagrams to a closed port; " + client);
    }

    @Check(
            id = "UDP-107",
            level = MUST,
            needs = {UDP, ICMP_ERRORS},
            source = "Twisted test/test_udp connectionRefused; Netty DatagramConnectNotExistsTest",
            because = "a client that knows at once need not wait for its timeout",
            lookAt = "ECONNREFUSED of send and of receive: told to the protocol, and the end of nothing")
    void a_closed_peer_port_is_told_as_refused_and_the_port_lives(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : List.of(loopback, wildcard(rig, loopback))) {
                InetSocketAddress closed = closed(rig, loopback);
                DatagramRecorder client = udp.open(local);
                rig.await(client.port().connect(closed));
                // Twice: it is told again, not only the first time.
                for (int i = 0; i < 2; i++) {
                    Throwable failure = awaitRefused(rig, client).asThrowable();
                    NetworkFailure typed = rig.expectFailure(
                            "the failure", FailureKind.REFUSED, PortUnreachableException.class, failure);
                    rig.expectWords("the failure", failure, AddressText.formatSocket(closed));
                    rig.expectSameAddress(
                            "the remote address of the failure",
                            closed,
                            typed.remote().orElseThrow(() -> rig.fail("the failure has no remote address")));
                }
                // A storm of answers: as many as there are, and no more.
                int before = client.failures().size();
                rig.runOnLoop(rig.reactor(), () -> {
                    for (int j = 0; j < STORM; j++) {
                        client.port().write(Bytes.of("is anybody there?"));
                    }
                });
                rig.turns(rig.reactor(), 2);
                int told = client.failures().size() - before;
                rig.expect(
                        told <= STORM, "of " + STORM + " datagrams to a closed port " + told + " failures were told");
                rig.expect(!client.heard(Event.CLOSED), "the port has closed");
                DatagramRecorder live = udp.open(loopback);
                rig.await(client.port().connect(live.address()));
                udp.deliver(
                        "a datagram to a peer that is there",
                        live,
                        data -> client.port().write(data));
            }
        });
    }

    @Check(
            id = "UDP-108",
            level = MUST,
            needs = {UDP, ICMP_ERRORS},
            source = "contract",
            because = "a server that restarts is back under the same address",
            lookAt = "what is remembered of a refusal: nothing may be")
    void a_peer_that_was_refused_and_opens_now_is_reached(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            for (int i = 1; ; i++) {
                InetSocketAddress address = closed(rig, loopback);
                DatagramRecorder client = udp.open(loopback);
                rig.await(client.port().connect(address));
                awaitRefused(rig, client);
                DatagramRecorder peer = udp.recorder(DatagramOptions.DEFAULT);
                Ended<DatagramPort> opened = Ended.of(
                        rig,
                        rig.reactor().listenUdp(address, DatagramOptions.DEFAULT, () -> peer),
                        "a listen on the number that was closed");
                if (opened.value().isPresent()) {
                    ReceivedCopy there = udp.deliver(
                            "a datagram to the peer that has opened",
                            peer,
                            data -> client.port().write(data));
                    udp.deliver("its answer", client, data -> peer.port().write(data, there.sender()));
                    return;
                }
                rig.expect(
                        i < TRIES,
                        "a number that was closed cannot be opened again: "
                                + opened.failure().orElseThrow().getMessage());
            }
        });
    }

    @Check(
            id = "UDP-109",
            level = SHOULD,
            needs = UDP,
            source = "connect(2)",
            because = "who connected to one peer does not look who the sender is",
            lookAt = "what waits in the kernel, in a batch, or behind a pause, when the port is connected")
    void what_others_sent_before_connect_is_not_delivered_after_it(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder peer = udp.open(loopback);
            DatagramRecorder other = udp.open(loopback);
            queuedWhilePaused(rig, loopback, peer, other);
            connectedAmongOthers(rig, loopback, peer, other);
            pausedAmongOthers(rig, loopback, peer, other);
        });
    }

    /** Datagrams of others lie in the kernel, since reading is paused. */
    private static void queuedWhilePaused(Rig rig, InetAddress loopback, DatagramRecorder peer, DatagramRecorder other)
            throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder client = udp.open(loopback);
        client.port().pauseReading();
        List<String> unwanted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String text = udp.fresh();
            unwanted.add(text);
            other.port().write(Bytes.of(text), client.address());
        }
        rig.turns(rig.reactor(), 2);

        rig.await(client.port().connect(peer.address()));
        client.port().resumeReading();

        udp.deliver("a datagram of the peer", client, data -> peer.port().write(data, client.address()));
        unwanted.forEach(text -> udp.expectUnheard("a datagram of somebody else", client, text));
    }

    /** The first of several datagrams connects the port: the others may have been received with it already. */
    private static void connectedAmongOthers(
            Rig rig, InetAddress loopback, DatagramRecorder peer, DatagramRecorder other) throws Exception {
        List<String> after = new ArrayList<>();
        boolean[] connected = new boolean[1];
        DatagramRecorder client = opened(rig, loopback, (port, datagram) -> {
            if (connected[0] && datagram.sender().getPort() == other.address().getPort()) {
                after.add("from " + datagram.sender());
            }
            if (port.remoteAddress().isEmpty()) {
                port.connect(peer.address()).whenComplete((done, failure) -> connected[0] = failure == null);
            }
        });
        sendSeveral(rig, other, client);
        rig.udp().deliver("a datagram of the peer", client, data -> peer.port().write(data, client.address()));
        rig.expectEqual(
                "the list of datagrams of others that came after connect was done",
                List.of(),
                rig.onLoop(rig.reactor(), () -> List.copyOf(after)));
    }

    /** The first of several datagrams pauses the port: the others may wait behind the pause when it is connected. */
    private static void pausedAmongOthers(Rig rig, InetAddress loopback, DatagramRecorder peer, DatagramRecorder other)
            throws Exception {
        DatagramRecorder client = opened(rig, loopback, (port, datagram) -> {
            if (port.remoteAddress().isEmpty()) {
                port.pauseReading();
            }
        });
        sendSeveral(rig, other, client);
        rig.await(client.port().connect(peer.address()));
        int before = client.received().size();
        client.port().resumeReading();
        ReceivedCopy first = rig.udp()
                .deliver("a datagram of the peer", client, data -> peer.port().write(data, client.address()));
        rig.expectSameAddress("the sender of what was heard after connect", peer.address(), first.sender());
        rig.expectSameAddress(
                "the sender of the first datagram after connect",
                peer.address(),
                client.received().get(before).sender());
    }

    private static DatagramRecorder opened(Rig rig, InetAddress loopback, DatagramProtocol whenReceived)
            throws IOException {
        return rig.udp()
                .open(
                        rig.reactor(),
                        new InetSocketAddress(loopback, 0),
                        DatagramOptions.DEFAULT,
                        recorder -> recorder.onReceived(whenReceived));
    }

    /** In one turn, and until the first was received. */
    private static void sendSeveral(Rig rig, DatagramRecorder from, DatagramRecorder to) throws IOException {
        rig.runOnLoop(rig.reactor(), () -> {
            for (int i = 0; i < 8; i++) {
                from.port().write(Bytes.of("among others"), to.address());
            }
        });
        to.awaitReceived(1);
        rig.turns(rig.reactor(), 2);
    }

    @Check(
            id = "UDP-110",
            level = MUST,
            needs = UDP,
            source = "mio reconnect_udp_socket_receiving",
            because = "a client that changes its server must not hear the old one",
            lookAt = "a second connect: the JDK refuses it, the kernel changes the peer")
    void a_second_connect_changes_the_peer_wholly_or_not_at_all(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : List.of(loopback, wildcard(rig, loopback))) {
                DatagramRecorder first = udp.open(loopback);
                DatagramRecorder second = udp.open(loopback);
                DatagramRecorder client = udp.open(local);
                InetSocketAddress target = at(loopback, client);
                rig.await(client.port().connect(first.address()));
                exchange(rig, client, first, data -> client.port().write(data));

                Ended<DatagramPort> ended =
                        Ended.of(rig, client.port().connect(second.address()), "a connect to a second peer");

                boolean changed = ended.value().isPresent();
                ended.failure().ifPresent(failure -> rig.expectWords("the refusal of a second connect", failure));
                DatagramRecorder peer = changed ? second : first;
                DatagramRecorder other = changed ? first : second;
                expectPeer(rig, peer.address(), client.port());
                expectHearsOnly(rig, client, target, peer, other);
                String text = udp.fresh();
                udp.deliver(
                        "a datagram to the peer",
                        text,
                        peer,
                        data -> client.port().write(data));
                udp.deliver("a sentinel", other, data -> peer.port().write(data, other.address()));
                udp.expectUnheard("a datagram to the peer", other, text);
            }
        });
    }

    @Check(
            id = "UDP-111",
            level = SHOULD,
            needs = UDP,
            source = "OpenJDK java/nio/channels/DatagramChannel AfterDisconnect",
            because = "a port that has found its server may want to listen to all again, under the same number",
            lookAt = "connect(2) to AF_UNSPEC: Linux leaves an IPv6 socket with half of its old peer")
    void after_disconnect_all_are_heard_on_the_same_number(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : List.of(loopback, wildcard(rig, loopback))) {
                disconnecting(rig, local, loopback, loopback);
            }
        });
        // Peers with different addresses: those with one address differ in nothing but the port.
        if (rig.has(DUAL_STACK)) {
            disconnecting(rig, rig.address("::"), rig.v4(), rig.v6());
            disconnecting(rig, rig.address("::"), rig.v6(), rig.v4());
        }
    }

    private static void disconnecting(Rig rig, InetAddress local, InetAddress ofPeer, InetAddress ofOther)
            throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder peer = udp.open(ofPeer);
        DatagramRecorder other = udp.open(ofOther);
        DatagramRecorder client = udp.open(local);
        int number = client.address().getPort();
        rig.await(client.port().connect(peer.address()));
        exchange(rig, client, peer, data -> client.port().write(data));

        rig.await(client.port().disconnect());

        rig.expect(client.port().remoteAddress().isEmpty(), "after disconnect the port says that it has a peer");
        rig.expectEqual(
                "the number of the port after disconnect",
                number,
                client.address().getPort());
        rig.expectSameAddress(
                "the local address after disconnect", local, client.address().getAddress());
        rig.expectThrown(
                IllegalStateException.class,
                "writing without an address after disconnect",
                () -> client.port().write(Bytes.of("x")));
        for (DatagramRecorder each : List.of(other, peer)) {
            InetAddress from = each.address().getAddress();
            udp.deliver(
                    "a datagram of " + AddressText.format(from) + " after disconnect",
                    client,
                    data -> each.port().write(data, at(from, client)));
            udp.deliver(
                    "a datagram to " + AddressText.format(from) + " after disconnect",
                    each,
                    data -> client.port().write(data, each.address()));
        }
        rig.await(client.port().disconnect());
    }

    @Check(
            id = "UDP-112",
            level = MUST,
            needs = {UDP, DUAL_STACK},
            source = "RFC 3493, section 3.7",
            because = "who opened :: did not ask for mapped addresses",
            lookAt = "where ::ffff:a.b.c.d of getpeername becomes an InetAddress")
    void a_dual_port_connected_to_ipv4_shows_its_peer_as_ipv4(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder peer = udp.open(rig.v4());
        DatagramRecorder third = udp.open(rig.v4());
        DatagramRecorder client = udp.open(rig.address("::"));

        rig.await(client.port().connect(peer.address()));

        expectPeer(rig, peer.address(), client.port());
        exchange(rig, client, peer, data -> client.port().write(data));
        exchange(rig, client, peer, data -> client.port().write(data, peer.address()));
        expectHearsOnly(rig, client, at(rig.v4(), client), peer, third);
    }
}
