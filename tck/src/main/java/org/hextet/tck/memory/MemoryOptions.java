package org.hextet.tck.memory;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;

/** The socket options of an end: kept and told, with no effect. */
final class MemoryOptions {

    private static final Map<SocketOption<?>, Object> DEFAULTS = Map.of(
            StandardSocketOptions.TCP_NODELAY,
            true,
            StandardSocketOptions.SO_KEEPALIVE,
            false,
            StandardSocketOptions.SO_REUSEADDR,
            true,
            StandardSocketOptions.SO_LINGER,
            -1,
            StandardSocketOptions.SO_RCVBUF,
            64 << 10,
            StandardSocketOptions.SO_SNDBUF,
            64 << 10);

    private final Map<SocketOption<?>, Object> values = new HashMap<>(DEFAULTS);

    MemoryOptions(Map<SocketOption<?>, Object> asked) {
        asked.forEach((option, value) -> {
            require(option);
            requireRange(option, value);
            values.put(option, value);
        });
    }

    synchronized <T> T get(SocketOption<T> option) {
        require(option);
        return Objects.requireNonNull(option.type().cast(values.get(option)));
    }

    synchronized <T> void set(SocketOption<T> option, T value) {
        require(option);
        requireRange(option, value);
        values.put(option, value);
    }

    private static void require(SocketOption<?> option) {
        if (!DEFAULTS.containsKey(option)) {
            Optional<Capability> capability = option == NetworkSocketOptions.IPV6_V6ONLY
                    ? Optional.of(Capability.V6ONLY)
                    : option == StandardSocketOptions.SO_REUSEPORT
                            ? Optional.of(Capability.REUSE_PORT)
                            : Optional.empty();
            throw new UnsupportedOperationException("socket option " + option.name() + " is not available on "
                    + MemoryNetwork.PROVIDER
                    + capability
                            .map(name -> ": capability " + name + " is absent")
                            .orElse(""));
        }
    }

    private static void requireRange(SocketOption<?> option, Object value) {
        boolean buffer = option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF;
        if (!option.type().isInstance(value) || (buffer && (Integer) value < 1)) {
            throw new IllegalArgumentException("socket option " + option.name() + ": " + value + " is out of range");
        }
    }
}
