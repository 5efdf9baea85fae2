package org.hextet.tls.stream;

import java.util.function.Consumer;
import org.hextet.api.Connection;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;

/** Hears how a handshake ended, once, on the reactor's thread. */
public sealed interface UpgradeListener {

    /** It succeeded, and the protocol has heard {@code connected}. */
    void secured(Connection connection);

    /** It failed; the connection below is gone or going. */
    void failed(Throwable why);

    /**
     * Nobody waits for it.
     *
     * @param failures takes those of the network; what the user's own code threw the reactor has told already
     */
    record OfPort(Consumer<NetworkFailure> failures) implements UpgradeListener {

        @Override
        public void secured(Connection connection) {}

        @Override
        public void failed(Throwable why) {
            if (why instanceof NetworkFailure failure) {
                failures.accept(failure);
            }
        }
    }

    /** Somebody waits for it. */
    record OfPending(Promise<Connection> promise) implements UpgradeListener {

        /** What is pending on a reactor; cancelling it, and the reactor's end, abort the connection. */
        public static OfPending of(Reactor reactor, Runnable abort) {
            return new OfPending(reactor.promise(abort));
        }

        @Override
        public void secured(Connection connection) {
            if (!promise.succeed(connection)) {
                connection.abort();
            }
        }

        @Override
        public void failed(Throwable why) {
            promise.fail(why);
        }
    }
}
