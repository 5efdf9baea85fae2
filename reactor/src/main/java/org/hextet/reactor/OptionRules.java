package org.hextet.reactor;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.Driver;

/** Which socket options a driver has, and which of them are the listener's, which the connection's. */
final class OptionRules {

    private static final Set<SocketOption<?>> OF_BINDING = Set.of(
            StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT, NetworkSocketOptions.IPV6_V6ONLY);

    private final Capabilities capabilities;
    private final Set<SocketOption<?>> ofListeners;
    private final Set<SocketOption<?>> ofConnections;

    OptionRules(Capabilities capabilities, Driver driver) {
        this.capabilities = capabilities;
        this.ofListeners = Set.copyOf(driver.listenerOptions());
        this.ofConnections = Set.copyOf(driver.connectionOptions());
    }

    /** Those to set on a listener before it is bound. */
    Map<SocketOption<?>, Object> forListener(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        asked.forEach((option, value) -> {
            requireRange(option, value);
            if (ofListeners.contains(option)) {
                chosen.put(option, value);
            } else if (!ofConnections.contains(option)) {
                throw lacking(option);
            }
        });
        return chosen;
    }

    /** Those to set on accepted connections. */
    Map<SocketOption<?>, Object> forAccepted(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        chosen.put(StandardSocketOptions.TCP_NODELAY, true);
        asked.forEach((option, value) -> {
            // SO_RCVBUF comes from the listener, before the handshake has fixed the window's scale (RFC 7323).
            if (ofConnections.contains(option)
                    && !OF_BINDING.contains(option)
                    && option != StandardSocketOptions.SO_RCVBUF) {
                chosen.put(option, value);
            }
        });
        return chosen;
    }

    /** Those to set on a socket before it connects. */
    Map<SocketOption<?>, Object> forConnect(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        chosen.put(StandardSocketOptions.TCP_NODELAY, true);
        asked.forEach((option, value) -> {
            requireConnectionOption(option);
            requireRange(option, value);
            chosen.put(option, value);
        });
        return chosen;
    }

    /** What can be judged before there is a socket: a caller's mistake is told at the call. */
    static void requireRange(SocketOption<?> option, Object value) {
        if ((option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF)
                && value instanceof Integer bytes
                && bytes < 0) {
            throw new IllegalArgumentException(
                    "socket option " + option.name() + ": " + bytes + ", need 0 or more bytes");
        }
        if (option == StandardSocketOptions.IP_TOS && value instanceof Integer tclass && (tclass < 0 || tclass > 255)) {
            throw new IllegalArgumentException("socket option IP_TOS: " + tclass + ", need 0 to 255");
        }
    }

    void requireConnectionOption(SocketOption<?> option) {
        if (!ofConnections.contains(option)) {
            throw lacking(option);
        }
    }

    private UnsupportedOperationException lacking(SocketOption<?> option) {
        Optional<Capability> capability = capability(option);
        String provider = capabilities.provider();
        if (capability.isPresent() && !capabilities.has(capability.get())) {
            return new UnsupportedOperationException("socket option " + option.name() + " needs capability "
                    + capability.get() + ", which " + provider + " lacks: "
                    + capabilities.absent().getOrDefault(capability.get(), "this provider does not know it"));
        }
        return new UnsupportedOperationException("socket option " + option.name() + " is not available on " + provider
                + " here; it has "
                + ofConnections.stream().map(SocketOption::name).sorted().collect(Collectors.joining(", ")));
    }

    private static Optional<Capability> capability(SocketOption<?> option) {
        return switch (option.name()) {
            case "IPV6_V6ONLY" -> Optional.of(Capability.V6ONLY);
            case "SO_REUSEPORT" -> Optional.of(Capability.REUSE_PORT);
            case "IP_TOS" -> Optional.of(Capability.TCLASS_SEND);
            case "TCP_KEEPIDLE", "TCP_KEEPINTERVAL", "TCP_KEEPCOUNT" -> Optional.of(Capability.KEEPALIVE_TIMES);
            default -> Optional.empty();
        };
    }
}
