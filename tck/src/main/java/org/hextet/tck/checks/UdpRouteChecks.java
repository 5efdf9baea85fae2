package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_RECV;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_SEND;
import static org.hextet.tck.matrix.Needs.PACKET_INFO;
import static org.hextet.tck.matrix.Needs.PACKET_SOURCE;
import static org.hextet.tck.matrix.Needs.TCLASS_SEND;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagram;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** What one datagram is sent with: its source, its interface, its hop limit. */
final class UdpRouteChecks {

    private static InetSocketAddress at(InetAddress address, DatagramRecorder port) {
        return new InetSocketAddress(address, port.address().getPort());
    }

    /** The wildcards of which a port answers at an address of that family. */
    private static List<InetAddress> wildcards(Rig rig, boolean isIpv4) {
        List<InetAddress> locals = new ArrayList<>();
        if (isIpv4) {
            locals.add(rig.address("0.0.0.0"));
        }
        if (!isIpv4 || rig.has(DUAL_STACK)) {
            locals.add(rig.address("::"));
        }
        return locals;
    }

    @Check(
            id = "UDP-203",
            level = MUST,
            needs = {UDP, PACKET_INFO},
            env = LAB,
            source = "contract; RFC 3542, section 6.2",
            because = "a client that asked one address takes no answer from another",
            lookAt = "IPV6_PKTINFO on the way in, handed back on the way out; of IPv4 on a dual-stack socket too")
    void a_wildcard_port_answers_from_the_address_that_was_asked_at_once_and_later(Rig rig) throws Exception {
        Map<String, InetAddress> asked = new LinkedHashMap<>();
        asked.put("fd00::2", SecondAddress.ofIpv6(rig));
        asked.put("10.0.0.2", SecondAddress.ofIpv4(rig));
        asked.put("fe80::2%" + rig.far().zone(0), rig.lab().linkLocal(0));
        asked.put("::", rig.lab().uniqueLocal(0));
        for (Map.Entry<String, InetAddress> one : asked.entrySet()) {
            boolean isIpv4 = one.getValue().getAddress().length == 4;
            FarDatagrams far = rig.udp().far(one.getKey());
            for (InetAddress local : wildcards(rig, isIpv4)) {
                askAndHear(rig, local, far, one.getValue());
            }
        }
    }

    private static void askAndHear(Rig rig, InetAddress local, FarDatagrams far, InetAddress asked) throws Exception {
        DatagramRig udp = rig.udp();
        AtomicReference<Route> way = new AtomicReference<>();
        DatagramRecorder echo = udp.open(
                rig.reactor(),
                new InetSocketAddress(local, 0),
                DatagramOptions.DEFAULT,
                recorder -> recorder.onReceived((port, datagram) -> {
                    if (rig.has(PACKET_SOURCE)) {
                        way.set(datagram.route());
                        datagram.reply(datagram.data());
                    } else {
                        rig.expectUnsupported(
                                PACKET_SOURCE, "answering on a wildcard port", () -> datagram.reply(datagram.data()));
                    }
                }));
        int number = echo.address().getPort();
        String plain = Meeting.plain(asked);
        String there = plain.startsWith("fe80") ? plain + "%" + rig.far().zone(0) : plain;
        if (!rig.has(PACKET_SOURCE)) {
            udp.deliverPlain("a question to " + plain, echo, text -> far.send(text, there, number));
            return;
        }
        PlainDatagram answer =
                udp.deliverPlain("the answer from " + plain, far::hear, text -> far.send(text, there, number));
        InetSocketAddress expected = new InetSocketAddress(rig.address(plain), number);
        rig.expectSameAddress(
                "the source of an answer of a port on " + AddressText.format(local), expected, answer.sender());

        Route route = Objects.requireNonNull(way.get());
        PlainDatagram later = udp.deliver(
                "a later answer from " + plain, far::hear, data -> echo.port().write(data, route));
        rig.expectSameAddress(
                "the source of a later answer of a port on " + AddressText.format(local), expected, later.sender());
    }

