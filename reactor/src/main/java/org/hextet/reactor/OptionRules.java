package org.hextet.reactor;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;

/** Which socket options a driver has, and which of them are the listener's, which the connection's. */
final class OptionRules {

    private static final Set<SocketOption<?>> OF_BINDING = Set.of(
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT,
            NetworkSocketOptions.IPV6_V6ONLY,
            NetworkSocketOptions.IP_FREEBIND,
            NetworkSocketOptions.SO_BINDTODEVICE,
            NetworkSocketOptions.TCP_FASTOPEN_CONNECT);

    private static final Set<SocketOption<?>> READ_ONLY =
            Set.of(NetworkSocketOptions.TCP_INFO, NetworkSocketOptions.PEER_FLOW_LABEL);

    /** What the kernel keeps in an int of milliseconds. */
    private static final Duration LONGEST_USER_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    /** IFNAMSIZ without its end. */
    private static final int LONGEST_INTERFACE_NAME = 15;

    private final Capabilities capabilities;
    private final Set<SocketOption<?>> ofListeners;
    private final Set<SocketOption<?>> ofConnections;
    private final Driver driver;

    OptionRules(Capabilities capabilities, Driver driver) {
        this.capabilities = capabilities;
        this.ofListeners = Set.copyOf(driver.listenerOptions());
        this.ofConnections = Set.copyOf(driver.connectionOptions());
        this.driver = driver;
    }

    /** Those to set on a listener before it is bound. */
    Map<SocketOption<?>, Object> forListener(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        for (Map.Entry<SocketOption<?>, Object> one : asked.entrySet()) {
            SocketOption<?> option = one.getKey();
            requireRange(option, one.getValue());
            if (ofListeners.contains(option)) {
                chosen.put(option, one.getValue());
            } else if (!ofConnections.contains(option)) {
                throw lacking(option, ofConnections);
            }
        }
        return chosen;
    }

    /** Those to set on accepted connections. */
    Map<SocketOption<?>, Object> forAccepted(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        chosen.put(StandardSocketOptions.TCP_NODELAY, true);
        for (Map.Entry<SocketOption<?>, Object> one : asked.entrySet()) {
            SocketOption<?> option = one.getKey();
            // SO_RCVBUF comes from the listener, before the handshake has fixed the window's scale (RFC 7323).
            if (ofConnections.contains(option)
                    && !OF_BINDING.contains(option)
                    && option != StandardSocketOptions.SO_RCVBUF) {
                chosen.put(option, one.getValue());
            }
        }
        return chosen;
    }

    /** Those to set on a socket before it connects. */
    Map<SocketOption<?>, Object> forConnect(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        chosen.put(StandardSocketOptions.TCP_NODELAY, true);
        for (Map.Entry<SocketOption<?>, Object> one : asked.entrySet()) {
            requireConnectionOption(one.getKey());
            requireRange(one.getKey(), one.getValue());
            chosen.put(one.getKey(), one.getValue());
        }
        return chosen;
    }

    /** Those to set on a datagram port before it is bound. */
    Map<SocketOption<?>, Object> forDatagrams(Map<SocketOption<?>, Object> asked) {
        Map<SocketOption<?>, Object> chosen = new LinkedHashMap<>();
        for (Map.Entry<SocketOption<?>, Object> one : asked.entrySet()) {
            requireDatagramOption(one.getKey());
            requireRange(one.getKey(), one.getValue());
            chosen.put(one.getKey(), one.getValue());
        }
        return chosen;
    }

    /** What can be judged before there is a socket: a caller's mistake is told at the call. */
    static void requireRange(SocketOption<?> option, Object value) {
        if (READ_ONLY.contains(option)) {
            throw outOfRange(option, "it can be read only");
        }
        if ((option == StandardSocketOptions.SO_RCVBUF
                        || option == StandardSocketOptions.SO_SNDBUF
                        || option == NetworkSocketOptions.TCP_FASTOPEN)
                && value instanceof Integer count
                && count < 0) {
            throw outOfRange(
                    option, count + ", need 0 or more" + (option == NetworkSocketOptions.TCP_FASTOPEN ? "" : " bytes"));
        }
        if (option == StandardSocketOptions.IP_TOS && value instanceof Integer tclass && (tclass < 0 || tclass > 255)) {
            throw outOfRange(option, tclass + ", need 0 to 255");
        }
        if (option == StandardSocketOptions.IP_MULTICAST_TTL
                && value instanceof Integer hops
                && (hops < 0 || hops > 255)) {
            throw outOfRange(option, hops + ", need 0 to 255");
        }
        if (option == NetworkSocketOptions.UNICAST_HOPS
                && value instanceof Integer hops
                && hops != -1
                && (hops < 1 || hops > 255)) {
            throw outOfRange(option, hops + ", need 1 to 255, or -1 for the system's default");
        }
        if (option == NetworkSocketOptions.TCP_USER_TIMEOUT
                && value instanceof Duration limit
                && (limit.isNegative() || limit.compareTo(LONGEST_USER_TIMEOUT) > 0)) {
            throw outOfRange(option, limit + ", need 0 to " + LONGEST_USER_TIMEOUT.toDays() + " days");
        }
        if (option == NetworkSocketOptions.SO_BINDTODEVICE
                && value instanceof String name
                && (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_INTERFACE_NAME || name.indexOf('\0') >= 0)) {
            throw outOfRange(
                    option,
                    "\"" + name + "\", need the name of an interface, at most " + LONGEST_INTERFACE_NAME
                            + " bytes, or nothing");
        }
    }

    private static IllegalArgumentException outOfRange(SocketOption<?> option, String problem) {
        return new IllegalArgumentException("socket option " + option.name() + ": " + problem);
    }

    void requireConnectionOption(SocketOption<?> option) {
        if (!ofConnections.contains(option)) {
            throw lacking(option, ofConnections);
        }
    }

    void requireDatagramOption(SocketOption<?> option) {
        // Not before: who opens no datagram port need not wait for what it is asked from.
        Set<SocketOption<?>> ofDatagrams =
                driver.datagrams().map(DatagramDriver::options).orElseGet(Set::of);
        if (!ofDatagrams.contains(option)) {
            throw lacking(option, ofDatagrams);
        }
    }

    private UnsupportedOperationException lacking(SocketOption<?> option, Set<SocketOption<?>> available) {
        Optional<Capability> capability = NetworkSocketOptions.capability(option);
        String provider = capabilities.provider();
        if (capability.isPresent() && !capabilities.has(capability.get())) {
            return new UnsupportedOperationException("socket option " + option.name() + " needs capability "
                    + capability.get() + ", which " + provider + " lacks: "
                    + capabilities.absent().getOrDefault(capability.get(), "this provider does not know it"));
        }
        return new UnsupportedOperationException("socket option " + option.name() + " is not available on " + provider
                + " here; it has "
                + available.stream().map(SocketOption::name).sorted().collect(Collectors.joining(", ")));
    }
}
