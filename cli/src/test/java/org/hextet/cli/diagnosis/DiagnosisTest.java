package org.hextet.cli.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Host;
import org.hextet.addresses.Nat64Prefix;
import org.hextet.addresses.Placement;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.cli.diagnosis.AttemptReport.Outcome;
import org.hextet.cli.lookup.FamilyAnswer;
import org.junit.jupiter.api.Test;

/** What is made of what was seen. */
class DiagnosisTest {

    private static final StandardProtocolFamily IPV6 = StandardProtocolFamily.INET6;
    private static final StandardProtocolFamily IPV4 = StandardProtocolFamily.INET;
    private static final long SECOND = 1_000_000_000;

    // ---- a name

    @Test
    void all_is_well_where_both_families_connect() {
        Diagnosis diagnosis =
                dualStack().connects("2001:db8::1", 3).connects("192.0.2.1", 3).diagnosis();

        assertEquals("ok", diagnosis.status().text());
        assertEquals(List.of(), diagnosis.problems());
        assertEquals("IPv6 works: 1 of 1 address connects. IPv4 works: 1 of 1 address connects.", diagnosis.verdict());
    }

    @Test
    void a_family_that_times_out_is_broken_and_programs_without_happy_eyeballs_wait() {
        Diagnosis diagnosis = dualStack()
                .fails("2001:db8::1", FailureKind.TIMEOUT, 5_000)
                .fails("2001:db8::2", FailureKind.TIMEOUT, 5_000)
                .connects("192.0.2.1", 3)
                .diagnosis();

        assertEquals("degraded", diagnosis.status().text());
        assertEquals(List.of("ipv6-attempts-time-out"), names(diagnosis.problems()));
        assertEquals(
                "IPv6 is broken: 2 of 2 addresses time out. IPv4 works: 1 of 1 address connects. Programs without Happy"
                        + " Eyeballs wait 134 s for each of the 2 addresses that do not answer, or give up; with it (RFC"
                        + " 8305) they connect after 253 ms.",
                diagnosis.verdict());
    }

    @Test
    void every_way_to_fail_has_its_name() {
        assertEquals("ipv6-attempts-refused", problemOf(FailureKind.REFUSED));
        assertEquals("ipv6-attempts-unreachable", problemOf(FailureKind.UNREACHABLE));
        assertEquals("ipv6-attempts-fail", problemOf(FailureKind.PROHIBITED));
        assertEquals(
                List.of("ipv6-attempts-fail"),
                names(dualStack()
                        .fails("2001:db8::1", FailureKind.REFUSED, 1)
                        .fails("2001:db8::2", FailureKind.UNREACHABLE, 1)
                        .connects("192.0.2.1", 1)
                        .diagnosis()
                        .problems()));
        assertEquals(
                List.of("ipv6-some-attempts-fail"),
                names(dualStack()
                        .fails("2001:db8::1", FailureKind.REFUSED, 1)
                        .connects("2001:db8::2", 1)
                        .connects("192.0.2.1", 1)
                        .diagnosis()
                        .problems()));
    }

    private static String problemOf(FailureKind kind) {
        return dualStack()
                .fails("2001:db8::1", kind, 1)
                .connects("192.0.2.1", 1)
                .diagnosis()
                .problems()
                .get(0)
                .name();
    }

    @Test
    void a_name_without_aaaa_is_a_problem_where_the_host_has_ipv6() {
        Seen seen = dualStack().connects("192.0.2.1", 1);

        assertEquals(List.of("no-aaaa"), names(seen.diagnosis().problems()));
        assertEquals("degraded", seen.diagnosis().status().text());
        assertEquals("ok", seen.diagnosis("4").status().text());
        assertEquals(List.of("no-aaaa"), names(seen.diagnosis("4").notes()));
        assertEquals("broken", seen.diagnosis("6").status().text());
    }

    @Test
    void a_host_of_one_family_needs_only_that_one() {
        Seen seen = ipv4Only().fails("2001:db8::1", FailureKind.UNREACHABLE, 0).connects("192.0.2.1", 1);

        assertEquals("ok", seen.diagnosis().status().text());
        assertTrue(names(seen.diagnosis().notes()).contains("no-ipv6-address"));
        assertEquals(
                "The host has no IPv6. IPv4 works: 1 of 1 address connects.",
                seen.diagnosis().verdict());
        assertEquals("degraded", seen.diagnosis("both").status().text());
        assertTrue(names(seen.diagnosis("both").problems()).contains("no-ipv6-address"));
    }