    @Check(
            id = "UDP-208",
            level = MUST,
            needs = {UDP, PACKET_SOURCE},
            env = LAB,
            source = "RFC 3542, section 6.2",
            because = "a service that has moved to an address of its own speaks from there",
            lookAt =
                    "IPV6_PKTINFO of sendmsg, a mapped address for IPv4; EINVAL is what the kernel says of a foreign one")
    void a_datagram_leaves_from_the_source_that_was_chosen_and_a_foreign_one_fails(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        Map<String, InetAddress> own = new LinkedHashMap<>();
        own.put("fd00::2", SecondAddress.ofIpv6(rig));
        own.put("10.0.0.2", SecondAddress.ofIpv4(rig));
        for (Map.Entry<String, InetAddress> one : own.entrySet()) {
            InetAddress second = one.getValue();
            boolean isIpv4 = second.getAddress().length == 4;
            FarDatagrams far = udp.far(one.getKey());
            InetSocketAddress target =
                    far.at(isIpv4 ? rig.lab().farIpv4(0) : rig.lab().farUniqueLocal(0));
            InetAddress first = isIpv4 ? rig.lab().ipv4(0) : rig.lab().uniqueLocal(0);
            InetAddress foreign = rig.address(isIpv4 ? "192.0.2.1" : "2001:db8::1");
            for (InetAddress local : wildcards(rig, isIpv4)) {
                DatagramRecorder port = udp.open(local);
                for (InetAddress source : List.of(second, first, second)) {
                    String what = "a datagram from " + AddressText.format(source) + " of a port on "
                            + AddressText.format(local);
                    PlainDatagram there = udp.deliver(
                            what,
                            far::hear,
                            data -> port.port().write(data, Route.to(target).withSource(source)));
                    rig.expectSameAddress("the sender of " + what, at(source, port), there.sender());
                }
                expectForeignFails(rig, port, far, target, foreign);
            }
        }
    }

    private static void expectForeignFails(
            Rig rig, DatagramRecorder port, FarDatagrams far, InetSocketAddress target, InetAddress foreign)
            throws Exception {
        DatagramRig udp = rig.udp();
        String text = udp.fresh();
        port.port().write(Bytes.of(text), Route.to(target).withSource(foreign));
        Throwable failure = port.awaitFailure(1).asThrowable();
        rig.expect(failure instanceof IOException, "the failure is " + failure + ", expected an IOException");
        rig.expectWords("the failure of a foreign source", failure, AddressText.formatSocket(target));
        udp.deliver("a datagram after that", far::hear, data -> port.port().write(data, target));
        rig.expect(!far.hasHeard(text), "a datagram with a foreign source has arrived");
    }

    @Check(
            id = "UDP-209",
            level = MUST,
            needs = {UDP, PACKET_SOURCE},
            env = LAB2,
            source = "RFC 3542, sections 6.2 and 6.7",
            because = "on a host with two links the routes know one way to a group, and others are meant too",
            lookAt = "ipi6_ifindex and ipi_ifindex of sendmsg")
    void a_datagram_leaves_on_the_interface_that_was_chosen_by_index(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        String zone0 = rig.far().zone(0);
        String zone1 = rig.far().zone(1);
        FarDatagrams far = udp.far("::");
        Map<InetAddress, List<InetAddress>> sourcesOfGroups = new LinkedHashMap<>();
        Meeting wide = Meeting.wide(rig, 0);
        Meeting ipv4 = Meeting.ipv4(rig, 0);
        sourcesOfGroups.put(
                wide.group(), List.of(rig.lab().uniqueLocal(0), rig.lab().uniqueLocal(1)));
        sourcesOfGroups.put(ipv4.group(), List.of(rig.lab().ipv4(0), rig.lab().ipv4(1)));
        for (Map.Entry<InetAddress, List<InetAddress>> one : sourcesOfGroups.entrySet()) {
            InetAddress group = one.getKey();
            boolean isIpv4 = group.getAddress().length == 4;
            far.join(AddressText.format(group), zone0);
            far.join(AddressText.format(group), zone1);
            for (InetAddress local : wildcards(rig, isIpv4)) {
                DatagramRecorder port = udp.open(local);
                for (int link : new int[] {0, 1, 0}) {
                    // The kernel takes its address on that link.
                    Route route = Route.to(far.at(group))
                            .withInterface(Meeting.link(rig.lab().link(link)).getIndex());
                    String what = "a datagram to " + AddressText.format(group) + " by link " + link;
                    PlainDatagram there =
                            udp.deliver(what, far::hear, data -> port.port().write(data, route));
                    rig.expectSameAddress(
                            "the sender of " + what, at(one.getValue().get(link), port), there.sender());
                }
            }
        }
        onLinkLocalTargets(rig);
    }

