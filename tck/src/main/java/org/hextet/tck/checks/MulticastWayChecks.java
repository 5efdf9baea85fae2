package org.hextet.tck.checks;

import static java.net.StandardSocketOptions.IP_MULTICAST_LOOP;
import static java.net.StandardSocketOptions.IP_MULTICAST_TTL;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.lab.Environment.MC;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.HOP_LIMIT_RECV;
import static org.hextet.tck.matrix.Needs.MULTICAST;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagram;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** The way of datagrams to groups: by which interface, how far, and whether back to this host. */
final class MulticastWayChecks {

    // By which interface.

    @Check(
            id = "MCA-013",
            level = MUST,
            needs = MULTICAST,
            env = LAB2,
            source = "the IPv6 plan; RFC 3493, section 5.2; libuv test-udp-multicast-interface6",
            because = "the kernel's choice is the first route, whichever link that is",
            lookAt = "IPV6_MULTICAST_IF takes an index; for IPv4 IP_MULTICAST_IF with ip_mreqn, on a dual socket both")
    void datagrams_to_groups_leave_by_the_outgoing_interface(Rig rig) throws Exception {
        for (Meeting meeting : List.of(Meeting.linkLocal(rig, 0), Meeting.wide(rig, 0), Meeting.ipv4(rig, 0))) {
            FarDatagrams far = farOnBothLinks(rig, meeting);
            Member sender = Member.on(rig, meeting.wildcard());
            // Back and forth: the second time it was set before.
            for (int link : new int[] {1, 0, 1}) {
                rig.await(sender.port()
                        .setOutgoingInterface(Meeting.link(rig.lab().link(link)).getIndex()));
                InetSocketAddress unzoned = new InetSocketAddress(
                        InetAddress.getByAddress(meeting.group().getAddress()), far.port());

                expectOnlyBy(
                        rig,
                        "a datagram to " + meeting.plain() + " with the outgoing interface "
                                + rig.lab().link(link),
                        meeting.onLink(rig, link),
                        link,
                        far,
                        text -> sender.port().write(DatagramRig.payload(text), unzoned),
                        sender);
            }
        }
    }

    /** Hears the group by both links of its host. */
    private static FarDatagrams farOnBothLinks(Rig rig, Meeting meeting) throws IOException {
        FarDatagrams far = rig.udp().far("::");
        far.join(meeting.plain(), rig.far().zone(0));
        far.join(meeting.plain(), rig.far().zone(1));
        return far;
    }

    /**
     * What arrived was sent from an address of that link; what came by the other one would be heard before the last.
     */
    private static void expectOnlyBy(
            Rig rig,
            String what,
            Meeting expected,
            int link,
            FarDatagrams far,
            DatagramRig.PlainSending sending,
            Member sender)
            throws Exception {
        String text = rig.udp().fresh();
        for (int i = 0; far.heard(text).isEmpty() && i < DatagramRig.TRIES; i++) {
            sending.send(text);
            // By each link comes a sentinel, whatever way the datagram took.
            for (int each = 0; each < 2; each++) {
                InetSocketAddress to = new InetSocketAddress(
                        expected.isIpv4() ? rig.lab().farIpv4(each) : rig.lab().farLinkLocal(each), far.port());
                rig.udp().deliver("a sentinel", far::hear, data -> sender.port().write(data, to));
            }
        }
        List<PlainDatagram> heard = far.heard(text);
        rig.expect(!heard.isEmpty(), what + " did not arrive, though it was sent " + DatagramRig.TRIES + " times");
        for (PlainDatagram each : heard) {
            boolean isLinkLocal = each.sender().getAddress().isLinkLocalAddress();
            rig.expectEqual(
                    "the sender of " + what,
                    expected.plainHere(),
                    Meeting.plain(each.sender().getAddress()));
            if (isLinkLocal) {
                rig.expectEqual("the link of " + what, rig.far().zone(link), each.zone());
            }
        }
    }

