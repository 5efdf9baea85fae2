package org.hextet.examples.asyncchannel;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * What 0.0.0.0 and {@code ::} mean to channels that are IPv6 sockets wherever there is IPv6: left alone, the JDK takes
 * both for {@code ::}.
 */
final class Wildcards {

    /**
     * {@code ::ffff:0.0.0.0}, the IPv4 wildcard of an IPv6 socket: it serves IPv4 alone (RFC 4291, section 2.5.5.2).
     */
    private static final Inet6Address MAPPED_ANY;

    private static final InetAddress IPV4_LOOPBACK;
    private static final InetAddress IPV6_LOOPBACK;

    static {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        byte[] one = new byte[16];
        one[15] = 1;
        try {
            // Of these bytes InetAddress.getByAddress would make an Inet4Address.
            MAPPED_ANY = Inet6Address.getByAddress("", mapped, -1);
            IPV4_LOOPBACK = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            IPV6_LOOPBACK = InetAddress.getByAddress(one);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("four or sixteen bytes are an address", impossible);
        }
    }

    private Wildcards() {}

    /** What an IPv6 socket binds to. */
    static InetSocketAddress toBind(InetSocketAddress local) {
        return local.getAddress() instanceof Inet4Address && isWildcard(local)
                ? new InetSocketAddress(MAPPED_ANY, local.getPort())
                : local;
    }

    /** Whom an IPv6 socket connects to: as a target a wildcard means this host, and the peer has a true address. */
    static InetSocketAddress toConnect(InetSocketAddress remote) {
        return isWildcard(remote)
                ? new InetSocketAddress(
                        remote.getAddress() instanceof Inet4Address ? IPV4_LOOPBACK : IPV6_LOOPBACK, remote.getPort())
                : remote;
    }

    private static boolean isWildcard(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress();
    }
}
