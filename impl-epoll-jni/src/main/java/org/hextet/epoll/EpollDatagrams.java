package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.readiness.LoopbackInterface;
import org.hextet.reactor.readiness.Succession;
import org.jspecify.annotations.Nullable;

/**
 * The datagram ports of a loop. They are level-triggered: what a port's share of a turn leaves over is told again. One
 * that is paused is taken out of epoll when its next event comes. Of the loop only.
 */
final class EpollDatagrams implements DatagramDriver {

    /** Datagrams that a port reports in one turn. */
    private static final int SHARE = 256;

    private final EpollSet set;
    private final KernelOptions options;
    private final SocketMaker sockets;
    private final SocketAddresses addresses;
    private final boolean overwriteLent;
    private final Findings findings = new Findings();

    /** What it takes to carry datagrams: made when the first port is bound. */
    private @Nullable Traffic traffic;

    private long turn;

    /** Memory and what fills it. */
    private record Traffic(ReceiveBatch received, DatagramSender sender, ErrorQueue errors, DatagramMaker maker) {}

    EpollDatagrams(
            EpollSet set,
            KernelOptions options,
            SocketMaker sockets,
            SocketAddresses addresses,
            boolean overwriteLent) {
        this.set = set;
        this.options = options;
        this.sockets = sockets;
        this.addresses = addresses;
        this.overwriteLent = overwriteLent;
    }

    private Traffic traffic() {
        Traffic known = traffic;
        if (known == null) {
            AddressCache peers = new AddressCache();
            ErrorQueue errors = new ErrorQueue(peers, findings);
            ReceiveBatch received = new ReceiveBatch(peers);
            known = new Traffic(
                    received,
                    new DatagramSender(received, peers, errors, findings, options, set),
                    errors,
                    new DatagramMaker(options, addresses));
            traffic = known;
        }
        return known;
    }

    private EpollDatagramPort port(int handle) {
        return (EpollDatagramPort) set.get(handle);
    }

    // ---- the turn

    /** Sends what was put off and tells what was found out. Whether that was anything: then the turn is not to wait. */
    boolean turnBegins(Events events) {
        Traffic carried = traffic;
        if (carried == null) {
            return false;
        }
        turn++;
        carried.sender.flush();
        EpollDatagramPort rest = carried.received.port();
        if (findings.isEmpty() && rest == null) {
            return false;
        }
        findings.tell(events);
        if (rest != null && carried.received.port() == rest) {
            beginShare(rest);
            tell(carried, rest, events);
            // Others are first now: their events have found the memory taken.
            rest.share = 0;
        }
        return true;
    }

    /** Sends what callbacks have put off. */
    void turnEnds() {
        Traffic carried = traffic;
        if (carried != null) {
            carried.sender.flush();
        }
    }

    /** An event of a port. */
    void ready(EpollDatagramPort port, int ready, Events events) {
        Traffic carried = traffic;
        if (port.isClosed() || carried == null) {
            return;
        }
        if ((ready & Syscalls.OUT) != 0 && carried.sender.goOn(port)) {
            boolean hasRefused = port.hasRefused;
            port.hasRefused = false;
            set.watch(port);
            if (hasRefused) {
                events.sent(port.handle());
            }
        }
        if (port.isClosed()) {
            return;
        }
        if ((ready & Syscalls.ERR) != 0) {
            failed(carried, port);
        }
        if ((ready & Syscalls.IN) != 0) {
            if (port.isReceiving) {
                receive(carried, port, events);
            } else {
                set.watch(port);
            }
        }
    }

    /** What epoll tells again and again until it is asked for, whether the port receives or not. */
    private void failed(Traffic carried, EpollDatagramPort port) {
        // What the queue had no room for is told once, by the socket.
        boolean isQueued = port.hasErrorQueue && carried.errors.read(port).count() > 0;
        int error = options.ask(port.fd(), OptionNumbers.SO_ERROR);
        if (error > 0 && !isQueued && port.peer != null) {
            findings.failed(port, -error, port.peer, -1, -1);
        }
    }

    private void receive(Traffic carried, EpollDatagramPort port, Events events) {
        ReceiveBatch received = carried.received;
        beginShare(port);
        if (received.port() != null || port.share <= 0) {
            // The rest of somebody's batch is in the way, or it had its share: the event comes again.
            return;
        }
        int asked;
        int came;
        do {
            asked = Math.min(Math.min(port.expected, received.slots()), Math.max(1, port.share / port.run));
            came = received.receive(port, asked);
            if (came < 0) {
                received.end();
                if (came != -Errnos.EAGAIN && !port.hasErrorQueue) {
                    findings.failed(port, came, port.peer, -1, -1);
                }
                return;
            }
            port.run = port.joinsSegments ? received.longestRun() : 1;
            int next = port.run > 1 ? SHARE / port.run : 2 * port.expected;
            port.expected = Math.max(1, Math.min(next, Syscalls.DATAGRAMS));
            tell(carried, port, events);
        } while (came == asked && received.port() == null && port.share > 0 && port.isReceiving && !port.isClosed());
    }

