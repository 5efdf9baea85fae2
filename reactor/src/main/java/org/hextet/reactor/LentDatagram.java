package org.hextet.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.api.Route;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/** The datagram of the running callback, as its protocol sees it: one object for a port. Of the loop only. */
final class LentDatagram implements Datagram {

    private final UdpOutput output;
    private final Capabilities capabilities;
    private final Set<DatagramFact> facts;
    private final InetAddress bound;

    private @Nullable ReceivedDatagram shown;

    /** The very object that its protocol was given as the sender. */
    private @Nullable InetSocketAddress sender;

    private boolean isKept;

    /**
     * @param output where answers go
     * @param facts those that the driver tells
     * @param bound the port's address
     */
    LentDatagram(UdpOutput output, Capabilities capabilities, Set<DatagramFact> facts, InetAddress bound) {
        this.output = output;
        this.capabilities = capabilities;
        this.facts = facts;
        this.bound = bound;
    }

    void show(ReceivedDatagram received, boolean kept) {
        shown = received;
        isKept = kept;
    }

    void hide() {
        shown = null;
        sender = null;
    }

    private ReceivedDatagram shown() {
        ReceivedDatagram now = shown;
        if (now == null) {
            throw new IllegalStateException(
                    "this datagram was lent until received returned; copy what is needed later, or keep its route()");
        }
        return now;
    }

    private ReceivedDatagram shownWith(DatagramFact fact) {
        ReceivedDatagram now = shown();
        if (!facts.contains(fact)) {
            capabilities.require(fact.capability());
            throw notAsked(fact);
        }
        return now;
    }

    private static IllegalStateException notAsked(DatagramFact fact) {
        return new IllegalStateException("the port was opened without the fact " + fact
                + "; open it with DatagramOptions.withFact(" + fact + ")");
    }

    /** Whether this very object was given out as the sender of the running callback's datagram. */
    @SuppressWarnings("ReferenceEquality") // the object is what was checked
    boolean isSender(InetSocketAddress address) {
        return address == sender;
    }

    @Override
    public ByteBuffer data() {
        return shown().data();
    }

    @Override
    public boolean truncated() {
        return shown().isTruncated();
    }

    @Override
    public InetSocketAddress sender() {
        InetSocketAddress from = shown().sender();
        sender = from;
        return from;
    }

    @Override
    public InetAddress destination() {
        if (!facts.contains(DatagramFact.DESTINATION)
                && capabilities.has(Capability.PACKET_INFO)
                && !bound.isAnyLocalAddress()) {
            shown();
            return bound;
        }
        return shownWith(DatagramFact.DESTINATION).destination();
    }

    @Override
    public int interfaceIndex() {
        return shownWith(DatagramFact.DESTINATION).interfaceIndex();
    }

    @Override
    public int hopLimit() {
        return shownWith(DatagramFact.HOP_LIMIT).hopLimit();
    }

    @Override
    public int trafficClass() {
        return shownWith(DatagramFact.TRAFFIC_CLASS).trafficClass();
    }

    @Override
    public int flowLabel() {
        return shownWith(DatagramFact.FLOW_LABEL).flowLabel();
    }

    @Override
    public boolean reply(ByteBuffer data) {
        ReceivedDatagram now = shown();
        requireSource();
        return isKept ? output.write(data, route(now)) : output.reply(data, this);
    }

    @Override
    public Route route() {
        ReceivedDatagram now = shown();
        requireSource();
        return route(now);
    }

    /** A port that is bound to one address answers from there; any other has to know what was asked. */
    private void requireSource() {
        if (bound.isAnyLocalAddress()) {
            capabilities.require(Capability.PACKET_INFO);
            capabilities.require(Capability.PACKET_SOURCE);
            if (!facts.contains(DatagramFact.DESTINATION)) {
                throw notAsked(DatagramFact.DESTINATION);
            }
        }
    }

    private Route route(ReceivedDatagram now) {
        Route to = Route.to(now.sender());
        if (!facts.contains(DatagramFact.DESTINATION) || !capabilities.has(Capability.PACKET_SOURCE)) {
            return to;
        }
        return now.isAnswerable() ? to.withSource(now.destination()) : to.withInterface(now.interfaceIndex());
    }
}
