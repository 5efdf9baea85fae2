package org.hextet.tck.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressText;

/** What the kernel's socket tables say of a descriptor's target, for people. */
final class SocketTable {

    private static final String SOCKET = "socket:[";

    /** Of TCP, by the kernel's number. */
    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("01", "established"),
            Map.entry("02", "connecting"),
            Map.entry("03", "being connected"),
            Map.entry("04", "closed by us"),
            Map.entry("05", "closed by us"),
            Map.entry("06", "in TIME_WAIT"),
            Map.entry("07", "closed"),
            Map.entry("08", "closed by the peer"),
            Map.entry("09", "closed by both"),
            Map.entry("0A", "listening"),
            Map.entry("0B", "closing"));

    private final Map<String, String> byInode = new HashMap<>();

    SocketTable() {
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            read(table);
        }
    }

    private void read(String table) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                String[] columns = line.strip().split("\\s+", -1);
                // sl local remote state queues timer retransmits uid timeout inode
                if (columns.length > 9 && !columns[0].equals("sl")) {
                    byInode.put(columns[9], text(table, columns[1], columns[2], columns[3]));
                }
            }
        } catch (IOException notThisSystem) {
            // No table: the inode alone has to do.
        }
    }

    private static String text(String table, String local, String remote, String state) {
        String name = (table.startsWith("tcp") ? "TCP" : "UDP") + (table.endsWith("6") ? " over IPv6 " : " over IPv4 ");
        String both = address(local) + (remote.endsWith(":0000") ? "" : " to " + address(remote));
        return name + both + (table.startsWith("tcp") ? " " + STATES.getOrDefault(state, "in state " + state) : "");
    }

    /** From words of 32 bits in the order of this machine, each in hexadecimal, and the port. */
    private static String address(String hexadecimal) {
        int colon = hexadecimal.indexOf(':');
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal, 0, colon));
        ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        int port = HexFormat.fromHexDigits(hexadecimal, colon + 1, hexadecimal.length());
        try {
            String text = AddressText.format(InetAddress.getByAddress(bytes.array()));
            return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
        } catch (UnknownHostException impossible) {
            return hexadecimal;
        }
    }

    /** What a socket is; empty for what is none, and for one of a family that has no table. */
    Optional<String> look(String target) {
        return target.startsWith(SOCKET)
                ? Optional.ofNullable(byInode.get(target.substring(SOCKET.length(), target.length() - 1)))
                : Optional.empty();
    }

    String describe(String target) {
        return target.startsWith(SOCKET) ? target + " (" + look(target).orElse("not bound") + ")" : target;
    }
}
