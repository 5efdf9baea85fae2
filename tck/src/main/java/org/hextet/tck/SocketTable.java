package org.hextet.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel's socket tables say of a descriptor's target, for people: hexadecimal as the kernel prints it. */
final class SocketTable {

    private static final String SOCKET = "socket:[";

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
                    byInode.put(
                            columns[9],
                            table + " local " + columns[1] + " remote " + columns[2] + " state " + columns[3]);
                }
            }
        } catch (IOException notThisSystem) {
            // No table: the inode alone has to do.
        }
    }

    String describe(String target) {
        if (!target.startsWith(SOCKET)) {
            return target;
        }
        String inode = target.substring(SOCKET.length(), target.length() - 1);
        return target + byInode.getOrDefault(inode, " not bound").transform(text -> " (" + text.strip() + ")");
    }
}
