package org.hextet.policies;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt goes to: an address of a service. Comparable as {@link AddressKey} is. Two services of a name may
 * have one address, with a port for each.
 *
 * @param address where to
 * @param service whose it is; 0: of the name itself
 */
record Destination(InetAddress address, int service) implements Comparable<Destination> {

    static List<InetAddress> addresses(Collection<Destination> destinations) {
        return destinations.stream().map(Destination::address).toList();
    }

    @Override
    public int compareTo(Destination other) {
        return service != other.service
                ? Integer.compare(service, other.service)
                : AddressKey.compare(address, other.address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Destination that && service == that.service && AddressKey.same(address, that.address);
    }

    @Override
    public int hashCode() {
        return 31 * service + AddressKey.hash(address);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + (service == 0 ? "" : " of service " + service);
    }
}
