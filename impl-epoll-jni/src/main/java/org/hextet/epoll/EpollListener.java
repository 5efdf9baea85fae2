package org.hextet.epoll;

import java.net.InetSocketAddress;
import java.util.Map;
import org.hextet.reactor.readiness.ReadySocket;

/** A listening socket. */
final class EpollListener extends ReadySocket implements EpollSocket {

    private static final int MOST = 256;

    private final int fd;
    private final int family;

    /** What an accepted socket does not inherit. */
    final Map<KernelOption<?>, Object> accepted;

    private final InetSocketAddress local;

    boolean isAccepting = true;

    private int expected = 1;

    EpollListener(int handle, int fd, int family, InetSocketAddress local, Map<KernelOption<?>, Object> accepted) {
        super(handle);
        this.local = local;
        this.fd = fd;
        this.family = family;
        this.accepted = accepted;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int family() {
        return family;
    }

    /** Where it is bound. */
    InetSocketAddress local() {
        return local;
    }

    /** Whether whatever it accepts has the same local address. */
    boolean isBoundToOne() {
        return !local.getAddress().isAnyLocalAddress();
    }

    /** How many to accept in this turn: about as many as last time, so that few calls find nobody. */
    int expected() {
        return expected;
    }

    /** So many were there; twice as many are expected if it may have been more. */
    void learn(int found) {
        expected = found == expected ? Math.min(2 * expected, MOST) : Math.max(found, 1);
    }
}
