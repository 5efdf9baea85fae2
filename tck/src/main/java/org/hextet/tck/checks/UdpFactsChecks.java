package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.MC;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL_RECV;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_RECV;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_SEND;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.MULTICAST;
import static org.hextet.tck.matrix.Needs.PACKET_INFO;
import static org.hextet.tck.matrix.Needs.TCLASS_RECV;
import static org.hextet.tck.matrix.Needs.TCLASS_SEND;
import static org.hextet.tck.matrix.Needs.UDP;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.MulticastPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagrams;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** What is told of a datagram beside its payload and sender. */
final class UdpFactsChecks {

    /** Expedited forwarding (RFC 3246). */
    private static final int EXPEDITED = 0xB8;

    private static InetSocketAddress at(InetAddress address, DatagramRecorder port) {
        return new InetSocketAddress(address, port.address().getPort());
    }

    /** The ports by which a family is heard: bound to an address, on its wildcard, and on that of both. */
    private static List<InetAddress> waysToHear(Rig rig, InetAddress loopback) {
        List<InetAddress> locals = new ArrayList<>(List.of(loopback));
        if (loopback.equals(rig.v4())) {
            locals.add(rig.address("0.0.0.0"));
            if (rig.has(DUAL_STACK)) {
                rig.v6();
                locals.add(rig.address("::"));
            }
        } else {
            locals.add(rig.address("::"));
        }
        return locals;
    }

    private static void expectCameTo(
            Rig rig, String what, InetAddress destination, NetworkInterface by, ReceivedCopy datagram) {
        rig.expectSameAddress("the destination of " + what, destination, datagram.destination());
        rig.expectEqual("the interface of " + what, by.getIndex(), datagram.interfaceIndex());
    }

    @Check(
            id = "UDP-201",
            level = MUST,
            needs = {UDP, PACKET_INFO},
            env = LAB,
            source = "RFC 3542, section 6.2",
            because = "a server with several addresses is several servers, and each has its own answers",
            lookAt = "IPV6_RECVPKTINFO, and the bytes of IPV6_PKTINFO")
    void an_ipv6_datagram_tells_the_address_it_came_to_and_its_interface(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        InetAddress first = rig.lab().uniqueLocal(0);
        InetAddress second = SecondAddress.ofIpv6(rig);
        NetworkInterface link = Meeting.link(rig.lab().link(0));
        NetworkInterface loopback = Meeting.link("lo");
        FarDatagrams far = udp.far("::");
        DatagramRecorder port = udp.open(rig.address("::"));
        DatagramRecorder own = udp.open(rig.v6());
        for (InetAddress asked : List.of(first, second, first)) {
            String text = AddressText.format(asked);
            ReceivedCopy there = udp.deliverPlain(
                    "a datagram to " + text,
                    port,
                    payload -> far.send(payload, text, port.address().getPort()));
            expectCameTo(rig, "a datagram to " + text, asked, link, there);

            ReceivedCopy here =
                    udp.deliver("a datagram to ::1", port, data -> own.port().write(data, at(rig.v6(), port)));
            expectCameTo(rig, "a datagram to ::1", rig.v6(), loopback, here);
        }
        DatagramRecorder bound = udp.open(second);
        ReceivedCopy there = udp.deliverPlain(
                "a datagram to a port on " + AddressText.format(second),
                bound,
                payload -> far.send(
                        payload, AddressText.format(second), bound.address().getPort()));
        expectCameTo(rig, "a datagram to a port on one address", second, link, there);
    }

    @Check(
            id = "UDP-202",
            level = MUST,
            needs = {UDP, PACKET_INFO},
            source = "ip(7), IP_PKTINFO",
            because = "a dual-stack server has IPv4 addresses too, and its log shows them as such",
            lookAt = "a mapped address in IPV6_PKTINFO of a dual-stack socket; ipi_addr, not ipi_spec_dst")
    void an_ipv4_datagram_tells_the_ipv4_address_it_came_to(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.v4();
        InetAddress second = rig.address("127.0.0.2");
        List<InetAddress> locals = new ArrayList<>(List.of(rig.address("0.0.0.0")));
        if (rig.has(DUAL_STACK)) {
            rig.v6();
            locals.add(rig.address("::"));
        }
        DatagramRecorder sender = udp.open(rig.v4());
        NetworkInterface loopback = NetworkInterface.getByInetAddress(rig.v4());
        for (InetAddress local : locals) {
            DatagramRecorder port = udp.open(local);
            for (InetAddress asked : List.of(rig.v4(), second, rig.v4())) {
                String what =
                        "a datagram to " + AddressText.format(asked) + " on a port of " + AddressText.format(local);
                ReceivedCopy there =
                        udp.deliver(what, port, data -> sender.port().write(data, at(asked, port)));
                expectCameTo(rig, what, asked, loopback, there);
            }
        }
    }

