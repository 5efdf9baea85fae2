package org.hextet.cli.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Placement;
import org.hextet.addresses.SourceAddress;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSettings;
import org.hextet.cli.diagnosis.AttemptReport.Outcome;

/** An attempt at every address, not only until one connects: some at once, each with a limit of its own. */
final class AttemptSeries {

    /** More addresses than a name that people use has. */
    static final int MOST = 64;

    private static final int AT_ONCE = 16;

    private final Reactor reactor;
    private final List<Placement> targets;
    private final int port;
    private final Duration atMost;
    private final long endNanos;
    private final Optional<TlsSettings> tls;
    private final Consumer<String> note;
    private final Promise<List<AttemptReport>> promise;

    /** One for each target; empty while it has not ended. Guarded by itself. */
    private final List<Optional<AttemptReport>> reports;

    private int begun;
    private int ended;

    /**
     * Prepares.
     *
     * @param order whom to try
     * @param atMost for each attempt
     * @param endNanos when the time for all is over, by the reactor's clock
     * @param note told of the end of each
     */
    AttemptSeries(
            Reactor reactor,
            List<Placement> order,
            int port,
            Duration atMost,
            long endNanos,
            Optional<TlsSettings> tls,
            Consumer<String> note) {
        this.note = note;
        this.reactor = reactor;
        this.targets = order.subList(0, Math.min(order.size(), MOST));
        this.port = port;
        this.atMost = atMost;
        this.endNanos = endNanos;
        this.tls = tls;
        this.promise = reactor.promise(() -> {});
        this.reports = new ArrayList<>(Collections.nCopies(targets.size(), Optional.empty()));
    }

    Pending<List<AttemptReport>> start() {
        reactor.execute(this::beginMore);
        return promise;
    }

    private void beginMore() {
        while (begun < targets.size() && begun - ended < AT_ONCE) {
            int index = begun++;
            Placement target = targets.get(index);
            Duration left = Duration.ofNanos(endNanos - reactor.nanoTime());
            if (left.compareTo(Duration.ofMillis(1)) < 0) {
                ended(index, notEnded(target, Outcome.NOT_TRIED, "the time was over before its turn"));
            } else {
                Attempt.begin(
                        reactor,
                        target,
                        port,
                        left.compareTo(atMost) < 0 ? left : atMost,
                        tls,
                        report -> ended(index, report));
            }
        }
        if (ended == targets.size()) {
            boolean unused = promise.succeed(soFar());
        }
    }

    private void ended(int index, AttemptReport report) {
        note.accept(AddressText.format(report.address()) + ": "
                + report.kind().map(Object::toString).orElse(report.outcome().text()) + " after "
                + Spoken.duration(report.elapsedNanos()));
        report.tls().ifPresent(tls -> tls.lines().forEach(line -> note.accept("  " + line)));
        synchronized (reports) {
            reports.set(index, Optional.of(report));
        }
        ended++;
        // Not from here: this may be called inside of it.
        reactor.execute(this::beginMore);
    }

    /** What is known now; what has not ended is a cancelled one. Any thread. */
    List<AttemptReport> soFar() {
        List<AttemptReport> all = new ArrayList<>();
        synchronized (reports) {
            for (int i = 0; i < targets.size(); i++) {
                Placement target = targets.get(i);
                all.add(reports.get(i)
                        .orElseGet(() -> notEnded(target, Outcome.CANCELLED, "not decided when it was stopped")));
            }
        }
        return all;
    }

    private static AttemptReport notEnded(Placement target, Outcome outcome, String message) {
        return AttemptReport.ended(
                target.destination(), outcome, target.source().map(SourceAddress::address), message);
    }
}
