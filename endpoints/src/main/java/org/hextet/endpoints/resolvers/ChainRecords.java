package org.hextet.endpoints.resolvers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.listening.Together;
import org.jspecify.annotations.Nullable;

/** One look-up of records through a chain. Of the loop only, but for its beginning. */
final class ChainRecords {

    private final List<NameResolver> members;
    private final Set<FailureKind> nextOn;
    private final Reactor reactor;
    private final String name;
    private final String type;
    private final Duration deadline;
    private final long startNanos;
    private final Promise<List<DnsRecord>> promise;

    // Set before anybody has the promise.
    private volatile @Nullable Pending<List<DnsRecord>> underWay;

    private int index;
    private boolean cancelled;

    ChainRecords(
            List<NameResolver> members,
            Set<FailureKind> nextOn,
            Reactor reactor,
            String name,
            String type,
            Duration deadline) {
        this.members = members;
        this.nextOn = nextOn;
        this.reactor = reactor;
        this.name = name;
        this.type = type;
        this.deadline = deadline;
        this.startNanos = reactor.nanoTime();
        this.promise = reactor.promise(this::cancel);
    }

    /** In the calling thread, where a mistake is thrown. */
    Pending<List<DnsRecord>> begin() {
        try {
            ask(deadline.dividedBy(members.size()));
        } catch (RuntimeException | Error refused) {
            promise.cancel();
            throw refused;
        }
        return promise;
    }

    private void ask(Duration share) {
        Pending<List<DnsRecord>> begun = members.get(index)
                .records(reactor, name, type, share.isZero() && !deadline.isZero() ? Duration.ofNanos(1) : share);
        underWay = begun;
        begun.whenComplete((records, failure) -> {
            if (failure == null) {
                promise.succeed(records);
            } else {
                failed(Together.cause(failure));
            }
        });
    }

    private void failed(Throwable why) {
        long left = deadline.toNanos() - (reactor.nanoTime() - startNanos);
        index++;
        if (cancelled
                || index == members.size()
                || left <= 0
                || !(why instanceof NetworkFailure known)
                || !nextOn.contains(known.kind())) {
            promise.fail(why);
            return;
        }
        try {
            ask(Duration.ofNanos(left / (members.size() - index)));
        } catch (RuntimeException | Error thrown) {
            thrown.addSuppressed(why);
            promise.fail(thrown);
        }
    }

    private void cancel() {
        cancelled = true;
        Pending<List<DnsRecord>> begun = underWay;
        if (begun != null) {
            begun.cancel();
        }
    }
}
