package org.hextet.endpoints.text;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hextet.api.NetworkSocketOptions;

/**
 * A socket option as an option of a URI: the same for streams and for datagrams.
 *
 * @param name as it stands in a URI
 * @param option which one it is
 * @param read its value
 * @param write its text
 * @param <T> its type
 */
record SocketOptionText<T>(
        String name, SocketOption<T> option, Function<OptionValue, T> read, Function<T, String> write) {

    static final SocketOptionText<Integer> RECEIVE_BUFFER = bytes("receive-buffer", StandardSocketOptions.SO_RCVBUF);

    static final SocketOptionText<Integer> SEND_BUFFER = bytes("send-buffer", StandardSocketOptions.SO_SNDBUF);

    static final SocketOptionText<Integer> TRAFFIC_CLASS =
            number("traffic-class", StandardSocketOptions.IP_TOS, 0, "traffic class");

    static final SocketOptionText<Integer> HOP_LIMIT =
            number("hop-limit", NetworkSocketOptions.UNICAST_HOPS, 1, "hop limit");

    static final SocketOptionText<String> DEVICE = new SocketOptionText<>(
            "device", NetworkSocketOptions.SO_BINDTODEVICE, OptionValue::device, OptionValue::encoded);

    static final SocketOptionText<Boolean> FREEBIND = flag("freebind", NetworkSocketOptions.IP_FREEBIND);

    static final SocketOptionText<Boolean> REUSE_PORT = flag("reuse-port", StandardSocketOptions.SO_REUSEPORT);

    static final SocketOptionText<Boolean> V6ONLY = flag("v6only", NetworkSocketOptions.IPV6_V6ONLY);

    private static final int LARGEST_BYTE = 255;

    /** What holds socket options, with {@code with} methods. */
    interface Holder<O> {

        <T> O with(O holder, SocketOption<T> option, T value);

        Map<SocketOption<?>, Object> values(O holder);
    }

    static SocketOptionText<Boolean> flag(String name, SocketOption<Boolean> option) {
        return new SocketOptionText<>(name, option, OptionValue::flag, Object::toString);
    }

    static SocketOptionText<Integer> number(String name, SocketOption<Integer> option, int least, String what) {
        return new SocketOptionText<>(name, option, value -> value.number(least, LARGEST_BYTE, what), Object::toString);
    }

    private static SocketOptionText<Integer> bytes(String name, SocketOption<Integer> option) {
        return new SocketOptionText<>(name, option, value -> value.count(1, "bytes"), Object::toString);
    }

    /** As a line of a table. */
    <O> OptionTable.Entry<O> of(Holder<O> holder) {
        return new OptionTable.Entry<O>(
                        name,
                        (options, value) -> holder.with(options, option, read.apply(value)),
                        options -> Optional.ofNullable(holder.values(options).get(option))
                                .map(option.type()::cast)
                                .map(write))
                .needing(NetworkSocketOptions.capability(option));
    }
}
