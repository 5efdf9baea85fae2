package org.hextet.api;

/** Something that the headers of a received datagram say, and that the kernel tells only if it is asked to. */
public enum DatagramFact {
    /** Where it was sent to, and by which interface it came. Needs {@link Capability#PACKET_INFO}. */
    DESTINATION,
    /** Its hop limit (IPv4: time to live). Needs {@link Capability#HOP_LIMIT_RECV}. */
    HOP_LIMIT,
    /** Its traffic class (IPv4: type of service), ECN included. Needs {@link Capability#TCLASS_RECV}. */
    TRAFFIC_CLASS,
    /** Its flow label. Needs {@link Capability#FLOW_LABEL_RECV}. */
    FLOW_LABEL;

    /**
     * What a transport needs to tell it.
     *
     * @return never null
     */
    public Capability capability() {
        return switch (this) {
            case DESTINATION -> Capability.PACKET_INFO;
            case HOP_LIMIT -> Capability.HOP_LIMIT_RECV;
            case TRAFFIC_CLASS -> Capability.TCLASS_RECV;
            case FLOW_LABEL -> Capability.FLOW_LABEL_RECV;
        };
    }
}
