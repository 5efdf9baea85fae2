package org.hextet.resolver.dnsjava;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.hextet.api.DnsRecord;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;

/** One lookup of records. */
final class RecordLookup {

    private final DnsClient client;
    private final String name;
    private final Question question;
    private final Promise<List<DnsRecord>> promise;
    private volatile @Nullable Timer deadline;
    private @Nullable Chain chain;
    private boolean ended;

    private RecordLookup(DnsClient client, String name, Question question) {
        this.client = client;
        this.name = name;
        this.question = question;
        this.promise = client.reactor().promise(this::leave);
    }

    /**
     * Begins, as a task of the reactor. Any thread.
     *
     * @param name as it was given
     * @throws RejectedExecutionException if the reactor is closed
     */
    static Pending<List<DnsRecord>> begin(DnsClient client, String name, Question question, Duration within) {
        RecordLookup lookup = new RecordLookup(client, name, question);
        Timer timer = client.reactor().schedule(within, () -> lookup.expire(within));
        lookup.deadline = timer;
        try {
            client.reactor().execute(lookup::start);
        } catch (RejectedExecutionException closed) {
            timer.cancel();
            throw closed;
        }
        return lookup.promise;
    }

    private void start() {
        if (ended) {
            return;
        }
        Chain asked = Chain.ask(client, question, new CommonPorts(client.ports()), this::known);
        if (!ended) {
            chain = asked;
        }
    }

    private void known(Verdict verdict) {
        if (ended) {
            return;
        }
        end();
        if (verdict instanceof Verdict.Found found) {
            List<Record> ordered = TryOrder.of(question.type(), found.records(), ThreadLocalRandom.current()::nextInt);
            promise.succeed(ordered.stream()
                    .map(record -> RecordText.of(record, found.ttlSeconds()))
                    .toList());
        } else if (verdict instanceof Verdict.NoData) {
            fail(FailureKind.NO_DATA, "the name exists and has no such record (" + question + ")");
        } else if (verdict instanceof Verdict.NoSuchName) {
            fail(FailureKind.NO_SUCH_NAME, "no such name (" + question + "); check its spelling");
        } else if (verdict instanceof Verdict.Unknown unknown) {
            fail(unknown.kind(), unknown.what());
        }
    }

    private void expire(Duration within) {
        if (ended) {
            return;
        }
        Chain asked = chain;
        leave();
        fail(
                FailureKind.TIMEOUT,
                "no answer within " + DurationWords.of(within) + "; "
                        + (asked == null ? "nobody was asked in time" : asked.progress()));
    }

    private void fail(FailureKind kind, String what) {
        promise.fail(LookupFailures.of(kind, name, what));
    }

    private void leave() {
        end();
        if (chain != null) {
            chain.leave();
        }
    }

    private void end() {
        ended = true;
        Timer timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
    }
}
