package org.hextet.reactor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hextet.addresses.AddressKey;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DriverException;
import org.jspecify.annotations.Nullable;

/** The groups of one port: each is joined at the kernel once, however often it was asked for. Of the loop only. */
final class Memberships {

    private final DatagramDriver driver;
    private final int port;
    private final Map<Place, Joined> places = new HashMap<>();

    /** Groups that were joined on the silent interface too. */
    private final Set<AddressKey> openedUp = new HashSet<>();

    /** The last that something came for, and from whom: most datagrams are for the same. */
    private @Nullable InetAddress lastGroup;

    private int lastIndex;
    private @Nullable InetSocketAddress lastSender;
    private boolean lastIsHeard;

    /** A group on an interface. */
    private record Place(AddressKey group, int interfaceIndex) {

        static Place of(InetAddress group, int interfaceIndex) {
            return new Place(withoutZone(group), interfaceIndex);
        }

        /** The interface says it once. */
        static AddressKey withoutZone(InetAddress group) {
            AddressKey key = AddressKey.of(group);
            return new AddressKey(key.family(), key.high(), key.low(), 0);
        }
    }

    /** How often it was joined there: for any source, or for each. */
    private static final class Joined {
        private int forAny;
        private final Map<AddressKey, Integer> forSource = new HashMap<>();

        /** Of those for any source: whom none of them hears. */
        private final Set<AddressKey> blocked = new HashSet<>();

        boolean isMember(@Nullable InetAddress source) {
            return source == null ? forAny > 0 : forSource.containsKey(AddressKey.of(source));
        }

        /** How often it is joined now. */
        int add(@Nullable InetAddress source, int times) {
            if (source == null) {
                forAny += times;
                return forAny;
            }
            Integer now = forSource.merge(
                    AddressKey.of(source), times, (before, more) -> before + more == 0 ? null : before + more);
            return now == null ? 0 : now;
        }

        /** Whether not all are heard. */
        boolean isSelective() {
            return !forSource.isEmpty() || !blocked.isEmpty();
        }

        boolean isEmpty() {
            return forAny == 0 && forSource.isEmpty();
        }

        boolean hears(InetAddress sender) {
            return forAny > 0
                    ? blocked.isEmpty() || !blocked.contains(AddressKey.of(sender))
                    : forSource.containsKey(AddressKey.of(sender));
        }
    }

    Memberships(DatagramDriver driver, int port) {
        this.driver = driver;
        this.port = port;
    }

    void join(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws DriverException {
        Place place = Place.of(group, interfaceIndex);
        Joined joined = places.computeIfAbsent(place, unused -> new Joined());
        try {
            if (source == null && !joined.forSource.isEmpty()) {
                throw new IllegalStateException("already a member there for single sources; leave those first");
            }
            if (source != null && joined.forAny > 0) {
                throw new IllegalStateException(
                        "already a member there for any source; leave that first, or block the others");
            }
            if (!joined.isMember(source)) {
                driver.join(port, group, interfaceIndex, source);
            }
            if (joined.add(source, 1) == 1) {
                openUpOrLeave(group, interfaceIndex, source, joined);
            }
        } finally {
            if (joined.isEmpty()) {
                places.remove(place);
            }
            lastGroup = null;
        }
    }

    private void openUpOrLeave(InetAddress group, int interfaceIndex, @Nullable InetAddress source, Joined joined)
            throws DriverException {
        boolean succeeded = false;
        try {
            openUp(group, true);
            succeeded = true;
        } finally {
            if (!succeeded) {
                joined.add(source, -1);
                driver.leave(port, group, interfaceIndex, source);
            }
        }
    }

    void leave(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws DriverException {
        Place place = Place.of(group, interfaceIndex);
        Joined joined = places.get(place);
        if (joined == null) {
            return;
        }
        boolean isLast = joined.add(source, -1) == 0;
        if (joined.isEmpty()) {
            places.remove(place);
        }
        lastGroup = null;
        if (isLast) {
            driver.leave(port, group, interfaceIndex, source);
            openUp(group, false);
        }
    }

    /**
     * Has the kernel look at the sources of no membership, where it would look at those of the wrong one.
     *
     * @param again whether another membership is the last one now
     */
    private void openUp(InetAddress group, boolean again) throws DriverException {
        if (!(group instanceof Inet6Address inet6)) {
            return;
        }
        AddressKey key = Place.withoutZone(group);
        boolean isOpenedUp = openedUp.contains(key);
        boolean isNeeded = isConfused(key);
        if (!isOpenedUp && !isNeeded) {
            return;
        }
        int silent = driver.silentInterface();
        // Who has joined it there, too, has the last word.
        boolean isWanted = isNeeded && silent > 0 && !places.containsKey(new Place(key, silent));
        if (isOpenedUp == isWanted && !(isWanted && again)) {
            return;
        }
        Inet6Address there = inet6.getScopeId() == 0 ? inet6 : DatagramTargets.withZone(inet6, silent);
        if (openedUp.remove(key)) {
            driver.leave(port, there, silent, null);
        }
        if (isWanted) {
            driver.join(port, there, silent, null);
            openedUp.add(key);
        }
    }

    /** Whether a group is joined on several interfaces, and not all are heard on one of them. */
    private boolean isConfused(AddressKey group) {
        int interfaces = 0;
        boolean isSelective = false;
        for (Map.Entry<Place, Joined> each : places.entrySet()) {
            if (each.getKey().group.equals(group)) {
                interfaces++;
                isSelective |= each.getValue().isSelective();
            }
        }
        return interfaces > 1 && isSelective;
    }

    /** Hears one source no more, or again, by all memberships there; what is so already is not asked of the kernel. */
    void block(InetAddress group, int interfaceIndex, InetAddress source, boolean blocked) throws DriverException {
        Joined joined = places.get(Place.of(group, interfaceIndex));
        AddressKey key = AddressKey.of(source);
        if (joined != null && joined.blocked.contains(key) != blocked) {
            driver.block(port, group, interfaceIndex, source, blocked);
            lastGroup = null;
            if (blocked) {
                joined.blocked.add(key);
            } else {
                joined.blocked.remove(key);
            }
            openUp(group, false);
        }
    }

    /**
     * Whether the port hears that sender in that group there. The kernel does not always tell: for it a socket is a
     * member wherever it is (IPv6: with the sources of the first membership of the group).
     */
    @SuppressWarnings("ReferenceEquality") // a driver shows the same objects for the same addresses, mostly
    boolean hear(InetAddress group, int interfaceIndex, InetSocketAddress sender) {
        if (group != lastGroup || interfaceIndex != lastIndex || sender != lastSender) {
            Joined joined = places.get(Place.of(group, interfaceIndex));
            lastIsHeard = joined != null && joined.hears(sender.getAddress());
            lastGroup = group;
            lastIndex = interfaceIndex;
            lastSender = sender;
        }
        return lastIsHeard;
    }
}
