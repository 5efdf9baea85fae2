package org.hextet.tck.mutants;

import java.net.SocketOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hextet.api.StreamOptions;

/** Options of a stream with a part of them lost. */
final class ChangedOptions {

    private ChangedOptions() {}

    /** Without one socket option. */
    static StreamOptions without(StreamOptions options, SocketOption<?> option) {
        Map<SocketOption<?>, Object> fewer = new LinkedHashMap<>(options.socketOptions());
        fewer.remove(option);
        return withSocketOptions(options, fewer);
    }

    /** Without the local address. */
    static StreamOptions withoutBind(StreamOptions from) {
        return new StreamOptions(
                Optional.empty(),
                from.deadline(),
                from.idleTimeout(),
                from.closeTimeout(),
                from.highWatermark(),
                from.lowWatermark(),
                from.writeLimit(),
                from.backlog(),
                from.flowLabel(),
                from.socketOptions());
    }

    /** Without any socket option. */
    static StreamOptions withoutSocketOptions(StreamOptions options) {
        return withSocketOptions(options, Map.of());
    }

    private static StreamOptions withSocketOptions(StreamOptions from, Map<SocketOption<?>, Object> socketOptions) {
        return new StreamOptions(
                from.bind(),
                from.deadline(),
                from.idleTimeout(),
                from.closeTimeout(),
                from.highWatermark(),
                from.lowWatermark(),
                from.writeLimit(),
                from.backlog(),
                from.flowLabel(),
                socketOptions);
    }
}
