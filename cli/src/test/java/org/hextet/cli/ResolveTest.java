package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

class ResolveTest {

    @Test
    void addresses_stand_in_the_order_of_the_attempts() {
        InProcess run = InProcess.run("resolve", "-q", "--resolve", "a.test=127.0.0.1,::1", "a.test");

        assertEquals(0, run.status(), run.err());
        assertEquals("::1\n127.0.0.1\n", run.out());
    }

    @Test
    void the_preferred_family_is_first() {
        InProcess run = InProcess.run("resolve", "-q", "--prefer", "4", "--resolve", "a.test=127.0.0.1,::1", "a.test");

        assertEquals("127.0.0.1\n::1\n", run.out());
    }

    @Test
    void one_family_alone_is_looked_up() {
        InProcess only = InProcess.run("resolve", "-q", "--only", "4", "--resolve", "a.test=127.0.0.1,::1", "a.test");
        InProcess type =
                InProcess.run("resolve", "-q", "--type", "aaaa", "--resolve", "a.test=127.0.0.1,::1", "a.test");

        assertEquals("127.0.0.1\n", only.out());
        assertEquals("::1\n", type.out());
    }

    @Test
    void json_has_source_rule_and_resolver_of_each_address() {
        InProcess run = InProcess.run("resolve", "--format", "json", "--resolve", "a.test=::1,127.0.0.1", "a.test");

        assertEquals(0, run.status(), run.err());
        assertEquals(
                "[{\"address\":\"::1\",\"family\":6,\"source\":\"::1\","
                        + "\"rule\":\"rule 6: higher precedence (50 against 35)\",\"ttl_s\":null,\"resolver\":\"static\"},"
                        + "{\"address\":\"127.0.0.1\",\"family\":4,\"source\":\"127.0.0.1\","
                        + "\"rule\":\"rule 6: lower precedence (35 against 50)\",\"ttl_s\":null,\"resolver\":\"static\"}]\n",
                run.out());
    }

    @Test
    void the_table_has_a_reason_for_every_address() {
        InProcess run = InProcess.run("resolve", "--resolve", "a.test=::1,127.0.0.1", "a.test");

        List<String> lines = run.out().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith("address"), run.out());
        assertTrue(lines.get(1).startsWith("::1") && lines.get(1).contains("rule 6"), run.out());
    }

    @Test
    void fixed_names_are_compared_without_case_and_final_dot() {
        InProcess run = InProcess.run("resolve", "-q", "--resolve", "A.Test=::1", "a.tEST.");

        assertEquals(0, run.status(), run.err());
        assertEquals("::1\n", run.out());
    }

    @Test
    void other_names_are_still_looked_up() {
        InProcess run = InProcess.run("resolve", "-q", "--resolve", "a.test=::1", "localhost");

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("127.0.0.1"), run.out());
    }

    @Test
    void families_take_turns_as_the_policy_says() {
        List<Placement> sorted = DestinationOrder.standard()
                .sort(List.of(candidate("2001:db8::1"), candidate("2001:db8::2"), candidate("192.0.2.1")));

        assertEquals(
                List.of("2001:db8::1", "192.0.2.1", "2001:db8::2"),
                texts(AttemptOrder.of(ConnectPolicy.staggered(), DestinationOrder.standard(), sorted)));
        assertEquals(
                List.of("192.0.2.1", "2001:db8::1", "2001:db8::2"),
                texts(AttemptOrder.of(
                        ConnectPolicy.staggered().prefer(StandardProtocolFamily.INET),
                        DestinationOrder.standard(),
                        sorted)));
        assertEquals(
                List.of("2001:db8::1", "2001:db8::2"),
                texts(AttemptOrder.of(
                        ConnectPolicy.serial().only(StandardProtocolFamily.INET6),
                        DestinationOrder.standard(),
                        sorted)));
    }

    private static Candidate candidate(String literal) {
        InetAddress address = Loopback.address(literal);
        return Candidate.of(address, Optional.of(address));
    }

    private static List<String> texts(List<Placement> placements) {
        return placements.stream()
                .map(each -> AddressText.format(each.destination()))
                .toList();
    }
}
