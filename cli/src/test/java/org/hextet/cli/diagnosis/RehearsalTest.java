package org.hextet.cli.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    private static final ConnectPolicy HAPPY_EYEBALLS = ConnectPolicy.staggered();

    @Test
    void a_dead_first_address_costs_one_attempt_delay() {
        assertEquals(
                Optional.of(Duration.ofMillis(270).toNanos()),
                Rehearsal.nanosUntilConnected(
                        HAPPY_EYEBALLS, List.of(fails("2001:db8::1", 134_000), connects("192.0.2.1", 20))));
    }

    @Test
    void a_refused_first_address_costs_what_it_took() {
        assertEquals(
                Optional.of(Duration.ofMillis(35).toNanos()),
                Rehearsal.nanosUntilConnected(
                        HAPPY_EYEBALLS, List.of(fails("2001:db8::1", 15), connects("192.0.2.1", 20))));
    }

    @Test
    void where_nothing_connects_there_is_no_time() {
        assertEquals(
                Optional.empty(),
                Rehearsal.nanosUntilConnected(HAPPY_EYEBALLS, List.of(fails("2001:db8::1", 2), fails("192.0.2.1", 2))));
        assertEquals(Optional.empty(), Rehearsal.nanosUntilConnected(HAPPY_EYEBALLS, List.of()));
    }

    private static Map.Entry<InetAddress, Rehearsal.Fate> connects(String address, long millis) {
        return fate(address, millis, true);
    }

    private static Map.Entry<InetAddress, Rehearsal.Fate> fails(String address, long millis) {
        return fate(address, millis, false);
    }

    private static Map.Entry<InetAddress, Rehearsal.Fate> fate(String address, long millis, boolean connects) {
        return Map.entry(
                AddressText.parse(address).toInetAddress(),
                new Rehearsal.Fate(Duration.ofMillis(millis).toNanos(), connects));
    }
}
