package org.hextet.endpoints.listening;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.inherited.InheritedSocket;
import org.hextet.endpoints.inherited.InheritedSockets;
import org.jspecify.annotations.Nullable;

/**
 * Adopts inherited sockets, one after the other, and gives them as one port. Where one of them cannot be adopted those
 * before it are closed, and it and those behind it are given back.
 *
 * <p>Everything but {@link #start} is of the loop only.
 */
public final class Adopting {

    private final Reactor reactor;
    private final InheritedSockets sockets;
    private final List<InheritedSocket> claimed;
    private final StreamOptions options;
    private final Supplier<? extends Protocol> factory;
    private final Promise<ListeningPort> promise;

    private final List<ListeningPort> adopted = new ArrayList<>();
    private boolean cancelled;
    private @Nullable Pending<ListeningPort> underWay;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param reactor carries the port; has the capability {@code inherited}
     * @param sockets where those that are not adopted are given back
     * @param claimed at least one
     * @param options of the connections that are accepted
     * @param factory makes the protocols
     */
    public Adopting(
            Reactor reactor,
            InheritedSockets sockets,
            List<InheritedSocket> claimed,
            StreamOptions options,
            Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.sockets = sockets;
        this.claimed = List.copyOf(claimed);
        this.options = options;
        this.factory = factory;
        this.promise = reactor.promise(this::cancel);
    }

    /**
     * Begins. Any thread, once.
     *
     * @return the port
     */
    public Pending<ListeningPort> start() {
        Pending<ListeningPort> first;
        try {
            first = adopt(0);
        } catch (RuntimeException refused) {
            giveBack(0);
            throw refused;
        }
        new LoopExecutor(reactor).execute(() -> follow(first, 0));
        return promise;
    }

    private Pending<ListeningPort> adopt(int index) {
        return reactor.adopt(claimed.get(index).descriptor(), options, factory);
    }

    private void follow(Pending<ListeningPort> adopting, int index) {
        underWay = adopting;
        adopting.whenComplete((port, failure) -> {
            if (port != null) {
                adopted.add(port);
                next(index + 1);
            } else if (failure != null) {
                end(index, Together.cause(failure));
            }
        });
        if (cancelled) {
            adopting.cancel();
        }
    }

    private void next(int index) {
        if (cancelled) {
            adopted.forEach(ListeningPort::stopListening);
            giveBack(index);
            return;
        }
        if (index == claimed.size()) {
            ListeningPort port =
                    adopted.size() == 1 ? adopted.get(0) : new AggregatePort(List.of(reactor), adopted, List.of());
            if (!promise.succeed(port)) {
                port.stopListening();
            }
            return;
        }
        Pending<ListeningPort> adopting;
        try {
            adopting = adopt(index);
        } catch (RuntimeException refused) {
            end(index, refused);
            return;
        }
        follow(adopting, index);
    }

    private void end(int failed, Throwable failure) {
        giveBack(failed);
        List<Pending<Void>> stopping =
                adopted.stream().map(ListeningPort::stopListening).toList();
        adopted.clear();
        Countdown.after(stopping, () -> promise.fail(failure));
    }

    private void giveBack(int from) {
        claimed.subList(from, claimed.size()).forEach(sockets::giveBack);
    }

    private void cancel() {
        cancelled = true;
        Pending<ListeningPort> adopting = underWay;
        if (adopting != null) {
            adopting.cancel();
        }
    }
}
