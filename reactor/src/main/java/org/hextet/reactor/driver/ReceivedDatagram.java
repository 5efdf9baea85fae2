package org.hextet.reactor.driver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram as its driver shows it, valid inside {@link Events#receivedDatagram}. One object can stand for all:
 * nothing needs to be made before it is asked for. A fact is asked for only if it is among
 * {@link DatagramSetup#facts()}.
 */
public interface ReceivedDatagram {

    /**
     * Its payload.
     *
     * @return read-only, position to limit; the same object at every call for one datagram
     */
    ByteBuffer data();

    /**
     * Whether it was longer than the receive limit.
     *
     * @return true if some of it is missing
     */
    boolean isTruncated();

    /**
     * Who sent it. The same object for the same sender as often as can be had for little.
     *
     * @return IPv4 for an IPv4 sender to a dual-stack socket; with the scope of a link-local address
     */
    InetSocketAddress sender();

    /**
     * Where it was sent to.
     *
     * @return IPv4 for an IPv4 datagram to a dual-stack socket; with the scope of a link-local address
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default InetAddress destination() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }

    /**
     * Whether {@link #destination} is an address of this host that an answer can come from: no group, no broadcast
     * address. Asked where DESTINATION is among the facts.
     *
     * @return false if the kernel has to choose one
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default boolean isAnswerable() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }

    /**
     * By which interface it came.
     *
     * @return its index
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default int interfaceIndex() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }

    /**
     * Its hop limit, or time to live.
     *
     * @return 0 to 255
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default int hopLimit() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }

    /**
     * Its traffic class, or type of service.
     *
     * @return 0 to 255
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default int trafficClass() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }

    /**
     * Its flow label.
     *
     * @return 0 to 0xFFFFF, 0 of IPv4
     * @throws UnsupportedOperationException unless the driver has this fact's capability, and overrides it
     */
    default int flowLabel() {
        throw new UnsupportedOperationException("a fact that this driver does not tell");
    }
}
