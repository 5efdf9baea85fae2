package org.hextet.tck.mutants;

import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;

/** The result of an operation that was never begun: it succeeds in the next turn. */
final class DoneAlready {

    private DoneAlready() {}

    @SuppressWarnings("NullAway") // there is no other value of Void
    static Pending<Void> of(Reactor reactor) {
        Promise<Void> promise = reactor.watched();
        reactor.execute(() -> promise.succeed(null));
        return promise;
    }

    static <T> Pending<T> of(Reactor reactor, T value) {
        Promise<T> promise = reactor.watched();
        reactor.execute(() -> promise.succeed(value));
        return promise;
    }
}
