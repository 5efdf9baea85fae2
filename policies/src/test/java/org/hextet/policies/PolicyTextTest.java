package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTextTest {

    @Test
    void a_name_and_options_make_a_policy() {
        assertEquals(
                ConnectPolicy.staggered().attemptDelay(ofMillis(200)).prefer(INET),
                ConnectPolicy.parse("staggered?attempt-delay=200ms&prefer=4"));
        assertEquals(ConnectPolicy.serial().only(INET6), ConnectPolicy.parse("serial?only=6"));
        assertEquals(ConnectPolicy.concurrent(), ConnectPolicy.parse("concurrent"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void a_policy_as_text_is_read_back_as_its_equal(ConnectPolicy policy) {
        ConnectPolicy read = ConnectPolicy.parse(policy.toString());

        assertEquals(policy, read);
        assertEquals(policy.hashCode(), read.hashCode());
        assertEquals(policy.families(), read.families());
    }

    static Stream<ConnectPolicy> policies() {
        Staggered staggered = ConnectPolicy.staggered();
        return Stream.of(
                staggered,
                staggered.attemptDelay(ofMillis(200)),
                staggered.attemptDelay(Duration.ofNanos(10_000_001)),
                staggered.resolutionDelay(Duration.ZERO).minimumGap(Duration.ZERO),
                staggered.firstFamilyCount(3).prefer(INET).only(INET6),
                staggered.mostAtOnce(2).mostAttempts(7),
                ConnectPolicy.serial(),
                ConnectPolicy.serial().firstFamilyCount(9).mostAttempts(1),
                ConnectPolicy.concurrent().mostAtOnce(3).firstFamilyCount(2),
                ConnectPolicy.serial().resolutionDelay(Duration.ofHours(1)).only(INET),
                ConnectPolicy.concurrent(),
                ConnectPolicy.concurrent().prefer(INET).only(INET));
    }

    @Test
    void only_what_differs_from_the_default_is_written() {
        assertEquals("staggered", ConnectPolicy.staggered().toString());
        assertEquals(
                "staggered?attempt-delay=200ms",
                ConnectPolicy.staggered().attemptDelay(ofMillis(200)).toString());
        assertEquals("serial?only=6", ConnectPolicy.serial().only(INET6).toString());
    }

    @Test
    void an_order_of_the_users_own_has_no_text_that_is_read_back() {
        Staggered ordered = ConnectPolicy.staggered().prefer(INET).ordered(candidates -> candidates);

        assertEquals("staggered?prefer=4 (in an order of the user's own)", ordered.toString());
        assertNotEquals(ConnectPolicy.staggered().prefer(INET), ordered);
        assertThrows(SettingSyntaxException.class, () -> ConnectPolicy.parse(ordered.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        ''                                | 1  | no policy                           | policies are staggered, serial, concurrent
        stagered                          | 1  | unknown policy "stagered"           | policies are staggered, serial, concurrent
        Serial                            | 1  | unknown policy "Serial"             | policies are staggered, serial, concurrent
        staggered?delay=2s                | 11 | unknown option "delay"              | options of staggered are adaptive-delay, attempt-delay, defer-dead-family, first-family-count, min-gap, most-at-once, most-attempts, only, prefer, resolution-delay
        serial?attempt-delay=200ms        | 8  | attempt-delay does not apply to serial, which never has two attempts at once, | options of serial are defer-dead-family, first-family-count, most-attempts, only, prefer, resolution-delay
        concurrent?resolution-delay=1s    | 12 | resolution-delay does not apply to concurrent, which tries every address at once, | options of concurrent are defer-dead-family, first-family-count, most-at-once, most-attempts, only, prefer
        serial?prefer=4&prefer=6          | 17 | prefer a second time                | give each option once
        serial?                           | 8  | no option                           | write name=value, separated by &
        serial?prefer=4&                  | 17 | no option                           | write name=value, separated by &
        serial?prefer=4&&only=4           | 17 | no option                           | write name=value, separated by &
        serial?prefer                     | 14 | no value                            | write name=value
        serial?prefer=                    | 15 | no value                            | write name=value
        serial?prefer&only=4              | 14 | no value                            | write name=value
        serial?=4                         | 8  | no name                             | write name=value
        serial?only=5                     | 13 | only "5"                            | only is 4 (IPv4) or 6 (IPv6)
        serial?only==6                    | 13 | only "=6"                           | only is 4 (IPv4) or 6 (IPv6)
        staggered?attempt-delay=9ms       | 25 | a value out of range                | attempt-delay of 9ms: must be 10ms to 1h (RFC 8305, section 5, has the lower bound)
        staggered?attempt-delay=200       | 28 | no unit                             | units are ns, us, ms, s, m, h, d
        staggered?prefer=4&min-gap=2mz    | 29 | unknown unit "mz"                   | units are ns, us, ms, s, m, h, d
        staggered?first-family-count=0    | 30 | a value out of range                | first-family-count of 0: must be 1 or more (RFC 8305, section 4)
        staggered?most-at-once=0         | 24 | a value out of range                | most-at-once of 0: must be 1 or more
        serial?most-at-once=2            | 8  | most-at-once does not apply to serial, which never has two attempts at once, | options of serial are defer-dead-family, first-family-count, most-attempts, only, prefer, resolution-delay
        staggered?first-family-count=+1   | 30 | first-family-count "+1"             | first-family-count is a whole number of at most nine digits
        """)
    void a_bad_text_is_told_what_is_wrong_and_where(String text, int character, String problem, String advice) {
        var e = assertThrows(SettingSyntaxException.class, () -> ConnectPolicy.parse(text));

        assertEquals('"' + text + "\": " + problem + " at character " + character + "; " + advice, e.getMessage());
        assertEquals(text, e.text());
        assertEquals(character - 1, e.position());
    }

    @Test
    void a_caret_points_at_the_character_whatever_stands_before_it() {
        var e = assertThrows(SettingSyntaxException.class, () -> DurationText.parse("5\u00b5s"));

        assertEquals("5\\u00b5s\n ^", e.caretLines());
        assertEquals(
                "\"5\\u00b5s\": unknown unit \"\\u00b5s\" at character 2; units are ns, us, ms, s, m, h, d",
                e.getMessage());
        assertEquals("x=\\u00b5\n  ^", new SettingSyntaxException("x=\u00b5", 2, "p", "a").caretLines());
    }

    @Test
    void a_failure_can_be_seen_within_a_longer_text() {
        var e = assertThrows(SettingSyntaxException.class, () -> ConnectPolicy.parse("cereal"));

        assertEquals(6, e.within("names=cereal", 6).position());
        assertEquals(
                "\"names=cereal\": unknown policy \"cereal\" at character 7; policies are staggered, serial, concurrent",
                e.within("names=cereal", 6).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> e.within("x", 6));
    }
}
