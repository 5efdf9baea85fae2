package org.hextet.api;

import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Socket options with their values, each of its option's type. */
final class OptionValues {

    private OptionValues() {}

    static Map<SocketOption<?>, Object> checkedCopy(Map<SocketOption<?>, Object> values) {
        Map<SocketOption<?>, Object> copy = new LinkedHashMap<>(values);
        for (Map.Entry<SocketOption<?>, Object> one : copy.entrySet()) {
            SocketOption<?> option = one.getKey();
            if (!option.type().isInstance(one.getValue())) {
                throw new IllegalArgumentException("socket option " + option.name() + ": needs a "
                        + option.type().getSimpleName() + ", not " + one.getValue());
            }
        }
        return Collections.unmodifiableMap(copy);
    }
}