    @Check(
            id = "UDP-204",
            level = MUST,
            needs = UDP,
            lacks = PACKET_INFO,
            source = "contract",
            because = "a wildcard in place of the address that was asked is answered from the wrong one",
            lookAt = "what is told of a fact that the transport cannot know")
    void facts_that_are_absent_are_refused_by_name(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramOptions all = DatagramOptions.DEFAULT.withFacts(EnumSet.allOf(DatagramFact.class));
        DatagramOptions none = DatagramOptions.DEFAULT.withFacts(Set.of());
        rig.onEachLoopback(loopback -> {
            DatagramRecorder sender = udp.open(loopback);
            for (InetAddress local : waysToHear(rig, loopback)) {
                for (DatagramOptions options : List.of(all, none)) {
                    DatagramRecorder port = udp.open(
                            rig.reactor(),
                            new InetSocketAddress(local, 0),
                            options,
                            recorder ->
                                    recorder.onReceived((own, datagram) -> expectFactsRefused(rig, local, datagram)));
                    udp.deliver(
                            "a datagram to a port of " + AddressText.format(local),
                            port,
                            data -> sender.port().write(data, at(loopback, port)));
                    // What the callback found out.
                    rig.turns(rig.reactor(), 1);
                    List<Throwable> thrown = rig.incidents().thrown();
                    rig.expect(thrown.isEmpty(), "in the callback: " + thrown);
                }
            }
        });
    }

    private static void expectFactsRefused(Rig rig, InetAddress local, Datagram datagram) {
        rig.expectUnsupported(PACKET_INFO, "asking for the destination", datagram::destination);
        rig.expectUnsupported(PACKET_INFO, "asking for the interface", datagram::interfaceIndex);
        if (local.isAnyLocalAddress()) {
            rig.expectUnsupported(PACKET_INFO, "answering on a wildcard port", () -> datagram.reply(Bytes.of("x")));
            rig.expectUnsupported(PACKET_INFO, "asking for the route of an answer", datagram::route);
        }
        if (!rig.has(HOP_LIMIT_RECV)) {
            rig.expectUnsupported(HOP_LIMIT_RECV, "asking for the hop limit", datagram::hopLimit);
        }
        if (!rig.has(TCLASS_RECV)) {
            rig.expectUnsupported(TCLASS_RECV, "asking for the traffic class", datagram::trafficClass);
        }
        if (!rig.has(FLOW_LABEL_RECV)) {
            rig.expectUnsupported(FLOW_LABEL_RECV, "asking for the flow label", datagram::flowLabel);
        }
    }

