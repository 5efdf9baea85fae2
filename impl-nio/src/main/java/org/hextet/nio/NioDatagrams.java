package org.hextet.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.reactor.channels.ChannelCall;
import org.hextet.reactor.channels.ChannelFamily;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.OptionForOne;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.readiness.HandleTable;
import org.hextet.reactor.readiness.LoopbackInterface;
import org.jspecify.annotations.Nullable;

/** The datagram ports of a driver: one select finds many datagrams. */
final class NioDatagrams implements DatagramDriver {

    /** So many are received of one port in one turn at most. */
    private static final int RECEIVES_PER_TURN = 256;

    private static final int UNKNOWN = -1;

    private final Selector selector;
    private final HandleTable<NioSocket> handles;
    private final LentArea area;
    private final NioDatagram received;
    private final Set<SocketOption<?>> options;

    private final RoomProbe room = new RoomProbe();

    /** Found out inside a submission, to be told in the next turn. */
    private final ArrayDeque<Failed> found = new ArrayDeque<>();

    private boolean isExercised;

    /** A datagram that did not leave, or did not arrive. */
    private record Failed(
            NioDatagramPort port,
            @Nullable InetSocketAddress to,
            int size,
            Errno errno,
            @Nullable Throwable platform) {

        void tell(Events events) {
            if (!port.isClosed()) {
                events.datagramFailed(port.handle(), errno, to, size, UNKNOWN, platform);
            }
        }
    }

    NioDatagrams(Selector selector, HandleTable<NioSocket> handles, LentArea area) {
        this.selector = selector;
        this.handles = handles;
        this.area = area;
        this.received = new NioDatagram(area);
        this.options = NioCapabilities.datagramOptions();
    }

    private NioDatagramPort port(int handle) {
        return (NioDatagramPort) handles.get(handle);
    }

    // ---- the turn

    boolean hasFound() {
        return !found.isEmpty();
    }

    /** Whether there was anything. */
    boolean tellFound(Events events) {
        int count = found.size();
        for (int i = count; i > 0; i--) {
            found.removeFirst().tell(events);
        }
        return count > 0;
    }

    void end() throws IOException {
        room.end();
    }

    void ready(NioDatagramPort port, int operations, Events events) {
        if ((operations & SelectionKey.OP_WRITE) != 0 && !port.isClosed()) {
            port.registration().interest(SelectionKey.OP_WRITE, false);
            events.sent(port.handle());
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            receive(port, events);
        }
    }

    private void receive(NioDatagramPort port, Events events) {
        int limit = port.receiveLimit;
        for (int i = 0; i < RECEIVES_PER_TURN && port.isReceiving(); i++) {
            // One byte more than is wanted: the JDK does not tell that a datagram was longer.
            ByteBuffer into = area.empty(limit + 1);
            InetSocketAddress sender;
            try {
                sender = (InetSocketAddress) port.channel().receive(into);
            } catch (IOException failed) {
                earlier(port, failed).tell(events);
                continue;
            }
            if (sender == null) {
                return;
            }
            int length = into.position();
            area.lend(Math.min(length, limit));
            received.is(sender, length > limit);
            events.receivedDatagram(port.handle(), received);
            area.takeBack(length);
        }
    }

    // ---- ports

    @Override
    public Set<SocketOption<?>> options() {
        return options;
    }

    @Override
    public int bind(InetSocketAddress local, DatagramSetup setup) throws DriverException {
        exercise(local.getAddress());
        DatagramChannel channel = open(local.getAddress());
        boolean bound = false;
        try {
            channel.configureBlocking(false);
            if (setup.isMulticast()) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            ChannelOptions.set(channel, setup.options());
            ChannelCall.make(Step.BIND, () -> channel.bind(local));
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            InetSocketAddress here = (InetSocketAddress) channel.getLocalAddress();
            NioDatagramPort port = new NioDatagramPort(handles.take(), channel, key, here, setup.receiveLimit());
            key.attach(port);
            handles.put(port.handle(), port);
            bound = true;
            return port.handle();
        } catch (IOException failed) {
            throw new DriverException(Step.OTHER, Errnos.of(failed), failed);
        } finally {
            if (!bound) {
                NioRegistration.closeQuietly(channel);
            }
        }
    }

