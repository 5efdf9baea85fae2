package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The addresses that are still to be tried, and their order (RFC 8305, sections 4 and 6). */
final class Candidates {

    private final StandardProtocolFamily leading;
    private final UnaryOperator<List<InetAddress>> usersOrder;
    private final List<AddressKey> worked;
    private final Map<AddressKey, InetAddress> untried4 = new LinkedHashMap<>();
    private final Map<AddressKey, InetAddress> untried6 = new LinkedHashMap<>();
    private final Set<AddressKey> known = new HashSet<>();
    private final Set<AddressKey> tried = new HashSet<>();

    /** Counted from the attempts made, so that late answers join into the alternation and do not begin it again. */
    private Turns turns;

    /** The order of what is untried; out of date when that has changed. */
    private Deque<InetAddress> plan = new ArrayDeque<>();

    private boolean planIsOutOfDate;

    Candidates(Preferences preferences, int firstFamilyCount, History history) {
        this.leading = preferences.leading();
        this.usersOrder = preferences.order();
        this.worked = AddressKey.all(history.worked());
        this.turns = new Turns(leading, firstFamilyCount);
    }

    void add(Answer answer) {
        Map<AddressKey, InetAddress> named = new LinkedHashMap<>();
        for (InetAddress address : answer.addresses()) {
            AddressKey key = new AddressKey(address);
            known.add(key);
            if (!tried.contains(key)) {
                named.putIfAbsent(key, address);
            }
        }
        Map<AddressKey, InetAddress> family = untriedOf(answer.family());
        if (named.keySet().containsAll(family.keySet())) {
            family.clear(); // the whole family, sorted anew
        }
        named.forEach(family::putIfAbsent);
        planIsOutOfDate = true;
    }

    void remove(InetAddress address) {
        AddressKey key = new AddressKey(address);
        if (!known.contains(key)) {
            throw new IllegalArgumentException(
                    "address " + key + " withdrawn: no answer has named it; report the answer first");
        }
        if (untriedOf(IpFamily.of(address)).remove(key) != null) {
            planIsOutOfDate = true;
        }
    }

    /**
     * Whether there is something left to try.
     *
     * @throws IllegalStateException if the user's order is none
     */
    boolean hasNext() {
        return !plan().isEmpty();
    }

    /** Takes the next one, which is tried with that. Only if there is one. */
    InetAddress next() {
        InetAddress address = plan().removeFirst();
        AddressKey key = new AddressKey(address);
        StandardProtocolFamily family = IpFamily.of(address);
        untriedOf(family).remove(key);
        tried.add(key);
        turns = turns.after(family, leading);
        return address;
    }

    private Map<AddressKey, InetAddress> untriedOf(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? untried6 : untried4;
    }

    private Deque<InetAddress> plan() {
        if (planIsOutOfDate) {
            List<InetAddress> ours = interleaved();
            // Not asked about nothing: a user's order may well begin with a look at the first.
            plan = ours.isEmpty() ? new ArrayDeque<>() : checked(usersOrder.apply(new ArrayList<>(ours)), ours);
            planIsOutOfDate = false;
        }
        return plan;
    }

    private List<InetAddress> interleaved() {
        Deque<InetAddress> left4 = workedFirst(untried4);
        Deque<InetAddress> left6 = workedFirst(untried6);
        List<InetAddress> order = new ArrayList<>();
        Turns simulated = turns;
        while (!left4.isEmpty() || !left6.isEmpty()) {
            boolean six = left4.isEmpty() || (simulated.next() == StandardProtocolFamily.INET6 && !left6.isEmpty());
            InetAddress address = six ? left6.removeFirst() : left4.removeFirst();
            order.add(address);
            simulated = simulated.after(IpFamily.of(address), leading);
        }
        return order;
    }

    private Deque<InetAddress> workedFirst(Map<AddressKey, InetAddress> family) {
        Map<AddressKey, InetAddress> rest = new LinkedHashMap<>(family);
        Deque<InetAddress> order = new ArrayDeque<>();
        for (AddressKey key : worked) {
            InetAddress address = rest.remove(key);
            if (address != null) {
                order.add(address);
            }
        }
        order.addAll(rest.values());
        return order;
    }

    /** What a user's function returns is anything. */
    private static Deque<InetAddress> checked(List<InetAddress> users, List<InetAddress> ours) {
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
        return new ArrayDeque<>(users);
    }
}
