package org.hextet.nio;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.hextet.reactor.channels.ChannelFamily;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.OutgoingInterface;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.readiness.ReadySocket;
import org.jspecify.annotations.Nullable;

/** A bound datagram channel, or its successor. Of the loop only. */
final class NioDatagramPort extends ReadySocket implements NioSocket {

    static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));

    final int receiveLimit;
    final NioGroups groups;

    private final InetSocketAddress bound;
    private OutgoingInterface outgoing;
    private DatagramChannel channel;
    private NioRegistration registration;
    private @Nullable InetSocketAddress peer;

    NioDatagramPort(int handle, DatagramChannel channel, SelectionKey key, InetSocketAddress bound, int receiveLimit) {
        super(handle);
        this.receiveLimit = receiveLimit;
        this.groups = new NioGroups(channel);
        this.outgoing = new OutgoingInterface(channel);
        this.bound = bound;
        this.channel = channel;
        this.registration = new NioRegistration(channel, key, SelectionKey.OP_READ);
    }

    @Override
    public NioRegistration registration() {
        return registration;
    }

    DatagramChannel channel() {
        return channel;
    }

    OutgoingInterface outgoing() {
        return outgoing;
    }

    /** Whom it is connected to; null if to nobody. */
    @Nullable
    InetSocketAddress peer() {
        return peer;
    }

    boolean isReceiving() {
        return !isClosed() && registration.isInterestedIn(SelectionKey.OP_READ);
    }

    /** Connects it, or connects it to another; if that fails it is as it was. */
    void connect(InetSocketAddress to) throws IOException {
        InetSocketAddress before = peer;
        channel.disconnect();
        peer = null;
        try {
            connectAnew(to);
        } catch (IOException failed) {
            if (before != null) {
                try {
                    connectAnew(before);
                } catch (IOException nowhere) {
                    failed.addSuppressed(nowhere);
                }
            }
            throw failed;
        }
    }

    private void connectAnew(InetSocketAddress to) throws IOException {
        outgoing.prepareFor(to.getAddress());
        channel.connect(to);
        peer = to;
    }

    /** Takes datagrams of all again. */
    void disconnect() throws IOException {
        if (peer == null) {
            return;
        }
        if (IS_LINUX && bound.getAddress() instanceof Inet6Address) {
            replace();
        } else {
            channel.disconnect();
        }
        peer = null;
    }

    /**
     * By a socket that was never connected. Linux forgets the port of an IPv6 peer and not its address: a socket that
     * was connected hears that host alone for ever. What waits in it is lost, as at connecting.
     */
    private void replace() throws IOException {
        DatagramChannel successor = twin(bound);
        boolean succeeded = false;
        try {
            NioRegistration next = registration.of(successor);
            groups.moveTo(successor);
            outgoing = outgoing.of(successor);
            registration.close();
            registration = next;
            channel = successor;
            succeeded = true;
        } finally {
            if (!succeeded) {
                NioRegistration.closeQuietly(successor);
            }
        }
    }

    /** Another channel with this one's options, bound there too. */
    private DatagramChannel twin(InetSocketAddress local) throws IOException {
        boolean isShared = channel.getOption(StandardSocketOptions.SO_REUSEADDR);
        DatagramChannel twin = DatagramChannel.open(ChannelFamily.of(bound.getAddress()));
        boolean succeeded = false;
        try {
            twin.configureBlocking(false);
            ChannelOptions.copy(channel, twin, NioCapabilities.datagramOptions());
            // For this moment two sockets share an address.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            twin.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            twin.bind(local);
            twin.setOption(StandardSocketOptions.SO_REUSEADDR, isShared);
            succeeded = true;
            return twin;
        } finally {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, isShared);
            if (!succeeded) {
                NioRegistration.closeQuietly(twin);
            }
        }
    }

    /**
     * Hands one datagram to the kernel.
     *
     * @return false if there is no room for it; never for an empty one
     */
    boolean send(ByteBuffer data, @Nullable InetSocketAddress to) throws IOException {
        InetSocketAddress whom = peer == null ? to : peer;
        if (whom == null) {
            throw new SocketException(Errno.ENOTCONN.words());
        }
        outgoing.prepareFor(whom.getAddress());
        if (!data.hasRemaining()) {
            sendEmpty(data, whom);
            return true;
        }
        return (peer == null ? channel.send(data, whom) : channel.write(data)) > 0;
    }

    /** A connected channel of the JDK sends no empty datagrams, and does not say so. */
    private void sendEmpty(ByteBuffer empty, InetSocketAddress to) throws IOException {
        if (peer == null) {
            channel.send(empty, to);
            return;
        }
        try (DatagramChannel unconnected = twin((InetSocketAddress) channel.getLocalAddress())) {
            outgoing.of(unconnected).prepareFor(to.getAddress());
            unconnected.send(empty, to);
        }
    }
}
