package org.hextet.policies;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which lookups are out, and since when their answers may be acted on (RFC 8305, section 3; with service bindings Happy
 * Eyeballs version 3, section 4.2).
 */
final class Lookups {

    private final Set<StandardProtocolFamily> asked;
    private final StandardProtocolFamily leading;
    private final long resolutionDelayNanos;

    /** Of each service the families that are out. */
    private final Map<Integer, Set<StandardProtocolFamily>> out = new HashMap<>();

    /** The services whose leading family has answered something, and those that have an address. */
    private final Set<Integer> leadingAnswered = new HashSet<>();

    private final Set<Integer> withAddresses = new HashSet<>();

    /** Best first. */
    private List<Integer> order = List.of(Answer.NAME_ITSELF);

    private boolean servicesAreOut;
    private long openAtNanos = Pace.NEVER;

    Lookups(Preferences preferences, Duration resolutionDelay, History history) {
        this.asked = preferences.families();
        this.leading = preferences.leading(history);
        this.resolutionDelayNanos = resolutionDelay.toNanos();
        out.put(Answer.NAME_ITSELF, EnumSet.copyOf(asked));
    }

    void requireAsked(Answer answer) {
        if (!asked.contains(answer.family())) {
            throw new IllegalArgumentException(
                    "an answer of " + answer.family() + ", which is not looked up: this race has asked for " + asked);
        }
        if (!order.contains(answer.service())) {
            throw new IllegalArgumentException("an answer of service " + answer.service()
                    + ", which nobody has named: this race knows of " + order + "; report the services first");
        }
    }

    void servicesAsked() {
        servicesAreOut = true;
    }

    void servicesKnown(List<Integer> services, long nowNanos) {
        if (!servicesAreOut) {
            throw new IllegalArgumentException("services " + services
                    + ": nobody asked for services, or they are known; report that they are asked for first");
        }
        servicesAreOut = false;
        order = services;
        for (int service : services) {
            out.putIfAbsent(service, EnumSet.copyOf(asked));
        }
        if (mayBegin()) {
            openAtNanos = Math.min(openAtNanos, nowNanos);
        }
    }

    void answered(Answer answer, long nowNanos) {
        int service = answer.service();
        if (answer.last()) {
            outOf(service).remove(answer.family());
        }
        boolean isPositive = !answer.addresses().isEmpty();
        if (isPositive) {
            withAddresses.add(service);
        }
        if (answer.family() == leading && (answer.last() || isPositive)) {
            leadingAnswered.add(service);
        }
        if (mayBegin()) {
            openAtNanos = Math.min(openAtNanos, nowNanos);
        } else if (isPositive) {
            // The least of all that answers have asked for: so the delay runs once, from the first of them.
            openAtNanos = Math.min(openAtNanos, Pace.sum(nowNanos, resolutionDelayNanos));
        }
    }

    /**
     * Whether the best service has an address, and its leading family has answered; one that has no address at all is
     * out of it.
     */
    private boolean mayBegin() {
        return !servicesAreOut
                && order.stream()
                        .filter(service -> withAddresses.contains(service)
                                || !outOf(service).isEmpty())
                        .findFirst()
                        .map(service -> withAddresses.contains(service) && leadingAnswered.contains(service))
                        .orElse(true);
    }

    private Set<StandardProtocolFamily> outOf(int service) {
        return Objects.requireNonNull(out.get(service), "was asked for");
    }

    /** From when on attempts may begin; {@link Pace#NEVER} as long as there is nothing to try. */
    long openAtNanos() {
        return openAtNanos;
    }

    boolean over() {
        return !servicesAreOut && out.values().stream().allMatch(Set::isEmpty);
    }
}
