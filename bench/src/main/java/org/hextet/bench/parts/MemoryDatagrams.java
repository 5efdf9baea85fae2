package org.hextet.bench.parts;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a {@link MemoryDriver}: one port, which receives the same again and again from some senders in turn.
 */
final class MemoryDatagrams implements DatagramDriver, ReceivedDatagram {

    private final int port;
    private final InetSocketAddress[] senders;
    private final ByteBuffer received;
    private final int size;

    private boolean isBound;
    private InetSocketAddress sender = new InetSocketAddress(0);
    private long sentBytes;

    /** A port of this handle, so many datagrams a turn, each from another sender. */
    MemoryDatagrams(int port, int count, int size) {
        this.port = port;
        this.size = size;
        this.received = ByteBuffer.allocateDirect(size).asReadOnlyBuffer();
        this.senders = new InetSocketAddress[count];
        for (int i = 0; i < count; i++) {
            senders[i] = new InetSocketAddress(InetAddress.getLoopbackAddress(), i + 1);
        }
    }

    /** All bytes that were sent, those that went astray not. */
    long sentBytes() {
        return sentBytes;
    }

    void turn(Events events) {
        if (!isBound) {
            return;
        }
        for (InetSocketAddress from : senders) {
            sender = from;
            received.position(0).limit(size);
            events.receivedDatagram(port, this);
        }
    }

    // ---- the driver

    @Override
    public Set<SocketOption<?>> options() {
        return Set.of();
    }

    @Override
    public int bind(InetSocketAddress local, DatagramSetup setup) {
        isBound = true;
        return port;
    }

    @Override
    public void connect(int port, InetSocketAddress peer) {
        throw new UnsupportedOperationException("nobody connects here");
    }

    @Override
    public void disconnect(int port) {
        throw new UnsupportedOperationException("nobody connects here");
    }

    @Override
    public boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to) {
        if (sender.equals(to)) {
            sentBytes += data.remaining();
        }
        data.position(data.limit());
        return true;
    }

    @Override
    public boolean send(int port, ByteBuffer data, Route route) {
        return send(port, data, route.to().orElse(null));
    }

    @Override
    public boolean reply(int port, ByteBuffer data) {
        return send(port, data, sender);
    }

    @Override
    public int flush(int port) {
        return 0;
    }

    // ---- what it has received

    @Override
    public ByteBuffer data() {
        return received;
    }

    @Override
    public boolean isTruncated() {
        return false;
    }

    @Override
    public InetSocketAddress sender() {
        return sender;
    }

    @Override
    public InetAddress destination() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean isAnswerable() {
        return true;
    }

    @Override
    public int interfaceIndex() {
        return 1;
    }

    @Override
    public int hopLimit() {
        return 1;
    }

    @Override
    public int trafficClass() {
        return 0;
    }

    @Override
    public int flowLabel() {
        return 0;
    }
}
