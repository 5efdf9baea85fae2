package org.hextet.cli.datagram;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.endpoints.FlowLabelText;

/** What is known of a received datagram, as a line: as much as the transport tells. */
public final class FactsLine {

    private FactsLine() {}

    /**
     * Options of a port whose datagrams are to be told of.
     *
     * @param options of the user
     * @return with every fact that there is
     */
    public static DatagramOptions asking(DatagramOptions options) {
        DatagramOptions all = options;
        for (DatagramFact fact : DatagramFact.values()) {
            all = all.withFact(fact);
        }
        return all;
    }

    /**
     * The line of a datagram.
     *
     * @param port opened with {@link #asking}
     * @param datagram while it is lent
     * @return for example {@code received 5 bytes from [::1]:4000 to ::1 by lo, hop limit 64, traffic class 0x00, flow
     *     label 0x12345}
     */
    public static String of(DatagramPort port, Datagram datagram) {
        Capabilities known = port.reactor().capabilities();
        StringBuilder line = new StringBuilder("received ")
                .append(datagram.data().remaining())
                .append(datagram.truncated() ? " bytes (cut)" : " bytes")
                .append(" from ")
                .append(AddressText.formatSocket(datagram.sender()));
        destination(port, datagram, known).ifPresent(to -> line.append(" to ").append(AddressText.format(to)));
        if (known.has(Capability.PACKET_INFO)) {
            line.append(" by ").append(Zones.ofHost().text(datagram.interfaceIndex()));
        }
        if (known.has(Capability.HOP_LIMIT_RECV)) {
            line.append(", hop limit ").append(datagram.hopLimit());
        }
        if (known.has(Capability.TCLASS_RECV)) {
            line.append(String.format(", traffic class 0x%02x", datagram.trafficClass()));
        }
        if (known.has(Capability.FLOW_LABEL_RECV) && datagram.sender().getAddress() instanceof Inet6Address) {
            line.append(", flow label ").append(FlowLabelText.format(datagram.flowLabel()));
        }
        return line.toString();
    }

    /** A port that is bound to one address, or to each, knows it where the transport cannot tell. */
    private static Optional<InetAddress> destination(DatagramPort port, Datagram datagram, Capabilities known) {
        if (known.has(Capability.PACKET_INFO)) {
            return Optional.of(datagram.destination());
        }
        List<InetSocketAddress> bound = port.localAddresses();
        if (bound.size() > 1) {
            return datagram.route().source();
        }
        return Optional.of(bound.get(0).getAddress()).filter(address -> !address.isAnyLocalAddress());
    }
}
