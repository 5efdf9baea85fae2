package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.Test;

class RememberedFailuresTest {

    private static final String WORDS = "Name or service not known";

    private final AtomicLong now = new AtomicLong();
    private final RememberedFailures remembered = new RememberedFailures(Duration.ofSeconds(10), now::get);

    private FailureKind judge(String name, String message) {
        return remembered.judge(name, new UnknownHostException(message)).kind();
    }

    @Test
    void words_are_remembered_as_long_as_the_platform_caches_the_failure() {
        judge("nx.test", "nx.test: " + WORDS);

        now.set(Duration.ofSeconds(10).toNanos());
        assertEquals(FailureKind.NO_SUCH_NAME, judge("nx.test", "nx.test"));
        now.addAndGet(1);
        assertEquals(FailureKind.TEMPORARY, judge("nx.test", "nx.test"));
    }

    @Test
    void new_words_take_the_place_of_old_ones() {
        judge("nx.test", "nx.test: " + WORDS);

        judge("nx.test", "nx.test: No address associated with hostname");

        assertEquals(FailureKind.NO_DATA, judge("nx.test", "nx.test"));
    }

    @Test
    void a_failure_that_was_never_seen_with_words_is_temporary() {
        assertEquals(FailureKind.TEMPORARY, judge("nx.test", "nx.test"));
    }

    @Test
    void of_too_many_names_the_eldest_are_forgotten() {
        judge("first.test", "first.test: " + WORDS);
        judge("second.test", "second.test: " + WORDS);

        for (int i = 0; i < 1023; i++) {
            judge("host" + i, "host" + i + ": " + WORDS);
        }

        assertEquals(FailureKind.TEMPORARY, judge("first.test", "first.test"));
        assertEquals(FailureKind.NO_SUCH_NAME, judge("second.test", "second.test"));
    }

    @Test
    void the_time_is_that_of_the_platforms_cache() {
        assertEquals(Duration.ofSeconds(10), RememberedFailures.cacheTime(Optional.of("10"), Optional.of("3")));
        assertEquals(Duration.ofSeconds(3), RememberedFailures.cacheTime(Optional.empty(), Optional.of("3")));
        assertEquals(
                Duration.ofNanos(Long.MAX_VALUE), RememberedFailures.cacheTime(Optional.of("-1"), Optional.empty()));
        assertEquals(Duration.ZERO, RememberedFailures.cacheTime(Optional.empty(), Optional.empty()));
    }
}
