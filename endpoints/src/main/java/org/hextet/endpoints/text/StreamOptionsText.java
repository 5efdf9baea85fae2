package org.hextet.endpoints.text;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hextet.addresses.AddressText;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.StreamOptions;
import org.hextet.policies.DurationText;

/** {@link StreamOptions} as options of a URI, both ways: one table. Watermarks and the write limit have no text. */
public final class StreamOptionsText {

    /** Who has an option. */
    public enum Side {
        /** Those who connect. */
        CLIENT,
        /** Those who listen. */
        SERVER,
        /** Both. */
        EITHER;

        boolean has(Side side) {
            return this == EITHER || this == side;
        }
    }

    private record Entry(
            String name,
            Side side,
            BiFunction<StreamOptions, OptionValue, StreamOptions> read,
            Function<StreamOptions, Optional<String>> write) {}

    private static final List<Entry> TABLE = List.of(
            new Entry(
                    "bind",
                    Side.CLIENT,
                    (options, value) -> options.withBind(value.local()),
                    options -> options.bind().map(StreamOptionsText::bindText)),
            new Entry(
                    "timeout",
                    Side.CLIENT,
                    (options, value) -> options.withDeadline(value.positiveDuration()),
                    options -> options.deadline().map(DurationText::format)),
            new Entry(
                    "backlog",
                    Side.SERVER,
                    (options, value) -> options.withBacklog(value.count(0, "connections")),
                    options -> different(options.backlog(), StreamOptions.DEFAULT.backlog())),
            new Entry(
                    "idle-timeout",
                    Side.EITHER,
                    (options, value) -> options.withIdleTimeout(value.positiveDuration()),
                    options -> options.idleTimeout().map(DurationText::format)),
            new Entry(
                    "close-timeout",
                    Side.EITHER,
                    (options, value) -> options.withCloseTimeout(value.positiveDuration()),
                    options -> different(options.closeTimeout(), StreamOptions.DEFAULT.closeTimeout())
                            .map(text -> DurationText.format(options.closeTimeout()))),
            flag("no-delay", Side.EITHER, StandardSocketOptions.TCP_NODELAY),
            flag("keep-alive", Side.EITHER, StandardSocketOptions.SO_KEEPALIVE),
            bytes("receive-buffer", Side.EITHER, StandardSocketOptions.SO_RCVBUF),
            bytes("send-buffer", Side.EITHER, StandardSocketOptions.SO_SNDBUF),
            flag("reuse-port", Side.SERVER, StandardSocketOptions.SO_REUSEPORT),
            flag("v6only", Side.SERVER, NetworkSocketOptions.IPV6_V6ONLY));

    private StreamOptionsText() {}

    /**
     * The options of one side.
     *
     * @param side client or server
     * @return their names
     */
    public static List<String> names(Side side) {
        return TABLE.stream()
                .filter(entry -> entry.side.has(side))
                .map(Entry::name)
                .toList();
    }

    /**
     * Reads those options that stand in this table; others are left to the caller.
     *
     * @param from the options of a URI
     * @param side client or server
     * @return {@link StreamOptions#DEFAULT}, changed
     * @throws org.hextet.addresses.AddressSyntaxException if a value is wrong; points at it
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of {@code bind}
     */
    public static StreamOptions read(Map<String, OptionValue> from, Side side) {
        StreamOptions options = StreamOptions.DEFAULT;
        for (Entry entry : TABLE) {
            OptionValue value = from.get(entry.name);
            if (value != null && entry.side.has(side)) {
                options = entry.read.apply(options, value);
            }
        }
        return options;
    }

    /**
     * Writes what differs from the default.
     *
     * @param options any
     * @param side client or server
     * @return {@code name=value} each, in the order of the table
     */
    public static List<String> write(StreamOptions options, Side side) {
        List<String> text = new ArrayList<>();
        for (Entry entry : TABLE) {
            if (entry.side.has(side)) {
                entry.write.apply(options).ifPresent(value -> text.add(entry.name + "=" + value));
            }
        }
        return text;
    }

    private static Entry flag(String name, Side side, SocketOption<Boolean> option) {
        return new Entry(
                name, side, (options, value) -> options.with(option, value.flag()), options -> given(options, option));
    }

    private static Entry bytes(String name, Side side, SocketOption<Integer> option) {
        return new Entry(
                name,
                side,
                (options, value) -> options.with(option, value.count(1, "bytes")),
                options -> given(options, option));
    }

    private static Optional<String> given(StreamOptions options, SocketOption<?> option) {
        return Optional.ofNullable(options.socketOptions().get(option)).map(Object::toString);
    }

    private static Optional<String> different(Object value, Object usual) {
        return value.equals(usual) ? Optional.empty() : Optional.of(value.toString());
    }

    private static String bindText(InetSocketAddress bind) {
        String text = AddressText.formatSocket(bind);
        return bind.getPort() == 0 ? text.substring(0, text.lastIndexOf(':')) : text;
    }
}
