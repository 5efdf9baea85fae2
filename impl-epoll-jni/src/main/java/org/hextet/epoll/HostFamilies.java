package org.hextet.epoll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this host has IPv6. Where it is switched off ({@code disable_ipv6}) the kernel still gives IPv6 sockets and
 * binds them to {@code ::}, and nothing ever comes there: such a host has none, as the JDK sees it too.
 */
final class HostFamilies {

    /** A line for each IPv6 address of this network namespace. */
    private static final Path ADDRESSES = Path.of("/proc/net/if_inet6");

    /** Reading the file costs as much as making a socket does, and hosts do not lose IPv6 between two sockets. */
    private static final long REMEMBERED_NANOS = 1_000_000_000L;

    /** When an address was there, by {@link System#nanoTime}; zero: never. */
    private static volatile long seenNanos;

    private HostFamilies() {}

    static boolean hasInet6() {
        long seen = seenNanos;
        long now = System.nanoTime();
        if (seen != 0 && now - seen < REMEMBERED_NANOS) {
            return true;
        }
        boolean has = isThere();
        seenNanos = has ? now : 0;
        return has;
    }

    private static boolean isThere() {
        try {
            return !Files.readString(ADDRESSES).isBlank();
        } catch (IOException unreadable) {
            // No such file where the kernel has no IPv6 at all; then it gives no socket either. Else the kernel will
            // say.
            return true;
        }
    }
}
