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

    private HostFamilies() {}

    static boolean hasInet6() {
        try {
            return !Files.readString(ADDRESSES).isBlank();
        } catch (IOException unreadable) {
            // No such file where the kernel has no IPv6 at all; then it gives no socket either. Else the kernel will
            // say.
            return true;
        }
    }
}
