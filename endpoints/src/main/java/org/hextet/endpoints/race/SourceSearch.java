package org.hextet.endpoints.race;

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
     * @param found called once, perhaps before this returns
     */
    public SourceSearch(
            Reactor reactor,
            Optional<InetAddress> bind,
            List<InetAddress> destinations,
            Consumer<List<Candidate>> found) {
        this.destinations = destinations;
        this.sources = new ArrayList<>(Collections.nCopies(destinations.size(), Optional.empty()));
        this.found = found;
        // One more than there are, so that answers which come at once do not end it early.
        this.missing = destinations.size() + 1;
        boolean isKnown = bind.isPresent() && !bind.get().isAnyLocalAddress();
        for (int i = 0; i < destinations.size(); i++) {
            // A single destination is in its place already.
            if (isKnown || destinations.size() == 1) {
                answered(i, bind);
            } else {
                ask(reactor, i);
            }
        }
        finishOne();
    }

    private void ask(Reactor reactor, int index) {
        try {
            reactor.sourceAddress(destinations.get(index))
                    .whenComplete((source, failure) -> answered(index, failure == null ? source : Optional.empty()));
        } catch (IllegalArgumentException unusable) {
            // What a resolver gave may be nothing to send to: a link-local address without a zone. The attempt will say
            // so.
            answered(index, Optional.empty());
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
