package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The one place where an errno becomes a typed failure with words: operation, address, what happened, what to do. For
 * those who implement {@link org.hextet.api.Reactor} themselves, too.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class ErrnoFailures {

    private ErrnoFailures() {}

    /**
     * Loads what the telling of a failure needs, and reads the limit: without free descriptors it would be too late.
     */
    static void prepare() {
        accept(Errno.EMFILE, new InetSocketAddress(0), null);
    }

    /**
     * A connect failed.
     *
     * @param errno what the kernel said
     * @param local the address that was bound to; null if none was
     * @param remote the target
     * @param after how long it took
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException connect(
            Errno errno,
            @Nullable InetSocketAddress local,
            InetSocketAddress remote,
            Duration after,
            @Nullable Throwable platform) {
        FailureKind kind = connectKind(errno, remote);
        String text = "connect to " + formatSocket(remote)
                + (local == null ? "" : " from " + formatSocket(local)) + ": "
                + switch (errno) {
                    case ECONNREFUSED -> "refused (ECONNREFUSED); nothing listens there, or a firewall answers so";
                    case ETIMEDOUT ->
                        "timed out (ETIMEDOUT) after " + seconds(after)
                                + ": the kernel gave up; the host may be down, or a firewall may drop packets";
                    case ENETUNREACH ->
                        "network unreachable (ENETUNREACH); this host has no route there"
                                + (remote.getAddress() instanceof Inet6Address ? ", perhaps no IPv6 at all" : "");
                    case EHOSTUNREACH ->
                        "host unreachable (EHOSTUNREACH); it does not answer on its link, or a router says so";
                    case EACCES, EPERM ->
                        "prohibited (" + errno
                                + "); a route, a firewall or a policy of this host or the way forbids it";
                    case EADDRNOTAVAIL ->
                        local == null || local.getPort() != 0
                                ? "no local port left (EADDRNOTAVAIL); too many connections to this address, many perhaps in TIME_WAIT"
                                : "no local port left at that address (EADDRNOTAVAIL); too many connections from it";
                    case EADDRINUSE ->
                        "this pair of addresses and ports is in use (EADDRINUSE); choose another local port";
                    case EINVAL ->
                        "refused by this host (EINVAL); a blackhole route, or an address that cannot be connected to";
                    case EAFNOSUPPORT -> noFamily(remote);
                    case EMFILE, ENFILE, ENOBUFS, ENOMEM -> exhaustion(errno);
                    default -> words(errno, platform);
                };
        return Failures.of(new Facts(kind, "connect", local, remote, name(errno)), text, platform);
    }

    /**
     * The local end of a connect could not be bound.
     *
     * @param errno what the kernel said
     * @param local the address to bind to
     * @param remote the target
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind; the message names the local address
     */
    public static IOException bindForConnect(
            Errno errno, InetSocketAddress local, InetSocketAddress remote, @Nullable Throwable platform) {
        String text = "bind to " + formatSocket(local) + " to connect to " + formatSocket(remote) + ": "
                + bound(errno, local, platform);
        return Failures.of(new Facts(bindKind(errno), "bind", local, remote, name(errno)), text, platform);
    }

    /**
     * A listen failed.
     *
     * @param errno what the kernel said
     * @param local where
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException listen(Errno errno, InetSocketAddress local, @Nullable Throwable platform) {
        String text = "listen on " + formatSocket(local) + ": " + bound(errno, local, platform);
        return Failures.of(new Facts(bindKind(errno), "listen", local, null, name(errno)), text, platform);
    }

    /**
     * A listening socket of another process could not be taken over.
     *
     * @param errno what the kernel said
     * @param descriptor its number
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException adopt(Errno errno, int descriptor, @Nullable Throwable platform) {
        String what = switch (errno) {
            case EBADF -> "no open descriptor (EBADF); who was to pass it has not, or it was closed";
            case ENOTSOCK -> "no socket (ENOTSOCK)";
            case EAFNOSUPPORT, EPROTOTYPE -> "no TCP socket of IPv4 or IPv6 (" + errno + ")";
            case EINVAL -> "a socket that does not listen (EINVAL); call listen(2) before passing it";
            default -> words(errno, platform);
        };
        return Failures.of(
                new Facts(FailureKind.OTHER, "adopt", null, null, name(errno)),
                "adopt descriptor " + descriptor + ": " + what,
                platform);
    }

    /**
     * A flow label could not be leased.
     *
     * @param errno what the kernel said
     * @param remote whom to connect to
     * @param request which label
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException flowLabel(
            Errno errno, InetSocketAddress remote, FlowLabelRequest request, @Nullable Throwable platform) {
        FailureKind kind = switch (errno) {
            case EPERM, EEXIST -> request.label().isPresent() ? FailureKind.IN_USE : FailureKind.PERMISSION;
            default -> exhausted(errno);
        };
        String label = request.label().isPresent()
                ? String.format(Locale.ROOT, "0x%05x", request.label().getAsInt())
                : "any";
        String sharing = request.sharing().name().toLowerCase(Locale.ROOT);
        String what = switch (errno) {
            case EPERM, EEXIST ->
                request.label().isPresent()
                        ? taken(errno, sharing, platform)
                        : "not permitted (" + errno + "); a time of more than 60 s needs CAP_NET_ADMIN";
            case ENOBUFS ->
                "no lease left (ENOBUFS); the kernel holds about 4,000, and 32 for one socket without CAP_NET_ADMIN";
            case EINVAL -> "refused by this host (EINVAL); no label can be leased for that destination";
            default -> words(errno, platform);
        };
        String text = "lease flow label " + label + " (" + sharing + ") for " + formatSocket(remote) + ": " + what;
        return Failures.of(new Facts(kind, "lease", null, remote, name(errno)), text, platform);
    }

    private static String taken(Errno errno, String sharing, @Nullable Throwable holder) {
        return "taken (" + errno + "): leased elsewhere in a mode that does not allow it to be shared as " + sharing
                + ", or released so lately that it still lingers (6 s and more, begun anew by each try); take another, or any"
                + (holder == null ? "" : " [" + holder.getMessage() + "]");
    }

    /**
     * Accepting failed for want of descriptors or memory, and is paused.
     *
     * @param errno what the kernel said
     * @param local the port's address
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException accept(Errno errno, InetSocketAddress local, @Nullable Throwable platform) {
        String what = errno.isExhaustion() ? exhaustion(errno) : words(errno, platform);
        return Failures.of(
                new Facts(exhausted(errno), "accept", local, null, name(errno)),
                "accept on " + formatSocket(local) + ": " + what + "; clients wait meanwhile",
                platform);
    }

    /**
     * A connection broke.
     *
     * @param errno what the kernel said
     * @param local this end
     * @param remote the other end
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException stream(
            Errno errno, InetSocketAddress local, InetSocketAddress remote, @Nullable Throwable platform) {
        FailureKind kind = switch (errno) {
            case ECONNRESET, EPIPE, ECONNABORTED -> FailureKind.RESET;
            case ETIMEDOUT -> FailureKind.TIMEOUT;
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN -> FailureKind.UNREACHABLE;
            case EACCES, EPERM -> FailureKind.PROHIBITED;
            case EMFILE, ENFILE -> FailureKind.DESCRIPTOR_LIMIT;
            default -> FailureKind.OTHER;
        };
        String what = switch (kind) {
            case RESET -> "the peer reset it (" + errno + "); it closed with data unread, aborted, or is gone";
            case TIMEOUT -> "the peer stopped answering (ETIMEDOUT)";
            default -> words(errno, platform);
        };
        String text = "connection " + formatSocket(local) + " to " + formatSocket(remote) + ": " + what;
        return Failures.of(new Facts(kind, "connection", local, remote, name(errno)), text, platform);
    }

    /**
     * A reactor could not be opened.
     *
     * @param provider its name
     * @param errno what the kernel said
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException open(String provider, Errno errno, @Nullable Throwable platform) {
        FailureKind kind = exhausted(errno);
        String what = errno.isExhaustion() ? exhaustion(errno) : words(errno, platform);
        return Failures.of(
                new Facts(kind, "open", null, null, name(errno)), "open reactor " + provider + ": " + what, platform);
    }

    /**
     * A socket option could not be read or set.
     *
     * @param what what was tried; with the option's name, if the platform's exception does not name it
     * @param errno what the kernel said
     * @param platform the platform's own exception; null if there was none
     * @return typed by its kind
     */
    public static IOException option(String what, Errno errno, @Nullable Throwable platform) {
        FailureKind kind = errno == Errno.EACCES || errno == Errno.EPERM ? FailureKind.PERMISSION : FailureKind.OTHER;
        String said = platform == null || errno == Errno.UNKNOWN
                ? words(errno, platform)
                : platform.getMessage() + " (" + errno + ")";
        return Failures.of(new Facts(kind, "option", null, null, name(errno)), what + ": " + said, platform);
    }

    /**
     * An operation met the end of its reactor.
     *
     * @param operation a verb
     * @param local the address on this side; null if there is none
     * @param remote the address on the other side; null if there is none
     * @return of kind {@link FailureKind#REACTOR_CLOSED}
     */
    public static IOException reactorClosed(
            String operation, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
        String text = operation
                + (remote != null ? " to " + formatSocket(remote) : local != null ? " on " + formatSocket(local) : "")
                + ": the reactor is closed";
        return Failures.of(new Facts(FailureKind.REACTOR_CLOSED, operation, local, remote, null), text, null);
    }

    private static FailureKind connectKind(Errno errno, InetSocketAddress remote) {
        return switch (errno) {
            case ECONNREFUSED -> FailureKind.REFUSED;
            case ETIMEDOUT -> FailureKind.TIMEOUT;
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN -> FailureKind.UNREACHABLE;
            case EACCES, EPERM -> FailureKind.PROHIBITED;
            case EADDRNOTAVAIL -> FailureKind.NOT_AVAILABLE;
            case EADDRINUSE -> FailureKind.IN_USE;
            case ECONNRESET, EPIPE, ECONNABORTED -> FailureKind.RESET;
            case EAFNOSUPPORT ->
                remote.getAddress() instanceof Inet6Address ? FailureKind.NO_IPV6 : FailureKind.UNREACHABLE;
            default -> exhausted(errno);
        };
    }

    private static FailureKind bindKind(Errno errno) {
        return switch (errno) {
            case EADDRINUSE -> FailureKind.IN_USE;
            case EADDRNOTAVAIL, ENODEV -> FailureKind.NOT_AVAILABLE;
            case EACCES, EPERM -> FailureKind.PERMISSION;
            case EAFNOSUPPORT -> FailureKind.NO_IPV6;
            default -> exhausted(errno);
        };
    }

    static FailureKind exhausted(Errno errno) {
        return errno == Errno.EMFILE || errno == Errno.ENFILE ? FailureKind.DESCRIPTOR_LIMIT : FailureKind.OTHER;
    }

    private static String bound(Errno errno, InetSocketAddress local, @Nullable Throwable platform) {
        return switch (errno) {
            case EADDRINUSE -> "in use (EADDRINUSE); " + inUseAdvice(local);
            case EADDRNOTAVAIL, ENODEV ->
                "not an address of this host (" + errno + "), or one that is not usable yet (duplicate detection)";
            case EACCES, EPERM ->
                local.getPort() > 0 && local.getPort() < 1024
                        ? "not permitted (" + errno + "); port " + local.getPort()
                                + " is below 1024 and needs CAP_NET_BIND_SERVICE; take a higher port"
                        : "not permitted (" + errno + ")";
            case EAFNOSUPPORT -> noFamily(local);
            case EMFILE, ENFILE, ENOBUFS, ENOMEM -> exhaustion(errno);
            default -> words(errno, platform);
        };
    }

    private static String inUseAdvice(InetSocketAddress local) {
        if (!local.getAddress().isAnyLocalAddress()) {
            return "another socket has this address and port, or a wildcard listener has the port; choose another port, or 0 for"
                    + " any";
        }
        return local.getAddress() instanceof Inet6Address
                ? ":: also takes the IPv4 port, so a listener on 0.0.0.0:" + local.getPort() + " may be the cause"
                : "a listener on [::]:" + local.getPort() + " takes the IPv4 port too and may be the cause";
    }

    private static String noFamily(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? "this host has no IPv6 (EAFNOSUPPORT); use an IPv4 address, as in 0.0.0.0 to listen on"
                : "this host has no IPv4 (EAFNOSUPPORT); use an IPv6 address";
    }

    static String exhaustion(Errno errno) {
        return switch (errno) {
            case EMFILE ->
                "this process has no descriptor left (EMFILE)" + DescriptorLimit.words()
                        + "; raise the limit (ulimit -n, LimitNOFILE) or close something";
            case ENFILE -> "this host has no descriptor left (ENFILE); raise the sysctl fs.file-max or close something";
            default -> "the kernel has no memory for it (" + errno + "); try again later";
        };
    }

    static String words(Errno errno, @Nullable Throwable platform) {
        if (errno != Errno.UNKNOWN) {
            return errno.words() + " (" + errno + ")";
        }
        return platform == null ? errno.words() : String.valueOf(platform.getMessage());
    }

    static @Nullable String name(Errno errno) {
        return errno == Errno.UNKNOWN ? null : errno.name();
    }

    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
