package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.hextet.addresses.SourceAddress.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class DestinationOrderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::1 2001:db8::2 | 192.0.2.1 192.0.2.2 | INET6 | INET",
                "fd00::1 fd00::2         | 192.0.2.1 192.0.2.2 | INET6 | INET",
                "2001:db8::1 -           | 192.0.2.1 192.0.2.2 | INET6 | INET6",
                "2001:db8::1 -           | 192.0.2.1 -         | INET6 | INET",
                "2001:db8::1 2001:db8::2 | 192.0.2.1 -         | INET6 | INET6",
                "2001:db8::1 fe80::2     | 192.0.2.1 192.0.2.2 | INET  | INET",
                "2001:db8::1 fd00::2     | 192.0.2.1 192.0.2.2 | INET  | INET",
                "2001:db8::1 2001:db8::2!DEPRECATED | 192.0.2.1 192.0.2.2 | INET | INET",
            })
    void the_family_that_leads_is_ipv6_unless_it_is_the_worse_one_here_or_the_users_table_says_so(
            String six, String four, StandardProtocolFamily standard, StandardProtocolFamily usersOwn) {
        DestinationOrder order = DestinationOrder.standard();
        DestinationOrder preferringIpv4 = order.withTable(PrefixTable.parseGaiConf("precedence ::ffff:0:0/96 100\n"));

        List<Candidate> both = List.of(candidate(four), candidate(six));

        assertEquals(Optional.of(standard), order.leadingFamily(both));
        assertEquals(Optional.of(usersOwn), preferringIpv4.leadingFamily(both));
        assertEquals(Optional.empty(), order.leadingFamily(List.of(candidate(six))));
        assertEquals(Optional.empty(), order.leadingFamily(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "::1 - | 192.0.2.1 192.0.2.2 | 1 | has no source address | has a source address",
                "2001:db8::1 fe80::2 | 192.0.2.1 192.0.2.2 | 2 "
                        + "| scope differs from its source's (global, source link-local) | scope equals its source's (global)",
                "2001:db8::1 2001:db8::2!DEPRECATED | 192.0.2.1 192.0.2.2 | 3 "
                        + "| source is deprecated | source is not deprecated",
                "2001:db8::1 2001:db8::2!CARE_OF | 2001:db8::3 2001:db8::4!HOME | 4 "
                        + "| source is a care-of address, the other's is a home address "
                        + "| source is a home address, the other's is a care-of address",
                "2001:db8::1 fd00::2 | 192.0.2.1 192.0.2.2 | 5 "
                        + "| label differs from its source's (1, source 13) | label equals its source's (4)",
                "192.0.2.1 192.0.2.2 | 2001:db8::1 2001:db8::2 | 6 "
                        + "| lower precedence (35 against 40) | higher precedence (40 against 35)",
                "2001:db8::1 2001:db8::2!TUNNEL | 2001:db8::3 2001:db8::4 | 7 "
                        + "| reached through a tunnel | reached natively",
                "2001:db8::1 2001:db8::2 | fe80::1 fe80::2 | 8 "
                        + "| larger scope (global against link-local) | smaller scope (link-local against global)",
                "2001:db8:1::1 2001:db8:2::2 | 2001:db8:3::1 2001:db8:3::2 | 9 "
                        + "| fewer bits in common with its source (46 against 64) "
                        + "| more bits in common with its source (64 against 46)",
            })
    void each_rule_puts_the_better_one_first_and_says_why_of_both(
            String worse, String better, int rule, String whyWorse, String whyBetter) {
        List<Placement> placements = DestinationOrder.standard().sort(List.of(candidate(worse), candidate(better)));

        Placement first = placements.get(0);
        Placement last = placements.get(1);
        assertEquals(candidate(better).destination(), first.destination());
        assertEquals(rule, first.rule());
        assertEquals(rule, last.rule());
        assertEquals("rule " + rule + ": " + whyBetter, first.reason());
        assertEquals("rule " + rule + ": " + whyWorse, last.reason());
    }

    @Test
    void an_address_at_once_home_and_care_of_beats_either() {
        List<Placement> placements = DestinationOrder.standard()
                .sort(List.of(
                        candidate("2001:db8::1 2001:db8::2!HOME"), candidate("2001:db8::3 2001:db8::4!HOME!CARE_OF")));

        assertEquals("2001:db8::3", AddressText.format(placements.get(0).destination()));
        assertEquals(4, placements.get(1).rule());
    }

    @Test
    void where_nothing_decides_the_order_received_is_kept() {
        List<Placement> placements = DestinationOrder.standard()
                .sort(List.of(candidate("2001:db8::9 2001:db8::2"), candidate("2001:db8::1 2001:db8::2")));

        assertEquals("2001:db8::9", AddressText.format(placements.get(0).destination()));
        assertEquals("rule 10: order received", placements.get(0).reason());
        assertEquals("rule 10: order received", placements.get(1).reason());
    }

    @Test
    void a_single_destination_has_a_reason_too_and_none_is_fine() {
        List<Placement> one = DestinationOrder.standard().sort(List.of(candidate("::1 -")));

        assertEquals("rule 10: the only destination", one.get(0).reason());
        assertEquals(List.of(), DestinationOrder.standard().sort(List.of()));
    }

    @Test
    void rule_9_is_not_asked_across_families_nor_for_ipv4_when_switched_off() {
        PrefixTable allAlike = PrefixTable.parse("::/0,1,1");
        List<Candidate> candidates = List.of(
                candidate("2001:db8:ffff::1 2001:db8::2"),
                candidate("192.0.2.1 192.0.2.1"),
                candidate("203.0.113.1 192.0.2.1"));

        assertEquals(
                "2001:db8:ffff::1 192.0.2.1 203.0.113.1",
                text(DestinationOrder.standard().withTable(allAlike).sorted(candidates)));
        List<Candidate> swapped = List.of(candidates.get(2), candidates.get(1));
        assertEquals("192.0.2.1 203.0.113.1", text(DestinationOrder.standard().sorted(swapped)));
        assertEquals(
                "203.0.113.1 192.0.2.1",
                text(DestinationOrder.standard().withRule9ForIpv4(false).sorted(swapped)));
    }

    @Test
    void a_table_can_prefer_ipv4() {
        PrefixTable table = PrefixTable.parse("::1/128,50,0;::/0,40,1;::ffff:0:0/96,100,4");
        List<Candidate> candidates = List.of(candidate("2001:db8::1 2001:db8::2"), candidate("192.0.2.1 192.0.2.2"));

        assertEquals(
                "192.0.2.1 2001:db8::1",
                text(DestinationOrder.standard().withTable(table).sorted(candidates)));
    }

    @Test
    void rules_that_hold_between_some_pairs_only_never_break_the_sort() {
        PrefixTable allAlike = PrefixTable.parse("::/0,1,1");
        Random random = new Random(6724);
        Property[] properties = Property.values();
        for (int round = 0; round < 200; round++) {
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                EnumSet<Property> some = EnumSet.noneOf(Property.class);
                some.add(properties[random.nextInt(properties.length)]);
                InetAddress destination = random.nextBoolean() ? random(random, 16) : random(random, 4);
                InetAddress source = random.nextBoolean() ? random(random, 16) : random(random, 4);
                candidates.add(new Candidate(
                        destination,
                        random.nextInt(9) == 0
                                ? Optional.empty()
                                : Optional.of(new SourceAddress(source, random.nextInt(33), some))));
            }

            List<Placement> placements =
                    DestinationOrder.standard().withTable(allAlike).sort(candidates);

            assertEquals(
                    new HashSet<>(candidates),
                    placements.stream()
                            .map(each -> new Candidate(each.destination(), each.source()))
                            .collect(Collectors.toSet()));
            for (int i = 1; i < placements.size(); i++) {
                assertFalse(ranked(placements.get(i), allAlike).isBetterThan(ranked(placements.get(i - 1), allAlike)));
            }
        }
    }

    @Test
    void the_standard_table_is_the_rfc_s() {
        assertEquals(
                "::1/128,50,0;::/0,40,1;::ffff:0.0.0.0/96,35,4;2002::/16,30,2;2001::/32,5,5;fc00::/7,3,13;::/96,1,3;"
                        + "fec0::/10,1,11;3ffe::/16,1,12",
                PrefixTable.standard().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "::1, 50, 0",
        "2001:db8::1, 40, 1",
        "192.0.2.1, 35, 4",
        "2002::1, 30, 2",
        "2001::1, 5, 5",
        "2001:1::1, 40, 1",
        "fdff::1, 3, 13",
        "fe00::1, 40, 1",
        "::2, 1, 3",
        "fec0::1, 1, 11",
        "3ffe::1, 1, 12"
    })
    void the_longest_prefix_counts(String address, int precedence, int label) {
        PrefixTable.Entry entry = PrefixTable.standard().lookup(address(address));

        assertEquals(precedence, entry.precedence());
        assertEquals(label, entry.label());
    }

    @Test
    void an_ipv4_prefix_is_short_for_the_mapped_one() {
        assertEquals(
                PrefixTable.parse("::/0,40,1;::ffff:10.0.0.0/104,60,4"),
                PrefixTable.parse("::/0,40,1;10.0.0.0/8,60,4"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                     | 0  | no prefix length",
                "::/0,40,1;             | 10 | no prefix length",
                "::,40,1                | 7  | no prefix length",
                "::/0,40                | 7  | no label",
                "::/0,,1                | 5  | no precedence",
                "::/129,1,1             | 3  | prefix length above 128",
                "10.0.0.0/33,1,1        | 9  | prefix length above 32",
                "::/0,x,1               | 5  | 'x' in the precedence",
                "::/0,1,-1              | 7  | '-' in the label",
                "2001:db8::1/32,1,1     | 0  | bits behind the prefix length",
                "fe80::%a/10,1,1        | 6  | zone",
                "::/0,1,1;::/0,2,2      | 9  | second line for one prefix",
                "2002::/16,1,1          | 13 | no line for ::/0",
                "::/0,99999999999,1     | 5  | precedence above 2147483647",
            })
    void a_malformed_table_is_refused_with_the_place(String text, int position, String problem) {
        AddressSyntaxException refused = assertThrows(AddressSyntaxException.class, () -> PrefixTable.parse(text));

        assertEquals(problem, refused.problem());
        assertEquals(position, refused.position());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, LINK_LOCAL",
        "127.255.0.1, LINK_LOCAL",
        "169.254.1.1, LINK_LOCAL",
        "10.0.0.1, GLOBAL",
        "192.168.0.1, GLOBAL",
        "192.0.2.1, GLOBAL",
        "::1, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "fec0::1, SITE_LOCAL",
        "fd00::1, GLOBAL",
        "2001:db8::1, GLOBAL",
        "ff01::1, INTERFACE_LOCAL",
        "ff02::1, LINK_LOCAL",
        "ff08::1, ORGANIZATION_LOCAL",
        "ff3e::1, GLOBAL"
    })
    void every_address_has_a_scope(String text, Scope scope) {
        assertEquals(scope, Scope.of(address(text)));
        assertEquals(scope, AddressText.parse(text).scope());
    }

    @Test
    void a_scope_s_number_is_the_one_on_the_wire() {
        for (Scope scope : Scope.values()) {
            assertEquals(scope, Scope.of(address("ff0" + Integer.toHexString(scope.number()) + "::1")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 33})
    void a_source_s_prefix_is_no_longer_than_its_address(int length) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new SourceAddress(address("192.0.2.1"), length, EnumSet.noneOf(Property.class)));
    }

    @Test
    void a_source_s_properties_are_its_own() {
        EnumSet<Property> properties = EnumSet.of(Property.HOME);
        SourceAddress source = new SourceAddress(address("2001:db8::1"), 64, properties);

        properties.add(Property.TUNNEL);

        assertTrue(source.is(Property.HOME));
        assertFalse(source.is(Property.TUNNEL));
    }

    private static RankedDestination ranked(Placement placement, PrefixTable table) {
        return new RankedDestination(new Candidate(placement.destination(), placement.source()), table, true);
    }

    private static String text(List<InetAddress> addresses) {
        return addresses.stream().map(AddressText::format).collect(Collectors.joining(" "));
    }

    /** {@code destination source!PROPERTY}; {@code -} for no source. */
    private static Candidate candidate(String text) {
        String[] both = text.trim().split(" ", -1);
        if (both[1].equals("-")) {
            return Candidate.of(address(both[0]), Optional.empty());
        }
        String[] parts = both[1].split("!", -1);
        EnumSet<Property> properties = EnumSet.noneOf(Property.class);
        for (int i = 1; i < parts.length; i++) {
            properties.add(Property.valueOf(parts[i]));
        }
        SourceAddress plain = SourceAddress.of(address(parts[0]));
        return new Candidate(
                address(both[0]), Optional.of(new SourceAddress(plain.address(), plain.prefixLength(), properties)));
    }

    private static InetAddress random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return IpAddress.of(bytes).toInetAddress(Zones.of(List.of()));
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress(Zones.of(List.of()));
    }
}
