package org.hextet.resolver.dnsjava;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Answers for as long as they hold, and no more of them than fit: who was not asked for longest goes first. One of many
 * records takes the room of many. Thread-safe, shared by all reactors of a resolver.
 */
final class AnswerCache {

    private final int maxRecords;
    private final long maxTtlSeconds;
    private final long maxNegativeTtlSeconds;
    private final long staleNanos;
    private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int records;

    private record Kept(Verdict.Lasting verdict, long endsNanos) {
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
            return Optional.of(one.verdict.lasting((leftNanos - 1) / TimeUnit.SECONDS.toNanos(1) + 1));
        }
        if (leftNanos <= -staleNanos) {
            forget(question, one);
        }
        return Optional.empty();
    }

    /** What was known, and may still serve when no server answers. */
    synchronized Optional<Verdict.Lasting> stale(Question question, long nowNanos) {
        Kept one = kept.get(question);
        // RFC 8767, section 5: asked for again after 30 s.
        return one == null || one.endsNanos - nowNanos <= -staleNanos
                ? Optional.empty()
                : Optional.of(one.verdict.lasting(30));
    }

    synchronized void put(Question question, Verdict.Lasting verdict, long nowNanos) {
        boolean isPositive = verdict instanceof Verdict.Found || verdict instanceof Verdict.Alias;
        long seconds = Math.min(verdict.ttlSeconds(), isPositive ? maxTtlSeconds : maxNegativeTtlSeconds);
        Kept before = kept.get(question);
        if (before != null) {
            forget(question, before);
        }
        Kept fresh = new Kept(verdict, nowNanos + TimeUnit.SECONDS.toNanos(seconds));
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
