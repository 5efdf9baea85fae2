package org.hextet.tls.stream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;

/** A connect and the handshake behind it, as one operation. */
public final class TlsConnect {

    private final Reactor reactor;
    private final StreamOptions options;
    private final Handshakes handshakes;
    private final long startNanos;
    private final Promise<Connection> promise;

    // Of the loop only, but for the first: set before anybody else has the promise.
    private volatile @Nullable Pending<Connection> connecting;
    private @Nullable Connection plain;

    private TlsConnect(Reactor reactor, StreamOptions options, Handshakes handshakes) {
        this.reactor = reactor;
        this.options = options;
        this.handshakes = handshakes;
        this.startNanos = reactor.nanoTime();
        this.promise = reactor.promise(this::cancelled);
    }

    /** Begins. Any thread. */
    public static Pending<Connection> begin(
            Reactor reactor, InetSocketAddress remote, StreamOptions options, Handshakes handshakes) {
        TlsConnect connect = new TlsConnect(reactor, options, handshakes);
        Pending<Connection> pending;
        try {
            pending = reactor.connectTcp(remote, options, connect::protocol);
        } catch (RuntimeException | Error refused) {
            connect.promise.cancel();
            throw refused;
        }
        connect.connecting = pending;
        pending.whenComplete(connect::connected);
        return connect.promise;
    }

    private Protocol protocol() {
        return new TlsStream(handshakes.next(deadline()), new UpgradeListener.OfPending(promise), null, null);
    }

    /** That of the settings, or what is left of the whole. */
    private Duration deadline() {
        Duration own = handshakes.deadline();
        if (options.deadline().isEmpty()) {
            return own;
        }
        Duration left = options.deadline().get().minusNanos(reactor.nanoTime() - startNanos);
        return left.compareTo(own) < 0 ? left : own;
    }

    private void connected(@Nullable Connection connection, @Nullable Throwable failure) {
        if (failure != null) {
            promise.fail(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        } else if (connection != null) {
            plain = connection;
        }
    }

    private void cancelled() {
        Pending<Connection> begun = connecting;
        Connection there = plain;
        if (there != null) {
            there.abort();
        } else if (begun != null) {
            begun.cancel();
        }
    }
}
