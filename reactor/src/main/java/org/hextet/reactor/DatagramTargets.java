package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.FlowLabel;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramSetup;
import org.jspecify.annotations.Nullable;

/**
 * Whom one datagram port can write to: the checks before any packet. What has been checked is known again by its
 * object, so that who writes to the same addresses again pays once. Any thread.
 */
final class DatagramTargets {

    /** So many checked addresses are remembered: a power of two. */
    private static final int REMEMBERED = 256;

    private final Capabilities capabilities;
    private final InetSocketAddress bound;
    private final boolean hasInet;
    private final boolean hasInet6;

    private final @Nullable Checked[] remembered = new Checked[REMEMBERED];

    private volatile @Nullable CheckedRoute lastRoute;

    private volatile InetSocketAddress local;

    private volatile @Nullable InetSocketAddress peer;

    /** By which interface datagrams to groups leave, unless they say it themselves; 0 if nobody has said. */
    private volatile int outgoingIndex;

    /** The interface counts where the address is that of a group. */
    private record Checked(InetSocketAddress given, int outgoingIndex, InetSocketAddress usable) {}

    /** What the peer and the interface were counts: a route may leave them open. */
    private record CheckedRoute(Route given, @Nullable InetSocketAddress peer, int outgoingIndex, Route usable) {}

    /** Of a port bound there; one on {@code ::} has IPv4 too unless it is closed to it. */
    DatagramTargets(Capabilities capabilities, InetSocketAddress bound, boolean isInet6Only) {
        this.capabilities = capabilities;
        this.bound = bound;
        this.local = bound;
        this.hasInet6 = bound.getAddress() instanceof Inet6Address;
        this.hasInet = !hasInet6 || (bound.getAddress().isAnyLocalAddress() && !isInet6Only);
    }

    /** The longest payload that a datagram to there can have. */
    static int longest(InetAddress to) {
        return to instanceof Inet4Address ? DatagramSetup.LARGEST_INET : DatagramSetup.LARGEST_INET6;
    }

    void connectedTo(@Nullable InetSocketAddress newPeer, InetSocketAddress from) {
        peer = newPeer;
        local = from;
    }

    /** The port's own address: connecting may choose a closer one than it was bound to. */
    InetSocketAddress local() {
        return local;
    }

    @Nullable
    InetSocketAddress peer() {
        return peer;
    }

    void groupsLeaveBy(int interfaceIndex) {
        outgoingIndex = interfaceIndex;
    }

    int outgoingIndex() {
        return outgoingIndex;
    }

    /** The address in the form to use; the same object for the same one, mostly. */
    @SuppressWarnings("ReferenceEquality") // the very object was checked before
    InetSocketAddress writable(InetSocketAddress to) {
        int place = System.identityHashCode(to) & (REMEMBERED - 1);
        Checked known = remembered[place];
        InetSocketAddress usable;
        int by = outgoingIndex;
        if (known != null && known.given == to && known.outgoingIndex == by) {
            usable = known.usable;
        } else {
            usable = checked(to, by);
            remembered[place] = new Checked(to, by, usable);
        }
        InetSocketAddress connected = peer;
        if (connected != null) {
            if (usable != connected) {
                requirePeer(usable, connected);
            }
            return connected;
        }
        return usable;
    }

    private void requirePeer(InetSocketAddress to, InetSocketAddress connected) {
        if (!SocketAddressKey.of(to).equals(SocketAddressKey.of(connected))) {
            throw new IllegalStateException("write to " + formatSocket(to) + " from " + formatSocket(bound)
                    + ": the port is connected to " + formatSocket(connected) + "; disconnect it, or open another");
        }
    }

    /** What can be a peer: an address to write to. */
    InetSocketAddress connectable(InetSocketAddress to) {
        return checked(to, 0);
    }

    private InetSocketAddress checked(InetSocketAddress to, int interfaceIndex) {
        Zones zones = Zones.ofHost();
        AddressRules.requireResolved(to, "write to");
        InetSocketAddress usable = AddressRules.usable(zoned(to, interfaceIndex), "write to", zones);
        AddressRules.requireTargetPort(usable, "write to");
        requireFamily(usable.getAddress(), "write to");
        if (usable.getAddress() instanceof Inet6Address) {
            AddressRules.requireSameZone(usable.getAddress(), bound.getAddress(), "write to", zones);
        }
        return usable;
    }

    /** A group of a link, with the interface by which it is reached here. */
    private static InetSocketAddress zoned(InetSocketAddress to, int interfaceIndex) {
        if (interfaceIndex > 0
                && to.getAddress() instanceof Inet6Address group
                && group.getScopeId() == 0
                && (group.isMCLinkLocal() || group.isMCNodeLocal())) {
            return new InetSocketAddress(withZone(group, interfaceIndex), to.getPort());
        }
        return to;
    }

