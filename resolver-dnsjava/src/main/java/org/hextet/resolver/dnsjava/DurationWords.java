package org.hextet.resolver.dnsjava;

import java.time.Duration;

/** Durations for people: {@code 250 ms}, {@code 5 s}. */
final class DurationWords {

    private DurationWords() {}

    static String of(Duration duration) {
        if (duration.toMillis() % 1000 != 0 && duration.compareTo(Duration.ofSeconds(10)) < 0) {
            return duration.toMillis() + " ms";
        }
        return duration.toSeconds() + " s";
    }
}
