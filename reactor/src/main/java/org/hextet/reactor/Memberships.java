package org.hextet.reactor;

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

    /** The last that something came for, and from whom: most datagrams are for the same. */
    private @Nullable InetAddress lastGroup;

    private int lastIndex;
    private @Nullable InetSocketAddress lastSender;
    private boolean lastIsHeard;

    /** A group on an interface. */
    private record Place(AddressKey group, int interfaceIndex) {

        static Place of(InetAddress group, int interfaceIndex) {
            AddressKey key = AddressKey.of(group);
            // The interface says it once.
            return new Place(new AddressKey(key.family(), key.high(), key.low(), 0), interfaceIndex);
        }
    }

    /** How often it was joined there: for any source, or for each. */
    private static final class Joined {
        private int forAny;
        private final Map<AddressKey, Integer> forSource = new HashMap<>();

        /** Of those for any source: whom none of them hears. */
        private final Set<AddressKey> blocked = new HashSet<>();

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
            if (source == null) {
                if (!joined.forSource.isEmpty()) {
                    throw new IllegalStateException("already a member there for single sources; leave those first");
                }
                if (joined.forAny == 0) {
                    driver.join(port, group, interfaceIndex, null);
                }
                joined.forAny++;
            } else {
                if (joined.forAny > 0) {
                    throw new IllegalStateException(
                            "already a member there for any source; leave that first, or block the others");
                }
                AddressKey key = AddressKey.of(source);
                int times = joined.forSource.getOrDefault(key, 0);
                if (times == 0) {
                    driver.join(port, group, interfaceIndex, source);
                }
                joined.forSource.put(key, times + 1);
            }
        } finally {
            if (joined.isEmpty()) {
                places.remove(place);
            }
            lastGroup = null;
        }
    }

    void leave(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws DriverException {
        Place place = Place.of(group, interfaceIndex);
        Joined joined = places.get(place);
        if (joined == null) {
            return;
        }
        boolean isLast;
        if (source == null) {
            joined.forAny--;
            isLast = joined.forAny == 0;
        } else {
            AddressKey key = AddressKey.of(source);
            int times = joined.forSource.getOrDefault(key, 0);
            isLast = times <= 1;
            if (isLast) {
                joined.forSource.remove(key);
            } else {
                joined.forSource.put(key, times - 1);
            }
        }
        if (joined.isEmpty()) {
            places.remove(place);
        }
        lastGroup = null;
        if (isLast) {
            driver.leave(port, group, interfaceIndex, source);
        }
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