    static Inet6Address withZone(Inet6Address address, int interfaceIndex) {
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), interfaceIndex);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("sixteen bytes are an IPv6 address", impossible);
        }
    }

    /** Refuses what this port has no family for; the words are made for one that is refused alone. */
    void requireFamily(InetAddress address, String operation) {
        boolean isInet6 = address instanceof Inet6Address;
        if (isInet6 ? !hasInet6 : !hasInet) {
            String family = isInet6 ? "IPv6" : "IPv4";
            throw new IllegalArgumentException(operation + ' ' + AddressText.format(address) + ": that is an " + family
                    + " address, and the port " + formatSocket(bound) + " has " + (isInet6 ? "IPv4" : "IPv6")
                    + " only; use an address of its family, or a port on " + (isInet6 || hasInet6 ? "::" : "0.0.0.0"));
        }
    }

    /** A route with its addresses in the form to use; the last one is known again by its object. */
    @SuppressWarnings("ReferenceEquality") // the very object was checked before
    Route writable(Route route, PortLabels labels) {
        InetSocketAddress connected = peer;
        CheckedRoute known = lastRoute;
        if (known != null
                && known.given == route
                && known.peer == connected
                && known.outgoingIndex == outgoingIndex
                && route.flowLabel().isEmpty()) {
            return known.usable;
        }
        CheckedRoute checked = new CheckedRoute(route, connected, outgoingIndex, checked(route, connected, labels));
        lastRoute = checked;
        return checked.usable;
    }

    @SuppressWarnings("ReferenceEquality") // the same object: nothing was changed
    private Route checked(Route route, @Nullable InetSocketAddress connected, PortLabels labels) {
        if (route.to().isEmpty() && connected == null) {
            throw notConnected();
        }
        int by = route.interfaceIndex().orElse(outgoingIndex);
        InetSocketAddress to = route.to().isPresent() ? checked(route.to().get(), by) : connected;
        if (to == null) {
            throw notConnected();
        }
        if (connected != null) {
            requirePeer(to, connected);
        }
        Route usable = route.to().isPresent() && route.to().get() != to ? withTarget(route, to) : route;
        if (route.source().isPresent()) {
            capabilities.require(Capability.PACKET_SOURCE);
            InetAddress source = AddressRules.usable(route.source().get(), "write from", Zones.ofHost());
            AddressRules.requireSameFamily(to.getAddress(), source, "write to");
            if (source != route.source().get()) {
                usable = usable.withSource(source);
            }
        }
        if (route.interfaceIndex().isPresent()) {
            capabilities.require(Capability.PACKET_SOURCE);
            requireInterface(route.interfaceIndex().getAsInt(), "write to " + formatSocket(to));
        }
        if (route.hopLimit().isPresent()) {
            capabilities.require(Capability.HOP_LIMIT_SEND);
        }
        if (route.trafficClass().isPresent()) {
            capabilities.require(Capability.TCLASS_SEND);
        }
        if (route.dontFragment().isPresent()) {
            capabilities.require(Capability.DONT_FRAGMENT);
        }
        if (route.flowLabel().isPresent()) {
            requireLease(route.flowLabel().get(), to, labels);
        }
        return usable;
    }

    /** With whom it is for, where it does not say so. */
    static Route withTarget(Route route, InetSocketAddress to) {
        return new Route(
                Optional.of(to),
                route.source(),
                route.interfaceIndex(),
                route.hopLimit(),
                route.trafficClass(),
                route.flowLabel(),
                route.dontFragment());
    }

    private void requireLease(FlowLabel label, InetSocketAddress to, PortLabels labels) {
        capabilities.require(Capability.FLOW_LABEL);
        if (to.getAddress() instanceof Inet4Address) {
            throw new IllegalArgumentException(
                    "write to " + formatSocket(to) + " with a flow label: IPv4 packets have none; leave it out");
        }
        String wrong = !labels.include(label)
                ? "was not leased by this port"
                : !label.isHeld()
                        ? "has ended; lease one anew"
                        : AddressKey.sameAddress(label.destination(), to.getAddress())
                                ? null
                                : "was leased for another destination; lease one for this";
        if (wrong != null) {
            throw new IllegalStateException("write to " + formatSocket(to) + ": " + label + " " + wrong);
        }
    }

    IllegalStateException notConnected() {
        return new IllegalStateException("write without an address from " + formatSocket(bound)
                + ": the port is not connected; connect it, or say whom to write to");
    }

    /** Refuses the index of an interface that is not there. */
    static void requireInterface(int index, String what) {
        if (Zones.ofHost().name(index).isEmpty()) {
            throw new IllegalArgumentException(
                    what + " by interface " + index + ": there is none of that index; " + MulticastInterfaces.listed());
        }
    }
}
