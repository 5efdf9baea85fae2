package org.hextet.tck.checks;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What /proc tells of this process and its host's sockets. Where there is none it tells nothing. */
final class HostTables {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** Before an IPv4 address that a socket of IPv6 has; in bytes {@code ::ffff}. */
    private static final String MAPPED =
            "0000000000000000" + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "FFFF0000" : "0000FFFF");

    private HostTables() {}

    /** How many descriptors this process may have. */
    static OptionalLong descriptorLimit() throws IOException {
        if (!Files.isReadable(LIMITS)) {
            return OptionalLong.empty();
        }
        for (String line : Files.readAllLines(LIMITS)) {
            String[] words = line.split("\\s+", -1);
            // Max open files, soft, hard, unit
            if (line.startsWith("Max open files") && !words[3].equals("unlimited")) {
                return OptionalLong.of(Long.parseLong(words[3]));
            }
        }
        return OptionalLong.empty();
    }

    /** How many sockets this process has open, of whatever kind. */
    static OptionalInt openSockets() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return OptionalInt.empty();
        }
        int sockets = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                if (leadsTo(descriptor).startsWith("socket:")) {
                    sockets++;
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot count descriptors: " + unreadable.getMessage(), unreadable);
        }
        return OptionalInt.of(sockets);
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    /** How many TCP sockets of this host, in whatever state but TIME_WAIT, have that peer. */
    static int socketsTo(InetSocketAddress remote) {
        String wanted = kernelText(remote);
        boolean isIpv4 = remote.getAddress() instanceof Inet4Address;
        int inet6 = socketsTo(isIpv4 ? MAPPED + wanted : wanted, "/proc/self/net/tcp6");
        return isIpv4 ? inet6 + socketsTo(wanted, "/proc/self/net/tcp") : inet6;
    }

    private static int socketsTo(String wanted, String table) {
        try {
            return (int) Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.strip().split("\\s+"))
                    // number, local address, remote address, state (06 is TIME_WAIT)
                    .filter(words -> words.length > 3 && words[2].equals(wanted) && !words[3].equals("06"))
                    .count();
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + table + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** As the table has it: words of four bytes, each in the order of this machine. */
    private static String kernelText(InetSocketAddress remote) {
        InetAddress address = remote.getAddress();
        byte[] bytes = address.getAddress();
        StringBuilder text = new StringBuilder();
        boolean swap = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 0; i < 4; i++) {
                text.append(HexFormat.of().withUpperCase().toHexDigits(bytes[word + (swap ? 3 - i : i)]));
            }
        }
        return String.format(Locale.ROOT, "%s:%04X", text, remote.getPort());
    }
}
