package org.hextet.tck.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.hextet.tck.rig.Rig;

/** What Linux says of this process's sockets. */
final class OpenSockets {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SYN_SENT = "02";

    private OpenSockets() {}

    /** How many descriptors of this process are sockets. */
    static long count(Rig rig) throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw rig.notRun("no " + DESCRIPTORS + " to count descriptors by");
        }
        long sockets = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                        sockets++;
                    }
                } catch (IOException closedMeanwhile) {
                    // Not there any more, so not counted.
                }
            }
        }
        return sockets;
    }

    /** How many attempts to connect to an address are under way on this host. */
    static long connecting(InetAddress remote) throws IOException {
        byte[] bytes = remote.getAddress();
        if (bytes.length == 4) {
            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xFF;
            mapped[11] = (byte) 0xFF;
            System.arraycopy(bytes, 0, mapped, 12, 4);
            // A socket of IPv6 can connect to it, too.
            return connecting("tcp", bytes) + connecting("tcp6", mapped);
        }
        return connecting("tcp6", bytes);
    }

    /** Waits for one attempt to connect to an address. */
    static void awaitConnecting(Rig rig, InetAddress remote) {
        rig.until("one socket connects to " + remote.getHostAddress(), () -> {
            try {
                return connecting(remote) == 1;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    private static long connecting(String table, byte[] address) throws IOException {
        String wanted = asThere(address);
        long connecting = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
            // sl local remote state …
            List<String> columns = List.of(line.strip().split("\\s+", -1));
            if (columns.size() > 3
                    && columns.get(2).startsWith(wanted + ":")
                    && columns.get(3).equals(SYN_SENT)) {
                connecting++;
            }
        }
        return connecting;
    }

    /** Words of four bytes, each in the order of this machine: little-endian wherever the lab is known to run. */
    private static String asThere(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < bytes.length; i++) {
            turned[isLittle ? i ^ 3 : i] = bytes[i];
        }
        return HexFormat.of().withUpperCase().formatHex(turned);
    }
}
