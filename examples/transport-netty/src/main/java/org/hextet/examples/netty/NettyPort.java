package org.hextet.examples.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.OutgoingInterface;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A datagram port. Netty's own channel for them sends no empty ones, and has no word for one that finds no room; but
 * its event loop waits for any channel of the JDK. Of the loop only.
 */
final class NettyPort implements NettySocket {

    /** So many are received in one turn at most. */
    private static final int RECEIVES_PER_TURN = 256;

    private static final int UNKNOWN = -1;

    /** What lent memory holds after its callback, where the reactor is opened so. */
    private static final byte OVERWRITTEN = (byte) 0xDB;

    final PortGroups groups;
    final OutgoingInterface outgoing;

    private final Sockets sockets;
    private final int handle;
    private final DatagramChannel channel;
    private final int receiveLimit;
    private final ByteBuffer memory;
    private final ByteBuffer lent;
    private final IoRegistration registration;

    /** What the event loop waits for. */
    private NioIoOps interest = NioIoOps.READ;

    private boolean isClosed;

    /**
     * Whom it is connected to; null if to nobody. Of that the kernel knows nothing: on Linux a socket of IPv6 that was
     * connected once hears that host alone for ever.
     */
    private @Nullable InetSocketAddress peer;

    private @Nullable SocketAddressKey onlyFrom;

    /** Who sent the datagram of the running callback. */
    private @Nullable InetSocketAddress sender;

    /** Datagrams that did not leave, with nobody told yet. */
    private int untold;

    NettyPort(Sockets sockets, DatagramChannel channel, int receiveLimit) throws DriverException {
        this.sockets = sockets;
        this.channel = channel;
        this.receiveLimit = receiveLimit;
        this.groups = new PortGroups(channel);
        this.outgoing = new OutgoingInterface(channel);
        // One byte more than is wanted: the JDK does not tell that a datagram was longer.
        this.memory = ByteBuffer.allocateDirect(receiveLimit + 1);
        this.lent = memory.asReadOnlyBuffer();
        Future<IoRegistration> registered = sockets.eventLoop.register(new Readiness());
        if (!registered.isSuccess()) {
            Throwable why = registered.cause();
            throw new DriverException(Step.OTHER, Errnos.of(why), why);
        }
        this.registration = registered.getNow();
        this.handle = sockets.take();
        sockets.put(this);
        registration.submit(interest);
    }

    /** What the event loop knows of the port. */
    private final class Readiness implements NioIoHandle {

        @Override
        public SelectableChannel selectableChannel() {
            return channel;
        }

        @Override
        public void handle(IoRegistration of, IoEvent event) {
            NioIoOps ready = ((NioIoEvent) event).ops();
            if (ready.contains(NioIoOps.WRITE) && !isClosed) {
                waitFor(NioIoOps.WRITE, false);
                sockets.events.sent(handle);
            }
            if (ready.contains(NioIoOps.READ)) {
                receive();
            }
            sockets.turning.wakeUp();
        }

        /** The event loop is shut down: the reactor closes the port. */
        @Override
        public void close() {}
    }

    private void waitFor(NioIoOps operation, boolean on) {
        interest = on ? interest.with(operation) : interest.without(operation);
        registration.submit(interest);
    }

    @Override
    public int handle() {
        return handle;
    }

    @Override
    public NetworkChannel jdk() {
        return channel;
    }

    @Override
    public void pauseReceiving() {
        waitFor(NioIoOps.READ, false);
    }

    @Override
    public void resumeReceiving() {
        waitFor(NioIoOps.READ, true);
    }

    @Override
    public void close() {
        isClosed = true;
        registration.cancel();
        NettySocket.closeQuietly(channel);
        sockets.turning.closed(() -> sockets.gone(handle));
    }

    // ---- connecting

    void connect(@Nullable InetSocketAddress to) {
        peer = to;
        onlyFrom = to == null ? null : SocketAddressKey.of(to);
    }

    private boolean hears(InetSocketAddress from) {
        SocketAddressKey only = onlyFrom;
        return only == null || only.equals(SocketAddressKey.of(from));
    }

    // ---- receiving

    private void receive() {
        for (int i = 0; i < RECEIVES_PER_TURN && !isClosed && interest.contains(NioIoOps.READ); i++) {
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(memory.clear());
            } catch (IOException failed) {
                tellFailed(null, UNKNOWN, failed);
                continue;
            }
            if (from == null) {
                return;
            }
            int length = memory.position();
            if (hears(from)) {
                sender = from;
                lent.clear().limit(Math.min(length, receiveLimit));
                sockets.events.receivedDatagram(handle, new NettyDatagram(lent, length > receiveLimit, from));
            }
            for (int at = 0; sockets.overwriteLent && at < length; at++) {
                memory.put(at, OVERWRITTEN);
            }
        }
    }

    private void tellFailed(@Nullable InetSocketAddress to, int size, Throwable why) {
        if (!isClosed) {
            sockets.events.datagramFailed(handle, Errnos.of(why), to, size, UNKNOWN, why);
        }
    }

    // ---- sending

    /** Hands one datagram to the kernel; as of {@link org.hextet.reactor.driver.DatagramDriver#send}. */
    boolean send(ByteBuffer data, @Nullable InetSocketAddress asked) {
        InetSocketAddress to = asked == null ? peer : asked;
        boolean isEmpty = !data.hasRemaining();
        try {
            if (to == null) {
                throw new SocketException(Errno.ENOTCONN.words());
            }
            outgoing.prepareFor(to.getAddress());
            if (channel.send(data, to) > 0 || isEmpty) {
                return true;
            }
        } catch (IOException failed) {
            lose(data, to, failed);
            return true;
        }
        waitFor(NioIoOps.WRITE, true);
        return false;
    }

    boolean reply(ByteBuffer data) {
        return send(data, sender);
    }

    /** It does not leave, and that will be told. */
    void lose(ByteBuffer data, @Nullable InetSocketAddress to, Throwable why) {
        int size = data.remaining();
        data.position(data.limit());
        untold++;
        sockets.turning.found(() -> {
            untold--;
            tellFailed(to, size, why);
        });
    }

    int untold() {
        return untold;
    }
}