    @Check(
            id = "MCA-014",
            level = MUST,
            needs = MULTICAST,
            source = "Twisted test_udp interface",
            because = "who shares a port with others puts back what he has changed",
            lookAt = "what is kept of the interface that was set, and index 0 to undo it")
    void the_outgoing_interface_is_told_and_cleared(Rig rig) throws Exception {
        NetworkInterface loopback = loopback(rig);
        for (String wildcard : List.of("::", "0.0.0.0")) {
            Member member = Member.on(rig, wildcard);
            rig.expect(
                    member.port().outgoingInterface().isEmpty(),
                    "a fresh port has an outgoing interface: " + member.port().outgoingInterface());
            rig.await(member.port().setOutgoingInterface(loopback));
            expectOutgoing(rig, member, loopback);
            rig.await(member.port().setOutgoingInterface(loopback.getIndex()));
            expectOutgoing(rig, member, loopback);
            try {
                rig.await(member.port().clearOutgoingInterface());
            } catch (UnsupportedOperationException cannot) {
                rig.expectWords("the refusal of clearing the outgoing interface", cannot, "interface");
                expectOutgoing(rig, member, loopback);
                continue;
            }
            rig.expect(
                    member.port().outgoingInterface().isEmpty(),
                    "the outgoing interface that was cleared is "
                            + member.port().outgoingInterface());
        }
    }

    private static void expectOutgoing(Rig rig, Member member, NetworkInterface expected) {
        rig.expectEqual(
                "the outgoing interface that was set",
                Optional.of(expected),
                member.port().outgoingInterface());
    }

    private static NetworkInterface loopback(Rig rig) throws SocketException {
        NetworkInterface found = NetworkInterface.getByInetAddress(rig.v4());
        if (found == null) {
            throw rig.notRun("no interface has the IPv4 loopback");
        }
        return found;
    }

    @Check(
            id = "MCA-016",
            level = MUST,
            needs = MULTICAST,
            env = LAB2,
            source = "RFC 3542, section 6.7",
            because = "an address with a zone says where, and whoever wrote it means it",
            lookAt = "sin6_scope_id of the destination, and what is set before it")
    void the_zone_of_a_group_goes_before_the_outgoing_interface(Rig rig) throws Exception {
        Meeting onFirst = Meeting.linkLocal(rig, 0);
        Meeting onSecond = onFirst.onLink(rig, 1);
        FarDatagrams far = farOnBothLinks(rig, onFirst);
        Member sender = Member.on(rig, "::");
        for (int outgoing = 0; outgoing < 2; outgoing++) {
            rig.await(sender.port().setOutgoingInterface(Meeting.link(rig.lab().link(outgoing))));
            int link = 1 - outgoing;
            Meeting other = link == 0 ? onFirst : onSecond;
            expectOnlyBy(
                    rig,
                    "a datagram to " + other + " with the outgoing interface "
                            + rig.lab().link(outgoing),
                    other,
                    link,
                    far,
                    text -> sender.write(text, other, far.port()),
                    sender);
        }
    }

    @Check(
            id = "MCA-034",
            level = MUST,
            needs = MULTICAST,
            source = "contract",
            because = "\"network unreachable\" alone sends people to look at their cables",
            lookAt = "ENETUNREACH of a send to a group: that word and the interface")
    void a_write_to_a_group_that_no_route_leads_to_fails_with_the_interface(Rig rig) throws Exception {
        NetworkInterface loopback = loopback(rig);
        rig.v6();
        if (loopback.supportsMulticast()) {
            throw rig.notRun("an interface without multicast: " + loopback.getName() + " has it here");
        }
        Member member = Member.on(rig, "::");
        InetAddress group = rig.address("ff02::7b:ffff");
        InetAddress zoned = Inet6Address.getByAddress(null, group.getAddress(), loopback.getIndex());
        expectNoWay(rig, member, new InetSocketAddress(zoned, 9), loopback, 1);

        rig.await(member.port().setOutgoingInterface(loopback));
        expectNoWay(rig, member, new InetSocketAddress(group, 9), loopback, 2);

        InetSocketAddress own = new InetSocketAddress(rig.v6(), member.number());
        rig.udp()
                .deliver(
                        "a datagram after the failures",
                        member.heard(),
                        data -> member.port().write(data, own));
    }

    private static void expectNoWay(Rig rig, Member member, InetSocketAddress to, NetworkInterface by, int number) {
        member.port().write(Bytes.of("?"), to);
        NetworkFailure failure = member.heard().awaitFailure(number);
        rig.expectFailure(
                "the failure of a write to a group by " + by.getName(),
                FailureKind.UNREACHABLE,
                IOException.class,
                failure.asThrowable());
        rig.expectWords(
                "the failure of a write to a group by " + by.getName(),
                failure.asThrowable(),
                "ff02::7b:ffff",
                by.getName());
    }

    // How far.

