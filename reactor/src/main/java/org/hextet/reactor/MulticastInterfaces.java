package org.hextet.reactor;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The interfaces of this host that can have groups, for words of errors. */
final class MulticastInterfaces {

    private static final int SHOWN = 16;

    private MulticastInterfaces() {}

    /** {@code interfaces with multicast are eth0 (2), eth1 (3)}. */
    static String listed() {
        List<String> names = new ArrayList<>();
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            for (NetworkInterface each : all.toList()) {
                if (each.isUp() && each.supportsMulticast()) {
                    names.add(each.getName() + " (" + each.getIndex() + ")");
                }
            }
        } catch (SocketException noInterfaces) {
            // What the JDK says on a host without any.
        }
        if (names.isEmpty()) {
            return "this host has no interface with multicast";
        }
        int shown = Math.min(names.size(), SHOWN);
        return "interfaces with multicast are " + String.join(", ", names.subList(0, shown))
                + (shown < names.size() ? " and " + (names.size() - shown) + " more" : "");
    }
}
