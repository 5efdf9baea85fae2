package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.addresses.SourceAddress.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceSelectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::1 | 2001:db8::2 | 2001:db8::1 | 1 | 2001:db8::1 is the destination | it is the destination",
                "2001:db8::1 | fe80::2 | 2001:db8:1::1 | 2 "
                        + "| scope link-local is too small for global, 2001:db8:1::1 is global "
                        + "| scope global is right for global, fe80::2 is link-local",
                "ff05::1 | fe80::2 | 2001:db8:1::1 | 2 "
                        + "| scope link-local is too small for site-local, 2001:db8:1::1 is global "
                        + "| scope global is enough for site-local, fe80::2 is link-local",
                "2001:db8::1 | 2001:db8::2!deprecated | 2001:db8::3 | 3 | deprecated, 2001:db8::3 is not "
                        + "| not deprecated, 2001:db8::2 is",
                "2001:db8::1 | 2001:db8::2!careof | 2001:db8::3!home | 4 "
                        + "| a care-of address, 2001:db8::3 is a home address "
                        + "| a home address, 2001:db8::2 is a care-of address",
                "2001:db8::1 | 2001:db8::2!home | 2001:db8::3!home!careof | 4 "
                        + "| a home address, 2001:db8::3 is home and care-of address at once "
                        + "| home and care-of address at once, 2001:db8::2 is a home address",
                "2001:db8::1 | 2001:db8::2!other-if | 2001:db8::3 | 5 "
                        + "| on another interface, 2001:db8::3 is on the outgoing one "
                        + "| on the outgoing interface, 2001:db8::2 is not",
                "2001:db8::1 | 2001:db8::2 | fd00::3!next-hop | 5.5 "
                        + "| prefix is not the next hop's, that of fd00::3 is "
                        + "| prefix is the next hop's, that of 2001:db8::2 is not",
                "2001:db8::1 | fd00::2!temporary | 2001:db8:1::3 | 6 "
                        + "| label differs from the destination's (13, destination 1), 2001:db8:1::3 has the same "
                        + "| label equals the destination's (1), fd00::2 has 13",
                "2001:db8::1 | 2001:db8::2 | 2001:db8:1::3!temporary | 7 | public, 2001:db8:1::3 is temporary "
                        + "| temporary, 2001:db8::2 is public",
                "2001:db8::1 | 2001:db8:1::2 | 2001:db8::3 | 8 "
                        + "| 47 bits in common with the destination, 2001:db8::3 has 64 "
                        + "| 64 bits in common with the destination, 2001:db8:1::2 has 47",
                "192.0.2.1 | 192.0.2.130/24 | 192.0.2.9/28 | 8 "
                        + "| 24 bits in common with the destination, 192.0.2.9 has 28 "
                        + "| 28 bits in common with the destination, 192.0.2.130 has 24",
            })
    void each_rule_chooses_the_better_one_and_says_why_of_both(
            String destination, String worse, String better, String rule, String whyWorse, String whyBetter) {
        List<SourceChoice> choices =
                SourceSelection.standard().rank(SourceText.address(destination), sources(worse + ' ' + better));

        assertEquals(SourceText.parse(better), choices.get(0).source());
        assertEquals(rule, choices.get(0).rule().number());
        assertEquals("rule " + rule + ": " + whyBetter, choices.get(0).reason());
        assertEquals(SourceText.parse(worse), choices.get(1).source());
        assertEquals(rule, choices.get(1).rule().number());
        assertEquals("rule " + rule + ": " + whyWorse, choices.get(1).reason());
    }

    @Test
    void of_several_the_chosen_one_is_held_against_the_next_best_and_the_others_against_it() {
        assertEquals(
                List.of(
                        "2001:db8:1aaa::a: rule 8: 37 bits in common with the destination, 2001:db8:70aa::a has 33",
                        "2001:db8:70aa::a: rule 8: 33 bits in common with the destination, 2001:db8:1aaa::a has 37",
                        "fe80::a: rule 2: scope link-local is too small for global, 2001:db8:1aaa::a is global"),
                texts("2001:db8:1ccc::c", "2001:db8:70aa::a fe80::a 2001:db8:1aaa::a"));
    }

    @Test
    void rule_7_can_be_reversed() {
        SourceChoice choice = SourceSelection.standard()
                .withPublicPreferred(true)
                .choose(SourceText.address("2001:db8::1"), sources("2001:db8::2!temporary 2001:db8:1::3"))
                .orElseThrow();

        assertEquals("rule 7: public, 2001:db8::2 is temporary (public ones are preferred)", choice.reason());
    }

    @Test
    void where_no_rule_tells_the_first_given_is_taken() {
        assertEquals(
                List.of(
                        "2001:db8::3: as good as 2001:db8::2 by every rule; the order given",
                        "2001:db8::2: as good as 2001:db8::3 by every rule; the order given"),
                texts("2001:db8::1", "2001:db8::3 2001:db8::2"));
        assertEquals(List.of("2001:db8::3: the only candidate"), texts("2001:db8::1", "2001:db8::3"));
        assertEquals(List.of(), texts("2001:db8::1", "192.0.2.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 192.0.2.1 2001:db8::2 :: ff02::1, 2001:db8::2",
        "192.0.2.1, 192.0.2.2 2001:db8::2 0.0.0.0 224.0.0.1, 192.0.2.2",
        "fe80::1, 2001:db8::2 fe80::2!other-if, 2001:db8::2",
        "ff0e::1, 2001:db8::2!other-if 2001:db8::3, 2001:db8::3",
        "169.254.0.1, 169.254.0.2!other-if 192.0.2.1, 192.0.2.1",
    })
    void what_can_be_no_source_is_no_candidate(String destination, String addresses, String candidate) {
        assertEquals(List.of(candidate + ": the only candidate"), texts(destination, addresses));
    }

    @Test
    void a_link_local_source_of_another_zone_is_no_candidate() throws UnknownHostException {
        List<SourceAddress> addresses = List.of(SourceAddress.of(linkLocal(1, 7)), SourceAddress.of(linkLocal(2, 8)));

        List<SourceChoice> choices = SourceSelection.standard().rank(linkLocal(9, 8), addresses);

        assertEquals(1, choices.size());
        assertEquals(
                "fe80::2%8", AddressKey.of(choices.get(0).source().address()).toString());
    }

    @Test
    void no_candidate_is_better_than_the_chosen_one_whatever_they_are() {
        Random random = new Random(6724);
        Property[] properties = Property.values();
        for (int round = 0; round < 500; round++) {
            InetAddress destination = random(random);
            Set<SourceAddress> addresses = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                EnumSet<Property> some = EnumSet.noneOf(Property.class);
                Arrays.stream(properties)
                        .filter(property -> random.nextInt(4) == 0)
                        .forEach(some::add);
                addresses.add(new SourceAddress(random(random), random.nextInt(33), some));
            }

            List<SourceChoice> choices = SourceSelection.standard().rank(destination, List.copyOf(addresses));

            for (int i = 1; i < choices.size(); i++) {
                assertFalse(ranked(choices.get(i), destination).isBetterThan(ranked(choices.get(i - 1), destination)));
            }
        }
    }

    private static InetAddress random(Random random) {
        List<String> prefixes = List.of("2001:db8::", "fe80::", "fd00::", "2002::", "fec0::");
        byte[] bytes = SourceText.address(prefixes.get(random.nextInt(prefixes.size())))
                .getAddress();
        bytes[4] = (byte) random.nextInt();
        bytes[15] = (byte) random.nextInt(4);
        return IpAddress.of(bytes).toInetAddress(Zones.of(List.of()));
    }

    private static RankedSource ranked(SourceChoice choice, InetAddress destination) {
        return new RankedSource(choice.source(), destination, PrefixTable.standard(), false);
    }

    private static InetAddress linkLocal(int host, int zone) throws UnknownHostException {
        return Inet6Address.getByAddress(
                null, SourceText.address("fe80::" + host).getAddress(), zone);
    }

    private static List<String> texts(String destination, String addresses) {
        return SourceSelection.standard().rank(SourceText.address(destination), sources(addresses)).stream()
                .map(choice -> AddressText.format(choice.source().address()) + ": " + choice.reason())
                .toList();
    }

    private static List<SourceAddress> sources(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(SourceText::parse)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
