package org.hextet.endpoints.text;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.endpoints.text.OptionTable.Entry;
import org.hextet.endpoints.text.StreamOptionsText.Side;
import org.hextet.policies.DurationText;

/** The one table: what each option of a URI is called, who has it, what it needs, and its text both ways. */
final class StreamOptionsTable {

    private static final Set<Side> ALL = EnumSet.allOf(Side.class);
    private static final Set<Side> CLIENT = EnumSet.of(Side.CLIENT);
    private static final Set<Side> SERVER = EnumSet.of(Side.SERVER);
    private static final Set<Side> LISTENER = EnumSet.of(Side.SERVER, Side.HEIR);

    /** Those who have a say in what their socket is bound to. */
    private static final Set<Side> BINDER = EnumSet.of(Side.CLIENT, Side.SERVER);

    /** MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL of Linux. */
    private static final int MOST_SECONDS = 32_767;

    /** MAX_TCP_KEEPCNT of Linux. */
    private static final int MOST_PROBES = 127;

    private static final SocketOptionText.Holder<StreamOptions> HOLDER = new SocketOptionText.Holder<>() {
        @Override
        public <T> StreamOptions with(StreamOptions holder, SocketOption<T> option, T value) {
            return holder.with(option, value);
        }

        @Override
        public Map<SocketOption<?>, Object> values(StreamOptions holder) {
            return holder.socketOptions();
        }
    };

    private record Line(Set<Side> sides, Entry<StreamOptions> entry) {}

    private static final List<Line> LINES = List.of(
            line(
                    CLIENT,
                    new Entry<>(
                            "bind",
                            (options, value) -> options.withBind(value.local()),
                            options -> options.bind().map(OptionValue::text))),
            line(
                    CLIENT,
                    new Entry<>(
                            "timeout",
                            (options, value) -> options.withDeadline(value.positiveDuration()),
                            options -> options.deadline().map(DurationText::format))),
            line(
                    CLIENT,
                    new Entry<StreamOptions>(
                                    "flow-label",
                                    (options, value) -> options.withFlowLabel(value.flowLabel()),
                                    options -> options.flowLabel().map(FlowLabelText::format))
                            .needing(Optional.of(Capability.FLOW_LABEL))),
            line(
                    SERVER,
                    new Entry<>(
                            "backlog",
                            (options, value) -> options.withBacklog(value.count(0, "connections")),
                            options -> different(options.backlog(), StreamOptions.DEFAULT.backlog()))),
            line(
                    ALL,
                    new Entry<>(
                            "idle-timeout",
                            (options, value) -> options.withIdleTimeout(value.positiveDuration()),
                            options -> options.idleTimeout().map(DurationText::format))),
            line(
                    ALL,
                    new Entry<>(
                            "close-timeout",
                            (options, value) -> options.withCloseTimeout(value.positiveDuration()),
                            options -> different(options.closeTimeout(), StreamOptions.DEFAULT.closeTimeout())
                                    .map(text -> DurationText.format(options.closeTimeout())))),
            line(ALL, SocketOptionText.flag("no-delay", StandardSocketOptions.TCP_NODELAY)),
            line(ALL, SocketOptionText.flag("keep-alive", StandardSocketOptions.SO_KEEPALIVE)),
            seconds("keep-alive-idle", ExtendedSocketOptions.TCP_KEEPIDLE),
            seconds("keep-alive-interval", ExtendedSocketOptions.TCP_KEEPINTERVAL),
            keepAlive(
                    "keep-alive-count",
                    ExtendedSocketOptions.TCP_KEEPCOUNT,
                    value -> value.number(1, MOST_PROBES, "number of probes"),
                    Object::toString),
            line(
                    ALL,
                    new SocketOptionText<>(
                            "user-timeout",
                            NetworkSocketOptions.TCP_USER_TIMEOUT,
                            OptionValue::millis,
                            DurationText::format)),
            line(ALL, SocketOptionText.RECEIVE_BUFFER),
            line(ALL, SocketOptionText.SEND_BUFFER),
            line(ALL, SocketOptionText.TRAFFIC_CLASS),
            line(ALL, SocketOptionText.HOP_LIMIT),
            line(
                    LISTENER,
                    new SocketOptionText<>(
                            "fast-open",
                            NetworkSocketOptions.TCP_FASTOPEN,
                            value -> value.count(0, "connections"),
                            Object::toString)),
            line(CLIENT, SocketOptionText.flag("fast-open", NetworkSocketOptions.TCP_FASTOPEN_CONNECT)),
            line(BINDER, SocketOptionText.DEVICE),
            line(BINDER, SocketOptionText.FREEBIND),
            line(SERVER, SocketOptionText.REUSE_PORT),
            line(SERVER, SocketOptionText.V6ONLY));

    private static final Map<Side, OptionTable<StreamOptions>> TABLES = tables();

    private StreamOptionsTable() {}

    static OptionTable<StreamOptions> of(Side side) {
        return Objects.requireNonNull(TABLES.get(side), "there is one of each");
    }

    private static Map<Side, OptionTable<StreamOptions>> tables() {
        Map<Side, OptionTable<StreamOptions>> tables = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            List<Entry<StreamOptions>> entries = new ArrayList<>();
            for (Line line : LINES) {
                if (line.sides.contains(side)) {
                    entries.add(line.entry);
                }
            }
            tables.put(side, new OptionTable<>(StreamOptions.DEFAULT, entries));
        }
        return tables;
    }

    private static Line line(Set<Side> sides, Entry<StreamOptions> entry) {
        return new Line(sides, entry);
    }

    private static Line line(Set<Side> sides, SocketOptionText<?> option) {
        return new Line(sides, option.of(HOLDER));
    }

    private static Line seconds(String name, SocketOption<Integer> option) {
        return keepAlive(
                name,
                option,
                value -> value.seconds(MOST_SECONDS),
                seconds -> DurationText.format(Duration.ofSeconds(seconds)));
    }

    /** Who says how to keep alive wants it, unless he says that he does not. */
    private static Line keepAlive(
            String name,
            SocketOption<Integer> option,
            Function<OptionValue, Integer> read,
            Function<Integer, String> write) {
        Entry<StreamOptions> plain = new SocketOptionText<>(name, option, read, write).of(HOLDER);
        return line(
                ALL,
                new Entry<>(
                        name,
                        plain.capability(),
                        (options, value) -> plain.read()
                                .apply(
                                        options.socketOptions().containsKey(StandardSocketOptions.SO_KEEPALIVE)
                                                ? options
                                                : options.with(StandardSocketOptions.SO_KEEPALIVE, true),
                                        value),
                        plain.write()));
    }

    private static Optional<String> different(Object value, Object usual) {
        return value.equals(usual) ? Optional.empty() : Optional.of(value.toString());
    }
}
