package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The addresses that are still to be tried, and their order (RFC 8305, sections 4 and 6), service by service. */
final class Candidates {

    private final StandardProtocolFamily leading;
    private final boolean mayOthersLead;
    private final int firstFamilyCount;
    private final UnaryOperator<List<InetAddress>> usersOrder;
    private final boolean isOrderOurs;
    private final Experience experience;
    private final Map<Integer, Untried> services = new HashMap<>();
    private final Set<Destination> known = new HashSet<>();
    private final Set<Destination> tried = new HashSet<>();

    /** Best first. */
    private List<Integer> order = List.of(Answer.NAME_ITSELF);

    /** The order of what is untried; out of date when that has changed. */
    private Deque<Destination> plan = new ArrayDeque<>();

    private boolean planIsOutOfDate;

    Candidates(Preferences preferences, History history) {
        this.leading = preferences.leading(history);
        this.mayOthersLead = preferences.mayBeLed(history);
        this.firstFamilyCount = preferences.firstFamilyCount();
        this.usersOrder = preferences.order();
        this.isOrderOurs = preferences.isOrderOurs();
        this.experience = Experience.of(history);
    }

    /** The services that there are, best first. */
    void order(List<Integer> services) {
        order = services;
        planIsOutOfDate = true;
    }

    /** The order of destinations begins with this family. */
    void lead(StandardProtocolFamily family, int service) {
        if (mayOthersLead) {
            untriedOf(service).lead(family);
            planIsOutOfDate = true;
        }
    }

    void add(Answer answer) {
        Map<AddressKey, InetAddress> named = new LinkedHashMap<>();
        for (InetAddress address : answer.addresses()) {
            Destination destination = new Destination(address, answer.service());
            known.add(destination);
            if (!tried.contains(destination)) {
                named.putIfAbsent(new AddressKey(address), address);
            }
        }
        untriedOf(answer.service()).add(answer.family(), named);
        planIsOutOfDate = true;
    }

    void remove(Destination destination) {
        if (!known.contains(destination)) {
            throw new IllegalArgumentException(
                    "address " + destination + " withdrawn: no answer has named it; report the answer first");
        }
        if (untriedOf(destination.service()).remove(destination.address())) {
            planIsOutOfDate = true;
        }
    }

    /**
     * Whether there is something left to try.
     *
     * @throws IllegalStateException if the user's order is none
     */
    boolean hasNext() {
        // Ours leaves nothing out: no plan is made until one is due, or answers in many parts would make many.
        return isOrderOurs
                ? order.stream().anyMatch(service -> !untriedOf(service).isEmpty())
                : !plan().isEmpty();
    }

    /** Takes the next one, which is tried with that. Only if there is one. */
    Destination next() {
        Destination destination = plan().removeFirst();
        untriedOf(destination.service()).take(destination.address());
        tried.add(destination);
        return destination;
    }

    private Untried untriedOf(int service) {
        return services.computeIfAbsent(service, key -> new Untried(leading, firstFamilyCount));
    }

    private Deque<Destination> plan() {
        if (planIsOutOfDate) {
            Deque<Destination> planned = new ArrayDeque<>();
            for (int service : order) {
                List<InetAddress> ours = untriedOf(service).interleaved(experience);
                // Not asked about nothing: a user's order may well begin with a look at the first.
                boolean isAsked = !isOrderOurs && !ours.isEmpty();
                for (InetAddress address : isAsked ? checked(usersOrder.apply(new ArrayList<>(ours)), ours) : ours) {
                    planned.add(new Destination(address, service));
                }
            }
            plan = planned;
            planIsOutOfDate = false;
        }
        return plan;
    }

    /** What a user's function returns is anything. */
    private static List<InetAddress> checked(List<InetAddress> users, List<InetAddress> ours) {
        Set<AddressKey> offered = new HashSet<>(AddressKey.all(ours));
        Set<AddressKey> named = new HashSet<>();
        for (AddressKey key : AddressKey.all(users)) {
            if (!offered.contains(key)) {
                throw new IllegalStateException("the policy's order names " + key
                        + ", which is not among the addresses to be ordered: " + AddressKey.all(ours));
            }
            if (!named.add(key)) {
                throw new IllegalStateException("the policy's order names " + key + " twice; name each address once");
            }
        }
        return users;
    }
}
