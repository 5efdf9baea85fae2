package org.hextet.reactor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zones;
import org.jspecify.annotations.Nullable;

/** What can be joined, and where: checked before the kernel is asked. */
final class GroupRules {

    private GroupRules() {}

    /** The interface that a group's zone names. */
    static NetworkInterface interfaceOf(InetAddress group) {
        String what = "join " + AddressText.format(group);
        requireGroup(group, what);
        int index = zone(group);
        if (index == 0) {
            throw new IllegalArgumentException(what + ": on which interface? Name it, or give the group a zone, as in "
                    + AddressText.format(group) + "%eth0; " + MulticastInterfaces.listed());
        }
        NetworkInterface on = interfaceOf(index);
        if (on == null) {
            throw new UnknownZoneException(
                    what + " (" + MulticastInterfaces.listed() + ")", Integer.toString(index), Zones.ofHost());
        }
        return on;
    }

    /** The group in the form to use: with the zone of its interface where its scope is a link's. */
    static InetAddress joinable(InetAddress group, NetworkInterface on) {
        String what = "join " + AddressText.format(group) + " on " + on.getName();
        requireGroup(group, what);
        InetAddress unmapped = AddressRules.unmapped(group);
        int zone = zone(unmapped);
        if (zone != 0 && zone != on.getIndex()) {
            throw new IllegalArgumentException(
                    what + ": the zone of the group is " + Zones.ofHost().text(zone) + " and the interface is "
                            + on.getName() + "; give one of them, or the same twice");
        }
        if (interfaceOf(on.getIndex()) == null) {
            throw new IllegalArgumentException(
                    what + ": there is no such interface any more; " + MulticastInterfaces.listed());
        }
        return unmapped instanceof Inet6Address inet6 && (inet6.isMCLinkLocal() || inet6.isMCNodeLocal())
                ? DatagramTargets.withZone(inet6, on.getIndex())
                : unmapped instanceof Inet6Address inet6 && zone != 0 ? DatagramTargets.withZone(inet6, 0) : unmapped;
    }

    private static int zone(InetAddress group) {
        return group instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
    }

    private static void requireGroup(@Nullable InetAddress address, String what) {
        if (address == null || !AddressRules.unmapped(address).isMulticastAddress()) {
            throw new IllegalArgumentException(
                    what
                            + ": no multicast address; groups are 224.0.0.0 to 239.255.255.255 and ff00::/8, as in ff02::1234%eth0");
        }
    }

    /** The interface of that index; null if there is none. */
    static @Nullable NetworkInterface interfaceOf(int index) {
        try {
            return NetworkInterface.getByIndex(index);
        } catch (SocketException none) {
            return null;
        }
    }
}