    /** A group without zone, whose zone is the interface; and a neighbour, whose zone is the interface too. */
    private static void onLinkLocalTargets(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        Meeting meeting = Meeting.linkLocal(rig, 0);
        InetAddress zoneless = rig.address(meeting.plain());
        DatagramRecorder port = udp.open(rig.address("::"));
        FarDatagrams far = udp.far("::");
        for (int link : new int[] {0, 1, 0}) {
            String there = rig.far().zone(link);
            int index = Meeting.link(rig.lab().link(link)).getIndex();
            try (FarDatagrams member = rig.far().datagrams("::", 0)) {
                member.join(meeting.plain(), rig.far().zone(0));
                member.join(meeting.plain(), rig.far().zone(1));
                PlainDatagram heard = udp.deliver(
                        "a datagram to " + meeting.plain() + " by link " + link,
                        member::hear,
                        data -> port.port()
                                .write(data, Route.to(member.at(zoneless)).withInterface(index)));
                rig.expectEqual("the link by which it came", there, heard.zone());
            }
            PlainDatagram heard = udp.deliver(
                    "a datagram to a neighbour by link " + link,
                    far::hear,
                    data -> port.port()
                            .write(
                                    data,
                                    Route.to(far.at(rig.lab().farLinkLocal(link)))
                                            .withInterface(index)));
            rig.expectEqual("the link by which a neighbour hears", there, heard.zone());
        }
    }

