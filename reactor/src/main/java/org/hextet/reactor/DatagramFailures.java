package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The failures of datagram ports, from an errno to words. For those who implement {@link org.hextet.api.Reactor}
 * themselves, too.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class DatagramFailures {

    /** The headers of IPv6 and UDP. */
    private static final int HEADERS_INET6 = 48;

    /** The headers of IPv4 and UDP. */
    private static final int HEADERS_INET = 28;

    private DatagramFailures() {}

    /**
     * A datagram is longer than any can be.
     *
     * @param local the port
     * @param to whom it was for
     * @param size its payload, in bytes
     * @param limit the longest payload, in bytes
     * @return of kind {@link FailureKind#TOO_LARGE}
     */
    public static NetworkFailure tooLong(InetSocketAddress local, InetSocketAddress to, int size, int limit) {
        return Failures.tooLarge(
                new Facts(FailureKind.TOO_LARGE, "write", local, to, Errno.EMSGSIZE.name()),
                "write to " + formatSocket(to) + ": " + size + " bytes are too many (EMSGSIZE); a datagram of "
                        + (to.getAddress() instanceof Inet4Address ? "IPv4" : "IPv6") + " carries " + limit
                        + " at most; send less in each",
                size,
                limit,
                -1,
                null);
    }

    /**
     * A datagram could not be sent, or did not arrive.
     *
     * @param errno what the kernel said
     * @param local the port
     * @param to whom it was for; null if nobody knows
     * @param size of its payload, in bytes; negative if nobody knows
     * @param mtu of the path, in bytes; negative if nobody told
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static NetworkFailure write(
            Errno errno,
            InetSocketAddress local,
            @Nullable InetSocketAddress to,
            int size,
            int mtu,
            @Nullable Throwable platform) {
        String whom = to == null ? "write from " + formatSocket(local) : "write to " + formatSocket(to);
        if (errno == Errno.EMSGSIZE) {
            return tooLarge(whom, local, to, size, mtu, platform);
        }
        FailureKind kind = switch (errno) {
            case ECONNREFUSED -> FailureKind.REFUSED;
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN -> FailureKind.UNREACHABLE;
            case EACCES, EPERM -> FailureKind.PROHIBITED;
            case EADDRNOTAVAIL, ENODEV -> FailureKind.NOT_AVAILABLE;
            case EMFILE, ENFILE -> FailureKind.DESCRIPTOR_LIMIT;
            default -> FailureKind.OTHER;
        };
        String what = switch (errno) {
            case ECONNREFUSED -> "refused (ECONNREFUSED); that port is closed there";
            case ENETUNREACH -> "network unreachable (ENETUNREACH); this host has no route there" + groupAdvice(to);
            case EHOSTUNREACH -> "host unreachable (EHOSTUNREACH); it does not answer on its link, or a router says so";
            case EACCES, EPERM ->
                "prohibited (" + errno
                        + "); a route or a firewall forbids it, or it is a broadcast address, which needs SO_BROADCAST";
            case EADDRNOTAVAIL -> "not available (EADDRNOTAVAIL); no source address for it" + groupAdvice(to);
            case ENODEV -> "no such interface any more (ENODEV)";
            case EINVAL ->
                to != null && to.getPort() == 0
                        ? "refused by this host (EINVAL); nobody can be reached at port 0"
                        : "refused by this host (EINVAL); the source is not an address of this host, or the flow label is not leased";
            case ENOBUFS, ENOMEM -> "the kernel has no memory for it (" + errno + "); send more slowly";
            default -> ErrnoFailures.words(errno, platform);
        };
        Facts facts = new Facts(kind, "write", local, to, ErrnoFailures.name(errno));
        String text = whom + ": " + what;
        return kind == FailureKind.REFUSED
                ? Failures.portUnreachable(facts, text, platform)
                : (NetworkFailure) Failures.of(facts, text, platform);
    }

    /**
     * A port could not leave its peer: on some systems it needs another socket for that.
     *
     * @param errno what the kernel said
     * @param local the port
     * @param peer whom it still talks to
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException disconnect(
            Errno errno, InetSocketAddress local, InetSocketAddress peer, @Nullable Throwable platform) {
        FailureKind kind =
                errno == Errno.EACCES || errno == Errno.EPERM ? FailureKind.PERMISSION : ErrnoFailures.exhausted(errno);
        String what = kind == FailureKind.DESCRIPTOR_LIMIT
                ? ErrnoFailures.exhaustion(errno)
                : platform == null || errno == Errno.UNKNOWN
                        ? ErrnoFailures.words(errno, platform)
                        : platform.getMessage() + " (" + errno + ")";
        return Failures.of(
                new Facts(kind, "disconnect", local, peer, ErrnoFailures.name(errno)),
                "disconnect " + formatSocket(local) + " from " + formatSocket(peer) + ": " + what,
                platform);
    }

    /**
     * The socket of a port broke.
     *
     * @param errno what the kernel said
     * @param local the port
     * @param platform the platform's own exception; null if there was none
     * @return of kind {@link FailureKind#OTHER}
     */
    public static IOException broken(Errno errno, InetSocketAddress local, @Nullable Throwable platform) {
        return Failures.of(
                new Facts(FailureKind.OTHER, "receive", local, null, ErrnoFailures.name(errno)),
                "port " + formatSocket(local) + ": its socket broke: " + ErrnoFailures.words(errno, platform),
                platform);
    }

    private static String groupAdvice(@Nullable InetSocketAddress to) {
        if (to == null || !to.getAddress().isMulticastAddress()) {
            return "";
        }
        return "; the interface has no multicast (as lo often), or no route for groups; "
                + MulticastInterfaces.listed();
    }

    private static NetworkFailure tooLarge(
            String whom,
            InetSocketAddress local,
            @Nullable InetSocketAddress to,
            int size,
            int mtu,
            @Nullable Throwable platform) {
        int headers = to != null && to.getAddress() instanceof Inet4Address ? HEADERS_INET : HEADERS_INET6;
        int limit = mtu < 0 ? -1 : mtu - headers;
        String text =
                whom + ": " + (size < 0 ? "a datagram is" : size + " bytes are") + " too many for the path (EMSGSIZE)"
                        + (mtu < 0
                                ? "; send less in each, or allow fragments"
                                : ", whose MTU is " + mtu + "; send at most " + limit + " in each, or allow fragments");
        return Failures.tooLarge(
                new Facts(FailureKind.TOO_LARGE, "write", local, to, Errno.EMSGSIZE.name()),
                text,
                size,
                limit,
                mtu,
                platform);
    }

    /**
     * A membership could not be changed.
     *
     * @param operation a verb: join, leave, block, unblock
     * @param errno what the kernel said
     * @param local the port
     * @param group which
     * @param on the interface
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException membership(
            String operation,
            Errno errno,
            InetSocketAddress local,
            InetAddress group,
            String on,
            @Nullable Throwable platform) {
        FailureKind kind =
                errno == Errno.ENODEV || errno == Errno.EADDRNOTAVAIL ? FailureKind.NOT_AVAILABLE : FailureKind.OTHER;
        String what = switch (errno) {
            case ENODEV, EADDRNOTAVAIL ->
                "the interface cannot, or is gone (" + errno + "); " + MulticastInterfaces.listed();
            case ENOBUFS, ENOMEM ->
                "no room for another (" + errno
                        + "); IPv4 allows so many groups a socket (sysctl net.ipv4.igmp_max_memberships), and so many sources a group";
            default -> ErrnoFailures.words(errno, platform);
        };
        return Failures.of(
                new Facts(
                        kind,
                        operation,
                        local,
                        new InetSocketAddress(group, local.getPort()),
                        ErrnoFailures.name(errno)),
                operation + " " + AddressText.format(group) + " on " + on + ": " + what,
                platform);
    }
}
