package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.lab.Environment.MC;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.MULTICAST;
import static org.hextet.tck.matrix.Needs.MULTICAST_ISOLATION;
import static org.hextet.tck.matrix.Needs.MULTICAST_SSM;
import static org.hextet.tck.matrix.Needs.PACKET_INFO;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Membership;
import org.hextet.api.Pending;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig.PlainSending;
import org.hextet.tck.rig.Rig;

/** Who is heard in a group, and by which of several ports. */
final class MulticastSourceChecks {

    // Which ports hear.

    @Check(
            id = "MCA-023",
            level = MUST,
            needs = MULTICAST_ISOLATION,
            env = {MC, LAB2},
            source = "ip(7), IP_MULTICAST_ALL; OpenJDK PromiscuousIPv6",
            because = "a port that hears what its neighbour joined takes it for its own",
            lookAt =
                    "IPV6_MULTICAST_ALL and IP_MULTICAST_ALL are on unless switched off, a dual socket has both; they do"
                            + " not tell links apart: the interface by which a datagram came does")
    void of_two_ports_with_one_number_each_hears_its_own_group(Rig rig) throws Exception {
        boolean isOnTwoLinks = rig.lab().environment() == LAB2;
        if (isOnTwoLinks && !rig.has(PACKET_INFO)) {
            // One group on two links cannot be told apart there, and the contract asks for groups alone.
            return;
        }
        for (List<Meeting> two : isOnTwoLinks ? onTwoLinks(rig) : pairs(rig)) {
            Member one = Member.on(rig, two.get(0).wildcard());
            Member other = one.another();
            one.join(two.get(0));
            other.join(two.get(1));
            Member toOne = senderTo(rig, two.get(0));
            Member toOther = senderTo(rig, two.get(1));

            one.deliver(toOne, two.get(0));
            other.deliver(toOther, two.get(1));

            expectHeardOnly(one, toOne, two.get(0), toOther, two.get(1));
            expectHeardOnly(other, toOther, two.get(1), toOne, two.get(0));
        }
    }

    private static Member senderTo(Rig rig, Meeting meeting) throws IOException {
        Member sender = Member.on(rig, meeting.wildcard());
        rig.await(sender.port().setOutgoingInterface(meeting.link()));
        return sender;
    }

    private static List<List<Meeting>> onTwoLinks(Rig rig) throws IOException {
        Meeting six = Meeting.linkLocal(rig, 0);
        Meeting wide = Meeting.wide(rig, 0);
        Meeting four = Meeting.ipv4(rig, 0);
        return List.of(
                List.of(six, six.onLink(rig, 1)),
                List.of(wide, wide.onLink(rig, 1)),
                List.of(four, four.onLink(rig, 1)));
    }

    private static List<List<Meeting>> pairs(Rig rig) throws IOException {
        return List.of(
                List.of(Meeting.linkLocal(rig, 0), Meeting.linkLocal(rig, 0)),
                List.of(Meeting.ipv4(rig, 0), Meeting.ipv4(rig, 0)));
    }

    /** The sentinel is a datagram to its own group. */
    private static void expectHeardOnly(Member member, Member toOwn, Meeting own, Member toForeign, Meeting foreign)
            throws Exception {
        member.expectDeaf(
                "a datagram to " + foreign + ", which another port has joined,",
                text -> toForeign.write(text, foreign, member.number()),
                text -> toOwn.write(text, own, member.number()));
    }

    @Check(
            id = "MCA-024",
            level = MUST,
            needs = MULTICAST_ISOLATION,
            env = MC,
            source = "ip(7), IP_MULTICAST_ALL",
            because = "whoever joined nothing expects nothing",
            lookAt = "IPV6_MULTICAST_ALL and IP_MULTICAST_ALL are on unless switched off; a dual socket has both")
    void a_port_without_membership_hears_no_group(Rig rig) throws Exception {
        for (List<Meeting> two : pairs(rig)) {
            Member sender = Member.on(rig, two.get(0).wildcard());
            Member joined = Member.on(rig, two.get(0).wildcard());
            Member bare = joined.another();
            joined.join(two.get(0));
            String text = rig.udp().fresh();

            rig.udp().deliverPlain("a datagram to " + two.get(0), joined.heard(), again -> {
                sender.write(text, two.get(0), joined.number());
                sender.write(again, two.get(0), joined.number());
            });

            // What comes by its own first membership was sent later.
            bare.join(two.get(1));
            bare.deliver(sender, two.get(1));
            rig.udp().expectUnheard("a datagram to " + two.get(0), bare.heard(), text);

            expectDeafPlainPort(rig, sender, two.get(0));
        }
    }

