package org.hextet.tck.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;

/** A pending that yields something in place of what another one yields, in the same moment, and fails as it does. */
final class MappedPending<T, R> extends ForwardingPending<R> {

    private final Pending<T> source;

    private MappedPending(Pending<T> source, Promise<R> promise) {
        super(promise);
        this.source = source;
    }

    /** The mapping runs on the reactor's thread. */
    static <T, R> Pending<R> of(Reactor reactor, Pending<T> source, Function<? super T, ? extends R> mapping) {
        Promise<R> promise = reactor.watched();
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.succeed(mapping.apply(value));
            } else {
                promise.fail(failure);
            }
        });
        return new MappedPending<>(source, promise);
    }

    @Override
    public R await() throws IOException, InterruptedException {
        source.await();
        return beneath.await();
    }

    @Override
    public R await(Duration atMost) throws IOException, InterruptedException {
        source.await(atMost);
        return beneath.await();
    }

    @Override
    public boolean cancel() {
        return source.cancel();
    }
}