    private static DatagramChannel open(InetAddress local) throws DriverException {
        try {
            return DatagramChannel.open(ChannelFamily.of(local));
        } catch (IOException | UnsupportedOperationException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
    }

    /**
     * A receive that finds nothing: a class that is first used when descriptors have run out may stay broken for good.
     * Not when the reactor starts, which many do who have no datagrams.
     */
    private void exercise(InetAddress local) throws DriverException {
        if (isExercised) {
            return;
        }
        try (DatagramChannel trial = open(local)) {
            trial.configureBlocking(false);
            trial.receive(area.empty(1));
        } catch (IOException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
        isExercised = true;
    }

    @Override
    public void connect(int port, InetSocketAddress peer) throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).connect(peer));
    }

    @Override
    public void disconnect(int port) throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).disconnect());
    }

    // ---- sending

    @Override
    public boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to) {
        return send(port(port), data, to);
    }

    private boolean send(NioDatagramPort port, ByteBuffer data, @Nullable InetSocketAddress to) {
        boolean sent;
        try {
            sent = hasRoomFor(data, port) && port.send(data, to);
        } catch (IOException failed) {
            return port.peer() == null
                    ? lose(port, data, to, Errnos.of(failed), failed)
                    : sendAgain(port, data, failed);
        }
        if (!sent) {
            port.registration().interest(SelectionKey.OP_WRITE, true);
        }
        return sent;
    }

    private boolean hasRoomFor(ByteBuffer data, NioDatagramPort port) throws IOException {
        return data.hasRemaining() || room.finds(port.channel());
    }

    /** A connected socket tells here of an earlier datagram that did not arrive (udp(7)), and has not sent this one. */
    private boolean sendAgain(NioDatagramPort port, ByteBuffer data, IOException ofEarlier) {
        boolean sent;
        try {
            sent = hasRoomFor(data, port) && port.send(data, null);
        } catch (IOException failed) {
            if (Errnos.of(failed) != Errnos.of(ofEarlier)) {
                found.addLast(earlier(port, ofEarlier));
            }
            return lose(port, data, port.peer(), Errnos.of(failed), failed);
        }
        found.addLast(earlier(port, ofEarlier));
        if (!sent) {
            port.registration().interest(SelectionKey.OP_WRITE, true);
        }
        return sent;
    }

    /** What is told of one that was sent before. */
    private static Failed earlier(NioDatagramPort port, IOException failure) {
        return new Failed(port, port.peer(), UNKNOWN, Errnos.of(failure), failure);
    }

    /** It does not leave, and that will be told: nothing more is to be done with it. */
    private boolean lose(
            NioDatagramPort port,
            ByteBuffer data,
            @Nullable InetSocketAddress to,
            Errno errno,
            @Nullable Throwable platform) {
        found.addLast(new Failed(port, to, data.remaining(), errno, platform));
        data.position(data.limit());
        return true;
    }

    @Override
    public boolean send(int handle, ByteBuffer data, Route route) {
        NioDatagramPort port = port(handle);
        InetSocketAddress to = route.to().isPresent() ? route.to().get() : port.peer();
        List<OptionForOne<?>> changed = new ArrayList<>(2);
        try {
            try {
                if (route.trafficClass().isPresent()) {
                    int value = route.trafficClass().getAsInt();
                    changed.add(OptionForOne.set(port.channel(), StandardSocketOptions.IP_TOS, value));
                }
                if (route.dontFragment().isPresent()) {
                    boolean value = route.dontFragment().get();
                    changed.add(OptionForOne.set(port.channel(), NetworkSocketOptions.IP_DONTFRAGMENT, value));
                }
                return send(port, data, to);
            } finally {
                for (OptionForOne<?> each : changed) {
                    each.undo();
                }
            }
        } catch (DriverException failed) {
            return lose(port, data, to, failed.errno(), failed.platform().orElse(null));
        }
    }

    @Override
    public boolean reply(int port, ByteBuffer data) {
        return send(port(port), data, received.sender());
    }

    @Override
    public int flush(int port) {
        int untold = 0;
        for (Failed each : found) {
            // Of what the network tells nobody knows the size: that was sent.
            if (each.port.handle() == port && !each.port.isClosed() && each.size != UNKNOWN) {
                untold++;
            }
        }
        return untold;
    }

    // ---- groups

    @Override
    public void join(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).groups.join(group, interfaceIndex, source));
    }

    @Override
    public void leave(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).groups.leave(group, interfaceIndex, source));
    }

    @Override
    public void block(int port, InetAddress group, int interfaceIndex, InetAddress source, boolean blocked)
            throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).groups.block(group, interfaceIndex, source, blocked));
    }

    @Override
    public int silentInterface() {
        return NioDatagramPort.IS_LINUX ? LoopbackInterface.index() : 0;
    }

    @Override
    public void outgoingInterface(int port, int interfaceIndex) throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).outgoing().is(interfaceIndex));
    }
}
