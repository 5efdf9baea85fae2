package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many attempts there may be, and what many addresses cost. */
class AttemptLimitsTest {

    private static final String FOUR = "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4";

    @Test
    void two_at_once_wait_until_one_has_failed() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; attempt 192.0.2.3@900; win 192.0.2.3@905; cancel 192.0.2.2@905",
                Run.schedule(
                        ConnectPolicy.staggered().only(INET).mostAtOnce(2),
                        FOUR,
                        "192.0.2.1 refused@900; 192.0.2.3 connect@5"));
    }

    @Test
    void a_place_that_is_free_early_is_taken_when_the_delay_is_over() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; attempt 192.0.2.3@500; attempt 192.0.2.4@900",
                Run.schedule(
                        ConnectPolicy.staggered().only(INET).mostAtOnce(2),
                        FOUR,
                        "192.0.2.1 refused@300; 192.0.2.2 refused@650"));
    }

    @Test
    void two_at_once_of_all() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@0; attempt 192.0.2.3@40; attempt 192.0.2.4@70; "
                        + "win 192.0.2.4@80; cancel 192.0.2.1@80",
                Run.schedule(
                        ConnectPolicy.concurrent().only(INET).mostAtOnce(2),
                        FOUR,
                        "192.0.2.2 refused@40; 192.0.2.3 refused@30; 192.0.2.4 connect@10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"staggered", "serial", "concurrent"})
    void two_in_all_are_the_end_whatever_is_left(String name) {
        ConnectPolicy policy = ConnectPolicy.parse(name + "?most-attempts=2");

        // The lookup of AAAA is still out.
        String schedule = Run.schedule(policy, FOUR, "192.0.2.1 refused@100; 192.0.2.2 refused@100");

        assertEquals(2, schedule.split("attempt", -1).length - 1, schedule);
        assertTrue(schedule.matches(".*; fail@\\d+"), schedule);
    }

    @Test
    void attempts_under_way_are_waited_for_when_there_may_be_no_more() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; win 192.0.2.1@800; cancel 192.0.2.2@800",
                Run.schedule(ConnectPolicy.staggered().only(INET).mostAttempts(2), FOUR, "192.0.2.1 connect@800"));
    }

    @Test
    void a_large_first_family_count_has_the_whole_family_first() {
        assertEquals(
                "attempt 2001:db8::1@0; attempt 2001:db8::2@5; attempt 192.0.2.1@10; win 192.0.2.1@15",
                Run.schedule(
                        ConnectPolicy.serial().firstFamilyCount(99),
                        "t=0 aaaa 2001:db8::1,2001:db8::2; t=0 a 192.0.2.1",
                        "2001:db8::1 refused@5; 2001:db8::2 refused@5; 192.0.2.1 connect@5"));
    }

    @Test
    void limits_are_told() {
        assertEquals(OptionalInt.empty(), ConnectPolicy.staggered().mostAtOnce());
        assertEquals(OptionalInt.empty(), ConnectPolicy.serial().mostAttempts());
        assertEquals(OptionalInt.of(3), ConnectPolicy.staggered().mostAtOnce(3).mostAtOnce());
        assertEquals(
                OptionalInt.of(4), ConnectPolicy.concurrent().mostAttempts(4).mostAttempts());
        assertEquals(OptionalInt.of(5), ConnectPolicy.concurrent().mostAtOnce(5).mostAtOnce());
    }

    @Test
    void a_limit_below_one_is_refused() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> ConnectPolicy.staggered().mostAtOnce(0));
        assertEquals("most-at-once of 0: must be 1 or more", refused.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> ConnectPolicy.serial().mostAttempts(0));
        assertThrows(
                IllegalArgumentException.class, () -> ConnectPolicy.concurrent().mostAttempts(-1));
        assertThrows(
                IllegalArgumentException.class, () -> ConnectPolicy.concurrent().firstFamilyCount(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"staggered", "serial", "concurrent", "staggered?most-at-once=3", "concurrent?most-at-once=9"})
    void ten_thousand_addresses_in_one_answer_or_in_ten_thousand_are_all_tried(String text)
            throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            addresses.add(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
        }
        ConnectPolicy policy = ConnectPolicy.parse(text + (text.contains("?") ? "&only=4" : "?only=4"));

        assertEquals(10_000, refusals(policy.race(), List.of(new Event.Answered(new Answer(INET, addresses)))));
        List<Event> parts = new ArrayList<>();
        for (InetAddress address : addresses) {
            parts.add(new Event.Answered(Answer.part(INET, List.of(address))));
        }
        parts.add(new Event.Answered(Answer.negative(INET)));
        assertEquals(10_000, refusals(policy.race(), parts));
    }

    /** With keys that have no order this takes minutes: whoever answers a lookup can choose such addresses. */
    @Test
    void ten_thousand_addresses_of_one_hash_code_are_no_more_work() throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = World.address("2001:db8::").getAddress();
            bytes[6] = (byte) (i / 100);
            bytes[7] = (byte) (i % 100);
            bytes[10] = (byte) (100 - bytes[6]);
            bytes[11] = (byte) (100 - bytes[7]);
            addresses.add(InetAddress.getByAddress(bytes));
        }
        assertEquals(1, addresses.stream().map(InetAddress::hashCode).distinct().count());

        Race race = ConnectPolicy.staggered().only(INET6).race();
        assertEquals(10_000, refusals(race, List.of(new Event.Answered(new Answer(INET6, addresses)))));
    }

    @Test
    void keys_are_in_the_order_of_their_bytes_and_zones() throws UnknownHostException {
        byte[] linkLocal = World.address("fe80::1").getAddress();
        List<AddressKey> keys = List.of(
                new AddressKey(World.address("10.0.0.1")),
                new AddressKey(World.address("192.0.2.1")),
                new AddressKey(Inet6Address.getByAddress(null, linkLocal, 1)),
                new AddressKey(Inet6Address.getByAddress(null, linkLocal, 2)));

        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < keys.size(); j++) {
                assertEquals(Integer.signum(i - j), Integer.signum(keys.get(i).compareTo(keys.get(j))));
                assertEquals(
                        Integer.signum(i - j),
                        Integer.signum(new Destination(keys.get(i).address(), 0)
                                .compareTo(new Destination(keys.get(j).address(), 0))));
            }
        }
        InetAddress last = keys.get(3).address();
        assertTrue(
                new Destination(last, 0).compareTo(new Destination(keys.get(0).address(), 1)) < 0);
    }

    /** How many attempts a race makes if each fails when it has told all that it has to say. */
    private static int refusals(Race race, List<Event> answers) {
        List<InetAddress> underWay = new ArrayList<>();
        int attempts = 0;
        long now = 0;
        boolean failed = false;
        for (int i = 0; !failed; i++) {
            now += Duration.ofMillis(10).toNanos();
            Event event = i < answers.size()
                    ? answers.get(i)
                    : underWay.isEmpty()
                            ? new Event.Woken()
                            : new Event.AttemptFailed(underWay.remove(underWay.size() - 1));
            for (Step step : race.on(now, event)) {
                if (step instanceof Step.Attempt attempt) {
                    attempts++;
                    underWay.add(attempt.address());
                }
                failed |= step instanceof Step.Failed;
            }
        }
        return attempts;
    }
}
