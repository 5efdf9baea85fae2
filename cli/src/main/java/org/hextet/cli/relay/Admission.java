package org.hextet.cli.relay;

import java.util.ArrayDeque;
import java.util.List;
import org.hextet.api.ListeningPort;

/**
 * How many callers there may be at a time. While there are so many, nobody is accepted; who had been accepted in the
 * same moment waits for his turn. Thread-safe.
 */
final class Admission {

    private final int most;
    private final ArrayDeque<Gate> waiting = new ArrayDeque<>();
    private List<ListeningPort> ports = List.of();
    private int inside;

    /**
     * Nobody is there.
     *
     * @param most how many, 1 or more
     */
    Admission(int most) {
        this.most = most;
    }

    /** What is to be paused. Callers may have come already. */
    synchronized void opened(List<ListeningPort> opened) {
        ports = List.copyOf(opened);
        if (inside >= most) {
            ports.forEach(ListeningPort::pauseAccepting);
        }
    }

    /**
     * A caller came.
     *
     * @return whether it is his turn; if not, {@link Gate#yourTurn} says when
     */
    synchronized boolean enters(Gate gate) {
        if (inside >= most) {
            waiting.add(gate);
            return false;
        }
        inside++;
        if (inside == most) {
            ports.forEach(ListeningPort::pauseAccepting);
        }
        return true;
    }

    /** A caller went, or gave up waiting. */
    synchronized void left(Gate gate) {
        if (waiting.remove(gate)) {
            return;
        }
        Gate next = waiting.poll();
        if (next != null) {
            next.yourTurn();
            return;
        }
        if (inside == most) {
            ports.forEach(ListeningPort::resumeAccepting);
        }
        inside--;
    }
}
