package org.hextet.epoll;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.hextet.reactor.driver.Events;
import org.jspecify.annotations.Nullable;

/** What was found out of datagrams inside a submission, or of many at once: told in the next turn. Of the loop only. */
final class Findings {

    private final ArrayDeque<Finding> found = new ArrayDeque<>();

    /**
     * A datagram that failed, or, where the result is 0, a path that has another MTU.
     *
     * @param result -errno
     */
    private record Finding(
            EpollDatagramPort port, int result, @Nullable InetSocketAddress destination, int size, int mtu) {}

    boolean isEmpty() {
        return found.isEmpty();
    }

    void failed(EpollDatagramPort port, int result, @Nullable InetSocketAddress destination, int size, int mtu) {
        found.addLast(new Finding(port, result, destination, size, mtu));
    }

    void pathMtu(EpollDatagramPort port, InetSocketAddress destination, int mtu) {
        found.addLast(new Finding(port, 0, destination, -1, mtu));
    }

    /** How many datagrams of a port were not sent, and that is not told yet. */
    int untold(EpollDatagramPort port) {
        int count = 0;
        for (Finding each : found) {
            // Of what the network tells nobody knows the size: that was sent.
            if (each.port == port && each.result < 0 && each.size >= 0) {
                count++;
            }
        }
        return count;
    }

    void tell(Events events) {
        for (int i = found.size(); i > 0; i--) {
            Finding next = found.removeFirst();
            if (next.port.isClosed()) {
                continue;
            }
            int port = next.port.handle();
            InetSocketAddress destination = next.destination;
            if (next.result < 0) {
                events.datagramFailed(
                        port, Errnos.of(next.result), destination, next.size, next.mtu, Errnos.platform(next.result));
            } else if (destination != null) {
                events.pathMtuChanged(port, destination, next.mtu);
            }
        }
    }
}
