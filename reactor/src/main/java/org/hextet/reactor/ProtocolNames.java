package org.hextet.reactor;

import java.util.function.Supplier;

/** What incidents and the log call a protocol, whatever it does when it is asked. */
final class ProtocolNames {

    private ProtocolNames() {}

    /** The name that it gives. */
    static String of(Object protocol, Supplier<String> name) {
        try {
            return name.get();
        } catch (RuntimeException | Error broken) {
            return protocol.getClass().getName();
        }
    }
}
