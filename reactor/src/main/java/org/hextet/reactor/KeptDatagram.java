package org.hextet.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.hextet.api.DatagramFact;
import org.hextet.reactor.driver.ReceivedDatagram;

/** A copy of a datagram that came after reading was paused, until it is resumed. */
record KeptDatagram(
        ByteBuffer data,
        boolean isTruncated,
        InetSocketAddress sender,
        InetAddress destination,
        boolean isAnswerable,
        int interfaceIndex,
        int hopLimit,
        int trafficClass,
        int flowLabel)
        implements ReceivedDatagram {

    /** What is not among the facts is never asked for, and stands here as anything. */
    static KeptDatagram copyOf(ReceivedDatagram lent, Set<DatagramFact> facts) {
        ByteBuffer data = lent.data();
        ByteBuffer copy = ByteBuffer.allocate(data.remaining())
                .put(data.duplicate())
                .flip()
                .asReadOnlyBuffer();
        InetSocketAddress sender = lent.sender();
        boolean hasDestination = facts.contains(DatagramFact.DESTINATION);
        return new KeptDatagram(
                copy,
                lent.isTruncated(),
                sender,
                hasDestination ? lent.destination() : sender.getAddress(),
                hasDestination && lent.isAnswerable(),
                hasDestination ? lent.interfaceIndex() : 0,
                facts.contains(DatagramFact.HOP_LIMIT) ? lent.hopLimit() : 0,
                facts.contains(DatagramFact.TRAFFIC_CLASS) ? lent.trafficClass() : 0,
                facts.contains(DatagramFact.FLOW_LABEL) ? lent.flowLabel() : 0);
    }
}