    @Test
    void where_nothing_connects_it_is_broken_and_says_how_long_others_wait() {
        Diagnosis diagnosis =
                ipv4Only().fails("192.0.2.1", FailureKind.TIMEOUT, 5_000).diagnosis();

        assertEquals("broken", diagnosis.status().text());
        assertTrue(
                diagnosis
                        .verdict()
                        .endsWith("Nothing connects. Programs that set no limit of their own wait 134 s to learn it."),
                diagnosis.verdict());
    }

    @Test
    void a_handshake_that_fails_is_no_failure_to_connect() {
        Diagnosis diagnosis = dualStack()
                .failsInTls("2001:db8::1", "the certificate is expired")
                .connects("192.0.2.1", 1)
                .diagnosis();

        assertEquals(List.of("tls-failed"), names(diagnosis.problems()));
        assertTrue(diagnosis.problems().get(0).text().contains("the certificate is expired"));
        assertTrue(diagnosis.verdict().startsWith("IPv6 is broken: 1 of 1 address fails in TLS."));
    }

    @Test
    void a_family_that_is_much_slower_is_told() {
        assertEquals(
                List.of("slow-family"),
                names(dualStack()
                        .connects("2001:db8::1", 400)
                        .connects("192.0.2.1", 20)
                        .diagnosis()
                        .problems()));
        assertEquals(
                List.of(),
                names(dualStack()
                        .connects("2001:db8::1", 400)
                        .connects("192.0.2.1", 200)
                        .diagnosis()
                        .problems()));
    }

    @Test
    void a_name_that_is_not_there_is_one_problem() {
        Diagnosis diagnosis = dualStack()
                .unanswered(IPV6, FailureKind.NO_SUCH_NAME, 0)
                .unanswered(IPV4, FailureKind.NO_SUCH_NAME, 0)
                .diagnosis();

        assertEquals(List.of("no-such-name"), names(diagnosis.problems()));
        assertEquals("broken", diagnosis.status().text());
        assertEquals("There is no such name.", diagnosis.verdict());
    }

    @Test
    void a_lookup_that_fails_or_is_slow_is_told() {
        Diagnosis diagnosis = dualStack()
                .connects("192.0.2.1", 1)
                .unanswered(IPV6, FailureKind.TIMEOUT, 15 * SECOND)
                .slowAnswer(IPV4, 5 * SECOND)
                .diagnosis();

        assertEquals(List.of("ipv6-lookup-failed", "slow-lookup"), names(diagnosis.problems()));
    }

    @Test
    void a_dead_name_server_and_one_that_disagrees_are_told() {
        Diagnosis diagnosis = dualStack()
                .connects("2001:db8::1", 1)
                .connects("192.0.2.1", 1)
                .server("fd00::53", answer(IPV6, "2001:db8::1"), answer(IPV4, "192.0.2.1"))
                .server("fd00::54", none(IPV6, FailureKind.NO_DATA), answer(IPV4, "192.0.2.1"))
                .server("fd00::55", none(IPV6, FailureKind.TIMEOUT), none(IPV4, FailureKind.TIMEOUT))
                .diagnosis();

        assertEquals(List.of("dns-server-dead", "dns-servers-disagree"), names(diagnosis.problems()));
        assertEquals(Optional.of(IPV6), diagnosis.problems().get(1).family());
        assertEquals("degraded", diagnosis.status().text());
    }

    @Test
    void ipv4_in_front_is_a_note_that_has_the_rule() {
        Diagnosis diagnosis =
                dualStack().connects("fd00:1::1", 1).connects("192.0.2.1", 1).diagnosis();

        assertEquals("ok", diagnosis.status().text());
        assertEquals(List.of("order-ipv4-first"), names(diagnosis.notes()));
    }

    @Test
    void what_was_stopped_is_not_called_broken() {
        Diagnosis diagnosis = dualStack().cancelled("2001:db8::1").stopped().diagnosis();

        assertEquals("degraded", diagnosis.status().text());
        assertEquals(List.of("no-a", "interrupted"), names(diagnosis.problems()));
    }

    // ---- the host alone

    @Test
    void a_host_with_both_families_is_well() {
        Diagnosis diagnosis = new Seen(dualStackHost()).alone().diagnosis();

        assertEquals("ok", diagnosis.status().text());
        assertEquals(
                "IPv6 can be used: packets leave from 2001:db8:f::1. IPv4 can be used: packets leave from 203.0.113.1.",
                diagnosis.verdict());
    }

