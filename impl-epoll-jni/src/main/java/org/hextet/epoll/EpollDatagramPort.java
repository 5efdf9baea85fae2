package org.hextet.epoll;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.api.DatagramFact;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.readiness.ReadySocket;
import org.hextet.reactor.readiness.Succession;
import org.jspecify.annotations.Nullable;

/** A socket of datagrams. */
final class EpollDatagramPort extends ReadySocket implements EpollSocket {

    private final int fd;
    private final int family;

    /** Where it was bound, with its real number. */
    final InetSocketAddress bound;

    final DatagramSetup setup;

    final Succession<EpollSocket, DriverException> succession = new Succession<>();

    /** Longer datagrams are cut. */
    final int receiveLimit;

    /** The kernel is asked for control messages. */
    final boolean hasControl;

    /** One message may be many datagrams of a peer. */
    final boolean joinsSegments;

    /** An answer has to say where it comes from. */
    final boolean answersFromDestination;

    /** The driver is to receive. */
    boolean isReceiving = true;

    /** What epoll watches. */
    int watched = Syscalls.IN;

    /** How many messages to ask for: fewer where each is many datagrams. */
    int expected = Syscalls.DATAGRAMS;

    /** How many datagrams the longest message of the last batch was. */
    int run = 1;

    /** What it still may report in this turn. */
    int share;

    /** The turn that its share is of. */
    long turn = -1;

    @Nullable
    InetSocketAddress peer;

    private long peerHigh;
    private long peerLow;
    private int peerScope;
    private int peerPort;

    /** What the kernel had no room for. */
    @Nullable
    SendBatch unsent;

    /** Somebody was told that there is no room. */
    boolean hasRefused;

    /** Runs of datagrams that are longer have been refused by the kernel. */
    int longestSegment;

    /** The option is on. */
    boolean isDontFragment;

    /** Some of its routes do not let anybody fragment. */
    boolean hasDontFragmentRoutes;

    /** The kernel keeps what the network tells of single datagrams until it is read. */
    boolean hasErrorQueue;

    EpollDatagramPort(
            int handle,
            NewSocket socket,
            InetSocketAddress bound,
            DatagramSetup setup,
            boolean joinsSegments,
            int longestSegment) {
        super(handle);
        this.fd = socket.fd();
        this.family = socket.family();
        this.bound = bound;
        this.setup = setup;
        this.receiveLimit = setup.receiveLimit();
        this.hasControl = joinsSegments || !setup.facts().isEmpty();
        this.joinsSegments = joinsSegments;
        this.answersFromDestination =
                bound.getAddress().isAnyLocalAddress() && setup.facts().contains(DatagramFact.DESTINATION);
        this.longestSegment = longestSegment;
        this.isDontFragment = Boolean.TRUE.equals(setup.options().get(NetworkSocketOptions.IP_DONTFRAGMENT));
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int family() {
        return family;
    }

    /** What epoll is to watch now. */
    int wanted() {
        return (isReceiving ? Syscalls.IN : 0) | (unsent == null && !hasRefused ? 0 : Syscalls.OUT);
    }

    /** Whom the kernel says it is connected to, as a struct sockaddr. */
    void connectedTo(InetSocketAddress newPeer, ByteBuffer from, int at) {
        peer = newPeer;
        peerHigh = Sockaddr.high(from, at);
        peerLow = Sockaddr.low(from, at);
        peerScope = Sockaddr.scope(from, at);
        peerPort = Sockaddr.port(from, at);
    }

    /** Whether a struct sockaddr is one that it hears. */
    boolean hears(ByteBuffer from, int at) {
        return peer == null
                || (Sockaddr.low(from, at) == peerLow
                        && Sockaddr.high(from, at) == peerHigh
                        && Sockaddr.port(from, at) == peerPort
                        && Sockaddr.scope(from, at) == peerScope);
    }
}
