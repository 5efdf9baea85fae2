package org.hextet.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackoffTest {

    private static final Backoff EXACT = Backoff.exponential().jitter(0);

    private static final RandomGenerator UNUSED = () -> {
        throw new AssertionError("drawn from without need");
    };

    private static List<Long> millis(Backoff backoff, int retries, RandomGenerator random) {
        return IntStream.rangeClosed(1, retries)
                .mapToObj(retry -> backoff.delay(retry, Duration.ZERO, random)
                        .map(Duration::toMillis)
                        .orElse(-1L))
                .toList();
    }

    @Test
    void delays_grow_by_the_factor_up_to_the_most() {
        assertEquals(List.of(100L, 200L, 400L, 800L), millis(EXACT, 4, UNUSED));
        assertEquals(
                List.of(50L, 150L, 400L, 400L),
                millis(EXACT.first(Duration.ofMillis(50)).factor(3).most(Duration.ofMillis(400)), 4, UNUSED));
        assertEquals(List.of(7L, 7L), millis(EXACT.first(Duration.ofMillis(7)).factor(1), 2, UNUSED));
    }

    @Test
    void a_delay_stays_the_most_however_many_came_before() {
        assertEquals(
                Optional.of(Duration.ofSeconds(10)),
                EXACT.factor(1000).times(1_000_000).delay(1_000_000, Duration.ZERO, UNUSED));
    }

    @Test
    void jitter_takes_away_at_most_its_share_and_is_that_of_the_seed() {
        Backoff backoff = Backoff.exponential().jitter(0.25).factor(1);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            long nanos = backoff.delay(1, Duration.ZERO, random).orElseThrow().toNanos();
            assertTrue(nanos > 75_000_000 && nanos <= 100_000_000, nanos + " ns");
        }
        assertEquals(
                millis(Backoff.exponential(), 9, new SplittableRandom(3)),
                millis(Backoff.exponential(), 9, new SplittableRandom(3)));
    }

    @Test
    void it_gives_up_when_the_next_try_would_begin_too_late() {
        Backoff backoff = EXACT.within(Duration.ofMillis(500));
        assertEquals(Optional.of(Duration.ofMillis(100)), backoff.delay(1, Duration.ofMillis(400), UNUSED));
        assertEquals(Optional.empty(), backoff.delay(1, Duration.ofMillis(401), UNUSED));
    }

    @Test
    void it_gives_up_after_so_many_times() {
        assertEquals(List.of(100L, 200L, -1L), millis(EXACT.times(2), 3, UNUSED));
    }

    @Test
    void a_minute_is_the_limit_where_none_was_set() {
        assertEquals(Optional.of(Duration.ofMinutes(1)), Backoff.exponential().within());
        assertEquals(Optional.empty(), Backoff.exponential().times(3).within());
        assertEquals(
                Optional.of(Duration.ofSeconds(5)),
                Backoff.exponential().times(3).within(Duration.ofSeconds(5)).within());
        assertEquals(OptionalInt.empty(), Backoff.exponential().times());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30s | 30s",
                "60s | 1m",
                "times=3 | times=3",
                "5s,times=3 | 5s,times=3",
                "1m,first=100ms,most=10s,factor=2,jitter=0.5 | 1m",
                "30s,jitter=0,factor=1.60,first=50ms,most=2000ms | 30s,first=50ms,most=2s,factor=1.6,jitter=0"
            })
    void text_is_read_and_written(String text, String canonical) {
        assertEquals(canonical, Backoff.parse(text).toString());
        assertEquals(Backoff.parse(text), Backoff.parse(canonical));
        assertEquals(Backoff.parse(text).hashCode(), Backoff.parse(canonical).hashCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0",
                "30 | 2",
                "30s, | 4",
                "30s,5s | 4",
                "30s,first=x | 10",
                "30s,first=0 | 10",
                "30s,factor=0.5 | 11",
                "30s,factor=NaN | 11",
                "30s,jitter=1.1 | 11",
                "30s,times=0 | 10",
                "30s,times=1,times=2 | 12",
                "30s,delay=1s | 4",
                "0 | 0",
                "2d | 0"
            })
    void a_wrong_text_says_where(String text, int position) {
        SettingSyntaxException wrong = assertThrows(SettingSyntaxException.class, () -> Backoff.parse(text));
        assertEquals(position, wrong.position(), wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 1000.1, Double.NaN, Double.POSITIVE_INFINITY})
    void a_factor_has_a_range(double factor) {
        assertThrows(IllegalArgumentException.class, () -> EXACT.factor(factor));
    }
}
