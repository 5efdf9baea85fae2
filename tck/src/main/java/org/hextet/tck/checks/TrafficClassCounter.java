package org.hextet.tck.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.tck.Rig;

/**
 * Counts the packets with data that leave this host's namespace by their traffic class: rules of nftables, which see
 * them as they are when they go. For labs only: it configures the namespace that the process is in.
 */
final class TrafficClassCounter implements AutoCloseable {

    private static final String TABLE = "inet hextet_traffic_class";

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private TrafficClassCounter() {}

    /** Counts those from or to a port; of the class, and of all others. Without nft the row is NOT_RUN. */
    static TrafficClassCounter on(Rig rig, int port, int trafficClass) throws IOException {
        int codePoint = trafficClass >> 2;
        String data = "tcp flags & psh == psh ";
        StringBuilder rules = new StringBuilder("table " + TABLE + " {\ncounter asked { }\ncounter other { }\n"
                + "chain out { type filter hook output priority 300;\n");
        for (String end : List.of("sport", "dport")) {
            for (String family : List.of("ip6", "ip")) {
                String packets = "tcp " + end + " " + port + " " + data + family + " dscp ";
                rules.append(packets).append("== ").append(codePoint).append(" counter name asked\n");
                rules.append(packets).append("!= ").append(codePoint).append(" counter name other\n");
            }
        }
        try {
            nft(rules + "}\n}\n", "-f", "-");
        } catch (IOException lacking) {
            throw rig.notRun("nft, to see the traffic class of packets: " + lacking.getMessage());
        }
        return new TrafficClassCounter();
    }

    long asked() throws IOException {
        return packets("asked");
    }

    long other() throws IOException {
        return packets("other");
    }

    private static long packets(String counter) throws IOException {
        String text = nft("", "list", "counter", "inet", "hextet_traffic_class", counter);
        Matcher packets = PACKETS.matcher(text);
        if (!packets.find()) {
            throw new IOException("nft told no packets: " + text);
        }
        return Long.parseLong(packets.group(1));
    }

    @Override
    public void close() throws IOException {
        nft("", "delete", "table", "inet", "hextet_traffic_class");
    }

    private static String nft(String input, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "nft";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream answer = process.getInputStream()) {
            process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().close();
            String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(text.strip().lines().findFirst().orElse("it failed"));
            }
            return text;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
