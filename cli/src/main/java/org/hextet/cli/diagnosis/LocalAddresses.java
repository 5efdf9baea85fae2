package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The addresses of this host's interfaces that are up. */
final class LocalAddresses {

    /** Bits of the fifth column (linux/if_addr.h). */
    private static final Map<Integer, String> FLAGS = Map.of(0x08, "duplicate", 0x20, "deprecated", 0x40, "tentative");

    private LocalAddresses() {}

    /** IPv6 first; empty if the host does not tell. */
    static List<LocalAddress> ofHost(Path ifInet6) {
        Map<String, List<String>> flags = flags(read(ifInet6));
        List<LocalAddress> found = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()) {
                    add(each, flags, found);
                }
            }
        } catch (SocketException none) {
            // As where there is none: the rest of the report says what does not work.
        }
        List<LocalAddress> sorted = new ArrayList<>(found);
        sorted.sort((a, b) -> b.address().getAddress().length - a.address().getAddress().length);
        return sorted;
    }

    private static void add(NetworkInterface of, Map<String, List<String>> flags, List<LocalAddress> found) {
        for (InterfaceAddress each : of.getInterfaceAddresses()) {
            InetAddress address = each.getAddress();
            found.add(new LocalAddress(
                    of.getName(),
                    withNeededZone(address),
                    each.getNetworkPrefixLength(),
                    flags.getOrDefault(key(of.getName(), address.getAddress()), List.of())));
        }
    }

    /** The JDK gives every IPv6 address a zone; only link-local ones need it. */
    private static InetAddress withNeededZone(InetAddress address) {
        try {
            return address.isLinkLocalAddress() ? address : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException notLinux) {
            return "";
        }
    }

    /** Reads {@code /proc/net/if_inet6}: address, index, prefix length, scope, flags, interface. */
    static Map<String, List<String>> flags(String ifInet6) {
        Map<String, List<String>> all = new HashMap<>();
        for (String line : ifInet6.lines().toList()) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length == 6) {
                int bits = Integer.parseInt(columns[4], 16);
                List<String> words = new ArrayList<>();
                FLAGS.forEach((bit, word) -> {
                    if ((bits & bit) != 0) {
                        words.add(word);
                    }
                });
                all.put(columns[5] + " " + columns[0], words.stream().sorted().toList());
            }
        }
        return all;
    }

    private static String key(String interfaceName, byte[] address) {
        return interfaceName + " " + HexFormat.of().formatHex(address);
    }
}
