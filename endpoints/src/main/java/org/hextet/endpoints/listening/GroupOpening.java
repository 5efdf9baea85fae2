package org.hextet.endpoints.listening;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/**
 * Binds the same addresses on every reactor of a group, one reactor after the other: all, or none. Where the number is
 * to be chosen, the first reactor's is taken for the others; if one of them cannot have it, all begins anew with
 * another number, a bounded number of times.
 *
 * <p>Everything but {@link #start} is of the first reactor's thread.
 *
 * @param <P> the port of one reactor
 * @param <T> what the user gets
 */
public final class GroupOpening<P, T> {

    private final List<Reactor> reactors;
    private final Reactor home;
    private final GroupKind<P, T> kind;
    private final int port;
    private final Promise<T> promise;

    private final List<P> bound = new ArrayList<>();
    private int numbersTried;
    private boolean cancelled;
    private @Nullable Pending<P> underWay;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param reactors at least two
     * @param kind opens them
     * @param port 0 to choose one
     */
    public GroupOpening(List<Reactor> reactors, GroupKind<P, T> kind, int port) {
        this.reactors = List.copyOf(reactors);
        this.home = reactors.get(0);
        this.kind = kind;
        this.port = port;
        this.promise = home.promise(this::cancel);
    }

    /**
     * Begins. Any thread, once. A mistake of the caller's is thrown here, with nothing bound.
     *
     * @return the port
     */
    public Pending<T> start() {
        Pending<P> first = kind.open(home, port);
        new LoopExecutor(home).execute(() -> follow(first, 0));
        return Cancellable.of(reactors, "listen", promise);
    }

    private void follow(Pending<P> listening, int index) {
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
                    kind.close(done);
                }
            }
        });
        if (cancelled) {
            listening.cancel();
        }
    }

    private void arrived(int index, @Nullable P done, @Nullable Throwable failure) {
        if (done != null) {
            bound.add(done);
        }
        if (cancelled) {
            unbind(() -> {});
        } else if (done != null) {
            bound(index);
        } else if (failure != null) {
            failed(index, Together.cause(failure));
        }
    }

    private void bound(int index) {
        P first = bound.get(0);
        if (index == 0 && port == 0) {
            try {
                kind.share(first);
            } catch (IOException | RuntimeException refused) {
                unbind(() -> promise.fail(refused));
                return;
            }
        }
        next(index + 1, kind.number(first));
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
        Pending<P> listening;
        try {
            listening = kind.open(reactors.get(index), number);
        } catch (RuntimeException | Error refused) {
            unbind(() -> promise.fail(refused));
            return;
        }
        follow(listening, index);
    }

    private void finish() {
        if (!promise.succeed(kind.together(bound))) {
            unbind(() -> {});
        }
    }

    // ---- the end

    /** Stops what is bound, and goes on when all descriptors are gone. */
    private void unbind(Runnable then) {
        List<Pending<Void>> stopping = bound.stream().map(kind::close).toList();
        bound.clear();
        Countdown.after(stopping, () -> new LoopExecutor(home).execute(then));
    }

    private void cancel() {
        cancelled = true;
        Pending<P> listening = underWay;
        if (listening != null) {
            listening.cancel();
        }
        unbind(() -> {});
    }
}
