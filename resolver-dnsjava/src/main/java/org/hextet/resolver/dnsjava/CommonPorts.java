package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One port for all questions of a lookup that go to one server at one time: both families cost one socket. Of the
 * reactor's thread.
 */
final class CommonPorts {

    private final SourcePorts ports;
    private @Nullable SourcePort last;
    private int lastRound;

    CommonPorts(SourcePorts ports) {
        this.ports = ports;
    }

    /** For the next question; {@code round} counts how often all servers were asked. */
    SourcePort to(InetSocketAddress server, int round) {
        SourcePort known = last;
        if (known == null || known.isIdle() || round != lastRound || !known.isTo(server)) {
            known = ports.to(server);
            last = known;
            lastRound = round;
        }
        return known;
    }
}
