package org.hextet.tck.checks;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.hextet.tck.rig.Rig;

/** The kernel's list of groups: how often sockets of this network namespace have joined each, on each interface. */
final class GroupTable {

    private static final Path INET = Path.of("/proc/self/net/igmp");
    private static final Path INET6 = Path.of("/proc/self/net/igmp6");

    private GroupTable() {}

    static void require(Rig rig) {
        if (!Files.isReadable(INET) || !Files.isReadable(INET6)) {
            throw rig.notRun(INET + " and " + INET6 + ", to see memberships");
        }
    }

    /** How many sockets are members of a group on an interface. */
    static int members(InetAddress group, String link) {
        Path table = group instanceof Inet4Address ? INET : INET6;
        try {
            return group instanceof Inet4Address ? inet(group, link) : inet6(group, link);
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + table + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static int inet6(InetAddress group, String link) throws IOException {
        String wanted = HexFormat.of().formatHex(group.getAddress());
        for (String line : Files.readAllLines(INET6)) {
            String[] words = line.strip().split("\\s+", -1);
            // index, interface, group, members, flags, timer
            if (words.length > 3 && words[1].equals(link) && words[2].equals(wanted)) {
                return Integer.parseInt(words[3]);
            }
        }
        return 0;
    }

    /** A line of an interface, then indented ones of its groups, each a number in the order of this machine. */
    private static int inet(InetAddress group, String link) throws IOException {
        String wanted = HexFormat.of().withUpperCase().formatHex(inMachineOrder(group.getAddress()));
        boolean isLink = false;
        for (String line : Files.readAllLines(INET)) {
            String[] words = line.strip().split("\\s+", -1);
            if (!Character.isWhitespace(line.charAt(0))) {
                isLink = words.length > 1 && words[1].equals(link);
            } else if (isLink && words.length > 1 && words[0].equals(wanted)) {
                return Integer.parseInt(words[1]);
            }
        }
        return 0;
    }

    private static byte[] inMachineOrder(byte[] bytes) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? bytes
                : new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]};
    }
}
