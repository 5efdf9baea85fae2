package org.hextet.epoll;

import java.net.InetSocketAddress;
import org.hextet.reactor.readiness.ReadyStream;
import org.jspecify.annotations.Nullable;

/** A socket that connects or is connected. */
final class EpollStream extends ReadyStream implements EpollSocket {

    private final int fd;
    private final boolean isInet6;

    /** Until they are asked for, which happens once: whoever asks keeps them. */
    @Nullable
    InetSocketAddress local;

    @Nullable
    InetSocketAddress remote;

    /** It waits for the connect to be decided. */
    boolean isConnecting;

    /** The driver is to receive. */
    boolean isReceiving;

    /** The kernel has said that there is something, and no receive has shown yet that there is no more. */
    boolean isReadable;

    /** Something is behind what can be received now: an end, a failure, urgent data. Only EAGAIN ends it. */
    boolean hasMoreBehind;

    /** It is among those to receive from in the next turn. */
    boolean isListed;

    /** The kernel tells when there is room again. */
    boolean isWatchedForRoom;

    boolean inputEnded;

    /** Connected, while nobody could be told. */
    boolean connectedAtOnce;

    /** What was or is to be told; 0 for nothing. */
    int failure;

    /** What broke the way out, while the way in may still hold what the peer had sent before; 0 for nothing. */
    int brokenOutput;

    /** The label leased on it; 0 for none. */
    int flowLabel;

    EpollStream(int handle, int fd, int family) {
        super(handle);
        this.fd = fd;
        this.isInet6 = family == Syscalls.INET6;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int family() {
        return isInet6 ? Syscalls.INET6 : Syscalls.INET;
    }

    boolean isBroken() {
        return failure != 0 || brokenOutput != 0;
    }
}
