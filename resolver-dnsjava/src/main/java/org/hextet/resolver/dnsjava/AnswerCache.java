package org.hextet.resolver.dnsjava;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Answers for as long as they hold, and no more of them than fit: who was not asked for longest goes first. One of many
 * records takes the room of many. What no longer holds may serve for a time while no server answers (RFC 8767).
 * Thread-safe, shared by all reactors of a resolver.
 */
final class AnswerCache {

    private final int maxRecords;
    private final long maxTtlSeconds;
    private final long maxNegativeTtlSeconds;
    private final long staleNanos;
    private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int records;

    /**
     * RFC 8767, section 5: servers that failed are left alone for so long, and who is given a stale answer comes again.
     */
    private static final long STALE_SECONDS = 30;

    /** {@code servesUntilNanos} is when servers may be asked again, after they failed. */
    private record Kept(Verdict.Lasting verdict, long endsNanos, OptionalLong servesUntilNanos) {
        int weight() {
            return verdict instanceof Verdict.Found found ? found.records().size() : 1;
        }
    }

    AnswerCache(DnsOptions options) {
        this.maxRecords = options.cacheRecords();
        this.maxTtlSeconds = options.maxTtl().toSeconds();
        this.maxNegativeTtlSeconds = options.maxNegativeTtl().toSeconds();
        this.staleNanos = options.serveStale().toNanos();
    }

    /** What is known and holds, with the time that is left of it: rounded up, so that it is 1 s at least. */
    synchronized Optional<Verdict.Lasting> get(Question question, long nowNanos) {
        Kept one = kept.get(question);
        if (one == null) {
            return Optional.empty();
        }
        long leftNanos = one.endsNanos - nowNanos;
        if (leftNanos > 0) {
            return Optional.of(one.verdict.lasting(seconds(leftNanos)));
        }
        if (leftNanos <= -staleNanos) {
            forget(question, one);
            return Optional.empty();
        }
        long servesNanos = one.servesUntilNanos.isEmpty() ? 0 : one.servesUntilNanos.getAsLong() - nowNanos;
        return servesNanos > 0 ? Optional.of(one.verdict.lasting(seconds(servesNanos))) : Optional.empty();
    }

    private static long seconds(long nanos) {
        return (nanos - 1) / TimeUnit.SECONDS.toNanos(1) + 1;
    }

    /** What was known, and may still serve while no server answers. */
    synchronized Optional<Verdict.Lasting> stale(Question question, long nowNanos) {
        Kept one = kept.get(question);
        return one == null || one.endsNanos - nowNanos <= -staleNanos
                ? Optional.empty()
                : Optional.of(one.verdict.lasting(STALE_SECONDS));
    }

    /** The same when all servers have failed: for a while nobody need ask them. */
    synchronized Optional<Verdict.Lasting> staleFromNow(Question question, long nowNanos) {
        Optional<Verdict.Lasting> stale = stale(question, nowNanos);
        Kept one = kept.get(question);
        if (stale.isPresent() && one != null) {
            long until = nowNanos + TimeUnit.SECONDS.toNanos(STALE_SECONDS);
            kept.put(question, new Kept(one.verdict, one.endsNanos, OptionalLong.of(until)));
        }
        return stale;
    }

    synchronized void put(Question question, Verdict.Lasting verdict, long nowNanos) {
        boolean isPositive = verdict instanceof Verdict.Found || verdict instanceof Verdict.Alias;
        long seconds = Math.min(verdict.ttlSeconds(), isPositive ? maxTtlSeconds : maxNegativeTtlSeconds);
        Kept before = kept.get(question);
        if (before != null) {
            forget(question, before);
        }
        Kept fresh = new Kept(verdict, nowNanos + TimeUnit.SECONDS.toNanos(seconds), OptionalLong.empty());
        // One answer must not push out most of the others.
        if (seconds <= 0 || fresh.weight() > Math.max(1, maxRecords / 4) || maxRecords == 0) {
            return;
        }
        kept.put(question, fresh);
        records += fresh.weight();
        Iterator<Kept> eldest = kept.values().iterator();
        while (records > maxRecords) {
            records -= eldest.next().weight();
            eldest.remove();
        }
    }

    synchronized void flush() {
        kept.clear();
        records = 0;
    }

    /** How many answers are kept. */
    synchronized int size() {
        return kept.size();
    }

    private void forget(Question question, Kept one) {
        kept.remove(question);
        records -= one.weight();
    }
}
