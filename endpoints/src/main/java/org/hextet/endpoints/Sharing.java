package org.hextet.endpoints;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/** Whether options let several reactors share a port. */
final class Sharing {

    private Sharing() {}

    static void require(Map<SocketOption<?>, Object> options) {
        if (Boolean.FALSE.equals(options.get(StandardSocketOptions.SO_REUSEPORT))) {
            throw new IllegalArgumentException("reuse-port is false (SO_REUSEPORT) for a port that several reactors are"
                    + " to share: leave it out, or listen with one reactor");
        }
    }
}
