package org.hextet.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram that was received. Lent: valid until {@link DatagramProtocol#received} returns, and used again for the
 * next one. Of the reactor's thread only; a method called later throws {@link IllegalStateException}.
 *
 * <p>The facts of its headers are there as far as {@link DatagramOptions#facts()} asks for them. One that the provider
 * cannot tell is an {@link UnsupportedOperationException} that names the capability; one that was not asked for an
 * {@link IllegalStateException} that names the fact.
 */
public interface Datagram {

    /**
     * Its payload. Whoever needs it later copies it. {@link DatagramPort#write} or {@link #reply} of this very buffer,
     * by position and limit, is the cheapest way to send it on.
     *
     * @return read-only, position to limit, big-endian; the same object at every call, and perhaps for the next
     *     datagram. The position need not be 0: what lies outside of position and limit is no part of it
     */
    ByteBuffer data();

    /**
     * Whether it was longer than {@link DatagramOptions#receiveLimit()}: the rest is lost.
     *
     * @return true if {@link #data()} is not all of it
     */
    boolean truncated();

    /**
     * Who sent it.
     *
     * @return of its true family (IPv4 on a dual-stack port too), with the zone of a link-local address; can be kept
     */
    InetSocketAddress sender();

    /**
     * Where it was sent to.
     *
     * @return an address of this host, or a group; with the zone of a link-local address (RFC 4007, section 6)
     */
    InetAddress destination();

    /**
     * The interface by which it came.
     *
     * @return its index, 1 or more
     */
    int interfaceIndex();

    /**
     * How many hops it had left when it came.
     *
     * @return 0 to 255
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3542#section-6.3">RFC 3542, section 6.3</a>
     */
    int hopLimit();

    /**
     * Its traffic class; the two lowest bits are ECN (RFC 3168).
     *
     * @return 0 to 255
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3542#section-6.5">RFC 3542, section 6.5</a>
     */
    int trafficClass();

    /**
     * Its flow label (RFC 6437).
     *
     * @return 0 (none, and always of IPv4) to 0xFFFFF
     */
    int flowLabel();

    /**
     * Answers the sender, from the address that it had asked: also on a wildcard port of a host with many addresses. A
     * datagram to a group is answered from an address that the kernel chooses, by the interface on which it came.
     *
     * @param data as of {@link DatagramPort#write(ByteBuffer, Route)}
     * @return as of {@link DatagramPort#write(ByteBuffer, Route)}
     * @throws UnsupportedOperationException on a wildcard port of a provider that lacks {@link Capability#PACKET_INFO}
     *     or {@link Capability#PACKET_SOURCE}
     * @throws IllegalStateException on a wildcard port that was opened without {@link DatagramFact#DESTINATION}
     */
    boolean reply(ByteBuffer data);

    /**
     * The way by which {@link #reply} would go, to answer later.
     *
     * @return can be kept, and used on the port that received it
     * @throws UnsupportedOperationException as of {@link #reply}
     * @throws IllegalStateException as of {@link #reply}
     */
    Route route();
}
