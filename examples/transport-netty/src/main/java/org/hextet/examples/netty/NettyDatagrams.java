package org.hextet.examples.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.reactor.channels.ChannelCall;
import org.hextet.reactor.channels.ChannelFamily;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.OptionForOne;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.readiness.LoopbackInterface;
import org.jspecify.annotations.Nullable;

/** The part of the driver that carries datagrams. */
final class NettyDatagrams implements DatagramDriver {

    private final Supplier<Sockets> sockets;

    NettyDatagrams(Supplier<Sockets> sockets) {
        this.sockets = sockets;
    }

    private NettyPort port(int handle) {
        return sockets.get().port(handle);
    }

    @Override
    public Set<SocketOption<?>> options() {
        return NettyCapabilities.datagramOptions();
    }

    @Override
    public int bind(InetSocketAddress local, DatagramSetup setup) throws DriverException {
        DatagramChannel socket =
                NettyDriver.open(Step.OPEN, () -> DatagramChannel.open(ChannelFamily.of(local.getAddress())));
        boolean isBound = false;
        try {
            ChannelCall.make(Step.OPEN, () -> socket.configureBlocking(false));
            if (setup.isMulticast()) {
                ChannelOptions.set(socket, StandardSocketOptions.SO_REUSEADDR, true);
            }
            ChannelOptions.set(socket, setup.options());
            ChannelCall.make(Step.BIND, () -> socket.bind(local));
            NettyPort port = new NettyPort(sockets.get(), socket, setup.receiveLimit());
            isBound = true;
            return port.handle();
        } finally {
            if (!isBound) {
                NettySocket.closeQuietly(socket);
            }
        }
    }

    @Override
    public void connect(int port, InetSocketAddress peer) {
        port(port).connect(peer);
    }

    @Override
    public void disconnect(int port) {
        port(port).connect(null);
    }

    // ---- sending

    @Override
    public boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to) {
        return port(port).send(data, to);
    }

    /** The JDK has options of a socket only: they are set for this one, and set back. */
    @Override
    public boolean send(int handle, ByteBuffer data, Route route) {
        NettyPort port = port(handle);
        InetSocketAddress to = route.to().orElse(null);
        List<OptionForOne<?>> changed = new ArrayList<>(2);
        try {
            try {
                if (route.trafficClass().isPresent()) {
                    int value = route.trafficClass().getAsInt();
                    changed.add(OptionForOne.set(port.jdk(), StandardSocketOptions.IP_TOS, value));
                }
                if (route.dontFragment().isPresent()) {
                    boolean value = route.dontFragment().get();
                    changed.add(OptionForOne.set(port.jdk(), NetworkSocketOptions.IP_DONTFRAGMENT, value));
                }
                return port.send(data, to);
            } finally {
                for (OptionForOne<?> each : changed) {
                    each.undo();
                }
            }
        } catch (DriverException failed) {
            port.lose(data, to, failed.platform().orElse(failed));
            return true;
        }
    }

    @Override
    public boolean reply(int port, ByteBuffer data) {
        return port(port).reply(data);
    }

    /** Nothing is put off: what has not left has failed. */
    @Override
    public int flush(int port) {
        return port(port).untold();
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
        return "Linux".equals(System.getProperty("os.name")) ? LoopbackInterface.index() : 0;
    }

    @Override
    public void outgoingInterface(int port, int interfaceIndex) throws DriverException {
        ChannelCall.make(Step.OTHER, () -> port(port).outgoing.is(interfaceIndex));
    }
}
