package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Nat64Prefix;
import org.hextet.addresses.Placement;
import org.hextet.api.Answers;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.sources.Sorting;
import org.hextet.endpoints.sources.SourceSearch;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Answer;
import org.hextet.policies.DurationText;
import org.hextet.policies.Event;

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
    private final DestinationOrder order;
    private final Asked asked;
    private final Consumer<Event> told;

    /** Addresses that were handed on before the answer: it takes back those that it does not have. */
    private final Map<StandardProtocolFamily, List<InetAddress>> hinted = new EnumMap<>(StandardProtocolFamily.class);

    /** What has come in this turn; an empty list is a negative answer. */
    private Map<StandardProtocolFamily, List<InetAddress>> incoming = new LinkedHashMap<>();

    /** The first in the order of each family. */
    private final Map<StandardProtocolFamily, Candidate> best = new EnumMap<>(StandardProtocolFamily.class);

    private boolean hasBegun;
    private final Set<StandardProtocolFamily> open;
    private final Optional<Translation> translation;
    private int underWay;
    private int leftOut;

    Deliveries(
            Reactor reactor,
            Recorder recorder,
            Set<StandardProtocolFamily> families,
            StreamOptions options,
            DestinationOrder order,
            TranslationPlan translating,
            Supplier<Optional<Duration>> left,
            Asked asked,
            Consumer<Event> told) {
        this.reactor = reactor;
        this.recorder = recorder;
        this.families = families;
        this.bind = options.bind().map(InetSocketAddress::getAddress);
        this.isLabelled = options.flowLabel().isPresent();
        this.order = order;
        this.asked = asked;
        this.told = told;
        this.open = EnumSet.copyOf(families);
        this.translation = translating.appliesTo(families, options)
                ? Optional.of(new Translation(reactor, recorder, translating, left, this::translated))
                : Optional.empty();
    }

    /** Whether something may still come. */
    boolean isOpen() {
        return !open.isEmpty()
                || !incoming.isEmpty()
                || underWay > 0
                || translation.filter(Translation::isPending).isPresent();
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
                recorder.add(
                        asked.isNameItself()
                                ? new TimelineEvent.Answer(recorder.now(), family, unmapped)
                                : ofService(name(family) + " addresses "
                                        + unmapped.stream()
                                                .map(AddressText::format)
                                                .collect(Collectors.joining(", "))));
            }
            collect(family, unmapped);
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        if (open.contains(family)) {
            if (asked.isNameItself()) {
                recorder.lookupFailed(family, why);
            } else {
                recorder.add(ofService("no " + name(family) + " address: " + why.getMessage()));
            }
            collect(family, List.of());
        }
    }

    /** The resolver has not answered in time, against its word. What it says later is not heard. */
    void giveUp(NameResolver resolver, String name, Duration deadline) {
        for (StandardProtocolFamily family : Set.copyOf(open)) {
            failed(
                    family,
                    Failures.ofLookup(
                            new Facts(FailureKind.TIMEOUT, "look up"),
                            "look up " + name + ": the resolver " + resolver.provider() + " has not answered within "
                                    + DurationText.format(deadline) + ", the deadline that it was given",
                            null));
        }
    }

    private TimelineEvent ofService(String words) {
        return new TimelineEvent.Service(recorder.now(), asked.target() + ": " + words);
    }

    /** None of them is looked up: the resolver has refused the name. */
    void refused(Throwable why) {
        for (StandardProtocolFamily family : Set.copyOf(open)) {
            recorder.add(ofService("no " + name(family) + " address: " + why.getMessage()));
            collect(family, List.of());
        }
    }

    /** Addresses to begin with, until the answers are there (RFC 9460, section 7.3). */
    void hints(List<InetAddress> addresses) {
        List<InetAddress> usable = addresses.stream()
                .map(AddressRules::unmapped)
                .filter(address -> open.contains(AddressRules.family(address)))
                .filter(this::fits)
                .toList();
        if (usable.isEmpty()) {
            return;
        }
        underWay++;
        new SourceSearch(reactor, bind, usable, true, candidates -> {
            underWay--;
            hinted(candidates);
        });
    }

    private void hinted(List<Candidate> candidates) {
        Map<StandardProtocolFamily, List<InetAddress>> sorted = new EnumMap<>(StandardProtocolFamily.class);
        for (Placement placement : DestinationOrder.standard().sort(candidates)) {
            StandardProtocolFamily family = AddressRules.family(placement.destination());
            if (open.contains(family)) {
                recorder.add(new TimelineEvent.Order(
                        recorder.now(), placement.destination(), placement.reason() + "; a hint"));
                sorted.computeIfAbsent(family, key -> new ArrayList<>()).add(placement.destination());
            }
        }
        hinted.putAll(sorted);
        if (!sorted.isEmpty()) {
            tell(sorted.entrySet().stream()
                    .map(each -> answer(each.getKey(), each.getValue(), false))
                    .toList());
        }
    }

    private Answer answer(StandardProtocolFamily family, List<InetAddress> addresses, boolean last) {
        return new Answer(family, addresses, last, asked.service());
    }

    private void tell(List<Answer> answers) {
        for (Answer answer : answers) {
            List<InetAddress> hints = answer.last() ? hinted.remove(answer.family()) : null;
            if (hints != null) {
                Set<AddressKey> real =
                        answer.addresses().stream().map(AddressKey::of).collect(Collectors.toSet());
                hints.stream()
                        .filter(hint -> !real.contains(AddressKey.of(hint)))
                        .forEach(hint -> told.accept(new Event.Withdrawn(hint, asked.service())));
            }
        }
        // Once an attempt has begun it is of no interest.
        told.accept(new Event.Answered(
                answers, hasBegun ? Optional.empty() : order.leadingFamily(List.copyOf(best.values()))));
    }

    /** An attempt has begun. */
    void attemptBegan() {
        hasBegun = true;
        translation.ifPresent(Translation::attemptBegan);
    }

    /** No attempt is under way, and every address has been tried. */
    void nothingLeft() {
        translation.ifPresent(Translation::nothingLeft);
    }

    /** Nobody waits for answers any more. */
    void cancel() {
        translation.ifPresent(Translation::cancel);
    }

    private void collect(StandardProtocolFamily family, List<InetAddress> addresses) {
        open.remove(family);
        if (family == StandardProtocolFamily.INET6) {
            translation.ifPresent(each -> each.ipv6Answered(!addresses.isEmpty()));
        }
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
        translation.ifPresent(each -> each.ipv6Answered(
                addresses.stream().anyMatch(address -> AddressRules.family(address) == StandardProtocolFamily.INET6)));
        if (addresses.size() != 1 || !fits(addresses.get(0))) {
            sort(families, addresses);
        } else if (translation.isPresent() && Nat64Prefix.isTranslatable(addresses.get(0))) {
            underWay++;
            new SourceSearch(reactor, bind, addresses, false, candidates -> {
                underWay--;
                literal(addresses, isTranslated(candidates));
            });
        } else {
            literal(addresses, false);
        }
    }

    /** A literal has no order. */
    private void literal(List<InetAddress> address, boolean isTranslated) {
        tell(families.stream()
                .map(family -> AddressRules.family(address.get(0)) == family
                        ? answer(family, address, !isTranslated)
                        : answer(family, List.of(), true))
                .toList());
    }

    /** Whether the IPv4 addresses among them have no source, and are awaited in another form. */
    private boolean isTranslated(List<Candidate> candidates) {
        List<Candidate> ipv4 = candidates.stream()
                .filter(candidate -> AddressRules.family(candidate.destination()) == StandardProtocolFamily.INET)
                .toList();
        return translation.isPresent()
                && !ipv4.isEmpty()
                && ipv4.stream().allMatch(candidate -> candidate.source().isEmpty())
                && translation
                        .get()
                        .unreachable(ipv4.stream().map(Candidate::destination).toList());
    }

    private void translated(Map<AddressKey, TranslationPlan.Synthesised> synthesised) {
        underWay++;
        List<InetAddress> addresses = synthesised.values().stream()
                .map(TranslationPlan.Synthesised::address)
                .toList();
        Sorting.start(reactor, bind, order, addresses, true, (candidates, placements) -> {
            underWay--;
            List<InetAddress> sorted = new ArrayList<>();
            for (Placement placement : placements) {
                InetAddress address = placement.destination();
                sorted.add(address);
                String how = Optional.ofNullable(synthesised.get(AddressKey.of(address)))
                        .map(TranslationPlan.Synthesised::words)
                        .orElse("");
                recorder.add(new TimelineEvent.Order(
                        recorder.now(), address, addresses.size() == 1 ? how : placement.reason() + "; " + how));
            }
            tell(List.of(
                    answer(StandardProtocolFamily.INET6, sorted, true),
                    answer(StandardProtocolFamily.INET, List.of(), true)));
        });
    }

    private void sort(Set<StandardProtocolFamily> answering, List<InetAddress> addresses) {
        List<InetAddress> usable = addresses.stream()
                .filter(address -> answering.contains(AddressRules.family(address)))
                .filter(this::fits)
                .toList();
        underWay++;
        boolean isOrderEnough = (families.size() == 1 || hasBegun)
                && (translation.isEmpty() || usable.stream().noneMatch(Nat64Prefix::isTranslatable));
        Sorting.start(reactor, bind, order, usable, isOrderEnough, (candidates, placements) -> {
            underWay--;
            placed(answering, candidates, placements);
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

    private void placed(Set<StandardProtocolFamily> answering, List<Candidate> candidates, List<Placement> placements) {
        Map<StandardProtocolFamily, List<InetAddress>> sorted = new LinkedHashMap<>();
        for (Placement placement : placements) {
            recorder.add(new TimelineEvent.Order(recorder.now(), placement.destination(), placement.reason()));
            sorted.computeIfAbsent(AddressRules.family(placement.destination()), family -> new ArrayList<>())
                    .add(placement.destination());
        }
        keepBest(placements);
        boolean isTranslated = isTranslated(candidates);
        List<Answer> answers = new ArrayList<>();
        for (StandardProtocolFamily family : answering) {
            boolean isLast = family == StandardProtocolFamily.INET6 || !isTranslated;
            answers.add(answer(family, sorted.getOrDefault(family, List.of()), isLast));
        }
        tell(answers);
    }

    private void keepBest(List<Placement> placements) {
        for (Placement placement : placements) {
            best.putIfAbsent(
                    AddressRules.family(placement.destination()),
                    new Candidate(placement.destination(), placement.source()));
        }
    }

    static String name(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4";
    }
}
