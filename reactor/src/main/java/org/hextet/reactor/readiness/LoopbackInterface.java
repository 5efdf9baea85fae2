package org.hextet.reactor.readiness;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Stream;

/** The host's loopback: an interface by which, on Linux, no datagram of an IPv6 group comes. */
public final class LoopbackInterface {

    private LoopbackInterface() {}

    /**
     * Looks it up.
     *
     * @return its index; 0 if there is none with an address
     */
    public static int index() {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            for (NetworkInterface each : all.toList()) {
                if (each.isLoopback()) {
                    return each.getIndex();
                }
            }
        } catch (SocketException noInterfaces) {
            // What the JDK says on a host without any.
        }
        return 0;
    }
}