    @Check(
            id = "MCA-017",
            level = MUST,
            needs = MULTICAST,
            source = "RFC 3493, section 5.2; Twisted test_udp testTTL",
            because = "a group that is not limited to the link reaches half the world",
            lookAt = "IPV6_MULTICAST_HOPS reads -1 or 1 where nothing was set")
    void a_fresh_port_sends_one_hop_and_back_to_this_host(Rig rig) throws Exception {
        for (String wildcard : List.of("::", "0.0.0.0")) {
            Member member = Member.on(rig, wildcard);
            rig.expectEqual("the hop limit of a fresh port", 1, member.port().option(IP_MULTICAST_TTL));
            rig.expectEqual("the loopback of a fresh port", true, member.port().option(IP_MULTICAST_LOOP));
        }
    }

    @Check(
            id = "MCA-018",
            level = MUST,
            needs = MULTICAST,
            source = "RFC 3493, section 5.2",
            because = "a hop limit that is cut to a byte is another one",
            lookAt = "the range, before setsockopt: the kernel takes -1 for its default")
    void hop_limits_from_0_to_255_are_kept_and_others_refused(Rig rig) throws Exception {
        for (String wildcard : List.of("::", "0.0.0.0")) {
            Member member = Member.on(rig, wildcard);
            for (int hops = 0; hops <= 255; hops++) {
                member.port().option(IP_MULTICAST_TTL, hops);
                rig.expectEqual(
                        "the hop limit that was set", hops, member.port().option(IP_MULTICAST_TTL));
            }
            member.port().option(IP_MULTICAST_TTL, 7);
            for (int wrong : new int[] {256, -2}) {
                IllegalArgumentException refused = rig.expectThrown(
                        IllegalArgumentException.class,
                        "setting the hop limit " + wrong,
                        () -> member.port().option(IP_MULTICAST_TTL, wrong));
                rig.expectWords("its refusal", refused, Integer.toString(wrong), "255");
                rig.expectThrown(
                        IllegalArgumentException.class,
                        "listening with the hop limit " + wrong,
                        () -> Member.on(rig, wildcard, DatagramOptions.DEFAULT.with(IP_MULTICAST_TTL, wrong)));
            }
            rig.expectEqual("the hop limit after refusals", 7, member.port().option(IP_MULTICAST_TTL));
            Member opened = Member.on(rig, wildcard, DatagramOptions.DEFAULT.with(IP_MULTICAST_TTL, 9));
            rig.expectEqual(
                    "the hop limit of the port's options", 9, opened.port().option(IP_MULTICAST_TTL));
        }
    }