    @Test
    void a_host_with_addresses_and_no_way_out_is_told_of_the_route() {
        HostFacts host = new HostFacts(
                List.of(local("fd00::1")), Map.of(), Optional.of(List.of()), noServers(), List.of(), Optional.empty());

        Diagnosis diagnosis = new Seen(host).alone().diagnosis();

        assertEquals("broken", diagnosis.status().text());
        assertEquals(List.of("no-ipv6-route"), names(diagnosis.problems()));
    }

    @Test
    void a_host_that_has_nothing_misses_both() {
        HostFacts host = new HostFacts(
                List.of(local("::1"), local("fe80::1")),
                Map.of(),
                Optional.of(List.of()),
                noServers(),
                List.of(),
                Optional.empty());

        Diagnosis diagnosis = new Seen(host).alone().diagnosis();

        assertEquals("broken", diagnosis.status().text());
        assertEquals(List.of("no-ipv6-address", "no-ipv4-address"), names(diagnosis.problems()));
    }

    @Test
    void nat64_alone_is_a_note() {
        HostFacts host = new HostFacts(
                List.of(local("2001:db8:f::1")),
                Map.of(IPV6, address("2001:db8:f::1")),
                Optional.empty(),
                noServers(),
                List.of(),
                Optional.empty());

        Diagnosis diagnosis = new Seen(host).alone().nat64("64:ff9b::/96").diagnosis();

        assertEquals("ok", diagnosis.status().text());
        assertTrue(names(diagnosis.notes()).contains("nat64-only"));
    }

    @Test
    void a_jvm_without_ipv6_is_a_problem_unless_ipv4_alone_is_wanted() {
        HostFacts with = dualStackHost();
        HostFacts host = new HostFacts(
                List.of(local("203.0.113.1")),
                Map.of(IPV4, address("203.0.113.1")),
                with.routes(),
                with.nameServers(),
                JvmSwitches.of(Map.of("java.net.preferIPv4Stack", "true")::get, name -> null),
                with.synTimeout());

        assertEquals(
                List.of("prefer-ipv4-stack"),
                names(new Seen(host).alone().diagnosis().problems()));
        assertEquals(List.of(), names(new Seen(host).alone().diagnosis("4").problems()));
    }

    // ---- codes

    @Test
    void codes_have_names_as_the_contract_of_a_program() {
        for (Code code : Code.values()) {
            for (String name : code.names().split(", ", -1)) {
                assertTrue(name.matches("[a-z0-9]+(-[a-z0-9]+)*"), name);
            }
            assertFalse(code.meaning().isBlank());
        }
    }

    // ---- how it is seen

    private static List<String> names(List<Finding> findings) {
        return findings.stream().map(Finding::name).toList();
    }

    private static Seen dualStack() {
        return new Seen(dualStackHost());
    }

    private static Seen ipv4Only() {
        return new Seen(new HostFacts(
                List.of(local("203.0.113.1")),
                Map.of(IPV4, address("203.0.113.1")),
                Optional.of(List.of()),
                noServers(),
                List.of(),
                Optional.of(SynTimeout.of(6, 4))));
    }

    private static HostFacts dualStackHost() {
        return new HostFacts(
                List.of(local("2001:db8:f::1"), local("203.0.113.1")),
                Map.of(IPV6, address("2001:db8:f::1"), IPV4, address("203.0.113.1")),
                Optional.of(List.of()),
                noServers(),
                List.of(),
                Optional.of(SynTimeout.of(6, 4)));
    }

    private static ConfiguredServers noServers() {
        return new ConfiguredServers(List.of(new InetSocketAddress(address("fd00::53"), 53)), List.of());
    }

