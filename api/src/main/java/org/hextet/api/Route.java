package org.hextet.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one datagram leaves: whom to, and what else its headers say. Immutable; begin with {@link #to} or
 * {@link Datagram#route}. What a provider lacks is an {@link UnsupportedOperationException} when it is written.
 *
 * @param to whom to; empty on a connected port: to its peer
 * @param source from which of this host's addresses, of the family of {@code to}; empty: the kernel chooses. Needs
 *     {@link Capability#PACKET_SOURCE}
 * @param interfaceIndex by which interface, 1 or more; empty: the kernel chooses. Needs
 *     {@link Capability#PACKET_SOURCE}
 * @param hopLimit how many hops it may take, 0 to 255; empty: the port's. Needs {@link Capability#HOP_LIMIT_SEND}
 * @param trafficClass 0 to 255, ECN included; empty: the port's. Needs {@link Capability#TCLASS_SEND}
 * @param flowLabel a lease of the port that is written to, for the destination; empty: the system's. Needs
 *     {@link Capability#FLOW_LABEL}
 * @param dontFragment whether routers and this host may not fragment it; empty: the port's. Needs
 *     {@link Capability#DONT_FRAGMENT}
 */
public record Route(
        Optional<InetSocketAddress> to,
        Optional<InetAddress> source,
        OptionalInt interfaceIndex,
        OptionalInt hopLimit,
        OptionalInt trafficClass,
        Optional<FlowLabel> flowLabel,
        Optional<Boolean> dontFragment) {

    private static final int LARGEST_BYTE = 255;

    private static final Route PLAIN = new Route(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks.
     *
     * @param to as of the record
     * @param source as of the record
     * @param interfaceIndex as of the record
     * @param hopLimit as of the record
     * @param trafficClass as of the record
     * @param flowLabel as of the record
     * @param dontFragment as of the record
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Route {
        requireByte("hop limit", hopLimit);
        requireByte("traffic class", trafficClass);
        if (interfaceIndex.isPresent() && interfaceIndex.getAsInt() < 1) {
            throw new IllegalArgumentException("interface index " + interfaceIndex.getAsInt()
                    + ": need 1 or more, as of NetworkInterface.getIndex");
        }
    }

    private static void requireByte(String what, OptionalInt value) {
        if (value.isPresent() && (value.getAsInt() < 0 || value.getAsInt() > LARGEST_BYTE)) {
            throw new IllegalArgumentException(what + " " + value.getAsInt() + ": need 0 to " + LARGEST_BYTE);
        }
    }

    /**
     * To a peer, with all else as the port and the kernel have it.
     *
     * @param peer a resolved address, with its zone where it needs one
     * @return a route
     */
    public static Route to(InetSocketAddress peer) {
        return new Route(
                Optional.of(peer),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * To the peer of a connected port.
     *
     * @return a route
     */
    public static Route toPeer() {
        return PLAIN;
    }

    /**
     * From one of this host's addresses.
     *
     * @param address of the family of {@link #to()}
     * @return a changed copy
     */
    public Route withSource(InetAddress address) {
        return new Route(to, Optional.of(address), interfaceIndex, hopLimit, trafficClass, flowLabel, dontFragment);
    }

    /**
     * By one interface.
     *
     * @param out where it leaves
     * @return a changed copy
     */
    public Route withInterface(NetworkInterface out) {
        return withInterface(out.getIndex());
    }

    /**
     * By one interface.
     *
     * @param index of the interface where it leaves, 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is less than 1
     */
    public Route withInterface(int index) {
        return new Route(to, source, OptionalInt.of(index), hopLimit, trafficClass, flowLabel, dontFragment);
    }

    /**
     * With a hop limit of its own.
     *
     * @param hops 0 to 255
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public Route withHopLimit(int hops) {
        return new Route(to, source, interfaceIndex, OptionalInt.of(hops), trafficClass, flowLabel, dontFragment);
    }

    /**
     * With a traffic class of its own.
     *
     * @param value 0 to 255, ECN included
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public Route withTrafficClass(int value) {
        return new Route(to, source, interfaceIndex, hopLimit, OptionalInt.of(value), flowLabel, dontFragment);
    }

    /**
     * With a flow label.
     *
     * @param lease of {@link DatagramPort#lease}, for the destination
     * @return a changed copy
     */
    public Route withFlowLabel(FlowLabel lease) {
        return new Route(to, source, interfaceIndex, hopLimit, trafficClass, Optional.of(lease), dontFragment);
    }

    /**
     * With or without fragmentation.
     *
     * @param on whether nobody may fragment it
     * @return a changed copy
     */
    public Route withDontFragment(boolean on) {
        return new Route(to, source, interfaceIndex, hopLimit, trafficClass, flowLabel, Optional.of(on));
    }
}
