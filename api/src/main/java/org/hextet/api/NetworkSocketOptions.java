package org.hextet.api;

import java.net.SocketOption;

/** Socket options that the JDK has no name for. Each needs a {@link Capability}. */
public final class NetworkSocketOptions {

    /**
     * Whether a {@code ::} socket is closed to IPv4 (RFC 3493, section 5.3). Set before bind. Without it the contract
     * of {@link TcpReactor#listenTcp} holds: {@code ::} serves both families. Needs {@link Capability#V6ONLY}.
     */
    public static final SocketOption<Boolean> IPV6_V6ONLY = new NamedOption<>("IPV6_V6ONLY", Boolean.class);

    private NetworkSocketOptions() {}

    private record NamedOption<T>(String name, Class<T> type) implements SocketOption<T> {

        @Override
        public String toString() {
            return name;
        }
    }
}