    private static LocalAddress local(String text) {
        return new LocalAddress("eth0", address(text), 64, List.of());
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private static FamilyAnswer answer(StandardProtocolFamily family, String text) {
        return new FamilyAnswer(family, 1, List.of(address(text)), OptionalLong.of(60), Optional.empty());
    }

    private static FamilyAnswer none(StandardProtocolFamily family, FailureKind kind) {
        return none(family, kind, 1);
    }

    private static FamilyAnswer none(StandardProtocolFamily family, FailureKind kind, long nanos) {
        UnknownHostException why = Failures.ofLookup(new Facts(kind, "look up"), "look up a.test: " + kind, null);
        return new FamilyAnswer(family, nanos, List.of(), OptionalLong.empty(), Optional.of(why));
    }

    /** Observations, bit by bit. */
    private static final class Seen {

        private final HostFacts host;
        private final List<AttemptReport> attempts = new ArrayList<>();
        private final List<ServerAnswer> servers = new ArrayList<>();
        private final Map<StandardProtocolFamily, FamilyAnswer> lookups = new EnumMap<>(StandardProtocolFamily.class);
        private Optional<Target> target = Optional.of(new Target(new Host.Name("a.test"), 443));
        private Optional<List<Nat64Prefix>> nat64 = Optional.empty();
        private boolean isWhole = true;

        Seen(HostFacts host) {
            this.host = host;
        }

        Seen alone() {
            target = Optional.empty();
            return this;
        }

        Seen nat64(String prefix) {
            nat64 = Optional.of(List.of(Nat64Prefix.parse(prefix)));
            return this;
        }

        Seen stopped() {
            isWhole = false;
            return this;
        }

        Seen connects(String text, long millis) {
            return attempt(text, Outcome.CONNECTED, Optional.empty(), millis, true, "");
        }

        Seen fails(String text, FailureKind kind, long millis) {
            Outcome outcome = kind == FailureKind.TIMEOUT ? Outcome.TIMEOUT : Outcome.FAILED;
            return attempt(text, outcome, Optional.of(kind), millis, false, text + " " + kind);
        }

        Seen failsInTls(String text, String message) {
            return attempt(text, Outcome.FAILED, Optional.of(FailureKind.TLS), 5, true, message);
        }

        Seen cancelled(String text) {
            return attempt(text, Outcome.CANCELLED, Optional.empty(), 0, false, "");
        }

        private Seen attempt(
                String text,
                Outcome outcome,
                Optional<FailureKind> kind,
                long millis,
                boolean isReached,
                String message) {
            long nanos = Duration.ofMillis(millis).toNanos();
            attempts.add(new AttemptReport(
                    address(text),
                    outcome,
                    kind,
                    nanos,
                    source(address(text)),
                    isReached ? OptionalLong.of(nanos) : OptionalLong.empty(),
                    AttemptReport.Path.UNKNOWN,
                    Optional.empty(),
                    message));
            return this;
        }

        Seen unanswered(StandardProtocolFamily family, FailureKind kind, long nanos) {
            lookups.put(family, none(family, kind, nanos));
            return this;
        }

        Seen slowAnswer(StandardProtocolFamily family, long nanos) {
            lookups.put(family, new FamilyAnswer(family, nanos, of(family), OptionalLong.empty(), Optional.empty()));
            return this;
        }

        Seen server(String text, FamilyAnswer... answers) {
            servers.add(new ServerAnswer(new InetSocketAddress(address(text), 53), List.of(answers), Optional.empty()));
            return this;
        }

        private Optional<InetAddress> source(InetAddress destination) {
            return Optional.ofNullable(host.sources().get(Families.is(IPV6, destination) ? IPV6 : IPV4));
        }

        private List<InetAddress> of(StandardProtocolFamily family) {
            return attempts.stream()
                    .map(AttemptReport::address)
                    .filter(address -> Families.is(family, address))
                    .toList();
        }

        private FamilyAnswer lookup(StandardProtocolFamily family) {
            return of(family).isEmpty()
                    ? none(family, FailureKind.NO_DATA)
                    : new FamilyAnswer(family, 1, of(family), OptionalLong.empty(), Optional.empty());
        }

        Diagnosis diagnosis() {
            return diagnosis(Expectation.OF_HOST);
        }

        Diagnosis diagnosis(String expected) {
            return diagnosis(Expectation.parse(expected));
        }

        private Diagnosis diagnosis(Expectation expectation) {
            List<Placement> order = DestinationOrder.standard()
                    .sort(attempts.stream()
                            .map(each -> Candidate.of(each.address(), source(each.address())))
                            .toList());
            List<AttemptReport> inOrder = order.stream()
                    .flatMap(place ->
                            attempts.stream().filter(each -> each.address().equals(place.destination())))
                    .toList();
            List<FamilyAnswer> answers = target.isEmpty()
                    ? List.of()
                    : Families.BOTH.stream()
                            .map(family -> lookups.getOrDefault(family, lookup(family)))
                            .toList();
            return Diagnosis.of(
                    new Observations(
                            target, host, Optional.of("test"), answers, servers, order, inOrder, nat64, isWhole),
                    expectation);
        }
    }
}
