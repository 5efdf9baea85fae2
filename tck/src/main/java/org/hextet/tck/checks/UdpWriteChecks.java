package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DONT_FRAGMENT;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.UDP;
import static org.hextet.tck.matrix.Needs.V6ONLY;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagram;
import org.hextet.tck.lab.PlainDatagrams;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** Writing datagrams to addresses, and who they say they are from. */
final class UdpWriteChecks {

    /** As often a number is sought that is free for both families: another program may have it. */
    private static final int TRIES = 10;

    private static InetSocketAddress at(InetAddress address, DatagramRecorder port) {
        return new InetSocketAddress(address, port.address().getPort());
    }

    @Check(
            id = "UDP-004",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp writeToIPv6Interface; libuv test-udp-send-and-recv",
            because = "the sender's address is all that a receiver has to answer to",
            lookAt = "how an address becomes a sockaddr of the socket's family, and how the sender's is read")
    void a_datagram_arrives_and_shows_the_writers_local_address(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder writer = udp.open(loopback);
            DatagramRecorder reader = udp.open(loopback);
            for (DatagramWrite way : DatagramWrite.values()) {
                ReceivedCopy there = udp.deliver(
                        "a datagram, written " + way, reader, data -> way.write(writer.port(), data, reader.address()));
                rig.expectSameAddress("its sender", writer.address(), there.sender());

                ReceivedCopy back = udp.deliver(
                        "the answer, written " + way, writer, data -> way.write(reader.port(), data, there.sender()));
                rig.expectSameAddress("the sender of the answer", reader.address(), back.sender());
            }
            if (rig.has(HOST_NET)) {
                exchangeWithPlainSocket(rig, reader, loopback);
            }
        });
    }

    private static void exchangeWithPlainSocket(Rig rig, DatagramRecorder port, InetAddress loopback) throws Exception {
        DatagramRig udp = rig.udp();
        PlainDatagrams plain = udp.plain(loopback);
        ReceivedCopy there =
                udp.deliverPlain("a datagram of a plain socket", port, text -> plain.send(text, at(loopback, port)));
        rig.expectSameAddress("the sender of a plain socket's", plain.address(), there.sender());
        PlainDatagram back = udp.deliver(
                "the answer to a plain socket", plain::hear, data -> port.port().write(data, there.sender()));
        rig.expectSameAddress("the sender that a plain socket sees", at(loopback, port), back.sender());
    }

    @Check(
            id = "UDP-005",
            level = MUST,
            needs = {UDP, ZONES},
            env = LAB,
            source = "the IPv6 plan (Twisted #6647); Go net IPv6LinkLocalUnicastUDP",
            because = "neighbours that speak before they have an address can be answered by their zone alone",
            lookAt = "sin6_scope_id of recvfrom: is it kept in the sender's address, and in the answer's?")
    void a_link_local_sender_has_its_zone_and_can_be_answered(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        FarDatagrams far = udp.far("fe80::2%" + rig.far().zone(0));
        InetSocketAddress farHere = far.at(rig.lab().farLinkLocal(0));
        for (InetAddress local : List.of(rig.address("::"), rig.lab().linkLocal(0))) {
            DatagramRecorder port = udp.open(local);
            rig.expectSameAddress("the bound address", local, port.address().getAddress());

            ReceivedCopy there = udp.deliverPlain(
                    "a datagram of the far host",
                    port,
                    text -> far.send(
                            text, "fe80::1%" + rig.far().zone(0), port.address().getPort()));
            rig.expectSameAddress("its sender", farHere, there.sender());

            PlainDatagram back = udp.deliver(
                    "the answer to its sender", far::hear, data -> port.port().write(data, there.sender()));
            rig.expectSameAddress(
                    "the sender that the far host sees",
                    new InetSocketAddress(rig.address("fe80::1"), port.address().getPort()),
                    back.sender());
        }
    }

    @Check(
            id = "UDP-006",
            level = MUST,
            needs = {UDP, ZONES},
            env = LAB,
            source = "the IPv6 plan; RFC 4007, section 11",
            because = "people write the zone as a name, programs often as a number",
            lookAt = "where a zone becomes sin6_scope_id of sendto")
    void link_local_targets_by_zone_name_and_index_are_reached(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        FarDatagrams far = udp.far("fe80::2%" + rig.far().zone(0));
        int index = ((Inet6Address) rig.lab().farLinkLocal(0)).getScopeId();
        for (InetAddress local : List.of(rig.address("::"), rig.lab().linkLocal(0))) {
            DatagramRecorder port = udp.open(local);
            for (String zone : List.of(rig.lab().link(0), Integer.toString(index))) {
                InetSocketAddress target = far.at(rig.address("fe80::2%" + zone));
                for (DatagramWrite way : DatagramWrite.values()) {
                    udp.deliver(
                            "a datagram to zone " + zone + ", written " + way,
                            far::hear,
                            data -> way.write(port.port(), data, target));
                }
            }
        }
    }

    @Check(
            id = "UDP-007",
            level = MUST,
            needs = {UDP, ZONES},
            env = LAB2,
            source = "RFC 4007, section 6",
            because = "every link has its own fe80::2: who mixes them answers a stranger",
            lookAt = "a cache or map of peers: Inet6Address.equals ignores the zone")
    void peers_that_differ_in_zone_alone_are_two_and_each_is_answered_on_its_link(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        FarDatagrams[] far = onOneNumber(rig);
        DatagramRecorder port = udp.open(rig.address("::"));
        InetSocketAddress[] senders = new InetSocketAddress[2];
        // In turn, so that whoever remembers the last peer has to tell them apart.
        for (int round = 0; round < 3; round++) {
            for (int link = 0; link < 2; link++) {
                FarDatagrams socket = far[link];
                String near = "fe80::1%" + rig.far().zone(link);
                ReceivedCopy there = udp.deliverPlain(
                        "a datagram by link " + link,
                        port,
                        text -> socket.send(text, near, port.address().getPort()));
                rig.expectSameAddress(
                        "the sender of a datagram by link " + link,
                        socket.at(rig.lab().farLinkLocal(link)),
                        there.sender());
                senders[link] = there.sender();
            }
            rig.expect(
                    !SocketAddressKey.of(senders[0]).equals(SocketAddressKey.of(senders[1])),
                    "the two senders are one: " + senders[0]);
            for (int link = 0; link < 2; link++) {
                InetSocketAddress target = senders[link];
                String text = udp.fresh();
                udp.deliver(
                        "the answer by link " + link,
                        text,
                        far[link]::hear,
                        data -> port.port().write(data, target));
                FarDatagrams other = far[1 - link];
                InetSocketAddress otherTarget = other.at(rig.lab().farLinkLocal(1 - link));
                udp.deliver(
                        "a sentinel by link " + (1 - link),
                        other::hear,
                        data -> port.port().write(data, otherTarget));
                rig.expect(
                        !other.hasHeard(text), "the answer to the peer of link " + link + " came to that of the other");
            }
        }
    }

    /** Two sockets of the far host with the same address and number, each on its link. */
    private static FarDatagrams[] onOneNumber(Rig rig) throws IOException {
        FarDatagrams first = rig.udp().far("fe80::2%" + rig.far().zone(0));
        return new FarDatagrams[] {
            first, rig.closing(rig.far().datagrams("fe80::2%" + rig.far().zone(1), first.port()))
        };
    }

    @Check(
            id = "UDP-008",
            level = MUST,
            needs = {UDP, DUAL_STACK},
            source = "libuv test-udp-dual-stack; Netty DatagramUnicastIPv6MappedTest",
            because = "one port for both families is what most servers want, and IPv4 peers are known as such",
            lookAt = "IPV6_V6ONLY, and where ::ffff:a.b.c.d becomes an InetAddress, and back")
    void an_ipv4_sender_of_the_ipv6_wildcard_is_shown_as_ipv4_and_answered(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        InetAddress v4 = rig.v4();
        DatagramRecorder dual = udp.open(rig.address("::"));
        for (InetAddress family : List.of(v4, rig.v6(), v4)) {
            DatagramRecorder peer = udp.open(family);
            ReceivedCopy there =
                    udp.deliver("a datagram to ::", dual, data -> peer.port().write(data, at(family, dual)));
            rig.expectSameAddress("the sender", peer.address(), there.sender());

            ReceivedCopy back =
                    udp.deliver("the answer", peer, data -> dual.port().write(data, there.sender()));
            rig.expectSameAddress("the sender of the answer", at(family, dual), back.sender());
        }
        if (rig.has(HOST_NET)) {
            exchangeWithPlainSocket(rig, dual, v4);
        }
    }

    @Check(
            id = "UDP-009",
            level = MUST,
            needs = {UDP, V6ONLY},
            source = "libuv test-udp-ipv6 ipv6_only; ipv6(7)",
            because = "whoever filters IPv4 elsewhere wants no second way in",
            lookAt = "IPV6_V6ONLY, set between socket and bind")
    void the_ipv6_wildcard_with_v6only_receives_no_ipv4(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        InetAddress v4 = rig.v4();
        InetAddress v6 = rig.v6();
        DatagramOptions closed = DatagramOptions.DEFAULT.with(NetworkSocketOptions.IPV6_V6ONLY, true);
        DatagramRecorder onIpv6 = udp.open(rig.address("::"), closed);
        DatagramRecorder four = udp.open(v4);
        DatagramRecorder six = udp.open(v6);
        String unwanted = udp.fresh();

        four.port().write(Bytes.of(unwanted), at(v4, onIpv6));
        rig.turns(rig.reactor(), 2);
        udp.deliver("a sentinel by IPv6", onIpv6, data -> six.port().write(data, at(v6, onIpv6)));
        udp.expectUnheard("a datagram by IPv4", onIpv6, unwanted);

        IllegalArgumentException refusal = rig.expectThrown(
                IllegalArgumentException.class,
                "writing to IPv4 from a port that is closed to it",
                () -> onIpv6.port().write(Bytes.of("x"), four.address()));
        rig.expectWords("the refusal", refusal, "IPv6");
        expectNumberIsFreeOnIpv4(rig, closed);
    }

    /** The other half of it: an IPv4 port has the same number, and its datagrams. */
    private static void expectNumberIsFreeOnIpv4(Rig rig, DatagramOptions closed) throws Exception {
        DatagramRig udp = rig.udp();
        for (int i = 1; ; i++) {
            DatagramRecorder onIpv6 = udp.open(rig.address("::"), closed);
            DatagramRecorder onIpv4 = udp.recorder(DatagramOptions.DEFAULT);
            Ended<DatagramPort> ended = Ended.of(
                    rig,
                    rig.reactor().listenUdp(at(rig.address("0.0.0.0"), onIpv6), DatagramOptions.DEFAULT, () -> onIpv4),
                    "a listen on the same number of 0.0.0.0");
            if (ended.value().isPresent()) {
                DatagramRecorder sender = udp.open(rig.v4());
                String text = udp.fresh();
                udp.deliver(
                        "a datagram by IPv4",
                        text,
                        onIpv4,
                        data -> sender.port().write(data, at(rig.v4(), onIpv4)));
                udp.expectUnheard("a datagram by IPv4", onIpv6, text);
                return;
            }
            rig.expect(
                    i < TRIES,
                    "beside a port on :: with V6ONLY none can be had on 0.0.0.0: "
                            + ended.failure().orElseThrow().getMessage());
        }
    }

    /** A write is refused at the call, with these words, and nothing of it arrives at the address. */
    private static void expectRefused(
            Rig rig, DatagramRecorder port, DatagramRecorder there, DatagramRecorder friend, String... words)
            throws Exception {
        DatagramRig udp = rig.udp();
        List<String> unwanted = new ArrayList<>();
        for (DatagramWrite way : DatagramWrite.values()) {
            String text = udp.fresh();
            unwanted.add(text);
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class,
                    "writing " + way,
                    () -> way.write(port.port(), Bytes.of(text), there.address()));
            rig.expectWords("the refusal of a write " + way, refusal, words);
        }
        rig.turns(rig.reactor(), 2);
        udp.deliver("a sentinel", there, data -> friend.port().write(data, there.address()));
        unwanted.forEach(text -> udp.expectUnheard("a datagram that was refused", there, text));
    }

    @Check(
            id = "UDP-010",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp writingToIPv6OnIPv4",
            because = "\"invalid argument\" of the kernel does not say that the port lacks a family",
            lookAt = "the check of the target's family, before anything is sent")
    void writing_to_ipv6_from_an_ipv4_port_is_refused_and_says_which_families_it_has(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder there = udp.open(rig.v6());
        DatagramRecorder friend = udp.open(rig.v6());
        for (InetAddress local : List.of(rig.v4(), rig.address("0.0.0.0"))) {
            DatagramRecorder port = udp.open(local);

            expectRefused(rig, port, there, friend, "IPv4");

            DatagramRecorder four = udp.open(rig.v4());
            udp.deliver(
                    "a datagram by IPv4 after that", four, data -> port.port().write(data, four.address()));
        }
    }

    @Check(
            id = "UDP-011",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp writingToIPv4OnIPv6",
            because = "\"network unreachable\", as the kernel says it, sends the user to look at his routes",
            lookAt = "the check of the target's family: only a port on :: has both")
    void writing_to_ipv4_from_a_port_on_the_ipv6_loopback_is_refused_and_says_which_families_it_has(Rig rig)
            throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder there = udp.open(rig.v4());
        DatagramRecorder friend = udp.open(rig.v4());
        DatagramRecorder port = udp.open(rig.v6());

        expectRefused(rig, port, there, friend, "IPv6");

        DatagramRecorder six = udp.open(rig.v6());
        udp.deliver("a datagram by IPv6 after that", six, data -> port.port().write(data, six.address()));
    }

    @Check(
            id = "UDP-012",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp writingToHostname; the IPv6 plan",
            because = "a look-up for each datagram blocks, or reorders, or asks for one family alone",
            lookAt = "what is done with an unresolved InetSocketAddress")
    void writing_to_a_host_name_is_refused_without_a_look_up(Rig rig) throws Exception {
        StaticResolver resolver = new StaticResolver().answering("peer.test", "127.0.0.1", "::1");
        Reactor reactor = rig.openReactor(options -> options.withResolver(resolver));
        rig.onEachLoopback(loopback -> {
            DatagramRecorder port = rig.udp()
                    .open(
                            reactor,
                            new InetSocketAddress(loopback, 0),
                            DatagramOptions.DEFAULT,
                            UnaryOperator.identity());
            InetSocketAddress name = InetSocketAddress.createUnresolved("peer.test", 9);
            for (DatagramWrite way : DatagramWrite.values()) {
                IllegalArgumentException refusal = rig.expectThrown(
                        IllegalArgumentException.class,
                        "writing to a host name, " + way,
                        () -> way.write(port.port(), Bytes.of("x"), name));
                rig.expectWords("the refusal", refusal, "peer.test");
            }
        });
        rig.turns(reactor, 2);
        rig.expectEqual("what the resolver was asked", List.of(), resolver.queries());
    }

    @Check(
            id = "UDP-013",
            level = MUST,
            needs = UDP,
            source = "contract; RFC 4007, section 6",
            because = "the kernel takes any interface, and the datagram goes to a neighbour who was not meant",
            lookAt = "the check of the target's zone: java.nio sends without one")
    void writing_to_a_link_local_address_without_zone_is_refused(Rig rig) throws Exception {
        rig.v6();
        DatagramRecorder port = rig.udp().open(rig.address("::"));
        InetSocketAddress zoneless = new InetSocketAddress(rig.address("fe80::1"), 9);
        for (DatagramWrite way : DatagramWrite.values()) {
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class,
                    "writing to fe80::1, " + way,
                    () -> way.write(port.port(), Bytes.of("x"), zoneless));
            rig.expectWords("the refusal", refusal, "fe80::1", "zone");
        }
    }

    @Check(
            id = "UDP-031",
            level = MUST,
            needs = UDP,
            source = "contract; RFC 4007, section 11",
            because =
                    "an interface that is gone, or was mistyped, is found at once by whoever sees those that there are",
            lookAt = "the check of the target's zone, also in connect")
    void a_target_whose_zone_this_host_has_not_is_refused_with_those_that_it_has(Rig rig) throws Exception {
        rig.v6();
        DatagramRecorder port = rig.udp().open(rig.address("::"));
        byte[] linkLocal = rig.address("fe80::1").getAddress();
        InetSocketAddress elsewhere =
                new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, Integer.MAX_VALUE), 9);
        for (DatagramWrite way : DatagramWrite.values()) {
            IllegalArgumentException refusal = rig.expectThrown(
                    IllegalArgumentException.class,
                    "writing to fe80::1 by an unknown interface, " + way,
                    () -> way.write(port.port(), Bytes.of("x"), elsewhere));
            rig.expectWords("the refusal", refusal, Integer.toString(Integer.MAX_VALUE), "this host has");
        }
        IllegalArgumentException refusal = rig.expectThrown(
                IllegalArgumentException.class,
                "connecting to fe80::1 by an unknown interface",
                () -> port.port().connect(elsewhere));
        rig.expectWords("the refusal", refusal, Integer.toString(Integer.MAX_VALUE), "this host has");
    }

    @Check(
            id = "UDP-019",
            level = MUST,
            needs = UDP,
            source = "OpenJDK java/nio/channels/DatagramChannel SendPortZero",
            because = "port 0 is nobody: the kernel may say so, may drop it, and does not say which datagram it was",
            lookAt = "the check of the target's port")
    void writing_to_port_zero_is_refused(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            DatagramRecorder port = rig.udp().open(loopback);
            for (DatagramWrite way : DatagramWrite.values()) {
                IllegalArgumentException refusal = rig.expectThrown(
                        IllegalArgumentException.class,
                        "writing to port 0, " + way,
                        () -> way.write(port.port(), Bytes.of("x"), new InetSocketAddress(loopback, 0)));
                rig.expectWords("the refusal", refusal, "port");
            }
        });
    }

    @Check(
            id = "UDP-026",
            level = MUST,
            needs = UDP,
            source = "libuv test-udp-send-unreachable",
            because = "one peer of thousands that has gone must not cost another his datagram",
            lookAt = "an ICMP error that waits on the socket: the next send fails with it, and has to be made again")
    void a_closed_target_costs_the_next_one_nothing(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            List<DatagramOptions> all = new ArrayList<>(List.of(DatagramOptions.DEFAULT));
            if (rig.has(DONT_FRAGMENT)) {
                all.add(DatagramOptions.DEFAULT.with(NetworkSocketOptions.IP_DONTFRAGMENT, true));
            }
            for (DatagramOptions options : all) {
                DatagramRecorder gone = udp.open(loopback);
                InetSocketAddress closed = gone.address();
                rig.await(gone.port().close());
                DatagramRecorder live = udp.open(loopback);
                DatagramRecorder port = udp.open(loopback, options);
                DatagramRecorder other = udp.open(loopback);
                Action toNobody = () -> port.port().write(Bytes.of("nobody"), closed);
                Action byAnother = () -> other.port().write(Bytes.of("between"), live.address());
                for (Action before : List.<Action>of(toNobody, () -> {
                    // Between the two somebody else writes, which may end a batch.
                    toNobody.run();
                    byAnother.run();
                })) {
                    for (int i = 0; i < 10; i++) {
                        // Each time again after one that nobody takes: sent again, it does not arrive either if that
                        // is why.
                        udp.deliver(
                                "a datagram after one to a closed port",
                                live,
                                data -> rig.runOnLoop(rig.reactor(), () -> {
                                    before.run();
                                    port.port().write(data, live.address());
                                }));
                        udp.deliver("a datagram in the turn after one to a closed port", live, data -> {
                            rig.runOnLoop(rig.reactor(), before);
                            port.port().write(data, live.address());
                        });
                    }
                }
            }
        });
    }

    @Check(
            id = "UDP-027",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp allowBroadcast; ip(7), SO_BROADCAST",
            because = "a broadcast by mistake disturbs every host of the link: it takes a word",
            lookAt = "EACCES of sendto, and SO_BROADCAST among the options")
    void a_broadcast_is_refused_until_it_is_allowed(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.v4();
        InetAddress everybody = rig.address("127.255.255.255");
        DatagramRecorder reader = udp.open(rig.address("0.0.0.0"));
        InetSocketAddress target = at(everybody, reader);
        DatagramRecorder port = udp.open(rig.v4());

        port.port().write(Bytes.of("not allowed"), target);
        udp.deliver("a sentinel", reader, data -> port.port().write(data, at(rig.v4(), reader)));
        udp.expectUnheard("a broadcast that was not allowed", reader, "not allowed");
        Throwable failure = port.awaitFailure(1).asThrowable();
        rig.expectFailure("the failure of a broadcast", FailureKind.PROHIBITED, IOException.class, failure);
        rig.expectWords("the failure of a broadcast", failure, "127.255.255.255", "SO_BROADCAST");

        port.port().option(StandardSocketOptions.SO_BROADCAST, true);
        udp.deliver(
                "a broadcast after it was allowed", reader, data -> port.port().write(data, target));
        DatagramRecorder allowed =
                udp.open(rig.v4(), DatagramOptions.DEFAULT.with(StandardSocketOptions.SO_BROADCAST, true));
        udp.deliver(
                "a broadcast of a port that was opened with it",
                reader,
                data -> allowed.port().write(data, target));
        rig.expectEqual("the failures afterwards", 1, port.failures().size());
        rig.expectEqual("the failures of the other", Set.of(), Set.copyOf(allowed.failures()));
    }
}