    private void beginShare(EpollDatagramPort port) {
        if (port.turn != turn) {
            port.turn = turn;
            port.share = SHARE;
        }
    }

    /** Tells what was received, as far as the port's share of this turn goes. */
    private void tell(Traffic carried, EpollDatagramPort port, Events events) {
        ReceiveBatch received = carried.received;
        while (port.share > 0 && received.next(port.receiveLimit)) {
            if (received.isHeard(port)) {
                port.share--;
                events.receivedDatagram(port.handle(), received);
                if (port.isClosed()) {
                    received.end();
                    break;
                }
            }
        }
        if (!received.hasMore()) {
            received.end();
            carried.sender.flush();
            if (overwriteLent) {
                received.overwrite();
            }
        }
    }

    // ---- ports

    @Override
    public Set<SocketOption<?>> options() {
        return options.ofDatagrams();
    }

    @Override
    public int bind(InetSocketAddress local, DatagramSetup setup) throws DriverException {
        int handle = set.takeHandle();
        EpollDatagramPort port = null;
        try {
            port = traffic().maker.bound(handle, local, setup);
        } finally {
            if (port == null) {
                set.release(handle);
            }
        }
        keepErrors(port);
        int added = set.add(port, 0, port.watched);
        if (added < 0) {
            Syscalls.close(port.fd());
            throw Errnos.failure(Step.OTHER, added);
        }
        return handle;
    }

    /** Closing: nothing of it is sent or told any more. */
    void drop(EpollDatagramPort port) {
        Traffic carried = traffic;
        if (carried != null) {
            carried.sender.drop(port);
            if (carried.received.port() == port) {
                carried.received.end();
            }
        }
    }

    void receiving(EpollDatagramPort port, boolean on) {
        port.isReceiving = on;
        if (on) {
            set.watch(port);
        }
    }

    InetSocketAddress localAddress(EpollDatagramPort port) {
        int result = Syscalls.localAddress(port.fd(), addresses.memory());
        return result < 0 ? port.bound : addresses.readLocal();
    }

    <T> T option(EpollDatagramPort port, SocketOption<T> option) throws DriverException {
        return options.get(port, options.ofDatagram(option), option);
    }

    <T> void option(EpollDatagramPort port, SocketOption<T> option, T value) throws DriverException {
        KernelOption<?> known = options.ofDatagram(option);
        options.set(port, known, value);
        port.succession.told(option, socket -> options.set(socket, known, value));
        if (option == NetworkSocketOptions.IP_DONTFRAGMENT) {
            port.isDontFragment = Boolean.TRUE.equals(value);
            keepErrors(port);
        }
    }

    /** The error queue is for whoever has one peer, and for the path MTU: others would hear of their peers' ends. */
    private void keepErrors(EpollDatagramPort port) {
        boolean wanted = port.peer != null || port.isDontFragment || port.hasDontFragmentRoutes;
        if (port.hasErrorQueue == wanted) {
            return;
        }
        int on = wanted ? 1 : 0;
        int result = options.set(port, IPPROTO_IP, OptionNumbers.IP_RECVERR, on);
        if (port.family() == Syscalls.INET6) {
            result = Math.min(result, options.set(port, IPPROTO_IPV6, OptionNumbers.IPV6_RECVERR, on));
        }
        port.hasErrorQueue = wanted && result >= 0;
    }

    // ---- the peer

    @Override
    public void connect(int handle, InetSocketAddress peer) throws DriverException {
        EpollDatagramPort port = port(handle);
        traffic().sender.flush(port);
        if (port.peer != null) {
            // The source that the kernel chose for that peer would stay, and its device.
            renew(port, peer);
        } else {
            int length = addresses.write(port.family(), peer);
            int connected = Syscalls.connect(port.fd(), addresses.memory(), length);
            if (connected < 0) {
                DriverException failed = Errnos.failure(Step.OTHER, connected);
                undo(port, peer, failed);
                throw failed;
            }
        }
        Errnos.require(Syscalls.peerAddress(port.fd(), addresses.memory()), Step.OTHER);
        port.connectedTo(peer, addresses.buffer(), 0);
        keepErrors(port);
    }

    /** After a refusal a socket is as it was, but bound to the device of a link-local peer. */
    private void undo(EpollDatagramPort port, InetSocketAddress peer, DriverException failed) {
        if (peer.getAddress() instanceof Inet6Address inet6 && inet6.getScopeId() != 0) {
            try {
                renew(port, null);
                keepErrors(port);
            } catch (DriverException again) {
                failed.addSuppressed(again);
            }
        }
    }

    @Override
    public void disconnect(int handle) throws DriverException {
        EpollDatagramPort port = port(handle);
        traffic().sender.flush(port);
        renew(port, null);
        port.peer = null;
        keepErrors(port);
    }

