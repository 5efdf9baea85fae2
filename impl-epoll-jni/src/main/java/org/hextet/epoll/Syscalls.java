package org.hextet.epoll;

import java.nio.ByteBuffer;

/**
 * The system calls, one native method each, and the numbers that they take. Every int result is the kernel's: negative
 * is -errno. Memory is given by its address; nothing is checked, so only classes of this package that own the memory
 * call these.
 */
final class Syscalls {

    // The kernel's numbers: hextet_epoll.c does not compile where they differ.
    static final int INET = 2;
    static final int INET6 = 10;
    static final int STREAM = 1;
    static final int DATAGRAM = 2;
    static final int EPOLL_ADD = 1;
    static final int EPOLL_MOD = 3;
    static final int IN = 0x001;
    static final int PRI = 0x002;
    static final int OUT = 0x004;
    static final int ERR = 0x008;
    static final int HUP = 0x010;
    static final int RDHUP = 0x2000;
    static final int EDGE = 1 << 31;
    static final int SHUT_OUTPUT = 1;

    /** A struct sockaddr_in6: room for either family. */
    static final int ADDRESS_BYTES = 28;

    // What this library and its Java side agree on.

    /** Events that one {@link #poll} takes at most. */
    static final int EVENTS = 1024;

    /** Sockets that one {@link #poll} may be told to receive from without an event. */
    static final int LISTED = 512;

    /** Buffers of one {@link #sendBuffers} at most. */
    static final int SEND_BUFFERS = 64;

    /** Messages that one {@link #receiveDatagrams} takes at most. */
    static final int DATAGRAMS = 64;

    /** The events that mean: there may be something to receive. */
    static final int READABLE = IN | PRI | ERR | HUP | RDHUP;

    static final int SLOT_BYTES = 16;

    /** A slot's flag: it receives. */
    static final int RECEIVING = 1;

    /** Above its flags a slot has its place among the listed of the next {@link #poll}, from 1; 0 for none. */
    static final int PLACE_SHIFT = 8;

    static final int RESULT_BYTES = 16;

    /** A result's number of bytes, where nothing was received from that socket. */
    static final int NOT_TRIED = Integer.MIN_VALUE;

    /** The slot of the descriptor that wakes the loop. */
    static final int WAKE_UP = -1;

    private Syscalls() {}

    static native int epollCreate();

    static native int eventfd();

    static native int epollControl(int epoll, int operation, int fd, int events, int slot, int generation);

    /**
     * Waits, and receives the first batch; see the C side. In the low half the number of results or -errno, in the high
     * half where it stopped.
     */
    static native long poll(int epoll, int timeoutMillis, long slots, long results, int listed, long area, int batch);

    /** Receives the next batch of the same turn. Where it stopped. */
    static native int receive(long slots, long results, int from, int count, int listed, long area, int batch);

    static native int wake(int eventfd);

    /** Not blocking, closed by exec. */
    static native int socket(int family, int type);

    static native int bind(int fd, long address, int length);

    static native int listen(int fd, int backlog);

    static native int connect(int fd, long address, int length);

    /** Not blocking, closed by exec; the peer's address is written to {@code peer}. */
    static native int accept(int fd, long peer);

    static native int localAddress(int fd, long address);

    static native int peerAddress(int fd, long address);

    static native int send(int fd, long address, int length);

    static native int sendBuffer(int fd, ByteBuffer direct, int position, int length);

    /** {@code ranges}: position and length of each, two ints. */
    static native int sendBuffers(int fd, ByteBuffer[] direct, int offset, int count, long ranges);

    /**
     * Receives datagrams, each into a slot of its own; what came is in the records, see {@link DatagramRecords}. How
     * many came.
     */
    static native int receiveDatagrams(
            int fd, long area, int stride, int limit, long records, int count, boolean withControl);

    /** Takes the next failure from a socket's error queue; see {@link DatagramRecords}. */
    static native int receiveError(int fd, long record);

    /** Sends what {@link MessageLayout} describes. How many left; a failure is that of the first. */
    static native int sendMessages(int fd, long messages, int count);

    /** Makes {@code as} a descriptor of another's socket, closed by exec; what it was before is closed. */
    static native int replace(int fd, int as);

    static native int shutdown(int fd, int how);

    static native int close(int fd);

    static native int setOption(int fd, int level, int name, long value, int length);

    /** How many bytes the kernel wrote. */
    static native int getOption(int fd, int level, int name, long value, int length);

    /** Makes a descriptor of another's not blocking and closed by exec. */
    static native int own(int fd);

    static native long address(ByteBuffer direct);

    /** What strerror(3) says. */
    static native String words(int errno);
}
