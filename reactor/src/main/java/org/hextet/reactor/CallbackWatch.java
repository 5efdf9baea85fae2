package org.hextet.reactor;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hextet.addresses.PrintableText;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Protocol;
import org.hextet.reactor.driver.Driver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in the log what held the loop for long: callbacks, protocol factories, tasks and timers. There is one only
 * where the system property asks for it, and it wraps the protocols: without it nothing is measured. Of the loop only.
 */
final class CallbackWatch {

    /** The system property: how long is too long. Read when a reactor opens. */
    static final String PROPERTY = "hextet.log.callback";

    /** The name of the logger. */
    static final String LOGGER = "org.hextet.callback";

    /** Wrong values that stand in the log already: a process may open many reactors. */
    private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();

    private final Driver driver;
    private final String provider;
    private final long limitNanos;
    private final Logger log;

    /** Of all that stands in the log: what is around it is not blamed for the same time. */
    private long toldNanos;

    private CallbackWatch(Driver driver, String provider, long limitNanos, Logger log) {
        this.driver = driver;
        this.provider = provider;
        this.limitNanos = limitNanos;
        this.log = log;
    }

    /** As the property says. Null if it says nothing, or something wrong, which is a warning. */
    static @Nullable CallbackWatch ofProperty(Driver driver, String provider) {
        String text = System.getProperty(PROPERTY, "");
        return text.isBlank() ? null : of(text, driver, provider, LoggerFactory.getLogger(LOGGER));
    }

    static @Nullable CallbackWatch of(String text, Driver driver, String provider, Logger log) {
        try {
            long limitNanos =
                    DurationOption.parse(PROPERTY, text.strip(), "100ms").toNanos();
            return new CallbackWatch(driver, provider, Math.max(1, limitNanos), log);
        } catch (IllegalArgumentException wrong) {
            if (REFUSED.add(text)) {
                log.warn(
                        "system property {}; no callback is measured",
                        PrintableText.of(String.valueOf(wrong.getMessage())));
            }
            return null;
        }
    }

    /** When something begins, for {@link #ended}: on a clock that stands still for what is told. */
    long begun() {
        return driver.nanoTime() - toldNanos;
    }

    /** It is over. */
    void ended(long begun, Supplier<String> what) {
        long heldNanos = begun() - begun;
        if (heldNanos >= limitNanos) {
            toldNanos += heldNanos;
            log.warn(
                    "{}: {} held the loop for {} ms; nothing else of this reactor went on meanwhile",
                    provider,
                    what.get(),
                    Duration.ofNanos(heldNanos).toMillis());
        }
    }

    /** What may throw anything. */
    @FunctionalInterface
    interface Callback {
        void call() throws Exception;
    }

    /** Calls back. */
    void around(Callback callback, Supplier<String> what) throws Exception {
        long begun = begun();
        try {
            callback.call();
        } finally {
            ended(begun, what);
        }
    }

    /** Calls a protocol factory. */
    static <P> P made(@Nullable CallbackWatch watch, Supplier<? extends P> factory) {
        if (watch == null) {
            return factory.get();
        }
        long begun = watch.begun();
        try {
            return factory.get();
        } finally {
            watch.ended(
                    begun, () -> "the protocol factory " + factory.getClass().getName());
        }
    }

    static Protocol watched(@Nullable CallbackWatch watch, Protocol protocol) {
        return watch == null ? protocol : new WatchedProtocol(watch, protocol);
    }

    static DatagramProtocol watchedPort(@Nullable CallbackWatch watch, DatagramProtocol protocol) {
        return watch == null ? protocol : new WatchedDatagramProtocol(watch, protocol);
    }
}