    @Check(
            id = "MCA-019",
            level = MUST,
            needs = {MULTICAST, HOP_LIMIT_RECV},
            env = MC,
            source = "RFC 3493, section 5.2",
            because = "the unicast hop limit has an option of its own, and so has each family",
            lookAt = "IPV6_MULTICAST_HOPS and IP_MULTICAST_TTL: a dual socket has both")
    void a_datagram_to_a_group_has_the_hop_limit_that_was_set(Rig rig) throws Exception {
        DatagramOptions hearing = DatagramOptions.DEFAULT.withFact(DatagramFact.HOP_LIMIT);
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member member = Member.on(rig, meeting.wildcard(), hearing);
            member.join(meeting);
            Member opened = Member.on(rig, meeting.wildcard(), DatagramOptions.DEFAULT.with(IP_MULTICAST_TTL, 5));
            expectHops(rig, 5, member.deliver(opened, meeting));
            opened.port().option(IP_MULTICAST_TTL, 6);
            expectHops(rig, 6, member.deliver(opened, meeting));
            expectHops(rig, 1, member.deliver(Member.on(rig, meeting.wildcard()), meeting));
        }
    }

    private static void expectHops(Rig rig, int expected, ReceivedCopy seen) {
        rig.expectEqual("the hop limit of a datagram to a group", expected, seen.hopLimit());
    }

    @Check(
            id = "MCA-020",
            level = SHOULD,
            needs = MULTICAST,
            env = LAB,
            source = "RFC 1112, section 6.1",
            because = "hop limit 0 is the way to stay on this host",
            lookAt = "IPV6_MULTICAST_HOPS and IP_MULTICAST_TTL take 0; the rest is the kernel's")
    void a_datagram_with_hop_limit_0_stays_on_this_host(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            FarDatagrams far = farMember(rig, meeting);
            // A member itself: the kernel minds the limit where there is one on this host.
            Member sender = Member.on(rig, meeting.wildcard(), DatagramOptions.DEFAULT.with(IP_MULTICAST_TTL, 0));
            rig.await(sender.port().setOutgoingInterface(meeting.link()));
            sender.join(meeting);

            String text = rig.udp().fresh();
            sender.write(text, meeting, far.port());

            expectOnlySentinel(rig, "a datagram to " + meeting + " with hop limit 0", text, sender, meeting, far);
            sender.port().option(IP_MULTICAST_TTL, 1);
            rig.udp()
                    .deliverPlain(
                            "a datagram to " + meeting + " with hop limit 1",
                            far::hear,
                            again -> sender.write(again, meeting, far.port()));
        }
    }

    private static FarDatagrams farMember(Rig rig, Meeting meeting) throws IOException {
        FarDatagrams far = rig.udp().far("::");
        far.join(meeting.plain(), rig.far().zone(0));
        return far;
    }

    private static void expectOnlySentinel(
            Rig rig, String what, String text, Member sender, Meeting meeting, FarDatagrams far) throws Exception {
        InetSocketAddress there =
                far.at(meeting.isIpv4() ? rig.lab().farIpv4(0) : rig.lab().farLinkLocal(0));
        rig.udp()
                .deliver(
                        "the sentinel after " + what,
                        far::hear,
                        data -> sender.port().write(data, there));
        rig.expect(!far.hasHeard(text), what + " was heard by the other host, expected the sentinel alone");
    }

    // Back to this host.

    @Check(
            id = "MCA-021",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "RFC 3493, section 5.2; Twisted test_udp loopback",
            because = "two programs of one host are two members",
            lookAt = "IPV6_MULTICAST_LOOP is an option of the sender on Linux")
    void members_on_this_host_hear_what_it_sends(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member first = Member.on(rig, meeting.wildcard());
            Member second = first.another();
            first.join(meeting);
            second.join(meeting);
            Member fresh = Member.on(rig, meeting.wildcard());
            Member switchedOn =
                    Member.on(rig, meeting.wildcard(), DatagramOptions.DEFAULT.with(IP_MULTICAST_LOOP, false));
            switchedOn.port().option(IP_MULTICAST_LOOP, true);
            for (Member sender : List.of(fresh, switchedOn, first)) {
                first.deliver(sender, meeting);
                second.deliver(sender, meeting);
            }
        }
    }

    @Check(
            id = "MCA-022",
            level = MUST,
            needs = MULTICAST,
            env = LAB,
            source = "RFC 3493, section 5.2",
            because = "a program that answers what it hears answers itself for ever",
            lookAt = "IPV6_MULTICAST_LOOP and IP_MULTICAST_LOOP: a dual socket has both")
    void without_loopback_the_other_host_alone_hears_what_this_one_sends(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member member = Member.on(rig, meeting.wildcard());
            member.join(meeting);
            FarDatagrams far = rig.closing(rig.far().datagrams("::", member.number()));
            far.join(meeting.plain(), rig.far().zone(0));
            Member opened = Member.on(rig, meeting.wildcard(), DatagramOptions.DEFAULT.with(IP_MULTICAST_LOOP, false));
            Member switchedOff = Member.on(rig, meeting.wildcard());
            switchedOff.port().option(IP_MULTICAST_LOOP, false);
            for (Member sender : List.of(opened, switchedOff)) {
                rig.await(sender.port().setOutgoingInterface(meeting.link()));
                String text = rig.udp().fresh();

                rig.udp()
                        .deliver(
                                "a datagram to " + meeting + " without loopback",
                                text,
                                far::hear,
                                data -> sender.port().write(data, meeting.at(member.number())));

                member.sentinel(sender, meeting);
                rig.udp()
                        .expectUnheard(
                                "a datagram of this host to " + meeting + " without loopback", member.heard(), text);
            }
        }
    }

    @Check(
            id = "MCA-035",
            level = MUST,
            needs = MULTICAST,
            env = LAB,
            source = "RFC 4291, section 2.7",
            because = "interface-local groups are for this host alone",
            lookAt = "nothing but the address: the kernel keeps them; a reader of raw packets would not")
    void an_interface_local_group_stays_on_this_host(Rig rig) throws Exception {
        Meeting linkLocal = Meeting.linkLocal(rig, 0);
        String group = "ff01" + linkLocal.plain().substring("ff02".length());
        Meeting meeting =
                new Meeting(rig.address(group + "%" + linkLocal.link().getName()), linkLocal.link(), linkLocal.here());
        FarDatagrams far = farMember(rig, meeting);
        Member member = Member.on(rig, "::");
        member.join(meeting);
        // Its own host hears it, so something was sent.
        member.deliver(member, meeting);

        String text = rig.udp().fresh();
        member.write(text, meeting, far.port());

        expectOnlySentinel(rig, "a datagram to " + meeting, text, member, meeting, far);
    }
}
