package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hextet.addresses.GlibcJudge.Verdict;
import org.hextet.addresses.LinuxHost.Home;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * getaddrinfo of glibc sorts the same addresses on a real host as {@link DestinationOrder}, and the kernel chooses the
 * sources that {@link SourceSelection} chooses.
 *
 * <p>Where glibc and RFC 6724 are known to differ, all of it in rule 9 and in the default table:
 *
 * <ul>
 *   <li>IPv6: glibc counts the bits in common to the end of the address, the RFC to the end of the source's prefix.
 *   <li>IPv4: glibc counts them where destination and source are in one network, if the host has IPv6 beside its
 *       loopback, and else only where they are the same; the RFC everywhere, to the end of the source's prefix.
 *   <li>A prefix without a length in gai.conf is one address in gai.conf(5) and here, and anything in glibc (2.36).
 *   <li>Without a gai.conf, glibc (2.36) sorts by the table of gai.conf(5), which is that of RFC 3484 with additions.
 * </ul>
 */
final class GlibcOrderTest {

    private static final int HOSTS = Integer.getInteger("hextet.test.hosts", 25);

    /** The default of glibc 2.36, as gai.conf(5) has it. */
    private static final String TABLE_OF_GLIBC = """
            label ::1/128       0
            label ::/0          1
            label 2002::/16     2
            label ::/96         3
            label ::ffff:0:0/96 4
            label fec0::/10     5
            label fc00::/7      6
            label 2001:0::/32   7
            precedence  ::1/128       50
            precedence  ::/0          40
            precedence  2002::/16     30
            precedence ::/96          20
            precedence ::ffff:0:0/96  10
            scopev4 ::ffff:169.254.0.0/112  2
            scopev4 ::ffff:127.0.0.0/104    2
            scopev4 ::ffff:0.0.0.0/96       14
            """;

    private static GlibcJudge glibc;
    private static final List<LinuxHost> hosts = new ArrayList<>();
    private static final List<Verdict> verdicts = new ArrayList<>();

    @BeforeAll
    static void ask_about_hosts_by_chance(@TempDir Path folder) throws IOException {
        glibc = GlibcJudge.make(folder);
        for (int seed = 0; seed < HOSTS; seed++) { // apart from each other: near seeds begin alike
            hosts.add(LinuxHost.random(new Random(seed * 0x9e3779b97f4a7c15L)));
            verdicts.add(glibc.judge(hosts.get(seed)));
        }
    }

