package org.hextet.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;

/**
 * What is under way on one reactor: each question once at a time, however many ask it, and no more of them at once than
 * allowed. Of that reactor's thread; cache and servers are shared with other reactors.
 */
final class DnsClient {

    /** Beyond it a question is refused: a reactor that asks so much has lost its way. */
    private static final int MAX_QUEUED = 65_536;

    /** Long enough for the next question of who asks in bursts; servers are wont to wait longer. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(2);

    /** Somebody who waits for a verdict. */
    interface Waiting {

        /** Waits no longer, and is not told. */
        void leave();

        /** What is being waited for, for people. */
        String progress();
    }

    private final Reactor reactor;
    private final DnsOptions options;
    private final SystemFiles files;
    private final NameServers servers;
    private final AnswerCache cache;
    private final LongSupplier nanoTime;
    private final Unpredictable random = new Unpredictable();
    private final SourcePorts ports;
    private final ServerConnections connections;
    private final Map<Question, Inquiry> underWay = new HashMap<>();
    private final Set<Inquiry> queued = new LinkedHashSet<>();
    private int begun;
    private boolean isBeginning;
    private boolean closed;

    DnsClient(
            Reactor reactor,
            DnsOptions options,
            SystemFiles files,
            NameServers servers,
            AnswerCache cache,
            LongSupplier nanoTime) {
        this.reactor = reactor;
        this.options = options;
        this.files = files;
        this.servers = servers;
        this.cache = cache;
        this.nanoTime = nanoTime;
        this.ports = new SourcePorts(reactor, random, options.ednsBytes());
        this.connections = new ServerConnections(reactor, IDLE_CONNECTION);
    }

    /** What is known without asking anybody. */
    Optional<Verdict> known(Question question) {
        Optional<Verdict> special = SpecialNames.verdict(question);
        return special.isPresent() ? special : cache.get(question, nowNanos()).map(verdict -> verdict);
    }

    /**
     * Asks, or joins those who ask the same. The verdict may come before this returns.
     *
     * @param common of the lookup whose question it is
     */
    Waiting ask(Question question, CommonPorts common, Consumer<Verdict> asker) {
        Inquiry running = underWay.get(question);
        if (running != null) {
            if (running.servesStale()) {
                Optional<Verdict> stale = stale(question);
                if (stale.isPresent()) {
                    asker.accept(stale.get());
                    return waiting(running, asker);
                }
            }
            running.join(asker);
            return waiting(running, asker);
        }
        Inquiry inquiry = new Inquiry(this, question, common);
        inquiry.join(asker);
        Waiting waiting = waiting(inquiry, asker);
        if (closed) {
            asker.accept(closedVerdict());
        } else if (begun < options.questions()) {
            underWay.put(question, inquiry);
            begun++;
            inquiry.begin();
        } else if (queued.size() < MAX_QUEUED) {
            underWay.put(question, inquiry);
            queued.add(inquiry);
        } else {
            asker.accept(new Verdict.Unknown(
                    FailureKind.TEMPORARY,
                    "not asked: " + options.questions() + " questions are under way and " + MAX_QUEUED
                            + " wait; ask for less at once, or open the resolver with dnsjava?questions=N"));
        }
        return waiting;
    }

    /** The resolver is closed: all who wait are told. */
    void close() {
        closed = true;
        List<Inquiry> all = new ArrayList<>(underWay.values());
        underWay.clear();
        queued.clear();
        begun = 0;
        all.forEach(inquiry -> inquiry.abandon(closedVerdict()));
        ports.close();
        connections.close();
    }

    /** An inquiry has come to its end by itself. */
    void ended(Inquiry inquiry) {
        if (underWay.remove(inquiry.question(), inquiry) && inquiry.hasBegun()) {
            begun--;
            beginQueued();
        }
    }

    Reactor reactor() {
        return reactor;
    }

    NameServers servers() {
        return servers;
    }

    Settings settings() {
        return files.settings();
    }

    /** What keeps the settings from being all that they could be. */
    Optional<String> problem() {
        return files.problem();
    }

    HostsFile hosts() {
        return files.hosts();
    }

    DnsOptions options() {
        return options;
    }

    SourcePorts ports() {
        return ports;
    }

    ServerConnections connections() {
        return connections;
    }

    int ednsBytes() {
        return options.ednsBytes();
    }

    Query query(Question question, Way way, int ednsBytes) {
        return Query.of(question, way::isTaken, random, ednsBytes, options.mixedCase());
    }

    /** Of the cache. */
    long nowNanos() {
        return nanoTime.getAsLong();
    }

    void remember(Question question, Verdict.Lasting verdict) {
        cache.put(question, verdict, nowNanos());
    }

    /** What was known once, while nobody answers. */
    Optional<Verdict> stale(Question question) {
        return hasStale() ? cache.stale(question, nowNanos()).map(verdict -> verdict) : Optional.empty();
    }

    private boolean hasStale() {
        return !options.serveStale().isZero();
    }

    /** What was known once, where nobody answers now. */
    Verdict staleInstead(Question question, Verdict otherwise) {
        if (closed || !hasStale()) {
            return otherwise;
        }
        Optional<Verdict> stale = cache.staleFromNow(question, nowNanos()).map(verdict -> verdict);
        return stale.orElse(otherwise);
    }

    private static Verdict closedVerdict() {
        return new Verdict.Unknown(FailureKind.CANCELLED, "the resolver was closed");
    }

    private Waiting waiting(Inquiry inquiry, Consumer<Verdict> asker) {
        return new Waiting() {
            @Override
            public void leave() {
                if (inquiry.leave(asker) && underWay.remove(inquiry.question(), inquiry)) {
                    inquiry.cancel();
                    if (inquiry.hasBegun()) {
                        begun--;
                        beginQueued();
                    } else {
                        queued.remove(inquiry);
                    }
                }
            }

            @Override
            public String progress() {
                return inquiry.progress();
            }
        };
    }

    private void beginQueued() {
        // One that fails at once comes here again, from inside.
        if (isBeginning) {
            return;
        }
        isBeginning = true;
        try {
            while (begun < options.questions() && !queued.isEmpty()) {
                Iterator<Inquiry> first = queued.iterator();
                Inquiry next = first.next();
                first.remove();
                begun++;
                next.begin();
            }
        } finally {
            isBeginning = false;
        }
    }
}
