package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.LAB2;
import static org.hextet.tck.lab.Environment.MC;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.MULTICAST;
import static org.hextet.tck.matrix.Needs.ZONES;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagram;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** Joining and leaving groups: where, how often, what is refused, and what others see of it. */
final class MulticastChecks {

    private static final String SOME_GROUP = "ff02::7b:ffff";

    // What is joined.

    @Check(
            id = "MCA-001",
            level = MUST,
            needs = MULTICAST,
            env = LAB,
            source = "the IPv6 plan; RFC 3493, section 5.2; libuv test-udp-multicast-join6",
            because = "a group on another link than the user named is another group",
            lookAt = "the interface index in ipv6_mreq")
    void a_group_is_joined_on_an_interface_by_its_name_its_index_or_itself(Rig rig) throws Exception {
        FarDatagrams far = rig.udp().far("::");
        String zone = rig.lab().link(0);
        int index = Meeting.link(zone).getIndex();
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("by name", (port, group) -> port.join(rig.address(group + "%" + zone)));
        ways.put("by index", (port, group) -> port.join(rig.address(group + "%" + index)));
        ways.put("by NetworkInterface", (port, group) -> port.join(rig.address(group), Meeting.link(zone)));
        for (Map.Entry<String, Way> way : ways.entrySet()) {
            Member member = Member.on(rig, "::");
            Meeting meeting = Meeting.linkLocal(rig, 0);

            rig.await(way.getValue().join(member.port(), meeting.plain()));

            rig.udp()
                    .deliverPlain(
                            "a datagram of the far host to a group joined " + way.getKey(),
                            member.heard(),
                            text -> far.send(text, meeting.asSeenBy(rig.far().zone(0)), member.number()));
        }
    }

    /** A way to name the interface of a group. */
    private interface Way {
        Pending<Membership> join(MulticastPort port, String group) throws IOException;
    }

    @Check(
            id = "MCA-002",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "the IPv6 plan; RFC 4007, section 11",
            because = "one text, ff02::x%eth0, names a group wherever it is used",
            lookAt = "whether the zone of a group that is joined, and of one that is written to, is read")
    void the_zone_of_a_group_is_its_interface_to_join_to_write_and_to_leave(Rig rig) throws Exception {
        Meeting meeting = Meeting.linkLocal(rig, 0);
        Member member = Member.on(rig, "::");
        Membership membership = rig.await(member.port().join(meeting.group()));

        rig.expectEqual(
                "the interface of the membership",
                meeting.link().getName(),
                membership.networkInterface().getName());
        rig.expectSameAddress("the group of the membership", meeting.group(), membership.group());
        rig.expect(membership.source().isEmpty(), "a membership for any source has the source " + membership.source());
        rig.expect(membership.isHeld(), "a membership that lasts is not held");
        member.deliver(member, meeting);
        member.leave(membership);

        rig.expect(!membership.isHeld(), "a membership that was left is held");
        member.expectDeaf("a datagram to a group that was left", member, meeting);
    }

    @Check(
            id = "MCA-003",
            level = MUST,
            needs = MULTICAST,
            env = LAB2,
            source = "contract",
            because = "whoever says two different things gets one of them, and not the one he tests",
            lookAt = "where the zone of the group and the interface are both at hand")
    void a_zone_that_is_another_interface_than_the_one_given_is_refused(Rig rig) throws Exception {
        GroupTable.require(rig);
        Meeting first = Meeting.linkLocal(rig, 0);
        Meeting second = Meeting.linkLocal(rig, 1);
        Member member = Member.on(rig, "::");

        expectRefused(
                rig,
                "joining " + first + " by the other interface",
                () -> member.port().join(first.group(), second.link()),
                first.link().getName(),
                second.link().getName());

        for (Meeting each : List.of(first, second)) {
            rig.expectEqual(
                    "the number of members of the group, on " + each.link().getName(),
                    0,
                    GroupTable.members(first.group(), each.link().getName()));
        }
        // The same twice is no contradiction.
        rig.await(member.port().join(first.group(), first.link()));
    }

