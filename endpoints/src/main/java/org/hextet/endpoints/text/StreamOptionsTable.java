package org.hextet.endpoints.text;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.FlowLabelText;
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

    record Entry(
            String name,
            Set<Side> sides,
            Optional<Capability> capability,
            BiFunction<StreamOptions, OptionValue, StreamOptions> read,
            Function<StreamOptions, Optional<String>> write) {

        Entry needing(Capability needed) {
            return new Entry(name, sides, Optional.of(needed), read, write);
        }
    }

    /** MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL of Linux. */
    private static final int MOST_SECONDS = 32_767;

    /** MAX_TCP_KEEPCNT of Linux. */
    private static final int MOST_PROBES = 127;

    static final List<Entry> ENTRIES = List.of(
            entry(
                    "bind",
                    CLIENT,
                    (options, value) -> options.withBind(value.local()),
                    options -> options.bind().map(StreamOptionsTable::bindText)),
            entry(
                    "timeout",
                    CLIENT,
                    (options, value) -> options.withDeadline(value.positiveDuration()),
                    options -> options.deadline().map(DurationText::format)),
            entry(
                            "flow-label",
                            CLIENT,
                            (options, value) -> options.withFlowLabel(value.flowLabel()),
                            options -> options.flowLabel().map(FlowLabelText::format))
                    .needing(Capability.FLOW_LABEL),
            entry(
                    "backlog",
                    SERVER,
                    (options, value) -> options.withBacklog(value.count(0, "connections")),
                    options -> different(options.backlog(), StreamOptions.DEFAULT.backlog())),
            entry(
                    "idle-timeout",
                    ALL,
                    (options, value) -> options.withIdleTimeout(value.positiveDuration()),
                    options -> options.idleTimeout().map(DurationText::format)),
            entry(
                    "close-timeout",
                    ALL,
                    (options, value) -> options.withCloseTimeout(value.positiveDuration()),
                    options -> different(options.closeTimeout(), StreamOptions.DEFAULT.closeTimeout())
                            .map(text -> DurationText.format(options.closeTimeout()))),
            flag("no-delay", ALL, StandardSocketOptions.TCP_NODELAY),
            flag("keep-alive", ALL, StandardSocketOptions.SO_KEEPALIVE),
            seconds("keep-alive-idle", ExtendedSocketOptions.TCP_KEEPIDLE),
            seconds("keep-alive-interval", ExtendedSocketOptions.TCP_KEEPINTERVAL),
            keepAlive(
                    "keep-alive-count",
                    ExtendedSocketOptions.TCP_KEEPCOUNT,
                    value -> value.number(1, MOST_PROBES, "number of probes"),
                    Object::toString),
            given("user-timeout", ALL, NetworkSocketOptions.TCP_USER_TIMEOUT, OptionValue::millis, DurationText::format)
                    .needing(Capability.TCP_USER_TIMEOUT),
            bytes("receive-buffer", StandardSocketOptions.SO_RCVBUF),
            bytes("send-buffer", StandardSocketOptions.SO_SNDBUF),
            number("traffic-class", StandardSocketOptions.IP_TOS, 0, 255, "traffic class")
                    .needing(Capability.TCLASS_SEND),
            number("hop-limit", NetworkSocketOptions.UNICAST_HOPS, 1, 255, "hop limit")
                    .needing(Capability.HOP_LIMIT_SEND),
            given(
                            "fast-open",
                            LISTENER,
                            NetworkSocketOptions.TCP_FASTOPEN,
                            value -> value.count(0, "connections"),
                            Object::toString)
                    .needing(Capability.TCP_FASTOPEN),
            flag("fast-open", CLIENT, NetworkSocketOptions.TCP_FASTOPEN_CONNECT).needing(Capability.TCP_FASTOPEN),
            given("device", BINDER, NetworkSocketOptions.SO_BINDTODEVICE, OptionValue::device, OptionValue::encoded)
                    .needing(Capability.BIND_TO_DEVICE),
            flag("freebind", BINDER, NetworkSocketOptions.IP_FREEBIND).needing(Capability.FREEBIND),
            flag("reuse-port", SERVER, StandardSocketOptions.SO_REUSEPORT).needing(Capability.REUSE_PORT),
            flag("v6only", SERVER, NetworkSocketOptions.IPV6_V6ONLY).needing(Capability.V6ONLY));

    private StreamOptionsTable() {}

    private static Entry entry(
            String name,
            Set<Side> sides,
            BiFunction<StreamOptions, OptionValue, StreamOptions> read,
            Function<StreamOptions, Optional<String>> write) {
        return new Entry(name, sides, Optional.empty(), read, write);
    }

    private static <T> Entry given(
            String name,
            Set<Side> sides,
            SocketOption<T> option,
            Function<OptionValue, T> read,
            Function<T, String> write) {
        return entry(
                name,
                sides,
                (options, value) -> options.with(option, read.apply(value)),
                options -> Optional.ofNullable(options.socketOptions().get(option))
                        .map(option.type()::cast)
                        .map(write));
    }

    private static Entry flag(String name, Set<Side> sides, SocketOption<Boolean> option) {
        return given(name, sides, option, OptionValue::flag, Object::toString);
    }

    private static Entry bytes(String name, SocketOption<Integer> option) {
        return given(name, ALL, option, value -> value.count(1, "bytes"), Object::toString);
    }

    private static Entry number(String name, SocketOption<Integer> option, int least, int most, String what) {
        return given(name, ALL, option, value -> value.number(least, most, what), Object::toString);
    }

    private static Entry seconds(String name, SocketOption<Integer> option) {
        return keepAlive(
                name,
                option,
                value -> value.seconds(MOST_SECONDS),
                seconds -> DurationText.format(Duration.ofSeconds(seconds)));
    }

    /** Who says how to keep alive wants it, unless he says that he does not. */
    private static Entry keepAlive(
            String name,
            SocketOption<Integer> option,
            Function<OptionValue, Integer> read,
            Function<Integer, String> write) {
        Entry plain = given(name, ALL, option, read, write);
        return entry(
                        name,
                        ALL,
                        (options, value) -> plain.read.apply(
                                options.socketOptions().containsKey(StandardSocketOptions.SO_KEEPALIVE)
                                        ? options
                                        : options.with(StandardSocketOptions.SO_KEEPALIVE, true),
                                value),
                        plain.write)
                .needing(Capability.KEEPALIVE_TIMES);
    }

    private static Optional<String> different(Object value, Object usual) {
        return value.equals(usual) ? Optional.empty() : Optional.of(value.toString());
    }

    private static String bindText(InetSocketAddress bind) {
        String text = AddressText.formatSocket(bind);
        return bind.getPort() == 0 ? text.substring(0, text.lastIndexOf(':')) : text;
    }
}
