package org.hextet.tck.rig;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Shown;

/**
 * A datagram that a {@link DatagramRecorder} heard, with the facts that its port was opened with, as far as the
 * transport has them.
 */
public final class ReceivedCopy {

    /** A fact as it is read from a datagram. */
    private enum Told {
        DESTINATION(DatagramFact.DESTINATION),
        INTERFACE(DatagramFact.DESTINATION),
        HOP_LIMIT(DatagramFact.HOP_LIMIT),
        TRAFFIC_CLASS(DatagramFact.TRAFFIC_CLASS),
        FLOW_LABEL(DatagramFact.FLOW_LABEL);

        private final DatagramFact fact;

        Told(DatagramFact fact) {
            this.fact = fact;
        }

        Object of(Datagram datagram) {
            return switch (this) {
                case DESTINATION -> datagram.destination();
                case INTERFACE -> datagram.interfaceIndex();
                case HOP_LIMIT -> datagram.hopLimit();
                case TRAFFIC_CLASS -> datagram.trafficClass();
                case FLOW_LABEL -> datagram.flowLabel();
            };
        }
    }

    private final String text;
    private final boolean truncated;
    private final InetSocketAddress sender;
    private final Map<Told, Object> told;

    private ReceivedCopy(String text, boolean truncated, InetSocketAddress sender, Map<Told, Object> told) {
        this.text = text;
        this.truncated = truncated;
        this.sender = sender;
        this.told = told;
    }

    static ReceivedCopy of(Datagram lent, Set<DatagramFact> facts) {
        ByteBuffer data = lent.data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        Map<Told, Object> told = new EnumMap<>(Told.class);
        for (Told one : Told.values()) {
            if (facts.contains(one.fact)) {
                told.put(one, ask(one, lent));
            }
        }
        return new ReceivedCopy(new String(bytes, StandardCharsets.ISO_8859_1), lent.truncated(), lent.sender(), told);
    }

    /** What is not told is missed where it is looked at: the datagram came all the same. */
    private static Object ask(Told one, Datagram lent) {
        try {
            return one.of(lent);
        } catch (RuntimeException untold) {
            return untold;
        }
    }

    /**
     * Its payload.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Its payload as text, one character a byte.
     *
     * @return may be empty
     */
    public String text() {
        return text;
    }

    /**
     * Whether it said that it was cut.
     *
     * @return of {@link Datagram#truncated()}
     */
    public boolean truncated() {
        return truncated;
    }

    /**
     * Who sent it.
     *
     * @return of {@link Datagram#sender()}
     */
    public InetSocketAddress sender() {
        return sender;
    }

    /**
     * Where it was sent to.
     *
     * @return of {@link Datagram#destination()}
     */
    public InetAddress destination() {
        return (InetAddress) told(Told.DESTINATION);
    }

    /**
     * The interface by which it came.
     *
     * @return of {@link Datagram#interfaceIndex()}
     */
    public int interfaceIndex() {
        return (int) told(Told.INTERFACE);
    }

    /**
     * How many hops it had left.
     *
     * @return of {@link Datagram#hopLimit()}
     */
    public int hopLimit() {
        return (int) told(Told.HOP_LIMIT);
    }

    /**
     * Its traffic class.
     *
     * @return of {@link Datagram#trafficClass()}
     */
    public int trafficClass() {
        return (int) told(Told.TRAFFIC_CLASS);
    }

    /**
     * Its flow label.
     *
     * @return of {@link Datagram#flowLabel()}
     */
    public int flowLabel() {
        return (int) told(Told.FLOW_LABEL);
    }

    private Object told(Told one) {
        Object value = told.get(one);
        if (value == null) {
            throw new CheckFailure("a port was opened without the fact " + one.fact + ": a mistake of the check");
        }
        if (value instanceof RuntimeException untold) {
            throw new CheckFailure("the " + one + " of " + this + " was not told: " + Shown.text(untold), untold);
        }
        return value;
    }

    /** Payload, if it is short text, sender and facts. */
    @Override
    public String toString() {
        String payload = text.length() <= 32 ? "\"" + text + "\"" : text.length() + " bytes";
        return payload + " from " + Shown.text(sender) + (truncated ? ", cut" : "")
                + (told.isEmpty() ? "" : " " + told);
    }
}