    @Check(
            id = "MCA-004",
            level = MUST,
            needs = MULTICAST,
            source = "contract; RFC 4007, section 6",
            because = "the kernel takes the interface of some route, mostly the wrong one, and says nothing",
            lookAt = "a group without zone where no interface is given either")
    void a_link_local_group_without_zone_and_interface_is_not_joined(Rig rig) throws Exception {
        Member member = Member.on(rig, "::");

        expectRefused(
                rig,
                "joining " + SOME_GROUP,
                () -> member.port().join(rig.address(SOME_GROUP)),
                words(SOME_GROUP, multicastInterfaces()));
    }

    private static String[] words(String first, List<String> others) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(others);
        return words.toArray(String[]::new);
    }

    /** The names of those that a message lists; of many, the message lists some. */
    private static List<String> multicastInterfaces() throws SocketException {
        List<String> names = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && each.supportsMulticast()) {
                names.add(each.getName());
            }
        }
        return names.size() > 8 ? List.of() : names;
    }

    private static Throwable expectRefused(
            Rig rig, String what, Callable<? extends Pending<?>> operation, String... words) {
        Throwable refusal = rig.expectRefused(what, operation);
        rig.expect(
                refusal instanceof IllegalArgumentException || refusal instanceof NetworkFailure,
                what + " was refused by " + refusal + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the refusal of " + what, refusal, words);
        return refusal;
    }

    @Check(
            id = "MCA-005",
            level = MUST,
            needs = MULTICAST,
            source = "Twisted test_udp joinFailure; OpenJDK BasicMulticastTests",
            because = "a typing error in a group is an error, not a port that hears nothing",
            lookAt = "the first byte of the group: 0xff, or 224 to 239")
    void a_unicast_address_is_no_group(Rig rig) throws Exception {
        NetworkInterface loopback = loopback(rig);
        Member six = Member.on(rig, "::");
        Member four = Member.on(rig, "0.0.0.0");
        for (String unicast : List.of("::1", "2001:db8::1", "fe80::1%" + loopback.getName(), "::")) {
            expectNoGroup(rig, six, unicast, loopback);
        }
        for (String unicast : List.of("127.0.0.1", "192.0.2.1", "0.0.0.0", "240.0.0.1", "255.255.255.255")) {
            expectNoGroup(rig, four, unicast, loopback);
        }
    }

    private static void expectNoGroup(Rig rig, Member member, String unicast, NetworkInterface on) {
        expectRefused(
                rig,
                "joining " + unicast,
                () -> member.port().join(rig.address(unicast), on),
                unicast.split("%", 2)[0],
                "multicast");
    }

    private static NetworkInterface loopback(Rig rig) throws SocketException {
        NetworkInterface found = NetworkInterface.getByInetAddress(rig.v4());
        if (found == null) {
            throw rig.notRun("no interface has the IPv4 loopback");
        }
        return found;
    }

    @Check(
            id = "MCA-015",
            level = MUST,
            needs = MULTICAST,
            source = "contract",
            because = "interfaces come and go, and their numbers with them",
            lookAt = "an index that NetworkInterface.getByIndex does not know")
    void an_unknown_interface_is_refused_with_those_that_there_are(Rig rig) throws Exception {
        Member member = Member.on(rig, "::");
        int unknown = unknownIndex();
        InetAddress zoned =
                Inet6Address.getByAddress(null, rig.address(SOME_GROUP).getAddress(), unknown);
        String[] words = words(Integer.toString(unknown), multicastInterfaces());

        expectRefused(
                rig, "joining on interface " + unknown, () -> member.port().join(zoned), words);
        expectRefused(
                rig,
                "setting the outgoing interface " + unknown,
                () -> member.port().setOutgoingInterface(unknown),
                words);
        for (int none : new int[] {0, -1}) {
            expectRefused(
                    rig,
                    "setting the outgoing interface " + none,
                    () -> member.port().setOutgoingInterface(none),
                    words(Integer.toString(none), multicastInterfaces()));
        }
        IllegalArgumentException noName = rig.expectThrown(
                IllegalArgumentException.class,
                "a group on an interface whose name nobody has",
                () -> rig.await(member.port().join(rig.address(SOME_GROUP + "%hextet-none0"))));
        rig.expectWords("its refusal", noName, words("hextet-none0", multicastInterfaces()));
        rig.expect(
                member.port().outgoingInterface().isEmpty(),
                "an interface that was refused is the outgoing one: "
                        + member.port().outgoingInterface());
    }

    private static int unknownIndex() throws SocketException {
        int index = 99_999;
        while (NetworkInterface.getByIndex(index) != null) {
            index++;
        }
        return index;
    }

    @Check(
            id = "MCA-033",
            level = MUST,
            needs = MULTICAST,
            source = "OpenJDK DatagramChannel",
            because = "an IPv4 socket never hears an IPv6 group, whatever setsockopt says",
            lookAt = "the family of the group against the families of the port")
    void an_ipv6_group_is_not_joined_by_an_ipv4_port(Rig rig) throws Exception {
        NetworkInterface loopback = loopback(rig);
        Member member = Member.on(rig, "0.0.0.0");

        expectRefused(
                rig,
                "joining an IPv6 group by an IPv4 port",
                () -> member.port().join(rig.address(SOME_GROUP), loopback),
                SOME_GROUP,
                "IPv4");
    }

    // Leaving.

    @Check(
            id = "MCA-006",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "Twisted test_udp joinLeave; Netty DatagramMulticastTest",
            because = "what was left is not for us any more",
            lookAt = "that leaving names the same group and interface as joining, and is not put off")
    void a_group_that_was_left_is_not_heard(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member sender = Member.on(rig, meeting.wildcard());
            Member member = Member.on(rig, meeting.wildcard());
            Membership membership = member.join(meeting);
            member.deliver(sender, meeting);

            member.leave(membership);

            member.expectDeaf("a datagram to " + meeting + " after leaving", sender, meeting);
            // And it can be joined anew.
            member.join(meeting);
            member.deliver(sender, meeting);
        }
    }

    @Check(
            id = "MCA-007",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "RFC 3678, section 4.1.3",
            because = "who leaves twice takes away somebody else's membership",
            lookAt = "who notes that a membership has ended: at once, on whatever thread")
    void a_membership_is_left_once(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member sender = Member.on(rig, meeting.wildcard());
            Member member = Member.on(rig, meeting.wildcard());
            Membership first = member.join(meeting);
            Membership second = member.join(meeting);
            member.leave(first);

            Throwable again = rig.expectRefused("leaving twice", first::leave);

            rig.expect(
                    again instanceof IllegalStateException || again instanceof NetworkFailure,
                    "leaving twice was refused by " + again
                            + ", expected an IllegalStateException or a NetworkFailure");
            rig.expectWords("the refusal of leaving twice", again, "leave", meeting.plain());
            rig.expect(second.isHeld(), "the other membership has ended with the first");
            member.deliver(sender, meeting);
        }
    }

    @Check(
            id = "MCA-008",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "OpenJDK BasicMulticastTests",
            because = "two parts of one program join the same group, and each leaves when it is done",
            lookAt = "the count of joins of one group on one interface: the kernel knows one")
    void a_group_is_left_when_it_was_left_as_often_as_it_was_joined(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member sender = Member.on(rig, meeting.wildcard());
            Member member = Member.on(rig, meeting.wildcard());
            List<Membership> memberships = List.of(member.join(meeting), member.join(meeting), member.join(meeting));
            for (Membership each : memberships) {
                rig.expectEqual(
                        "how often one datagram to " + meeting + " came to a port that joined it several times",
                        1L,
                        member.deliveries(sender, meeting));
                member.leave(each);
            }
            member.expectDeaf("a datagram to " + meeting + " after the last leave", sender, meeting);
            if (rig.has(HOST_NET)) {
                expectMembers(rig, "after the last leave", 0, meeting);
            }
        }
    }

    private static void expectMembers(Rig rig, String when, int expected, Meeting meeting) {
        GroupTable.require(rig);
        rig.expectEqual(
                "the number of members of " + meeting + " " + when,
                expected,
                GroupTable.members(meeting.group(), meeting.link().getName()));
    }

    @Check(
            id = "MCA-009",
            level = MUST,
            needs = MULTICAST,
            env = LAB2,
            source = "golang.org/x/net ipv6 PerInterface",
            because = "a host on two links is in the group of each, or of one",
            lookAt = "that memberships are kept by group and interface")
    void a_group_that_was_left_on_one_link_is_heard_on_the_other(Rig rig) throws Exception {
        List<Meeting> pairs = new ArrayList<>();
        pairs.add(Meeting.linkLocal(rig, 0));
        pairs.add(Meeting.ipv4(rig, 0));
        for (Meeting onFirst : pairs) {
            Meeting onSecond = onFirst.onLink(rig, 1);
            Member member = Member.on(rig, onFirst.wildcard());
            Membership first = member.join(onFirst);
            member.join(onSecond);
            hearsFar(rig, member, onFirst, 0);
            hearsFar(rig, member, onSecond, 1);

            member.leave(first);

            FarDatagrams far = farBy(rig, 0);
            member.expectDeaf(
                    "a datagram to " + onFirst + " after leaving it there",
                    text -> far.send(text, onFirst.asSeenBy(rig.far().zone(0)), member.number()),
                    text -> far.send(text, onFirst.hereAsSeenBy(rig.far().zone(0)), member.number()));
            hearsFar(rig, member, onSecond, 1);
        }
    }

    private static FarDatagrams farBy(Rig rig, int link) throws IOException {
        FarDatagrams far = rig.udp().far("::");
        far.setOutgoingLink(rig.far().zone(link));
        return far;
    }

    private static void hearsFar(Rig rig, Member member, Meeting meeting, int link) throws Exception {
        FarDatagrams far = farBy(rig, link);
        rig.udp()
                .deliverPlain(
                        "a datagram of the far host to " + meeting,
                        member.heard(),
                        text -> far.send(text, meeting.asSeenBy(rig.far().zone(link)), member.number()));
    }

    @Check(
            id = "MCA-010",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "golang.org/x/net ipv6 SinglePacketConnWithMultipleGroup",
            because = "one port serves several groups: mDNS and LLMNR, say",
            lookAt = "that memberships are kept by group and interface")
    void three_groups_on_one_port_are_heard_and_left_each_by_itself(Rig rig) throws Exception {
        for (boolean six : new boolean[] {true, false}) {
            List<Meeting> meetings = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                meetings.add(six ? Meeting.linkLocal(rig, 0) : Meeting.ipv4(rig, 0));
            }
            Member sender = Member.on(rig, meetings.get(0).wildcard());
            Member member = Member.on(rig, meetings.get(0).wildcard());
            List<Membership> memberships = new ArrayList<>();
            for (Meeting each : meetings) {
                memberships.add(member.join(each));
            }
            for (Meeting each : meetings) {
                member.deliver(sender, each);
            }
            member.leave(memberships.get(1));

            member.expectDeaf("a datagram to the one that was left", sender, meetings.get(1));
            member.deliver(sender, meetings.get(0));
            member.deliver(sender, meetings.get(2));
        }
    }

    // What others see of it.

    @Check(
            id = "MCA-011",
            level = MUST,
            needs = {MULTICAST, HOST_NET},
            env = MC,
            source = "RFC 3810, section 4",
            because = "what the kernel does not know of, no router sends to this link",
            lookAt = "that a membership completes when the kernel has been told")
    void a_membership_stands_in_the_kernels_table_until_it_is_left(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member member = Member.on(rig, meeting.wildcard());
            expectMembers(rig, "before anybody joined", 0, meeting);
            Membership membership = member.join(meeting);
            expectMembers(rig, "while it is joined", 1, meeting);

            member.leave(membership);

            expectMembers(rig, "after the leave", 0, meeting);
        }
    }

    @Check(
            id = "MCA-012",
            level = MUST,
            needs = {MULTICAST, HOST_NET},
            env = MC,
            source = "contract",
            because = "a link that goes on carrying a group for nobody",
            lookAt = "when a port tells that it is closed: not before its descriptor is gone")
    void a_membership_is_gone_with_its_port_and_with_its_reactor(Rig rig) throws Exception {
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            Member closing = Member.on(rig, meeting.wildcard());
            Membership membership = closing.join(meeting);
            closing.join(meeting);
            Member staying = Member.on(rig, meeting.wildcard());
            staying.join(meeting);
            expectMembers(rig, "while two ports have joined it", 2, meeting);

            rig.await(closing.port().close());

            expectMembers(rig, "after one of the ports has closed", 1, meeting);
            rig.expect(!membership.isHeld(), "a membership of a closed port is held");
        }
        List<Meeting> left = new ArrayList<>();
        Reactor reactor = rig.openReactor();
        for (Meeting meeting : Meeting.ofEachFamily(rig)) {
            left.add(meeting);
            MulticastPort port = rig.await(reactor.listenMulticast(
                    new InetSocketAddress(rig.address(meeting.wildcard()), 0),
                    DatagramOptions.DEFAULT,
                    () -> rig.udp().recorder(DatagramOptions.DEFAULT)));
            rig.await(port.join(meeting.group(), meeting.link()));
            expectMembers(rig, "while a port of the second reactor has joined it", 1, meeting);
        }
        reactor.close();
        for (Meeting meeting : left) {
            expectMembers(rig, "after the reactor was closed", 0, meeting);
        }
    }

    @Check(
            id = "MCA-037",
            level = MAY,
            needs = MULTICAST,
            env = LAB,
            patience = 2,
            source = "RFC 3810, section 5.2",
            because = "a switch that listens for reports sends a group to those alone that reported",
            lookAt = "nothing here: the kernel reports what it was told by setsockopt")
    void joining_and_leaving_are_reported_on_the_link(Rig rig) throws Exception {
        Meeting meeting = Meeting.linkLocal(rig, 0);
        Member member = Member.on(rig, "::");
        try (PacketCounter reports = PacketCounter.ofListenerReportsAtFarHost(rig, meeting.group())) {
            Membership membership = member.join(meeting);
            rig.until("a report of joining was seen", () -> positive(reports::asked));

            member.leave(membership);
            rig.until("a report of leaving was seen", () -> positive(reports::other));
        }
    }

    private static boolean positive(Callable<Long> counter) {
        try {
            return counter.call() > 0;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    // Families.

    @Check(
            id = "MCA-031",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "ip(7), IP_ADD_MEMBERSHIP; Twisted test_udp multicast",
            because = "much of what is discovered in a house is discovered in IPv4 groups",
            lookAt = "ip_mreqn with the interface's index: an address of the interface is a guess")
    void an_ipv4_group_is_joined_by_index_and_by_name(Rig rig) throws Exception {
        String name = rig.lab().link(0);
        for (NetworkInterface link : List.of(
                Meeting.link(name),
                NetworkInterface.getByIndex(Meeting.link(name).getIndex()))) {
            Meeting meeting = Meeting.ipv4(rig, 0);
            Member sender = Member.on(rig, "0.0.0.0");
            Member member = Member.on(rig, "0.0.0.0");
            rig.await(sender.port().setOutgoingInterface(link.getIndex()));
            Membership membership = rig.await(member.port().join(meeting.group(), link));
            rig.expectSameAddress("the group of the membership", meeting.group(), membership.group());
            ReceivedCopy copy = member.deliver(sender, meeting);
            rig.expectSameAddress(
                    "the sender of a datagram to an IPv4 group",
                    new InetSocketAddress(meeting.here(), sender.number()),
                    copy.sender());

            member.leave(membership);

            member.expectDeaf("a datagram to " + meeting + " after leaving", sender, meeting);
        }
    }

    @Check(
            id = "MCA-032",
            level = SHOULD,
            needs = {MULTICAST, DUAL_STACK},
            env = MC,
            source = "ip(7); Netty EpollDatagramMulticastIpv6WithIpv4AddrTest",
            because = "one port on :: is to serve both families, groups too",
            lookAt = "IP_ADD_MEMBERSHIP on an AF_INET6 socket")
    void an_ipv4_group_on_a_dual_stack_port_is_heard_or_refused(Rig rig) throws Exception {
        Meeting meeting = Meeting.ipv4(rig, 0);
        Member member = Member.on(rig, "::");
        Pending<Membership> joining;
        try {
            joining = member.port().join(meeting.group(), meeting.link());
        } catch (IllegalArgumentException refused) {
            rig.expectWords("the refusal", refused, meeting.plain());
            return;
        }
        Ended<Membership> ended = Ended.of(rig, joining, "joining an IPv4 group by a port on ::");
        if (ended.failure().isPresent()) {
            Throwable failure = ended.failure().get();
            rig.expect(failure instanceof NetworkFailure, "the failure is not typed: " + failure);
            rig.expectWords("the failure", failure, meeting.plain());
            return;
        }
        rig.await(member.port().setOutgoingInterface(meeting.link()));
        ReceivedCopy copy = member.deliver(member, meeting);
        rig.expectSameAddress(
                "the sender of a datagram to an IPv4 group",
                new InetSocketAddress(meeting.here(), member.number()),
                copy.sender());
        member.leave(ended.value().orElseThrow());
        member.expectDeaf("a datagram to " + meeting + " after leaving", member, meeting);
    }

    @Check(
            id = "MCA-036",
            level = MUST,
            needs = {MULTICAST, ZONES},
            env = LAB,
            source = "contract",
            because = "whoever is found by a group is answered by unicast: that is what most groups are for",
            lookAt = "the scope id of the sender")
    void the_link_local_sender_of_a_group_datagram_is_answered(Rig rig) throws Exception {
        Meeting meeting = Meeting.linkLocal(rig, 0);
        Member member = Member.on(rig, "::");
        member.join(meeting);
        FarDatagrams far = rig.udp().far("fe80::2%" + rig.far().zone(0));
        ReceivedCopy asked = rig.udp()
                .deliverPlain(
                        "a datagram of the far host to " + meeting,
                        member.heard(),
                        text -> far.send(text, meeting.asSeenBy(rig.far().zone(0)), member.number()));
        rig.expectSameAddress("the sender", far.at(rig.lab().farLinkLocal(0)), asked.sender());

        PlainDatagram answer = rig.udp()
                .deliver(
                        "the answer to the sender of a group datagram",
                        far::hear,
                        data -> member.port().write(data, asked.sender()));

        rig.expectSameAddress(
                "whom the answer is from, as the far host sees it",
                new InetSocketAddress(
                        InetAddress.getByAddress(rig.lab().linkLocal(0).getAddress()), member.number()),
                answer.sender());
        rig.expectEqual("the link by which the far host heard it", rig.far().zone(0), answer.zone());
    }

    // Capabilities.

    @Check(
            id = "MCA-038",
            level = MUST,
            lacks = MULTICAST,
            source = "contract",
            because = "a port that cannot join is no multicast port",
            lookAt = "listenMulticast without the capability: before anything is opened")
    void a_multicast_port_that_is_lacking_is_refused_by_name(Rig rig) throws Exception {
        for (String wildcard : List.of("::", "0.0.0.0")) {
            rig.expectUnsupported(
                    MULTICAST,
                    "listening for groups on " + wildcard,
                    () -> rig.reactor()
                            .listenMulticast(
                                    new InetSocketAddress(rig.address(wildcard), 0),
                                    DatagramOptions.DEFAULT,
                                    () -> rig.udp().recorder(DatagramOptions.DEFAULT)));
        }
    }
}
