package org.hextet.api;

import java.net.SocketOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Socket options that the JDK has no name for. Each needs a {@link Capability}; where that is absent, using the option
 * is an {@link UnsupportedOperationException} that names it. The traffic class has a name in the JDK:
 * {@link java.net.StandardSocketOptions#IP_TOS}, for both families.
 */
public final class NetworkSocketOptions {

    /**
     * Whether a {@code ::} socket is closed to IPv4 (RFC 3493, section 5.3). Set before bind. Without it the contract
     * of {@link TcpReactor#listenTcp} holds: {@code ::} serves both families. Needs {@link Capability#V6ONLY}.
     */
    public static final SocketOption<Boolean> IPV6_V6ONLY = new NamedOption<>("IPV6_V6ONLY", Boolean.class);

    /**
     * The hop limit of unicast packets, 1 to 255: IPV6_UNICAST_HOPS (RFC 3493, section 5.1), and IP_TTL for IPv4. -1
     * stands for the system's default. Needs {@link Capability#HOP_LIMIT_SEND}.
     */
    public static final SocketOption<Integer> UNICAST_HOPS = new NamedOption<>("UNICAST_HOPS", Integer.class);

    /**
     * How long sent bytes may stay unacknowledged before the kernel ends the connection, with a reason of kind timeout;
     * to the millisecond, zero for the system's default. See tcp(7). Needs {@link Capability#TCP_USER_TIMEOUT}.
     */
    public static final SocketOption<Duration> TCP_USER_TIMEOUT = new NamedOption<>("TCP_USER_TIMEOUT", Duration.class);

    /**
     * What the kernel knows of a connection. Read only: setting it is an {@link IllegalArgumentException}. Needs
     * {@link Capability#TCP_INFO}.
     */
    public static final SocketOption<TcpInfo> TCP_INFO = new NamedOption<>("TCP_INFO", TcpInfo.class);

    /**
     * Of a listener: how many connections may be waiting whose first bytes came with the SYN (RFC 7413), 0 for none.
     * Whether the system allows it at all is the sysctl {@code net.ipv4.tcp_fastopen}. Needs
     * {@link Capability#TCP_FASTOPEN}.
     */
    public static final SocketOption<Integer> TCP_FASTOPEN = new NamedOption<>("TCP_FASTOPEN", Integer.class);

    /**
     * Of a connect: once the peer's cookie is known, {@code connected} comes before anything is sent, and the first
     * bytes written leave with the SYN (RFC 7413). So a failure to connect may come as the reason of
     * {@link Protocol#closed}, the first bytes may reach the peer twice, and nothing is sent before the first write.
     * Needs {@link Capability#TCP_FASTOPEN}.
     */
    public static final SocketOption<Boolean> TCP_FASTOPEN_CONNECT =
            new NamedOption<>("TCP_FASTOPEN_CONNECT", Boolean.class);

    /**
     * Whether a socket may be bound to an address that this host does not have, or not yet: IPV6_FREEBIND and
     * IP_FREEBIND of ip(7). Needs {@link Capability#FREEBIND}.
     */
    public static final SocketOption<Boolean> IP_FREEBIND = new NamedOption<>("IP_FREEBIND", Boolean.class);

    /**
     * The name of the one network interface that a socket uses, 1 to 15 bytes; empty for any. See socket(7); without
     * CAP_NET_RAW it can be set once and not changed. Needs {@link Capability#BIND_TO_DEVICE}.
     */
    public static final SocketOption<String> SO_BINDTODEVICE = new NamedOption<>("SO_BINDTODEVICE", String.class);

    /**
     * The flow label (RFC 6437) of the packets that the peer sends, 0 to 0xFFFFF; 0 if it sends none. Read only, IPv6
     * only. Needs {@link Capability#FLOW_LABEL_RECV}.
     */
    public static final SocketOption<Integer> PEER_FLOW_LABEL = new NamedOption<>("PEER_FLOW_LABEL", Integer.class);

    /**
     * Of a datagram port: whether nobody, this host included, may fragment what it sends (RFC 3542, section 11.2;
     * IP_MTU_DISCOVER of ip(7)). What is too large then fails, and {@link DatagramProtocol#pathMtuChanged} tells how
     * large it may be. Needs {@link Capability#DONT_FRAGMENT}.
     */
    public static final SocketOption<Boolean> IP_DONTFRAGMENT = new NamedOption<>("IP_DONTFRAGMENT", Boolean.class);

    private NetworkSocketOptions() {}

    /**
     * What a transport needs to have an option. Two of one name are one: that of the JDK and ours.
     *
     * @param option of {@link java.net.StandardSocketOptions}, {@code jdk.net.ExtendedSocketOptions} or this class
     * @return empty if every transport has it, or nobody here knows it
     */
    public static Optional<Capability> capability(SocketOption<?> option) {
        return switch (option.name()) {
            case "IPV6_V6ONLY" -> Optional.of(Capability.V6ONLY);
            case "SO_REUSEPORT" -> Optional.of(Capability.REUSE_PORT);
            case "IP_TOS" -> Optional.of(Capability.TCLASS_SEND);
            case "TCP_KEEPIDLE", "TCP_KEEPINTERVAL", "TCP_KEEPCOUNT" -> Optional.of(Capability.KEEPALIVE_TIMES);
            case "UNICAST_HOPS" -> Optional.of(Capability.HOP_LIMIT_SEND);
            case "TCP_USER_TIMEOUT" -> Optional.of(Capability.TCP_USER_TIMEOUT);
            case "TCP_QUICKACK" -> Optional.of(Capability.TCP_QUICKACK);
            case "TCP_INFO" -> Optional.of(Capability.TCP_INFO);
            case "TCP_FASTOPEN", "TCP_FASTOPEN_CONNECT" -> Optional.of(Capability.TCP_FASTOPEN);
            case "IP_FREEBIND" -> Optional.of(Capability.FREEBIND);
            case "SO_BINDTODEVICE" -> Optional.of(Capability.BIND_TO_DEVICE);
            case "IP_DONTFRAGMENT" -> Optional.of(Capability.DONT_FRAGMENT);
            case "IP_MULTICAST_IF", "IP_MULTICAST_LOOP", "IP_MULTICAST_TTL" -> Optional.of(Capability.MULTICAST);
            case "PEER_FLOW_LABEL" -> Optional.of(Capability.FLOW_LABEL_RECV);
            default -> Optional.empty();
        };
    }

    /** Each is equal to itself alone, as those of the JDK are. */
    private static final class NamedOption<T> implements SocketOption<T> {

        private final String name;
        private final Class<T> type;

        NamedOption(String name, Class<T> type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
