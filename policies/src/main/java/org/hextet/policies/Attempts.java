package org.hextet.policies;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attempts of one race: which are under way, which was begun last and when. */
final class Attempts {

    private final Map<AddressKey, InetAddress> underWay = new LinkedHashMap<>();
    private final Set<AddressKey> begun = new LinkedHashSet<>();
    private @Nullable AddressKey last;
    private long lastStartNanos;
    private boolean nextIsDue = true;

    void start(InetAddress address, long nowNanos) {
        AddressKey key = new AddressKey(address);
        underWay.put(key, address);
        begun.add(key);
        last = key;
        lastStartNanos = nowNanos;
        nextIsDue = false;
    }

    void requireUnderWay(InetAddress address) {
        AddressKey key = new AddressKey(address);
        if (!underWay.containsKey(key)) {
            throw new IllegalArgumentException(
                    "an outcome for " + key + ": no attempt on it is under way, only on " + underWay.keySet());
        }
    }

    void requireBegun(InetAddress address) {
        AddressKey key = new AddressKey(address);
        if (!begun.contains(key)) {
            throw new IllegalArgumentException(
                    "an outcome for " + key + ": no attempt on it was ever begun, only on " + begun);
        }
    }

    /**
     * Takes note of a failure. That of the attempt begun last makes the next one due at once, if there is one to begin:
     * an address that is answered later waits for the attempt delay, unless nothing is under way.
     */
    void fail(InetAddress address, boolean moreToTry) {
        AddressKey key = new AddressKey(address);
        underWay.remove(key);
        nextIsDue |= underWay.isEmpty() || (moreToTry && key.equals(last));
    }

    void succeed(InetAddress address) {
        underWay.remove(new AddressKey(address));
    }

    boolean anyUnderWay() {
        return !underWay.isEmpty();
    }

    boolean none() {
        return begun.isEmpty();
    }

    /** When the attempt begun last began; only if there is one. */
    long lastStartNanos() {
        return lastStartNanos;
    }

    /** Whether the next attempt need not wait for the attempt delay. */
    boolean nextIsDue() {
        return nextIsDue;
    }

    /** Those under way, which are no more after this. */
    List<InetAddress> endAll() {
        List<InetAddress> all = List.copyOf(underWay.values());
        underWay.clear();
        return all;
    }
}