    /** Another socket for the port, with a peer or none. Where it fails the port is as it was. */
    private void renew(EpollDatagramPort port, @Nullable InetSocketAddress peer) throws DriverException {
        InetSocketAddress before = port.peer;
        Traffic carried = traffic();
        carried.maker.renew(port, peer);
        if (before != null) {
            carried.sender.nameUnsent(port, before);
        }
        port.hasErrorQueue = false;
        Errnos.require(set.addAgain(port), Step.OTHER);
    }

    @Override
    public int pathMtu(int handle) throws DriverException {
        EpollDatagramPort port = port(handle);
        InetSocketAddress peer = port.peer;
        boolean isInet = port.family() == Syscalls.INET || (peer != null && peer.getAddress() instanceof Inet4Address);
        return Errnos.require(
                isInet
                        ? options.ask(port.fd(), IPPROTO_IP, OptionNumbers.IP_MTU)
                        : options.ask(port.fd(), IPPROTO_IPV6, OptionNumbers.IPV6_MTU),
                Step.OPTION);
    }

    // ---- sending

    @Override
    public boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to) {
        return traffic().sender.send(port(port), data, to);
    }

    @Override
    public boolean send(int port, ByteBuffer data, Route route) {
        if (Boolean.TRUE.equals(route.dontFragment().orElse(false)) && !port(port).hasDontFragmentRoutes) {
            port(port).hasDontFragmentRoutes = true;
            keepErrors(port(port));
        }
        return traffic().sender.send(port(port), data, route);
    }

    @Override
    public boolean reply(int port, ByteBuffer data) {
        return traffic().sender.reply(port(port), data);
    }

    @Override
    public int flush(int port) {
        int left = traffic().sender.flush(port(port));
        return left + findings.untold(port(port));
    }

    // ---- groups

    @Override
    public void join(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        tell(
                port(port),
                Succession.membership(group, interfaceIndex, source),
                socket -> Groups.join(socket.fd(), group, interfaceIndex, source, options.memory()));
    }

    @Override
    public void leave(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        Errnos.require(Groups.leave(port(port).fd(), group, interfaceIndex, source, options.memory()), Step.OTHER);
        port(port).succession.left(Succession.membership(group, interfaceIndex, source));
    }

    @Override
    public void block(int port, InetAddress group, int interfaceIndex, InetAddress source, boolean blocked)
            throws DriverException {
        Object block = Succession.block(group, interfaceIndex, source);
        if (blocked) {
            tell(
                    port(port),
                    block,
                    socket -> Groups.block(socket.fd(), group, interfaceIndex, source, true, options.memory()));
        } else {
            Errnos.require(
                    Groups.block(port(port).fd(), group, interfaceIndex, source, false, options.memory()), Step.OTHER);
            port(port).succession.untold(block);
        }
    }

    @Override
    public int silentInterface() {
        return LoopbackInterface.index();
    }

    @Override
    public void outgoingInterface(int port, int interfaceIndex) throws DriverException {
        tell(port(port), "outgoing interface", socket -> Groups.outgoing(socket, interfaceIndex, options.memory()));
    }

    /** Something that the kernel says an int to. */
    @FunctionalInterface
    private interface Question {
        int ask(EpollSocket socket);
    }

    /** Tells a port's socket, and each that takes its place. */
    private static void tell(EpollDatagramPort port, Object what, Question question) throws DriverException {
        Errnos.require(question.ask(port), Step.OTHER);
        port.succession.told(what, socket -> {
            int result = question.ask(socket);
            // An interface that is gone takes its memberships with it.
            if (result != -Errnos.ENODEV && result != -Errnos.EADDRNOTAVAIL) {
                Errnos.require(result, Step.OTHER);
            }
        });
    }

    // ---- flow labels

    @Override
    public int lease(int port, InetAddress destination, FlowLabelRequest request) throws DriverException {
        Succession<EpollSocket, DriverException> succession = port(port).succession;
        int label = sockets.lease(port(port).fd(), (Inet6Address) destination, request);
        FlowLabelRequest same =
                new FlowLabelRequest(OptionalInt.of(label), request.sharing(), request.linger(), request.expires());
        succession.told(label, socket -> {
            if (same.sharing() == FlowLabel.Sharing.EXCLUSIVE) {
                throw new DriverException(
                        Step.FLOW_LABEL,
                        Errno.EPERM,
                        new IOException("the port leases the flow label 0x" + Integer.toHexString(label)
                                + " exclusively, and its socket has to be replaced; close that lease first"));
            }
            sockets.lease(socket.fd(), (Inet6Address) destination, same);
        });
        return label;
    }

    @Override
    public void renew(int port, InetAddress destination, int label, Duration linger, Duration expires)
            throws DriverException {
        Errnos.require(FlowLabels.renew(port(port).fd(), label, linger, expires, options.memory()), Step.FLOW_LABEL);
    }

    @Override
    public void release(int port, InetAddress destination, int label) {
        FlowLabels.release(port(port).fd(), label, options.memory());
        port(port).succession.untold(label);
    }
}
