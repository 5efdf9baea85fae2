package org.hextet.tck.rig;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/** The two loopback addresses, and which of them this host has. */
final class Loopback {

    static final InetAddress V4 = ofBytes(new byte[] {127, 0, 0, 1});

    static final InetAddress V6 = ofBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

    private Loopback() {}

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    /** Why this host lacks it. Asked each time: a socket is the only honest answer. */
    static Optional<String> missing(InetAddress loopback) {
        try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
            return probe.isBound() ? Optional.empty() : Optional.of(missing(loopback, "not bound"));
        } catch (IOException | UnsupportedOperationException why) {
            return Optional.of(missing(loopback, String.valueOf(why.getMessage())));
        }
    }

    private static String missing(InetAddress loopback, String why) {
        return "no " + (loopback instanceof Inet4Address ? "IPv4" : "IPv6") + " loopback (" + why + ")";
    }
}
