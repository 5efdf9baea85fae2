package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.NOV6;
import static org.hextet.tck.lab.Environment.V6ONLY_HOST;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.ZONES;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.addresses.PrefixTable;
import org.hextet.addresses.Scope;
import org.hextet.addresses.SourceAddress;
import org.hextet.addresses.SourceAddress.Property;
import org.hextet.addresses.Zones;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Rig;

/** The order of destinations (RFC 6724), and the sources that it asks for. */
final class OrderingChecks {

    private static final String VECTORS = "rfc6724.tsv";

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress(Zones.of(List.of()));
    }

    /** {@code fd00::1/64!deprecated}, or {@code -} for none: as the vectors write it. */
    private static Optional<SourceAddress> source(String text) {
        if (text.equals("-")) {
            return Optional.empty();
        }
        String[] parts = text.split("!", -1);
        String[] prefix = parts[0].split("/", -1);
        SourceAddress plain = SourceAddress.of(address(prefix[0]));
        Set<Property> properties = EnumSet.noneOf(Property.class);
        for (int i = 1; i < parts.length; i++) {
            properties.add(
                    switch (parts[i]) {
                        case "deprecated" -> Property.DEPRECATED;
                        case "home" -> Property.HOME;
                        case "careof" -> Property.CARE_OF;
                        case "temporary" -> Property.TEMPORARY;
                        case "tunnel" -> Property.TUNNEL;
                        default -> throw new IllegalArgumentException("flag " + parts[i]);
                    });
        }
        int length = prefix.length == 1 ? plain.prefixLength() : Integer.parseInt(prefix[1]);
        return Optional.of(new SourceAddress(plain.address(), length, properties));
    }

    private static Candidate candidate(String destination, String source) {
        return new Candidate(address(destination), source(source));
    }

    private static List<String> texts(List<Placement> placements) {
        return placements.stream()
                .map(placement -> AddressText.format(placement.destination()))
                .toList();
    }

    /** Whatever the order received, and decided by that rule. */
    private static void expectFirst(Rig rig, DestinationOrder order, int rule, Candidate first, Candidate second) {
        List<String> expected =
                List.of(AddressText.format(first.destination()), AddressText.format(second.destination()));
        for (List<Candidate> received : List.of(List.of(first, second), List.of(second, first))) {
            List<Placement> placements = order.sort(received);
            rig.expectEqual("the order", expected, texts(placements));
            for (Placement placement : placements) {
                rig.expectEqual(
                        "the rule that placed " + AddressText.format(placement.destination()), rule, placement.rule());
            }
        }
    }

    private static void expectFirst(Rig rig, int rule, Candidate first, Candidate second) {
        expectFirst(rig, DestinationOrder.standard(), rule, first, second);
    }

    @Check(
            id = "ORD-001",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 10.2; test vectors",
            because = "the first destination is the one that nearly every connection goes to",
            lookAt = "the order in which the rules are asked")
    void the_vectors_are_sorted_as_the_rfc_sorts_them(Rig rig) throws Exception {
        VectorFile.read(VECTORS).binding().judge(rig, row -> {
            String sorted = String.join(" ", texts(order(row).sort(candidates(row))));
            return sorted.equals(row.cell("expected"))
                    ? Optional.empty()
                    : Optional.of("sorted " + sorted + ", expected " + row.cell("expected"));
        });
    }

    private static DestinationOrder order(VectorFile.Row row) {
        DestinationOrder order = DestinationOrder.standard();
        for (String word : row.words("policy")) {
            if (word.equals("rule9-ipv4=off")) {
                order = order.withRule9ForIpv4(false);
            } else if (!word.equals("default")) {
                order = order.withTable(PrefixTable.parse(word));
            }
        }
        return order;
    }

    private static List<Candidate> candidates(VectorFile.Row row) {
        String[] destinations = row.words("destinations");
        String[] sources = row.words("sources");
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < destinations.length; i++) {
            candidates.add(candidate(destinations[i], sources[i]));
        }
        return candidates;
    }

    @Check(
            id = "ORD-002",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 1",
            because = "an attempt from nowhere is lost time",
            lookAt = "rule 1: is it asked before all others?")
    void a_destination_without_a_source_comes_last(Rig rig) throws Exception {
        expectFirst(rig, 1, candidate("192.0.2.1", "198.51.100.7"), candidate("2001:db8::1", "-"));
        expectFirst(rig, 1, candidate("2001:db8::1", "2001:db8::7"), candidate("192.0.2.1", "-"));
        // All else speaks for the one without.
        expectFirst(rig, 1, candidate("2002:c000:201::1", "fe80::7!deprecated"), candidate("2001:db8::1", "-"));
    }

    @Check(
            id = "ORD-003",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 2",
            because = "the answer to a link-local source comes no further than the link",
            lookAt = "rule 2, and the scopes of IPv4 addresses")
    void a_destination_of_its_sources_scope_comes_first(Rig rig) throws Exception {
        expectFirst(rig, 2, candidate("2001:db8::1", "2001:db8::7"), candidate("198.51.100.1", "169.254.1.7"));
        expectFirst(rig, 2, candidate("198.51.100.1", "198.51.100.7"), candidate("2001:db8::1", "fe80::7"));
    }

    @Check(
            id = "ORD-004",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 3",
            because = "a deprecated address is on its way out, and connections from it with it",
            lookAt = "rule 3")
    void a_destination_with_a_deprecated_source_comes_after_the_other(Rig rig) throws Exception {
        expectFirst(
                rig,
                3,
                candidate("2001:db8:2::1", "2001:db8:9::7"),
                candidate("2001:db8:1::1", "2001:db8:1::7!deprecated"));
    }

    @Check(
            id = "ORD-005",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 5",
            because = "labels keep native and transition addresses together, whatever their precedence",
            lookAt = "rule 5: is it asked before rule 6?")
    void a_destination_of_its_sources_label_comes_first(Rig rig) throws Exception {
        // The other one has the higher precedence.
        expectFirst(
                rig,
                5,
                candidate("2002:c000:201::1", "2002:c000:207::7"),
                candidate("2001:db8::1", "2002:c000:207::7"));
    }

    @Check(
            id = "ORD-006",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 2.1; Go net addrselect",
            because = "every rule about labels and precedences stands on it",
            lookAt = "the nine lines, and how the longest prefix is found")
    void the_default_table_is_that_of_the_rfc(Rig rig) throws Exception {
        Set<String> expected = Set.of(
                "::1/128,50,0",
                "::/0,40,1",
                "::ffff:0.0.0.0/96,35,4",
                "2002::/16,30,2",
                "2001::/32,5,5",
                "fc00::/7,3,13",
                "::/96,1,3",
                "fec0::/10,1,11",
                "3ffe::/16,1,12");
        Set<String> seen = new HashSet<>();
        PrefixTable.standard().entries().forEach(entry -> seen.add(entry.toString()));
        rig.expectEqual("the default table", expected, seen);

        expectLine(rig, "::1", 50, 0);
        expectLine(rig, "2001:db8::1", 40, 1);
        expectLine(rig, "192.0.2.1", 35, 4);
        expectLine(rig, "127.0.0.1", 35, 4);
        expectLine(rig, "2002:c000:201::1", 30, 2);
        expectLine(rig, "2001::1", 5, 5);
        expectLine(rig, "2001:0:ffff::1", 5, 5);
        expectLine(rig, "2001:1::1", 40, 1);
        expectLine(rig, "fc00::1", 3, 13);
        expectLine(rig, "fdff::1", 3, 13);
        expectLine(rig, "::2", 1, 3);
        expectLine(rig, "fec0::1", 1, 11);
        expectLine(rig, "3ffe::1", 1, 12);
        expectLine(rig, "fe80::1", 40, 1);
    }

    private static void expectLine(Rig rig, String literal, int precedence, int label) {
        PrefixTable.Entry line = PrefixTable.standard().lookup(address(literal));
        rig.expectEqual("the precedence of " + literal, precedence, line.precedence());
        rig.expectEqual("the label of " + literal, label, line.label());
    }

    @Check(
            id = "ORD-007",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 6",
            because = "this is the rule by which IPv6 comes before IPv4",
            lookAt = "rule 6: more is better")
    void a_destination_of_higher_precedence_comes_first(Rig rig) throws Exception {
        expectFirst(rig, 6, candidate("2001:db8::1", "2001:db8::7"), candidate("192.0.2.1", "198.51.100.7"));
        expectFirst(rig, 6, candidate("192.0.2.1", "198.51.100.7"), candidate("fd00::1", "fd00::7"));
    }

    @Check(
            id = "ORD-008",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 8",
            because = "what is near is fast, and goes on when the uplink is gone",
            lookAt = "rule 8, and the order of scopes")
    void a_destination_of_smaller_scope_comes_first(Rig rig) throws Exception {
        expectFirst(rig, 8, candidate("fe80::1", "fe80::7"), candidate("2001:db8::1", "2001:db8::7"));
        expectFirst(rig, 8, candidate("169.254.1.1", "169.254.1.7"), candidate("198.51.100.1", "198.51.100.7"));
    }

    @Check(
            id = "ORD-009",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 2.2 and section 6, rule 9; Go net addrselect",
            because =
                    "bits behind the source's prefix say nothing about distance, and sort away a name server's rotation",
            lookAt = "how many bits of source and destination are compared")
    void the_longest_match_counts_no_bits_behind_the_sources_prefix_and_only_within_a_family(Rig rig) throws Exception {
        // 48 bits against 32.
        expectFirst(
                rig,
                9,
                candidate("2001:db8:1:9::1", "2001:db8:1:1::7/64"),
                candidate("2001:db8:9::1", "2001:db8:1:1::7/64"));
        // 127 bits against 65, of which 64 count.
        expectReceivedOrder(
                rig,
                candidate("2001:db8:1:1:8000::1", "2001:db8:1:1::/64"),
                candidate("2001:db8:1:1::1", "2001:db8:1:1::/64"));
        // Of two families, no number of bits decides: with one precedence for both nothing does.
        PrefixTable level = PrefixTable.parse("::/0,40,1");
        expectReceivedOrder(
                rig,
                DestinationOrder.standard().withTable(level),
                candidate("192.0.2.1", "198.51.100.7/24"),
                candidate("2001:db8:1:1::1", "2001:db8:1:1::7/64"));
    }

    private static void expectReceivedOrder(Rig rig, Candidate one, Candidate other) {
        expectReceivedOrder(rig, DestinationOrder.standard(), one, other);
    }

    private static void expectReceivedOrder(Rig rig, DestinationOrder order, Candidate one, Candidate other) {
        for (List<Candidate> received : List.of(List.of(one, other), List.of(other, one))) {
            List<Placement> placements = order.sort(received);
            rig.expectEqual(
                    "the order where nothing decides",
                    received.stream()
                            .map(candidate -> AddressText.format(candidate.destination()))
                            .toList(),
                    texts(placements));
            rig.expectEqual("the rule", 10, placements.get(0).rule());
        }
    }

    @Check(
            id = "ORD-010",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 10",
            because = "a name server rotates its answers to share the load",
            lookAt = "whether the sort is stable")
    void where_nothing_decides_the_order_received_is_kept(Rig rig) throws Exception {
        List<Candidate> received = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i : new int[] {5, 1, 4, 2, 3, 9, 7, 8, 6, 0}) {
            received.add(candidate("2001:db8:1::" + i, "2001:db8:1::7"));
            expected.add(AddressText.format(address("2001:db8:1::" + i)));
        }

        rig.expectEqual("the order", expected, texts(DestinationOrder.standard().sort(received)));
    }

    @Check(
            id = "ORD-011",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 3.2",
            because = "IPv4 addresses are compared with IPv6 ones by their scope",
            lookAt = "the scopes of IPv4 addresses: private ones are global")
    void ipv4_addresses_have_link_local_or_global_scope(Rig rig) throws Exception {
        for (String literal : List.of("127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.255.255")) {
            rig.expectEqual("the scope of " + literal, Scope.LINK_LOCAL, Scope.of(address(literal)));
        }
        for (String literal : List.of(
                "10.0.0.1", "172.16.0.1", "192.168.0.1", "192.0.2.1", "126.255.255.255", "128.0.0.0", "169.253.0.1")) {
            rig.expectEqual("the scope of " + literal, Scope.GLOBAL, Scope.of(address(literal)));
        }
    }

    private static Optional<InetAddress> sourceOf(Rig rig, InetAddress destination) throws Exception {
        return rig.await(rig.reactor().sourceAddress(destination));
    }

    @Check(
            id = "ORD-012",
            level = MUST,
            needs = HOST_NET,
            env = LAB,
            source = "contract; getaddrinfo(3)",
            because = "sorting a list must not knock at every door on it",
            lookAt = "how the source of a destination is found: a connected datagram socket sends nothing")
    void finding_sources_sends_no_packet(Rig rig) throws Exception {
        rig.expectSameAddress(
                "the source for the link's own IPv6 network",
                rig.lab().uniqueLocal(0),
                sourceOf(rig, rig.lab().farUniqueLocal(0)).orElseThrow(() -> rig.fail("there is no IPv6 source")));
        rig.expectSameAddress(
                "the source for the link's own IPv4 network",
                rig.lab().ipv4(0),
                sourceOf(rig, rig.lab().farIpv4(0)).orElseThrow(() -> rig.fail("there is no IPv4 source")));

        // A kernel sends now and then by itself (router solicitation, multicast reports): one quiet look is enough.
        // Each look asks for neighbours that nobody has spoken of, so that a packet would be seen as a solicitation.
        List<Long> sent = new ArrayList<>();
        for (int look = 0; look < 5; look++) {
            long before = rig.lab().packetsSent(0);
            for (int host = 0; host < 8; host++) {
                int number = 100 + 8 * look + host;
                sourceOf(rig, rig.address("fd00::" + number));
                sourceOf(rig, rig.address("fe80::" + number + "%" + rig.lab().link(0)));
                sourceOf(rig, rig.address("10.0.0." + number));
            }
            rig.turns(rig.reactor(), 2);
            long more = rig.lab().packetsSent(0) - before;
            if (more == 0) {
                return;
            }
            sent.add(more);
        }
        throw rig.fail(
                "packets left by " + rig.lab().link(0) + " in each of 5 looks, while 24 sources were found: " + sent);
    }

    @Check(
            id = "ORD-013",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, sections 2.1 and 10.3",
            because = "an administrator whose IPv6 is bad prefers IPv4 by the table",
            lookAt = "whether a table of the user's takes the place of the default one")
    void a_table_that_prefers_ipv4_puts_ipv4_first(Rig rig) throws Exception {
        PrefixTable table = PrefixTable.parse("::1/128,50,0;::/0,40,1;::ffff:0:0/96,100,4;2002::/16,30,2");

        expectFirst(
                rig,
                DestinationOrder.standard().withTable(table),
                6,
                candidate("192.0.2.1", "198.51.100.7"),
                candidate("2001:db8::1", "2001:db8::7"));
    }

    @Check(
            id = "ORD-014",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "\"why IPv4?\" is asked of every dual-stack program, and nobody knows the ten rules by heart",
            lookAt = "the reason of a placement: is it of the rule that decided?")
    void every_placement_names_the_rule_that_decided(Rig rig) throws Exception {
        VectorFile.read(VECTORS).binding().judge(rig, row -> {
            Set<String> rules = new HashSet<>();
            for (Placement placement : order(row).sort(candidates(row))) {
                rules.add(Integer.toString(placement.rule()));
                if (!placement.reason().matches("rule " + placement.rule() + "\\b.*\\w.*")) {
                    return Optional.of(
                            "placed by rule " + placement.rule() + ", with the reason \"" + placement.reason() + '"');
                }
            }
            // The file names rule 10 only where no other decides.
            if (rules.size() > 1) {
                rules.remove("10");
            }
            Set<String> expected = Set.of(row.cell("rule").split(", ", -1));
            return rules.equals(expected)
                    ? Optional.empty()
                    : Optional.of("decided by rules " + rules + ", expected " + expected);
        });
    }

    @Check(
            id = "ORD-015",
            level = MUST,
            env = {NOV6, V6ONLY_HOST},
            source = "RFC 6724, section 6, rule 1",
            because = "on a host with one family every attempt with the other is lost time",
            lookAt = "what the transport says of a destination for which this host has no source")
    void on_a_host_with_one_family_its_destinations_come_first(Rig rig) throws Exception {
        boolean hasIpv6 = rig.lab().environment() == Environment.V6ONLY_HOST;
        InetAddress ipv6 = rig.address("fd00::1");
        InetAddress ipv4 = rig.address("10.0.0.1");
        InetAddress usable = hasIpv6 ? ipv6 : ipv4;
        InetAddress useless = hasIpv6 ? ipv4 : ipv6;

        rig.expectSameAddress(
                "the source for the usable destination",
                usable,
                sourceOf(rig, usable)
                        .orElseThrow(() -> rig.fail("there is no source for " + AddressText.format(usable))));
        rig.expectEqual("the source for the useless destination", Optional.empty(), sourceOf(rig, useless));
        expectFirst(rig, 1, Candidate.of(usable, sourceOf(rig, usable)), Candidate.of(useless, sourceOf(rig, useless)));
    }

    @Check(
            id = "ORD-016",
            level = MUST,
            scope = HOUSE,
            source = "RFC 6724, section 6, rule 5",
            because = "a host with a unique local address alone reaches no global IPv6 destination",
            lookAt = "rule 5, and the label of fc00::/7")
    void with_a_unique_local_source_ipv4_comes_before_global_ipv6(Rig rig) throws Exception {
        expectFirst(rig, 5, candidate("192.0.2.1", "192.168.0.7"), candidate("2001:db8::1", "fd00::7"));
    }

    @Check(
            id = "ORD-017",
            level = MUST,
            needs = ZONES,
            env = LAB,
            source = "RFC 4007, section 6",
            because = "an address of another link is no source: no answer would come back",
            lookAt = "whether the zone is kept on the way into the kernel, and back out of it")
    void the_source_for_a_link_local_destination_is_of_its_own_interface(Rig rig) throws Exception {
        String other = AddressUseChecks.addLink(rig, "fe80::99");

        rig.expectSameAddress(
                "the source for the far host's link-local address",
                rig.lab().linkLocal(0),
                sourceOf(rig, rig.lab().farLinkLocal(0)).orElseThrow(() -> rig.fail("there is no source")));
        rig.expectSameAddress(
                "the source for the same address on the other link",
                rig.address("fe80::99%" + other),
                sourceOf(rig, rig.address("fe80::2%" + other)).orElseThrow(() -> rig.fail("there is no source")));
    }
}
