package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The addresses of one service that are still to be tried, and whose turn it is (RFC 8305, section 4). */
final class Untried {

    private final int firstFamilyCount;
    private StandardProtocolFamily leading;
    private final Map<AddressKey, InetAddress> untried4 = new LinkedHashMap<>();
    private final Map<AddressKey, InetAddress> untried6 = new LinkedHashMap<>();

    /** Counted from the attempts made, so that late answers join into the alternation and do not begin it again. */
    private Turns turns;

    private boolean isBegun;

    Untried(StandardProtocolFamily leading, int firstFamilyCount) {
        this.firstFamilyCount = firstFamilyCount;
        this.leading = leading;
        this.turns = new Turns(leading, firstFamilyCount);
    }

    /** Makes a family the first one, unless it is too late. */
    void lead(StandardProtocolFamily family) {
        if (!isBegun) {
            leading = family;
            turns = new Turns(family, firstFamilyCount);
        }
    }

    /** Adds what an answer has named and nobody has tried. */
    void add(StandardProtocolFamily answered, Map<AddressKey, InetAddress> named) {
        Map<AddressKey, InetAddress> family = of(answered);
        if (named.keySet().containsAll(family.keySet())) {
            family.clear(); // the whole family, sorted anew
        }
        named.forEach(family::putIfAbsent);
    }

    boolean isEmpty() {
        return untried4.isEmpty() && untried6.isEmpty();
    }

    /** Whether it was there. */
    boolean remove(InetAddress address) {
        return of(IpFamily.of(address)).remove(new AddressKey(address)) != null;
    }

    /** An attempt begins. */
    void take(InetAddress address) {
        remove(address);
        turns = turns.after(IpFamily.of(address), leading);
        isBegun = true;
    }

    /** All of them, each family in the order of experience. */
    List<InetAddress> interleaved(Experience experience) {
        Deque<InetAddress> left4 = experience.order(untried4);
        Deque<InetAddress> left6 = experience.order(untried6);
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

    private Map<AddressKey, InetAddress> of(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? untried6 : untried4;
    }
}
