package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.api.Answers;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Answer;

/**
 * Makes deliveries of answers: those that come in one turn of the loop are one, and each is sorted by RFC 6724 before
 * it goes on. A delivery waits for nothing but its own source addresses: one family never waits for the other. Of the
 * loop only.
 */
final class Deliveries implements Answers {

    private final Reactor reactor;
    private final Recorder recorder;
    private final Set<StandardProtocolFamily> families;
    private final Optional<InetAddress> bind;
    private final boolean isLabelled;
    private final Consumer<List<Answer>> ready;

    /** What has come in this turn; an empty list is a negative answer. */
    private Map<StandardProtocolFamily, List<InetAddress>> incoming = new LinkedHashMap<>();

    private final Set<StandardProtocolFamily> open;
    private int underWay;
    private int leftOut;

    Deliveries(
            Reactor reactor,
            Recorder recorder,
            Set<StandardProtocolFamily> families,
            StreamOptions options,
            Consumer<List<Answer>> ready) {
        this.reactor = reactor;
        this.recorder = recorder;
        this.families = families;
        this.bind = options.bind().map(InetSocketAddress::getAddress);
        this.isLabelled = options.flowLabel().isPresent();
        this.ready = ready;
        this.open = EnumSet.copyOf(families);
    }

    /** Whether something may still come. */
    boolean isOpen() {
        return !open.isEmpty() || !incoming.isEmpty() || underWay > 0;
    }

    /** The families that have not been answered. */
    Set<StandardProtocolFamily> unanswered() {
        return open;
    }

    /** How many addresses were left out: their family is not that of the local address, or carries no flow label. */
    int leftOut() {
        return leftOut;
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        // The first word on a family counts.
        if (open.contains(family)) {
            List<InetAddress> unmapped =
                    addresses.stream().map(AddressRules::unmapped).toList();
            if (!unmapped.isEmpty()) {
                recorder.add(new TimelineEvent.Answer(recorder.now(), family, unmapped));
            }
            collect(family, unmapped);
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        if (open.contains(family)) {
            recorder.lookupFailed(family, why);
            collect(family, List.of());
        }
    }

    private void collect(StandardProtocolFamily family, List<InetAddress> addresses) {
        open.remove(family);
        if (incoming.isEmpty()) {
            try {
                reactor.execute(this::deliver);
            } catch (RejectedExecutionException closing) {
                // The end of the reactor ends the race too.
                return;
            }
        }
        incoming.put(family, addresses);
    }

    private void deliver() {
        Map<StandardProtocolFamily, List<InetAddress>> delivery = incoming;
        incoming = new LinkedHashMap<>();
        sort(delivery.keySet(), delivery.values().stream().flatMap(List::stream).toList());
    }

    /** A list that needs no lookup: all of it is one delivery, now. */
    void known(List<InetAddress> addresses) {
        open.clear();
        if (addresses.size() == 1 && fits(addresses.get(0))) {
            // A literal has no order.
            ready.accept(families.stream()
                    .map(family ->
                            new Answer(family, AddressRules.family(addresses.get(0)) == family ? addresses : List.of()))
                    .toList());
        } else {
            sort(families, addresses);
        }
    }

    private void sort(Set<StandardProtocolFamily> answering, List<InetAddress> addresses) {
        List<InetAddress> usable = addresses.stream()
                .filter(address -> answering.contains(AddressRules.family(address)))
                .filter(this::fits)
                .toList();
        underWay++;
        new SourceSearch(reactor, bind, usable, candidates -> {
            underWay--;
            placed(answering, candidates);
        });
    }

    private boolean fits(InetAddress address) {
        StandardProtocolFamily family = AddressRules.family(address);
        String why = "";
        if (bind.isPresent() && AddressRules.family(bind.get()) != family) {
            why = "the local address " + AddressText.format(bind.get()) + " is "
                    + name(AddressRules.family(bind.get()));
        } else if (isLabelled && family == StandardProtocolFamily.INET) {
            why = "IPv4 packets carry no flow label";
        }
        if (why.isEmpty()) {
            return true;
        }
        leftOut++;
        recorder.add(new TimelineEvent.Order(recorder.now(), address, "left out: " + why));
        return false;
    }

    private void placed(Set<StandardProtocolFamily> answering, List<Candidate> candidates) {
        Map<StandardProtocolFamily, List<InetAddress>> sorted = new LinkedHashMap<>();
        for (Placement placement : DestinationOrder.standard().sort(candidates)) {
            recorder.add(new TimelineEvent.Order(recorder.now(), placement.destination(), placement.reason()));
            sorted.computeIfAbsent(AddressRules.family(placement.destination()), family -> new ArrayList<>())
                    .add(placement.destination());
        }
        List<Answer> answers = new ArrayList<>();
        for (StandardProtocolFamily family : answering) {
            answers.add(new Answer(family, sorted.getOrDefault(family, List.of())));
        }
        ready.accept(answers);
    }

    static String name(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4";
    }
}
