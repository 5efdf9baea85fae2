package org.hextet.endpoints.race;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Answer;
import org.hextet.policies.Event;
import org.jspecify.annotations.Nullable;

/**
 * What a round asks resolvers: the addresses of the name, and where the plan says so its services and theirs. Of the
 * loop only.
 */
final class RoundLookups {

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final Recorder recorder;
    private final Set<StandardProtocolFamily> families;
    private final Consumer<Event> told;
    private final Consumer<Function<Timeline, Throwable>> lost;

    /** Of each service. */
    private final Map<Integer, Deliveries> deliveries = new LinkedHashMap<>();

    private final Map<Integer, Integer> ports = new HashMap<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private boolean over;
    private @Nullable BindingLookup bindings;

    /**
     * Lookups of a round.
     *
     * @param reactor carries them
     * @param plan says what to ask
     * @param recorder of the connect
     * @param families to look up
     * @param told hears what the policy is to be told
     * @param lost hears that nothing can come of it
     */
    RoundLookups(
            Reactor reactor,
            ConnectPlan plan,
            Recorder recorder,
            Set<StandardProtocolFamily> families,
            Consumer<Event> told,
            Consumer<Function<Timeline, Throwable>> lost) {
        this.reactor = reactor;
        this.plan = plan;
        this.recorder = recorder;
        this.families = families;
        this.told = told;
        this.lost = lost;
    }

    void begin() {
        ports.put(Answer.NAME_ITSELF, plan.port());
        Deliveries incoming = deliveries(Asked.NAME_ITSELF);
        if (plan.targets() instanceof Targets.Known known) {
            incoming.known(known.addresses());
        } else if (plan.targets() instanceof Targets.Named named) {
            plan.bindings().ifPresent(binding -> askForServices(named, binding));
            if (!over) {
                lookUp(named, incoming);
            }
        }
    }

    /** Whether something may still come. */
    boolean isOpen() {
        return bindings != null || deliveries.values().stream().anyMatch(Deliveries::isOpen);
    }

    /** The port of a service that was answered. */
    int port(int service) {
        return Objects.requireNonNull(ports.get(service), "answered, so it is known");
    }

    /** The families whose lookup is under way. */
    Set<StandardProtocolFamily> unanswered() {
        Set<StandardProtocolFamily> unanswered = new LinkedHashSet<>();
        deliveries.values().forEach(each -> unanswered.addAll(each.unanswered()));
        return unanswered;
    }

    /** How many addresses cannot be used. */
    int leftOut() {
        return deliveries.values().stream().mapToInt(Deliveries::leftOut).sum();
    }

    void attemptBegan() {
        deliveries.values().forEach(Deliveries::attemptBegan);
    }

    /** No attempt is under way, and every address has been tried. */
    void nothingLeft() {
        deliveries.values().forEach(Deliveries::nothingLeft);
    }

    /** Nobody waits for answers any more. */
    void cancel() {
        over = true;
        timers.forEach(Timer::cancel);
        lookups.forEach(Lookup::cancel);
        deliveries.values().forEach(Deliveries::cancel);
        BindingLookup asking = bindings;
        if (asking != null) {
            asking.cancel();
        }
    }

    private Deliveries deliveries(Asked asked) {
        Deliveries made = new Deliveries(
                reactor,
                recorder,
                families,
                plan.options(),
                plan.order(),
                plan.translation(),
                () -> plan.options().deadline().map(recorder::left),
                asked,
                told);
        deliveries.put(asked.service(), made);
        return made;
    }

    private Duration lookupDeadline() {
        return plan.options().deadline().map(recorder::left).orElse(ConnectRace.LOOKUP_DEADLINE);
    }

    private void lookUp(Targets.Named named, Deliveries incoming) {
        for (StandardProtocolFamily family : families) {
            recorder.add(new TimelineEvent.LookupStart(recorder.now(), family));
        }
        try {
            lookUp(named.resolver(), named.name(), incoming);
        } catch (IllegalArgumentException mistake) {
            lost.accept(timeline -> mistake);
        } catch (RuntimeException | Error thrown) {
            lost.accept(timeline -> EndOfRace.resolver(plan, named, thrown, timeline));
        }
    }

    private void lookUp(NameResolver resolver, String name, Deliveries incoming) {
        Duration atMost = lookupDeadline();
        Lookup lookup = resolver.lookup(reactor, name, families, atMost, incoming);
        if (over) {
            lookup.cancel();
            return;
        }
        lookups.add(lookup);
        if (plan.options().deadline().isEmpty()) {
            // A resolver that breaks its word must not hold up a connect for ever.
            timers.add(reactor.schedule(
                    atMost.plus(ConnectRace.LOOKUP_GRACE), () -> incoming.giveUp(resolver, name, atMost)));
        }
    }

    // ---- services

    private void askForServices(Targets.Named named, BindingPlan binding) {
        told.accept(new Event.ServicesAsked());
        if (!over) {
            BindingLookup asking = new BindingLookup(
                    reactor, recorder, plan, binding, named, lookupDeadline(), found -> services(named, found));
            bindings = asking;
            asking.begin();
        }
    }

    private void services(Targets.Named named, List<Service> found) {
        bindings = null;
        List<Integer> order = new ArrayList<>();
        Map<Deliveries, Service> alternatives = new LinkedHashMap<>();
        for (Service service : found) {
            if (service.isAt(named.name(), plan.port())) {
                if (!order.contains(Answer.NAME_ITSELF)) {
                    order.add(Answer.NAME_ITSELF);
                }
            } else {
                int number = deliveries.size();
                order.add(number);
                ports.put(number, service.port());
                alternatives.put(deliveries(new Asked(number, service.target())), service);
            }
        }
        if (!order.contains(Answer.NAME_ITSELF)) {
            order.add(Answer.NAME_ITSELF);
        }
        told.accept(new Event.ServicesKnown(order));
        found.stream()
                .filter(service -> service.isAt(named.name(), plan.port()))
                .forEach(service -> ofNameItself().hints(service.hints()));
        alternatives.forEach((incoming, service) -> {
            if (!over) {
                incoming.hints(service.hints());
            }
            if (!over) {
                lookUp(named.resolver(), service, incoming);
            }
        });
    }

    private void lookUp(NameResolver resolver, Service service, Deliveries incoming) {
        try {
            lookUp(resolver, service.target(), incoming);
        } catch (RuntimeException | Error refused) {
            // What a record names may be no host name: so it has no address.
            incoming.refused(refused);
        }
    }

    private Deliveries ofNameItself() {
        return Objects.requireNonNull(deliveries.get(Answer.NAME_ITSELF), "made first");
    }
}
