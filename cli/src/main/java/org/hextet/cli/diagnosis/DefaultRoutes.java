package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;

/** The default routes of this host, as Linux tells them in {@code /proc/net}. */
final class DefaultRoutes {

    private static final int UP = 0x1;
    private static final int GATEWAY = 0x2;
    private static final int REJECT = 0x200;
    private static final String NO_ADDRESS_6 = "0".repeat(32);

    private DefaultRoutes() {}

    /** Empty where the system does not tell. */
    static Optional<List<DefaultRoute>> ofHost(Path procNet) {
        try {
            List<DefaultRoute> all = new ArrayList<>();
            Path ipv6 = procNet.resolve("ipv6_route");
            // Without IPv6 in the kernel there is no such file.
            if (Files.exists(ipv6)) {
                all.addAll(ipv6(Files.readString(ipv6, StandardCharsets.US_ASCII)));
            }
            all.addAll(ipv4(Files.readString(procNet.resolve("route"), StandardCharsets.US_ASCII)));
            return Optional.of(all);
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    /** Destination, its length, source, its length, gateway, metric, references, uses, flags, interface: all hex. */
    static List<DefaultRoute> ipv6(String text) {
        List<DefaultRoute> found = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length == 10 && columns[0].equals(NO_ADDRESS_6) && columns[1].equals("00")) {
                int flags = Integer.parseUnsignedInt(columns[8], 16);
                if (isUsable(flags)) {
                    found.add(new DefaultRoute(
                            StandardProtocolFamily.INET6,
                            gateway(flags, HexFormat.of().parseHex(columns[4])),
                            columns[9],
                            Long.parseLong(columns[5], 16)));
                }
            }
        }
        return sorted(found);
    }

    /**
     * Interface, destination, gateway, flags, references, uses, metric, mask, …: addresses in the host's byte order.
     */
    static List<DefaultRoute> ipv4(String text) {
        List<DefaultRoute> found = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= 8 && columns[1].equals("00000000") && columns[7].equals("00000000")) {
                int flags = Integer.parseInt(columns[3], 16);
                if (isUsable(flags)) {
                    found.add(new DefaultRoute(
                            StandardProtocolFamily.INET,
                            gateway(flags, inNetworkOrder(Integer.parseUnsignedInt(columns[2], 16))),
                            columns[0],
                            Long.parseLong(columns[6])));
                }
            }
        }
        return sorted(found);
    }

    private static boolean isUsable(int flags) {
        return (flags & UP) != 0 && (flags & REJECT) == 0;
    }

    private static byte[] inNetworkOrder(int hostOrder) {
        byte[] bytes = new byte[4];
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder()).putInt(hostOrder);
        return bytes;
    }

    private static Optional<String> gateway(int flags, byte[] address) {
        if ((flags & GATEWAY) == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(AddressText.format(InetAddress.getByAddress(address)));
        } catch (java.net.UnknownHostException wrongLength) {
            return Optional.empty();
        }
    }

    private static List<DefaultRoute> sorted(List<DefaultRoute> routes) {
        routes.sort(Comparator.comparingLong(DefaultRoute::metric));
        return routes;
    }
}