    @Check(
            id = "UDP-205",
            level = MUST,
            needs = {UDP, HOP_LIMIT_RECV},
            source = "RFC 3542, section 6.3; golang.org/x/net/ipv6 TestPacketConnReadWriteUnicastUDP",
            because = "a hop limit of 255 proves that the sender is on this link (RFC 5082)",
            lookAt = "IPV6_RECVHOPLIMIT, and IP_RECVTTL on a dual-stack socket too")
    void a_datagram_tells_the_hop_limit_that_its_sender_set(Rig rig) throws Exception {
        if (!rig.has(HOP_LIMIT_SEND)) {
            throw rig.notRun("a sender that can set the hop limit");
        }
        DatagramRig udp = rig.udp();
        DatagramOptions telling = DatagramOptions.DEFAULT.withFact(DatagramFact.HOP_LIMIT);
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : waysToHear(rig, loopback)) {
                DatagramRecorder port = udp.open(local, telling);
                for (int hops : new int[] {1, 37, 255}) {
                    DatagramRecorder sender =
                            udp.open(loopback, DatagramOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, hops));
                    String what = "a datagram of hop limit " + hops + " to a port of " + AddressText.format(local);
                    ReceivedCopy there =
                            udp.deliver(what, port, data -> sender.port().write(data, at(loopback, port)));
                    rig.expectEqual("the hop limit of " + what, hops, there.hopLimit());
                }
            }
        });
    }

    @Check(
            id = "UDP-206",
            level = MUST,
            needs = {UDP, TCLASS_RECV},
            source = "RFC 3542, section 6.5; ip(7), IP_RECVTOS",
            because = "congestion is told in its two lowest bits (RFC 3168), priority in the others",
            lookAt = "IPV6_RECVTCLASS, and IP_RECVTOS on a dual-stack socket too; one is an int, the other a byte")
    void a_datagram_tells_its_traffic_class(Rig rig) throws Exception {
        if (!rig.has(TCLASS_SEND) && !rig.has(HOST_NET)) {
            throw rig.notRun("a sender that can set the traffic class");
        }
        DatagramRig udp = rig.udp();
        DatagramOptions telling = DatagramOptions.DEFAULT.withFact(DatagramFact.TRAFFIC_CLASS);
        rig.onEachLoopback(loopback -> {
            for (InetAddress local : waysToHear(rig, loopback)) {
                DatagramRecorder port = udp.open(local, telling);
                InetSocketAddress target = at(loopback, port);
                // Expedited, the same with congestion experienced, and none.
                for (int value : new int[] {EXPEDITED, EXPEDITED | 3, 0}) {
                    String what = "a datagram of class 0x" + Integer.toHexString(value) + " to a port of "
                            + AddressText.format(local);
                    if (rig.has(TCLASS_SEND)) {
                        DatagramRecorder sender =
                                udp.open(loopback, DatagramOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, value));
                        ReceivedCopy there =
                                udp.deliver(what, port, data -> sender.port().write(data, target));
                        rig.expectEqual("the traffic class of " + what, value, there.trafficClass());
                    }
                    if (rig.has(HOST_NET)) {
                        PlainDatagrams plain = udp.plain(loopback);
                        plain.option(StandardSocketOptions.IP_TOS, value);
                        ReceivedCopy there = udp.deliverPlain(what, port, text -> plain.send(text, target));
                        rig.expectEqual(
                                "the traffic class of " + what + ", of a plain socket", value, there.trafficClass());
                    }
                }
            }
        });
    }

    @Check(
            id = "UDP-207",
            level = MUST,
            needs = {UDP, FLOW_LABEL_RECV},
            source = "RFC 6437, section 3",
            because = "the label and the addresses are the flow: whoever sorts flows needs no ports",
            lookAt = "IPV6_FLOWINFO as a control message: the label is its lower 20 bits, in network order")
    void a_datagram_tells_the_flow_label_that_its_sender_leased(Rig rig) throws Exception {
        if (!rig.has(FLOW_LABEL)) {
            throw rig.notRun("a sender that can lease a flow label");
        }
        DatagramRig udp = rig.udp();
        InetAddress loopback = rig.v6();
        DatagramOptions telling = DatagramOptions.DEFAULT.withFact(DatagramFact.FLOW_LABEL);
        DatagramRecorder sender = udp.open(loopback);
        FlowLabel label = rig.await(sender.port().lease(loopback, FlowLabelRequest.any()));
        for (InetAddress local : waysToHear(rig, loopback)) {
            DatagramRecorder port = udp.open(local, telling);
            Route route = Route.to(at(loopback, port)).withFlowLabel(label);
            String what = "a datagram with a leased label to a port of " + AddressText.format(local);

            ReceivedCopy there = udp.deliver(what, port, data -> sender.port().write(data, route));

            rig.expectEqual("the flow label of " + what, label.value(), there.flowLabel());
            // Without a lease: the system's, whatever that is.
            udp.deliver(
                    "a datagram without a lease", port, data -> sender.port().write(data, at(loopback, port)));
        }
    }

    @Check(
            id = "UDP-213",
            level = MUST,
            needs = {UDP, PACKET_INFO, MULTICAST},
            env = MC,
            source = "RFC 3542, section 6.2",
            because = "what was said to a group is not meant for this host alone, and is answered otherwise",
            lookAt = "the destination in IPV6_PKTINFO, and the zone of a link-local group")
    void a_datagram_to_a_group_tells_the_group(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            DatagramRecorder recorder = udp.recorder(DatagramOptions.DEFAULT);
            MulticastPort port = udp.openMulticast(
                    new InetSocketAddress(rig.address(meeting.wildcard()), 0), DatagramOptions.DEFAULT, recorder);
            int number = recorder.address().getPort();
            rig.await(port.join(meeting.group(), meeting.link()));
            FarDatagrams far = udp.far(meeting.wildcard());
            String zone = rig.far().zone(0);
            far.setOutgoingLink(zone);

            ReceivedCopy toGroup = udp.deliverPlain(
                    "a datagram to " + meeting, recorder, text -> far.send(text, meeting.asSeenBy(zone), number));
            expectCameTo(rig, "a datagram to " + meeting, meeting.group(), meeting.link(), toGroup);
            ReceivedCopy toThisHost = udp.deliverPlain(
                    "a datagram to this host", recorder, text -> far.send(text, meeting.hereAsSeenBy(zone), number));
            expectCameTo(rig, "a datagram to this host", meeting.here(), meeting.link(), toThisHost);
        }
    }

    @Check(
            id = "UDP-214",
            level = MUST,
            needs = {UDP, PACKET_INFO, ZONES},
            env = LAB,
            source = "RFC 4007, section 6",
            because = "a link-local address is one address on each link: without zone it is none",
            lookAt = "ipi6_ifindex of IPV6_PKTINFO is the zone of its own ipi6_addr")
    void a_link_local_destination_has_the_zone_of_the_interface_it_came_by(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        NetworkInterface link = Meeting.link(rig.lab().link(0));
        FarDatagrams far = udp.far("fe80::2%" + rig.far().zone(0));
        for (InetAddress local : List.of(rig.address("::"), rig.lab().linkLocal(0))) {
            DatagramRecorder port = udp.open(local);
            ReceivedCopy there = udp.deliverPlain(
                    "a datagram to a link-local address",
                    port,
                    text -> far.send(
                            text, "fe80::1%" + rig.far().zone(0), port.address().getPort()));
            expectCameTo(
                    rig,
                    "a datagram to a port of " + AddressText.format(local),
                    rig.lab().linkLocal(0),
                    link,
                    there);
        }
    }

    @Check(
            id = "UDP-215",
            level = SHOULD,
            needs = {UDP, TCLASS_SEND},
            env = LAB,
            source = "RFC 3542, section 6.5; ip(7), IP_TOS",
            because = "voice is datagrams: routers hurry those that are marked",
            lookAt = "IPV6_TCLASS and IP_TOS of a dual-stack socket: each marks one family")
    void the_traffic_class_of_a_port_is_on_the_wire_in_both_families(Rig rig) throws Exception {
        DatagramOptions marked = DatagramOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, EXPEDITED);
        List<InetAddress> forIpv4 = new ArrayList<>(List.of(rig.address("0.0.0.0")));
        if (rig.has(DUAL_STACK)) {
            forIpv4.add(rig.address("::"));
        }
        for (InetAddress local : forIpv4) {
            expectMarked(rig, local, marked, "10.0.0.2", rig.lab().farIpv4(0));
        }
        expectMarked(rig, rig.address("::"), marked, "fd00::2", rig.lab().farUniqueLocal(0));
        expectMarked(rig, rig.lab().uniqueLocal(0), marked, "fd00::2", rig.lab().farUniqueLocal(0));
    }

    private static void expectMarked(
            Rig rig, InetAddress local, DatagramOptions marked, String farText, InetAddress farHere) throws Exception {
        DatagramRig udp = rig.udp();
        FarDatagrams far = udp.far(farText);
        DatagramRecorder port = udp.open(local, marked);
        rig.expectEqual(
                "the traffic class of a port that was opened with it",
                EXPEDITED,
                port.port().option(StandardSocketOptions.IP_TOS));
        String what = "a datagram from " + AddressText.format(local) + " to " + farText;
        try (PacketCounter counter = PacketCounter.ofDatagramsTrafficClass(rig, far.port(), EXPEDITED)) {
            udp.deliver(what, far::hear, data -> port.port().write(data, far.at(farHere)));
            expectOnly(rig, what, counter);
        }
    }

    private static void expectOnly(Rig rig, String what, PacketCounter counter) throws IOException {
        long asked = counter.asked();
        long other = counter.other();
        rig.expect(
                asked > 0 && other == 0,
                "of " + what + " " + asked + " packets left with traffic class 0xb8 and " + other
                        + " with another one, expected some and none");
    }
}
