package org.hextet.adapters.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.adapters.race.ForeignConnection;
import org.hextet.adapters.race.ForeignReactor;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Connects a bootstrap of Netty's by name as a {@link HostnameClientEndpoint} does: both families, RFC 6724 order, RFC
 * 8305. Each attempt is a channel of the bootstrap, on its event loops; the first that connects wins, the others are
 * closed. Immutable and thread-safe.
 *
 * <p>The bootstrap's handler initializes a channel for every attempt, and a loser may have become active before it is
 * closed: what must happen once begins when the future succeeds.
 */
@SuppressWarnings("exports") // Who calls it has Netty
public final class RacingBootstrap {

    private final Bootstrap bootstrap;

    /**
     * Takes a copy of a bootstrap, which has its group, channel class and handler; a resolver is not needed.
     *
     * @param bootstrap complete
     */
    public RacingBootstrap(Bootstrap bootstrap) {
        this.bootstrap = bootstrap.clone();
        this.bootstrap.validate();
    }

    /**
     * Connects with the default policy, and no deadline but the bootstrap's own for each attempt
     * ({@code CONNECT_TIMEOUT_MILLIS}).
     *
     * @param host a name, or a literal without brackets
     * @param port 1 to 65535
     * @return the channel that has won; fails as {@link HostnameClientEndpoint#connect} does, with the timeline in the
     *     exception. Cancelling closes all attempts
     * @throws IllegalArgumentException if the port is out of range or the host is neither name nor literal
     */
    public Future<Channel> connect(String host, int port) {
        return connect(HostnameClientEndpoint.of(host, port));
    }

    /**
     * Connects as an endpoint says.
     *
     * @param endpoint host, port, policy, resolver, deadlines, local address
     * @return as of {@link #connect(String, int)}
     * @throws IllegalArgumentException as of {@link HostnameClientEndpoint#connect}
     * @throws UnsupportedOperationException if the endpoint has socket options (they are the bootstrap's) or a flow
     *     label
     */
    public Future<Channel> connect(HostnameClientEndpoint endpoint) {
        if (!endpoint.options().socketOptions().isEmpty()
                || endpoint.options().flowLabel().isPresent()) {
            throw new UnsupportedOperationException("connect to " + endpoint
                    + ": a channel of Netty's takes no socket options from an endpoint; give them to the bootstrap");
        }
        EventExecutor executor = bootstrap.config().group().next();
        Promise<Channel> promise = executor.newPromise();
        Pending<Connection> pending;
        try {
            pending = endpoint.withOptions(new ChannelAttempts(bootstrap).on(endpoint.options()))
                    .connect(ForeignReactor.ofProcess(), () -> Protocol.receiving((connection, data) -> {}));
        } catch (IOException none) {
            return promise.setFailure(none);
        }
        promise.addListener(done -> {
            if (done.isCancelled()) {
                pending.cancel();
            }
        });
        pending.whenComplete((won, failure) -> {
            try {
                executor.execute(() -> complete(promise, won, failure));
            } catch (RejectedExecutionException shutDown) {
                complete(promise, won, shutDown);
            }
        });
        return promise;
    }

    private static void complete(Promise<Channel> promise, @Nullable Connection won, @Nullable Throwable failure) {
        if (failure != null) {
            promise.tryFailure(failure);
        }
        if (won != null && (failure != null || !promise.trySuccess(ForeignConnection.unwrapped(won, Channel.class)))) {
            won.abort();
        }
    }
}
