package org.hextet.endpoints.datagrams;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.endpoints.callbacks.DatagramUser;
import org.hextet.endpoints.listening.LoopExecutor;
import org.hextet.endpoints.listening.Together;
import org.jspecify.annotations.Nullable;

/**
 * Opens a port and makes it ready, and only then makes its user's protocol and hands the port over. Where it cannot be
 * made ready the port is closed, and the user hears of the failure alone.
 *
 * <p>Everything but {@link #start} is of the loop only.
 *
 * @param <P> the kind of port
 */
public final class PreparedOpening<P extends DatagramPort> {

    private final Reactor reactor;
    private final Function<P, CompletionStage<?>> preparing;
    private final Supplier<? extends DatagramProtocol> factory;
    private final HeldProtocol held = new HeldProtocol();
    private final Promise<DatagramPort> promise;

    private boolean cancelled;
    private @Nullable Pending<P> opening;
    private @Nullable P opened;

    private PreparedOpening(
            Reactor reactor, Function<P, CompletionStage<?>> preparing, Supplier<? extends DatagramProtocol> factory) {
        this.reactor = reactor;
        this.preparing = preparing;
        this.factory = factory;
        this.promise = reactor.promise(this::cancel);
    }

    /**
     * Begins. Any thread. A mistake of the caller's is thrown here, with nothing bound.
     *
     * @param reactor carries the port
     * @param open opens it, with the protocol that it is given
     * @param preparing makes it ready, on the loop
     * @param factory of the user
     * @param <P> the kind of port
     * @return the port, when the user's protocol has heard of it
     */
    public static <P extends DatagramPort> Pending<DatagramPort> start(
            Reactor reactor,
            Function<Supplier<DatagramProtocol>, Pending<P>> open,
            Function<P, CompletionStage<?>> preparing,
            Supplier<? extends DatagramProtocol> factory) {
        PreparedOpening<P> prepared = new PreparedOpening<>(reactor, preparing, factory);
        Pending<P> opening = open.apply(() -> prepared.held);
        new LoopExecutor(reactor).execute(() -> prepared.follow(opening));
        return prepared.promise;
    }

    private void follow(Pending<P> begun) {
        opening = begun;
        begun.whenComplete((port, failure) -> {
            if (port != null) {
                prepare(port);
            } else if (failure != null) {
                promise.fail(Together.cause(failure));
            }
        });
        if (cancelled) {
            begun.cancel();
        }
    }

    private void prepare(P port) {
        if (cancelled) {
            port.close();
            return;
        }
        opened = port;
        CompletionStage<?> prepared;
        try {
            prepared = preparing.apply(port);
        } catch (RuntimeException | Error mistake) {
            failed(port, mistake);
            return;
        }
        prepared.whenComplete((nothing, failure) -> {
            if (failure == null) {
                handOver(port);
            } else {
                failed(port, Together.cause(failure));
            }
        });
    }

    private void handOver(P port) {
        if (cancelled) {
            return;
        }
        DatagramProtocol protocol;
        try {
            protocol = DatagramUser.made(reactor, factory, port.localAddresses().get(0));
        } catch (IOException | RuntimeException | Error none) {
            failed(port, none);
            return;
        }
        held.handOver(port, protocol);
        if (!promise.succeed(port)) {
            port.close();
        }
    }

    private void failed(P port, Throwable failure) {
        port.close().whenComplete((nothing, never) -> promise.fail(failure));
    }

    private void cancel() {
        cancelled = true;
        Pending<P> begun = opening;
        if (begun != null) {
            begun.cancel();
        }
        P port = opened;
        if (port != null) {
            port.close();
        }
    }
}