    @Test
    void hosts_by_chance_are_sorted_as_glibc_sorts_them() {
        for (int seed = 0; seed < HOSTS; seed++) {
            for (int name = 0; name < hosts.get(seed).names().size(); name++) {
                assertEquals(
                        verdicts.get(seed).orders().get("n" + name),
                        asGlibc(hosts.get(seed), verdicts.get(seed), name),
                        "seed " + seed + ", n" + name + ", " + hosts.get(seed));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IPv4 only    | 10.1.0.1/24 | 2001:db8:5::1 192.0.2.1 ::1 | ::1 192.0.2.1 2001:db8:5::1",
                "IPv6 only    | 2001:db8:1::1/64 | 192.0.2.1 2001:db8:5::1 | 2001:db8:5::1 192.0.2.1",
                "both         | 2001:db8:1::1/64 10.1.0.1/24 | 192.0.2.1 2001:db8:5::1 | 2001:db8:5::1 192.0.2.1",
                "deprecated   | 2001:db8:1::1/64!deprecated 10.1.0.1/24 | 2001:db8:5::1 192.0.2.1 | 192.0.2.1 2001:db8:5::1",
                "unique local | fd00:1::1/64 10.1.0.1/24 | 2001:db8:5::1 192.0.2.1 | 192.0.2.1 2001:db8:5::1",
                "to its like  | fd00:1::1/64 10.1.0.1/24 | fd00:2::1 192.0.2.1 | 192.0.2.1 fd00:2::1",
                "link-local   | 2001:db8:1::1/64 169.254.9.1/16 | 192.0.2.1 169.254.9.7 2001:db8:5::1 "
                        + "| 2001:db8:5::1 169.254.9.7 192.0.2.1",
                "site-local   | fec0::1/64 2001:db8:1::1/64 | fec0::7 2001:db8:5::1 | 2001:db8:5::1 fec0::7",
                "6to4         | 2002:c000:201::1/64 10.1.0.1/24 | 2002:c000:202::1 192.0.2.1 2001:db8:5::1 "
                        + "| 192.0.2.1 2002:c000:202::1 2001:db8:5::1",
            })
    void hosts_of_a_kind_are_sorted_as_glibc_sorts_them(
            String kind, String homes, String destinations, String expected) {
        LinuxHost host = LinuxHost.of(homes, destinations);
        Verdict verdict = glibc.judge(host);

        assertEquals(List.of(expected.split(" ", -1)), verdict.orders().get("n0"), kind);
        assertEquals(List.of(expected.split(" ", -1)), asRfc(host, verdict, DestinationOrder.standard()), kind);
    }

    @Test
    void glibc_counts_bits_in_common_beyond_the_prefix_of_an_ipv6_source_and_the_rfc_does_not() {
        LinuxHost host = LinuxHost.of("2001:db8:1::f0/64", "2001:db8:1::1 2001:db8:1::ff");
        Verdict verdict = glibc.judge(host);

        assertEquals(
                List.of("2001:db8:1::ff", "2001:db8:1::1"), verdict.orders().get("n0"));
        assertEquals(host.names().get(0), asRfc(host, verdict, DestinationOrder.standard()));
    }

    @Test
    void glibc_counts_bits_in_common_of_ipv4_within_a_network_only_and_the_rfc_everywhere() {
        LinuxHost host = LinuxHost.of("10.1.0.1/24 fe80::1/64", "192.0.2.1 11.0.0.1 10.1.0.200 10.1.0.2");
        Verdict verdict = glibc.judge(host);
        LinuxHost withoutIpv6 = LinuxHost.of("10.1.0.1/24", "192.0.2.1 11.0.0.1 10.1.0.200 10.1.0.2");

        assertEquals(
                List.of("10.1.0.2", "10.1.0.200", "192.0.2.1", "11.0.0.1"),
                verdict.orders().get("n0"));
        assertEquals(host.names(), List.of(glibc.judge(withoutIpv6).orders().get("n0")));
        assertEquals(
                List.of("10.1.0.200", "10.1.0.2", "11.0.0.1", "192.0.2.1"),
                asRfc(host, verdict, DestinationOrder.standard()));
        assertEquals(
                host.names().get(0),
                asRfc(host, verdict, DestinationOrder.standard().withRule9ForIpv4(false)));
    }

    /** A newer glibc may have taken over the RFC's. */
    @Test
    void without_a_file_of_its_own_glibc_sorts_by_a_table_that_puts_ipv4_behind_6to4_and_unique_local() {
        LinuxHost host = LinuxHost.of(
                        "2002:c000:201::1/64 fd00:1::1/64 10.1.0.1/24", "192.0.2.1 2002:c000:202::1 fd00:2::1")
                .withConf("");
        Verdict verdict = glibc.judge(host);
        List<String> withRfcTable = List.of("192.0.2.1", "2002:c000:202::1", "fd00:2::1");
        List<String> withItsOwn = List.of("fd00:2::1", "2002:c000:202::1", "192.0.2.1");

        assertTrue(List.of(withRfcTable, withItsOwn).contains(verdict.orders().get("n0")), verdict::toString);
        assertEquals(withRfcTable, asRfc(host, verdict, DestinationOrder.standard()));
        assertEquals(
                withItsOwn,
                asRfc(host, verdict, DestinationOrder.standard().withTable(PrefixTable.parseGaiConf(TABLE_OF_GLIBC))));
    }

    private static List<String> asRfc(LinuxHost host, Verdict verdict, DestinationOrder order) {
        List<Candidate> candidates = new ArrayList<>();
        for (String destination : host.names().get(0)) {
            candidates.add(new Candidate(
                    SourceText.address(destination),
                    source(host, verdict, destination).map(Home::source)));
        }
        return order.sorted(candidates).stream().map(AddressText::format).toList();
    }

    private static List<String> asGlibc(LinuxHost host, Verdict verdict, int name) {
        List<Candidate> candidates = new ArrayList<>();
        for (String destination : host.names().get(name)) {
            InetAddress address = SourceText.address(destination);
            candidates.add(new Candidate(
                    address, source(host, verdict, destination).map(home -> asGlibcSees(host, home, address))));
        }
        return DestinationOrder.standard().withTable(host.table()).sorted(candidates).stream()
                .map(AddressText::format)
                .toList();
    }

    private static Optional<Home> source(LinuxHost host, Verdict verdict, String destination) {
        String source = verdict.sources().getOrDefault(destination, "-");
        return source.equals("-") ? Optional.empty() : Optional.of(host.home(source));
    }

    /** Its rule 9, put in terms of ours: the length of the prefix bounds the bits that are counted. */
    private static SourceAddress asGlibcSees(LinuxHost host, Home home, InetAddress destination) {
        SourceAddress source = home.source();
        if (home.isIpv6()) {
            return new SourceAddress(source.address(), 128, source.properties());
        }
        int networkLength = host.homes().stream().anyMatch(Home::isIpv6) ? home.prefixLength() : 32;
        boolean isInNetwork =
                CommonPrefix.bits(source.address().getAddress(), destination.getAddress()) >= networkLength;
        return new SourceAddress(source.address(), isInNetwork ? 32 : 0, source.properties());
    }

    @Test
    void the_kernel_chooses_the_source_that_the_rules_choose() {
        for (int seed = 0; seed < HOSTS; seed++) {
            LinuxHost host = hosts.get(seed);
            Verdict verdict = verdicts.get(seed);
            // Linux without use_tempaddr, and the labels that the host was given.
            SourceSelection selection =
                    SourceSelection.standard().withTable(host.table()).withPublicPreferred(true);

            verdict.links().forEach((destination, link) -> {
                String chosen = verdict.sources().getOrDefault(destination, "-");
                if (destination.indexOf(':') >= 0 && !chosen.equals("-")) {
                    List<SourceChoice> ranked = selection.rank(SourceText.address(destination), host.sources(link));

                    assertTrue(
                            isAmongTheBest(chosen, ranked),
                            () -> destination + ": the kernel chose " + chosen + "; " + ranked + ", " + host);
                }
            });
        }
    }

    /** The first, or as good by every rule. */
    private static boolean isAmongTheBest(String chosen, List<SourceChoice> ranked) {
        for (int i = 0; i < ranked.size(); i++) {
            SourceChoice choice = ranked.get(i);
            if (AddressText.format(choice.source().address()).equals(chosen)) {
                return i == 0 || choice.rule() == SourceRule.NONE;
            }
        }
        return false;
    }
}
