package org.hextet.endpoints.text;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.api.Capability;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DropPolicy;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.endpoints.text.OptionTable.Entry;

/** The one table: what each option of a URI of datagrams is called, what it needs, and its text both ways. */
final class DatagramOptionsTable {

    private static final String NONE = "none";
    private static final String ALL = "all";

    /** Of facts, in their order. */
    private static final List<String> WORDS =
            Stream.of(DatagramFact.values()).map(DatagramOptionsTable::word).toList();

    private static final List<String> DROPS =
            Stream.of(DropPolicy.values()).map(DatagramOptionsTable::word).toList();

    private static final int LONGEST = 65_535;

    private static final SocketOptionText.Holder<DatagramOptions> HOLDER = new SocketOptionText.Holder<>() {
        @Override
        public <T> DatagramOptions with(DatagramOptions holder, SocketOption<T> option, T value) {
            return holder.with(option, value);
        }

        @Override
        public Map<SocketOption<?>, Object> values(DatagramOptions holder) {
            return holder.socketOptions();
        }
    };

    static final OptionTable<DatagramOptions> TABLE = new OptionTable<>(
            DatagramOptions.DEFAULT,
            List.of(
                    new Entry<>(
                            "facts",
                            (options, value) -> options.withFacts(facts(value)),
                            options -> options.facts().equals(DatagramOptions.DEFAULT.facts())
                                    ? Optional.empty()
                                    : Optional.of(text(options.facts()))),
                    new Entry<>(
                            "receive-limit",
                            (options, value) -> options.withReceiveLimit(value.number(1, LONGEST, "number of bytes")),
                            options -> different(options.receiveLimit(), DatagramOptions.DEFAULT.receiveLimit())),
                    new Entry<>(
                            "queue-limit",
                            (options, value) -> limited(options, value.count(0, "bytes")),
                            options -> different(options.queueLimit(), DatagramOptions.DEFAULT.queueLimit())),
                    new Entry<>(
                            "drop",
                            (options, value) ->
                                    options.withDropPolicy(DropPolicy.valueOf(constant(value.oneOf(DROPS)))),
                            options ->
                                    different(word(options.dropPolicy()), word(DatagramOptions.DEFAULT.dropPolicy()))),
                    new Entry<DatagramOptions>(
                                    "flow-label",
                                    (options, value) -> options.withFlowLabel(value.flowLabel()),
                                    options -> options.flowLabel().map(FlowLabelText::format))
                            .needing(Optional.of(Capability.FLOW_LABEL)),
                    SocketOptionText.RECEIVE_BUFFER.of(HOLDER),
                    SocketOptionText.SEND_BUFFER.of(HOLDER),
                    SocketOptionText.TRAFFIC_CLASS.of(HOLDER),
                    SocketOptionText.HOP_LIMIT.of(HOLDER),
                    SocketOptionText.number(
                                    "multicast-hop-limit", StandardSocketOptions.IP_MULTICAST_TTL, 0, "hop limit")
                            .of(HOLDER),
                    SocketOptionText.flag("multicast-loop", StandardSocketOptions.IP_MULTICAST_LOOP)
                            .of(HOLDER),
                    SocketOptionText.flag("dont-fragment", NetworkSocketOptions.IP_DONTFRAGMENT)
                            .of(HOLDER),
                    SocketOptionText.flag("broadcast", StandardSocketOptions.SO_BROADCAST)
                            .of(HOLDER),
                    SocketOptionText.DEVICE.of(HOLDER),
                    SocketOptionText.FREEBIND.of(HOLDER),
                    SocketOptionText.REUSE_PORT.of(HOLDER),
                    SocketOptionText.V6ONLY.of(HOLDER)));

    private DatagramOptionsTable() {}

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Set<DatagramFact> facts(OptionValue value) {
        Set<DatagramFact> facts = EnumSet.noneOf(DatagramFact.class);
        if (value.value().equals(ALL)) {
            facts.addAll(EnumSet.allOf(DatagramFact.class));
        } else if (!value.value().equals(NONE)) {
            for (OptionValue each : value.each()) {
                facts.add(DatagramFact.valueOf(constant(each.oneOf(WORDS))));
            }
        }
        return facts;
    }

    private static String text(Set<DatagramFact> facts) {
        return facts.isEmpty()
                ? NONE
                : facts.stream().sorted().map(DatagramOptionsTable::word).collect(Collectors.joining(","));
    }

    /** The watermarks have no text: they are no higher than the limit. */
    private static DatagramOptions limited(DatagramOptions options, int limit) {
        int high = Math.min(limit, options.highWatermark());
        return options.withWatermarks(Math.min(high / 2, options.lowWatermark()), high)
                .withQueueLimit(limit);
    }

    private static Optional<String> different(Object value, Object usual) {
        return value.equals(usual) ? Optional.empty() : Optional.of(value.toString());
    }
}