    @Check(
            id = "UDP-210",
            level = MUST,
            needs = {UDP, HOP_LIMIT_SEND},
            source = "RFC 3542, section 6.3; golang.org/x/net/ipv6 TestPacketConnReadWriteUnicastUDP",
            because = "a traceroute is a hop limit for each datagram",
            lookAt = "IPV6_HOPLIMIT of sendmsg; to a mapped address the kernel ignores it, and takes IP_TTL")
    void a_hop_limit_for_one_datagram_is_that_datagrams_alone(Rig rig) throws Exception {
        if (!rig.has(HOP_LIMIT_RECV)) {
            throw rig.notRun("a receiver that tells the hop limit");
        }
        DatagramRig udp = rig.udp();
        DatagramOptions telling = DatagramOptions.DEFAULT.withFact(DatagramFact.HOP_LIMIT);
        rig.onEachLoopback(loopback -> {
            boolean isIpv4 = loopback.equals(rig.v4());
            DatagramRecorder reader = udp.open(loopback, telling);
            List<InetAddress> locals = new ArrayList<>(wildcards(rig, isIpv4));
            locals.add(loopback);
            for (InetAddress local : locals) {
                DatagramRecorder plain = udp.open(local);
                DatagramRecorder nine =
                        udp.open(local, DatagramOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, 9));
                for (DatagramRecorder port : List.of(plain, nine)) {
                    Route route = Route.to(reader.address());
                    int before = hopLimit(rig, reader, port.port(), route);
                    rig.expect(
                            port != nine || before == 9, "the hop limit of a port that was opened with 9 is " + before);

                    rig.expectEqual(
                            "the hop limit of a datagram of its own, of a port on " + AddressText.format(local),
                            7,
                            hopLimit(rig, reader, port.port(), route.withHopLimit(7)));
                    rig.expectEqual(
                            "the hop limit of the next datagram", before, hopLimit(rig, reader, port.port(), route));
                }
            }
        });
    }

    private static int hopLimit(Rig rig, DatagramRecorder reader, DatagramPort port, Route route) throws Exception {
        ReceivedCopy there = rig.udp().deliver("a datagram with a hop limit", reader, data -> port.write(data, route));
        return there.hopLimit();
    }

    @Check(
            id = "UDP-211",
            level = MUST,
            needs = UDP,
            source = "RFC 3542, sections 6.3 and 6.5",
            because = "256 hops would be none, if only the lowest byte is taken",
            lookAt = "the range of each number, where it is given")
    void numbers_out_of_range_are_refused_where_they_are_given(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        InetAddress loopback = AnyLoopback.of(rig);
        Route route = Route.to(new InetSocketAddress(loopback, 9));
        for (int wrong : new int[] {-2, 256}) {
            expectRefused(rig, "a route with a hop limit of " + wrong, wrong, () -> route.withHopLimit(wrong));
            expectRefused(rig, "a route with a traffic class of " + wrong, wrong, () -> route.withTrafficClass(wrong));
            Map<String, DatagramOptions> options = new LinkedHashMap<>();
            if (rig.has(HOP_LIMIT_SEND)) {
                options.put("a hop limit", DatagramOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, wrong));
            }
            if (rig.has(TCLASS_SEND)) {
                options.put("a traffic class", DatagramOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, wrong));
            }
            for (Map.Entry<String, DatagramOptions> one : options.entrySet()) {
                expectRefused(
                        rig,
                        "listening with " + one.getKey() + " of " + wrong,
                        wrong,
                        () -> rig.reactor()
                                .listenUdp(
                                        new InetSocketAddress(loopback, 0),
                                        one.getValue(),
                                        () -> udp.recorder(one.getValue())));
            }
        }
        DatagramRecorder port = udp.open(loopback);
        if (rig.has(HOP_LIMIT_SEND)) {
            int before = port.port().option(NetworkSocketOptions.UNICAST_HOPS);
            expectRefused(
                    rig,
                    "setting a hop limit of 256",
                    256,
                    () -> port.port().option(NetworkSocketOptions.UNICAST_HOPS, 256));
            rig.expectEqual(
                    "the hop limit after the refusal", before, port.port().option(NetworkSocketOptions.UNICAST_HOPS));
        }
        // The ends of the range are in it.
        route.withHopLimit(0).withTrafficClass(0);
        route.withHopLimit(255).withTrafficClass(255);
    }

    private static void expectRefused(Rig rig, String what, int number, Action action) {
        IllegalArgumentException refusal = rig.expectThrown(IllegalArgumentException.class, what, action);
        rig.expectWords("the refusal of " + what, refusal, Integer.toString(number));
    }

    @Check(
            id = "UDP-212",
            level = MUST,
            needs = UDP,
            source = "contract",
            because = "whoever serves all addresses must answer from each, whatever his transport can",
            lookAt = "udp://*: one wildcard port where packet info is there, else one socket for each address")
    void a_port_on_all_addresses_answers_from_the_one_that_was_asked(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder echo =
                udp.recorder(DatagramOptions.DEFAULT).onReceived((port, datagram) -> datagram.reply(datagram.data()));
        DatagramPort everywhere = rig.await(DatagramEndpoint.of("udp://*:0").listen(rig.reactor(), () -> echo));
        rig.onEachLoopback(loopback -> {
            InetSocketAddress asked = everywhere.localAddresses().stream()
                    .filter(one -> serves(one.getAddress(), loopback))
                    .findFirst()
                    .map(one -> new InetSocketAddress(loopback, one.getPort()))
                    .orElseThrow(() -> rig.fail("udp://* serves " + everywhere.localAddresses() + ", and not "
                            + AddressText.format(loopback)));
            DatagramRecorder client = udp.open(loopback);
            for (int i = 0; i < 2; i++) {
                ReceivedCopy answer = udp.deliver(
                        "the answer from " + AddressText.format(loopback),
                        client,
                        data -> client.port().write(data, asked));
                rig.expectSameAddress("the sender of the answer", asked, answer.sender());
            }
        });
    }

    /** Whether a socket bound there hears what is sent to a loopback address; one on {@code ::} hears IPv4 too. */
    private static boolean serves(InetAddress bound, InetAddress loopback) {
        return bound.isAnyLocalAddress()
                ? bound.getAddress().length >= loopback.getAddress().length
                : bound.equals(loopback);
    }
}