    /** Of another number, and no multicast port: whoever joined the group did not mean it. */
    private static void expectDeafPlainPort(Rig rig, Member sender, Meeting joined) throws Exception {
        DatagramRecorder plain = rig.udp().open(rig.address(joined.wildcard()));
        int number = plain.address().getPort();
        String text = rig.udp().fresh();
        sender.write(text, joined, number);
        InetSocketAddress here = new InetSocketAddress(joined.here(), number);
        rig.udp()
                .deliver(
                        "the sentinel to a port that joins nothing",
                        plain,
                        data -> sender.port().write(data, here));
        rig.udp().expectUnheard("a datagram to " + joined, plain, text);
    }

    @Check(
            id = "MCA-025",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "Twisted test_udp multiListen; golang.org/x/net ipv6 MultiplePacketConn",
            because = "several programs of a host listen for mDNS",
            lookAt = "SO_REUSEADDR before bind(2)")
    void two_ports_with_one_number_both_hear_their_group(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member sender = Member.on(rig, meeting.wildcard());
            List<Member> members = new ArrayList<>();
            members.add(Member.on(rig, meeting.wildcard()));
            members.add(members.get(0).another());
            for (Member each : members) {
                each.join(meeting);
            }
            for (Member each : members) {
                each.deliver(sender, meeting);
            }
            rig.await(members.get(0).port().close());
            members.get(1).deliver(sender, meeting);
        }
    }

    // Which sources are heard.

    /** Two hosts, or addresses, that send to one group. */
    private record Sources(
            Rig rig, Meeting meeting, InetAddress s, InetAddress t, FarDatagrams fromS, FarDatagrams fromT) {

        static List<Sources> ofEachFamily(Rig rig) throws IOException {
            return List.of(of(rig, true), of(rig, false));
        }

        /** Both live on the far host: it has an address more while the check runs. */
        private static Sources of(Rig rig, boolean six) throws IOException {
            Meeting meeting = six ? Meeting.wide(rig, 0) : Meeting.ipv4(rig, 0);
            String zone = rig.far().zone(0);
            String s = six ? "fd00::2" : "10.0.0.2";
            String t = six ? "fd00::22" : "10.0.0.22";
            address(rig, "add", t, six, zone);
            rig.closing(() -> address(rig, "delete", t, six, zone));
            return new Sources(
                    rig, meeting, rig.address(s), rig.address(t), sendingFrom(rig, s, zone), sendingFrom(rig, t, zone));
        }

        private static void address(Rig rig, String verb, String address, boolean six, String zone) throws IOException {
            List<String> words =
                    new ArrayList<>(List.of("ip", "address", verb, address + (six ? "/64" : "/24"), "dev", zone));
            if (six && verb.equals("add")) {
                words.add("nodad");
            }
            Output output = rig.far().run("", words);
            if (output.exit() != 0) {
                throw new IOException(String.join(" ", words) + ": " + output.lastWord());
            }
        }

        private static FarDatagrams sendingFrom(Rig rig, String address, String zone) throws IOException {
            FarDatagrams far = rig.udp().far(address);
            far.setOutgoingLink(zone);
            return far;
        }

        private PlainSending sending(FarDatagrams from, Member member) {
            return text -> from.send(text, meeting.plain(), member.number());
        }

        void expectHears(Member member, InetAddress source) throws Exception {
            rig.udp()
                    .deliverPlain(
                            "a datagram of " + name(source) + " to " + meeting,
                            member.heard(),
                            sending(source.equals(s) ? fromS : fromT, member));
        }

        /** After it comes a datagram of the same host to this one's own address. */
        void expectDeaf(Member member, InetAddress source) throws Exception {
            FarDatagrams from = source.equals(s) ? fromS : fromT;
            member.expectDeaf(
                    "a datagram of " + name(source) + " to " + meeting,
                    sending(from, member),
                    text -> from.send(text, meeting.plainHere(), member.number()));
        }

        private static String name(InetAddress source) {
            return Meeting.plain(source);
        }
    }

    @Check(
            id = "MCA-026",
            level = MUST,
            needs = MULTICAST_SSM,
            env = LAB,
            source = "RFC 3678, section 5.1; RFC 4607",
            because = "a channel is a group and a source: others may not speak in it",
            lookAt = "MCAST_JOIN_SOURCE_GROUP; and IPV6_MULTICAST_ALL, which lets the others in again")
    void a_membership_for_one_source_hears_that_source_alone(Rig rig) throws Exception {
        for (Sources sources : Sources.ofEachFamily(rig)) {
            Member member = Member.on(rig, sources.meeting().wildcard());
            Membership membership = member.join(sources.meeting(), sources.s());
            rig.expectSameAddress(
                    "the source of the membership",
                    sources.s(),
                    membership.source().orElseThrow(() -> rig.fail("a membership for one source has none")));

            sources.expectHears(member, sources.s());
            sources.expectDeaf(member, sources.t());
        }
    }

    @Check(
            id = "MCA-027",
            level = MUST,
            needs = MULTICAST_SSM,
            env = LAB,
            source = "RFC 3678, section 5.1",
            because = "one of two channels is switched off, not the receiver",
            lookAt = "MCAST_LEAVE_SOURCE_GROUP, not MCAST_LEAVE_GROUP")
    void of_two_sources_the_one_that_was_not_left_is_heard(Rig rig) throws Exception {
        for (Sources sources : Sources.ofEachFamily(rig)) {
            Member member = Member.on(rig, sources.meeting().wildcard());
            Membership ofS = member.join(sources.meeting(), sources.s());
            member.join(sources.meeting(), sources.t());
            sources.expectHears(member, sources.s());
            sources.expectHears(member, sources.t());

            member.leave(ofS);

            sources.expectHears(member, sources.t());
            sources.expectDeaf(member, sources.s());
        }
    }

    @Check(
            id = "MCA-028",
            level = MUST,
            needs = MULTICAST_SSM,
            env = LAB,
            source = "RFC 3678, section 5.1; RFC 3810, section 4",
            because = "one noisy host is not to spoil the group",
            lookAt = "MCAST_BLOCK_SOURCE and MCAST_UNBLOCK_SOURCE")
    void a_blocked_source_is_silent_until_it_is_unblocked(Rig rig) throws Exception {
        for (Sources sources : Sources.ofEachFamily(rig)) {
            Member member = Member.on(rig, sources.meeting().wildcard());
            Membership membership = member.join(sources.meeting());
            sources.expectHears(member, sources.s());

            rig.await(membership.block(sources.s()));
            sources.expectHears(member, sources.t());
            sources.expectDeaf(member, sources.s());

            rig.await(membership.unblock(sources.s()));
            sources.expectHears(member, sources.s());
            sources.expectHears(member, sources.t());
        }
    }

    @Check(
            id = "MCA-039",
            level = MUST,
            needs = MULTICAST_SSM,
            env = LAB2,
            source = "RFC 3678, section 5.1; RFC 4607",
            because = "a receiver on two links hears a channel on each: a camera here, another one there",
            lookAt = "Linux looks at the sources of one membership of an IPv6 group alone, that of the link that was"
                    + " joined last: what another link's lets in is dropped, and nothing says so")
    void one_group_is_heard_on_each_of_two_links_from_the_sources_chosen_there(Rig rig) throws Exception {
        for (boolean six : new boolean[] {true, false}) {
            List<OnLink> links = List.of(OnLink.of(rig, six, 0), OnLink.of(rig, six, 1));
            Meeting first = links.get(0).meeting();
            // The same group.
            Meeting second = first.onLink(rig, 1);
            String strange = six ? "fd00:0:0:1::22" : "10.0.1.22";
            String zone = rig.far().zone(1);
            Sources.address(rig, "add", strange, six, zone);
            rig.closing(() -> Sources.address(rig, "delete", strange, six, zone));
            FarDatagrams stranger = Sources.sendingFrom(rig, strange, zone);
            for (boolean anyOnFirst : new boolean[] {false, true}) {
                Member member = Member.on(rig, first.wildcard());
                Membership there = anyOnFirst
                        ? member.join(first)
                        : member.join(first, links.get(0).source());
                Membership here = member.join(second, links.get(1).source());
                hears(rig, member, first, links.get(0));
                hears(rig, member, second, links.get(1));
                member.expectDeaf(
                        "a datagram of a source that was not chosen on " + second,
                        text -> stranger.send(text, second.plain(), member.number()),
                        text -> links.get(1).far().send(text, second.plain(), member.number()));

                member.leave(here);
                hears(rig, member, first, links.get(0));
                Membership again = member.join(second);
                hears(rig, member, second, links.get(1));
                rig.await(again.block(links.get(1).source()));
                hears(rig, member, first, links.get(0));
                member.leave(there);
                member.join(first);
                rig.await(again.unblock(links.get(1).source()));
                hears(rig, member, first, links.get(0));
                hears(rig, member, second, links.get(1));
                rig.await(member.port().close());
            }
        }
    }

    private static void hears(Rig rig, Member member, Meeting meeting, OnLink from) throws Exception {
        rig.udp()
                .deliverPlain(
                        "a datagram of " + Meeting.plain(from.source()) + " to " + meeting,
                        member.heard(),
                        text -> from.far().send(text, meeting.plain(), member.number()));
    }

    /** A sender of the far host on one link. */
    private record OnLink(Meeting meeting, InetAddress source, FarDatagrams far) {

        static OnLink of(Rig rig, boolean six, int link) throws IOException {
            Meeting meeting = six ? Meeting.wide(rig, link) : Meeting.ipv4(rig, link);
            InetAddress source =
                    six ? rig.lab().farUniqueLocal(link) : rig.lab().farIpv4(link);
            return new OnLink(
                    meeting,
                    source,
                    Sources.sendingFrom(rig, Meeting.plain(source), rig.far().zone(link)));
        }
    }

    @Check(
            id = "MCA-029",
            level = MUST,
            needs = MULTICAST_SSM,
            env = MC,
            source = "OpenJDK BasicMulticastTests",
            because = "any source and one source contradict each other, and the kernel lets the second win",
            lookAt = "what was joined before, of the same group on the same interface")
    void a_group_is_joined_for_any_source_or_for_single_ones(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member sender = Member.on(rig, meeting.wildcard());
            InetAddress source = meeting.here();

            Member ofAny = Member.on(rig, meeting.wildcard());
            Membership any = ofAny.join(meeting);
            expectMixed(rig, "for a source", ofAny.port().join(meeting.group(), meeting.link(), source));
            rig.expect(any.isHeld(), "the first membership is not held");
            ofAny.deliver(sender, meeting);

            Member ofSource = Member.on(rig, meeting.wildcard());
            Membership single = ofSource.join(meeting, source);
            expectMixed(rig, "for any source", ofSource.port().join(meeting.group(), meeting.link()));
            rig.expect(single.isHeld(), "the first membership is not held");
            ofSource.deliver(sender, meeting);
            rig.expectThrown(
                    IllegalStateException.class,
                    "blocking a source of a membership for one",
                    () -> single.block(source));

            // Once the first is left, the other is no contradiction.
            ofSource.leave(single);
            ofSource.join(meeting);
            ofSource.deliver(sender, meeting);
        }
    }

    private static void expectMixed(Rig rig, String what, Pending<Membership> joining) {
        Throwable refused = rig.awaitFailure("joining " + what + " what is joined otherwise", joining);
        rig.expect(
                refused instanceof IllegalStateException,
                "joining " + what + " what is joined otherwise failed with " + refused
                        + ", expected an IllegalStateException");
        rig.expectWords("its failure", refused, "join", "source");
    }

    @Check(
            id = "MCA-030",
            level = MUST,
            needs = MULTICAST,
            lacks = MULTICAST_SSM,
            source = "contract",
            because = "a source that is not filtered is heard, and the user believes it is not",
            lookAt = "join with a source, and block, without the capability")
    void a_source_that_cannot_be_chosen_is_refused_by_name(Rig rig) throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(rig.v4());
        if (loopback == null) {
            throw rig.notRun("no interface has the IPv4 loopback");
        }
        Member member = Member.on(rig, "0.0.0.0");
        InetAddress group = rig.address("239.123.255.254");
        rig.expectUnsupported(
                MULTICAST_SSM, "joining for a source", () -> member.port().join(group, loopback, rig.v4()));
        Membership membership = rig.await(member.port().join(group, loopback));
        rig.expectUnsupported(MULTICAST_SSM, "blocking a source", () -> membership.block(rig.v4()));
        rig.expectUnsupported(MULTICAST_SSM, "unblocking a source", () -> membership.unblock(rig.v4()));
    }
}
