package org.hextet.endpoints.sources;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.Candidate;
import org.hextet.api.Reactor;

/**
 * Finds the source address of each destination, all at once. A destination for which the host cannot be asked counts as
 * one without a source: it is tried last, not dropped. Of the loop only.
 */
public final class SourceSearch {

    private final List<InetAddress> destinations;
    private final List<Optional<InetAddress>> sources;
    private final Consumer<List<Candidate>> found;
    private int missing;

    /**
     * Begins.
     *
     * @param reactor asked
     * @param bind where everything begins, if that is known
     * @param destinations at least one
     * @param isOrderEnough whether a single destination, which has its place already, need not be asked for
     * @param found called once, perhaps before this returns
     */
    public SourceSearch(
            Reactor reactor,
            Optional<InetAddress> bind,
            List<InetAddress> destinations,
            boolean isOrderEnough,
            Consumer<List<Candidate>> found) {
        this.destinations = destinations;
        this.sources = new ArrayList<>(Collections.nCopies(destinations.size(), Optional.empty()));
        this.found = found;
        // One more than there are, so that answers which come at once do not end it early.
        this.missing = destinations.size() + 1;
        for (int i = 0; i < destinations.size(); i++) {
            int index = i;
            if (isOrderEnough && destinations.size() == 1) {
                answered(i, bind);
            } else {
                ask(reactor, bind, destinations.get(i), source -> answered(index, source));
            }
        }
        finishOne();
    }

    /**
     * Asks for one.
     *
     * @param reactor asked
     * @param bind where everything begins, if that is known
     * @param destination where to
     * @param answer told the source, empty if there is none; perhaps before this returns
     */
    public static void ask(
            Reactor reactor,
            Optional<InetAddress> bind,
            InetAddress destination,
            Consumer<Optional<InetAddress>> answer) {
        if (bind.isPresent() && !bind.get().isAnyLocalAddress()) {
            answer.accept(bind);
            return;
        }
        try {
            reactor.sourceAddress(destination)
                    .whenComplete((source, failure) -> answer.accept(failure == null ? source : Optional.empty()));
        } catch (IllegalArgumentException unusable) {
            // What a resolver gave may be nothing to send to: a link-local address without a zone. The attempt will say
            // so.
            answer.accept(Optional.empty());
        }
    }

    private void answered(int index, Optional<InetAddress> source) {
        sources.set(index, source);
        finishOne();
    }

    private void finishOne() {
        missing--;
        if (missing == 0) {
            List<Candidate> candidates = new ArrayList<>(destinations.size());
            for (int i = 0; i < destinations.size(); i++) {
                candidates.add(Candidate.of(destinations.get(i), sources.get(i)));
            }
            found.accept(candidates);
        }
    }
}
