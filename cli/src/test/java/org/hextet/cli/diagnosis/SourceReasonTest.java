package org.hextet.cli.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.junit.jupiter.api.Test;

class SourceReasonTest {

    private static final LocalAddress GLOBAL = local("eth0", "2001:db8::1");
    private static final LocalAddress UNIQUE = local("eth0", "fd00::1");
    private static final LocalAddress IPV4 = local("eth0", "192.0.2.1");

    @Test
    void the_rule_that_decided_is_told() {
        assertEquals(
                Optional.of("rule 6: label equals the destination's (1), fd00::1 has 13"),
                reason("2001:db8::2", "2001:db8::1", UNIQUE, GLOBAL, IPV4));
    }

    @Test
    void what_the_rules_do_not_explain_is_said_to_be_the_hosts_own_choice() {
        assertEquals(
                Optional.of("a route or a setting of the host chose it; RFC 6724 alone would take 2001:db8::1"
                        + " (rule 6: label equals the destination's (1), fd00::1 has 13)"),
                reason("2001:db8::2", "fd00::1", UNIQUE, GLOBAL));
    }

    @Test
    void addresses_that_are_not_assigned_are_no_candidates() {
        LocalAddress tentative = new LocalAddress("eth0", address("2001:db8::9"), 64, List.of("tentative"));

        assertEquals(Optional.empty(), reason("2001:db8::2", "2001:db8::1", GLOBAL, tentative));
    }

    @Test
    void where_there_is_no_choice_there_is_no_reason() {
        assertEquals(Optional.empty(), reason("2001:db8::2", "2001:db8::1", GLOBAL, IPV4));
        assertEquals(Optional.empty(), reason("192.0.2.2", "192.0.2.1", GLOBAL, UNIQUE, IPV4));
        assertEquals(Optional.empty(), reason("2001:db8::1", "2001:db8::1", GLOBAL, UNIQUE));
    }

    private static Optional<String> reason(String destination, String source, LocalAddress... host) {
        return SourceReason.of(
                List.of(host),
                DestinationOrder.standard()
                        .sort(List.of(Candidate.of(address(destination), Optional.of(address(source)))))
                        .get(0));
    }

    private static LocalAddress local(String interfaceName, String text) {
        InetAddress address = address(text);
        return new LocalAddress(interfaceName, address, address.getAddress().length == 4 ? 24 : 64, List.of());
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }
}
