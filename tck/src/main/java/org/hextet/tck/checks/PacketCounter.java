package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.tck.lab.Output;
import org.hextet.tck.rig.Rig;

/**
 * Counts the packets of one port by what stands in their header: rules of nftables, which see them as they go, or as
 * they come. For labs only: it configures a namespace.
 */
final class PacketCounter implements AutoCloseable {

    private static final String FAMILY = "inet";
    private static final String TABLE = "hextet_packets";

    /** Of a membership record: it hears all sources now, where it heard none. */
    private static final int CHANGE_TO_EXCLUDE = 4;

    /** Of a membership record: it hears none now. */
    private static final int CHANGE_TO_INCLUDE = 3;

    /** Records of a report that are looked at; nftables looks no further than 255 bytes. */
    private static final int RECORDS = 10;

    /** Where the first record begins, in bytes from ICMP's beginning. */
    private static final int RECORDS_AT = 8;

    /** Of a record without sources, in bytes. */
    private static final int RECORD_SIZE = 20;

    /** Where its group stands in a record. */
    private static final int GROUP_AT = 4;

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    /** Segments with data of a port, which is the source or the destination. */
    private static final String OF_TCP = "tcp %s %d tcp flags & psh == psh";

    /** Datagrams of a port. */
    private static final String OF_UDP = "udp %s %d";

    /** Runs nft on the host that counts. */
    @FunctionalInterface
    private interface Host {
        Output nft(String input, List<String> words) throws IOException;
    }

    private final Host host;

    private PacketCounter(Host host) {
        this.host = host;
    }

    /** Those with data that leave this host from or to a port; of the class, and of all others. */
    static PacketCounter ofTrafficClass(Rig rig, int port, int trafficClass) throws IOException {
        int codePoint = trafficClass >> 2;
        return ofData(rig, port, OF_TCP, "ip6 dscp", "ip dscp", codePoint);
    }

    /** Datagrams that leave this host from or to a port; of the class, and of all others. */
    static PacketCounter ofDatagramsTrafficClass(Rig rig, int port, int trafficClass) throws IOException {
        return ofData(rig, port, OF_UDP, "ip6 dscp", "ip dscp", trafficClass >> 2);
    }

    /** Those with data that leave this host from or to a port; of the hop limit, and of all others. */
    static PacketCounter ofHopLimit(Rig rig, int port, int hops) throws IOException {
        return ofData(rig, port, OF_TCP, "ip6 hoplimit", "ip ttl", hops);
    }

    private static PacketCounter ofData(Rig rig, int port, String protocol, String ofIpv6, String ofIpv4, int value)
            throws IOException {
        StringBuilder rules = new StringBuilder();
        for (String end : List.of("sport", "dport")) {
            for (String field : List.of(ofIpv6, ofIpv4)) {
                String packets = String.format(protocol, end, port) + " " + field;
                rules.append(rules(packets, value));
            }
        }
        return on(rig, "output", rules.toString(), (input, words) -> rig.lab().run(input, words));
    }

    /** All that come to a port of the far host; with the flow label, and with any other. */
    static PacketCounter ofFlowLabelAtFarHost(Rig rig, int port, int label) throws IOException {
        return on(
                rig,
                "prerouting",
                rules("tcp dport " + port + " ip6 flowlabel", label),
                (input, words) -> rig.far().run(input, words));
    }

    /**
     * Reports of this host's memberships (RFC 3810, section 5.2.12) that come to the far host: of joining a group, and,
     * as the others, of leaving it.
     */
    static PacketCounter ofListenerReportsAtFarHost(Rig rig, InetAddress group) throws IOException {
        StringBuilder rules = new StringBuilder();
        // What other groups have changed lately stands in the same report, before this one or behind.
        for (int i = 0; i < RECORDS; i++) {
            int record = 8 * (RECORDS_AT + i * RECORD_SIZE);
            String ofGroup = "icmpv6 type mld2-listener-report @th," + (record + 8 * GROUP_AT) + ",128 == 0x"
                    + HexFormat.of().formatHex(group.getAddress()) + " @th," + record + ",8 == ";
            rules.append(ofGroup).append(CHANGE_TO_EXCLUDE).append(" counter name asked\n");
            rules.append(ofGroup).append(CHANGE_TO_INCLUDE).append(" counter name other\n");
        }
        return on(
                rig, "prerouting", rules.toString(), (input, words) -> rig.far().run(input, words));
    }

    private static String rules(String packets, int value) {
        return packets + " == " + value + " counter name asked\n" + packets + " != " + value + " counter name other\n";
    }

    private static PacketCounter on(Rig rig, String hook, String rules, Host host) throws IOException {
        PacketCounter counter = new PacketCounter(host);
        try {
            counter.nft(
                    "table " + FAMILY + " " + TABLE + " {\ncounter asked { }\ncounter other { }\n"
                            + "chain seen { type filter hook " + hook + " priority 300;\n" + rules + "}\n}\n",
                    "-f",
                    "-");
        } catch (IOException lacking) {
            throw rig.notRun("nft, to look into packets: " + lacking.getMessage());
        }
        return counter;
    }

    long asked() throws IOException {
        return packets("asked");
    }

    long other() throws IOException {
        return packets("other");
    }

    private long packets(String counter) throws IOException {
        String text = nft("", "list", "counter", FAMILY, TABLE, counter);
        Matcher packets = PACKETS.matcher(text);
        if (!packets.find()) {
            throw new IOException("nft told no packets: " + text);
        }
        return Long.parseLong(packets.group(1));
    }

    @Override
    public void close() throws IOException {
        nft("", "delete", "table", FAMILY, TABLE);
    }

    private String nft(String input, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("nft"));
        words.addAll(List.of(arguments));
        Output output = host.nft(input, words);
        if (output.exit() != 0) {
            throw new IOException(output.lastWord());
        }
        return output.stdout();
    }
}
