package org.hextet.resolver.jdk;

import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.hextet.api.failure.FailureKind;

/**
 * The words of failures for as long as the JDK caches them. Asked a second time within that time it fails with the bare
 * name, the reason is lost; whoever asked first has it here. Thread-safe.
 */
final class RememberedFailures {

    private static final int MAX_NAMES = 1024;

    private record Remembered(String words, long sinceNanos) {}

    private final long keptNanos;
    private final LongSupplier nanoTime;

    @SuppressWarnings("serial") // never written
    private final Map<String, Remembered> byName = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > MAX_NAMES;
        }
    };

    /**
     * Remembers nothing yet.
     *
     * @param kept how long the platform caches a failure
     * @param nanoTime the platform's clock, which is no reactor's
     */
    RememberedFailures(Duration kept, LongSupplier nanoTime) {
        this.keptNanos = kept.toNanos();
        this.nanoTime = nanoTime;
    }

    static RememberedFailures ofProcess() {
        return new RememberedFailures(
                cacheTime(
                        Optional.ofNullable(Security.getProperty("networkaddress.cache.negative.ttl")),
                        Optional.ofNullable(System.getProperty("sun.net.inetaddr.negative.ttl"))),
                System::nanoTime);
    }

    /** As the JDK's InetAddressCachePolicy reads them: the first that is a number counts; negative is for ever. */
    static Duration cacheTime(Optional<String> security, Optional<String> system) {
        for (Optional<String> seconds : List.of(security, system)) {
            if (seconds.isPresent() && seconds.get().strip().matches("[+-]?[0-9]{1,9}")) {
                int number = Integer.parseInt(seconds.get().strip());
                return number < 0 ? Duration.ofNanos(Long.MAX_VALUE) : Duration.ofSeconds(number);
            }
        }
        return Duration.ZERO;
    }

    /** What the platform's failure says, by its own words or by those that it said before. */
    synchronized Outcome.NotFound judge(String asciiName, UnknownHostException failure) {
        String words = PlatformTexts.words(asciiName, Optional.ofNullable(failure.getMessage()));
        if (words.isEmpty()) {
            Remembered before = byName.get(asciiName);
            if (before == null || nanoTime.getAsLong() - before.sinceNanos > keptNanos) {
                return new Outcome.NotFound(
                        FailureKind.TEMPORARY,
                        "the platform remembers an earlier failure without its reason; try again in a while",
                        failure);
            }
            words = before.words;
        } else {
            // Removed first: whoever fails last is forgotten last.
            byName.remove(asciiName);
            byName.put(asciiName, new Remembered(words, nanoTime.getAsLong()));
        }
        return Outcome.NotFound.byWords(words, failure);
    }
}
