package org.hextet.endpoints.listening;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/**
 * Binds the same addresses on every reactor of a group, one reactor after the other, and gives them as one port. Where
 * the number is to be chosen, the first reactor's is taken for the others; if one of them cannot have it, all begins
 * anew with another number, a bounded number of times.
 *
 * <p>Everything but {@link #start} is of the first reactor's thread.
 */
public final class GroupOpening {

    private final List<Reactor> reactors;
    private final Reactor home;
    private final IntFunction<ServerEndpoint> endpointAt;
    private final int port;
    private final Supplier<? extends Protocol> factory;
    private final Promise<ListeningPort> promise;

    private final List<ListeningPort> bound = new ArrayList<>();
    private int numbersTried;
    private boolean cancelled;
    private @Nullable Pending<ListeningPort> underWay;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param reactors at least two
     * @param endpointAt the endpoint at a port number, each of its sockets shared
     * @param port 0 to choose one
     * @param factory makes the protocols, on the thread of the reactor that has accepted
     */
    public GroupOpening(
            List<Reactor> reactors,
            IntFunction<ServerEndpoint> endpointAt,
            int port,
            Supplier<? extends Protocol> factory) {
        this.reactors = List.copyOf(reactors);
        this.home = reactors.get(0);
        this.endpointAt = endpointAt;
        this.port = port;
        this.factory = factory;
        this.promise = home.promise(this::cancel);
    }

    /**
     * Begins. Any thread, once. A mistake of the caller's is thrown here, with nothing bound.
     *
     * @return the port
     */
    public Pending<ListeningPort> start() {
        Pending<ListeningPort> first = endpointAt.apply(port).listen(home, factory);
        new LoopExecutor(home).execute(() -> follow(first, 0));
        return Cancellable.of(reactors, "listen", promise);
    }

    private void follow(Pending<ListeningPort> listening, int index) {
        underWay = listening;
        listening.whenComplete((done, failure) -> {
            try {
                if (home.inReactor()) {
                    arrived(index, done, failure);
                } else {
                    home.execute(() -> arrived(index, done, failure));
                }
            } catch (RejectedExecutionException homeEnded) {
                // Its end has failed the promise, and unbound what was bound before.
                if (done != null) {
                    done.stopListening();
                }
            }
        });
        if (cancelled) {
            listening.cancel();
        }
    }

    private void arrived(int index, @Nullable ListeningPort done, @Nullable Throwable failure) {
        if (done != null) {
            bound.add(done);
        }
        if (cancelled) {
            unbind(() -> {});
        } else if (done != null) {
            next(index + 1, number(bound.get(0)));
        } else if (failure != null) {
            failed(index, Together.cause(failure));
        }
    }

    private void failed(int index, Throwable failure) {
        boolean isInUse = failure instanceof NetworkFailure known && known.kind() == FailureKind.IN_USE;
        if (port == 0 && index > 0 && isInUse && numbersTried + 1 < PortsOpening.NUMBERS) {
            numbersTried++;
            unbind(() -> next(0, 0));
        } else {
            unbind(() -> promise.fail(failure));
        }
    }

    private void next(int index, int number) {
        if (cancelled) {
            return;
        }
        if (index == reactors.size()) {
            finish();
            return;
        }
        Pending<ListeningPort> listening;
        try {
            listening = endpointAt.apply(number).listen(reactors.get(index), factory);
        } catch (RuntimeException | Error refused) {
            unbind(() -> promise.fail(refused));
            return;
        }
        follow(listening, index);
    }

    private static int number(ListeningPort port) {
        return port.localAddresses().get(0).getPort();
    }

    private void finish() {
        // Each reactor says the same of a family that is not there.
        Map<String, NetworkFailure> missing = new LinkedHashMap<>();
        for (ListeningPort each : bound) {
            each.missing().forEach(one -> missing.putIfAbsent(one.getMessage(), one));
        }
        ListeningPort port = new AggregatePort(reactors, bound, List.copyOf(missing.values()));
        if (!promise.succeed(port)) {
            port.stopListening();
        }
    }

    // ---- the end

    /** Stops what is bound, and goes on when all descriptors are gone. */
    private void unbind(Runnable then) {
        List<Pending<Void>> stopping =
                bound.stream().map(ListeningPort::stopListening).toList();
        bound.clear();
        Countdown.after(stopping, () -> new LoopExecutor(home).execute(then));
    }

    private void cancel() {
        cancelled = true;
        Pending<ListeningPort> listening = underWay;
        if (listening != null) {
            listening.cancel();
        }
        unbind(() -> {});
    }
}
