package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/**
 * One datagram port over a driver: its life and its peer. What it receives, sends, joins and leases has a class each.
 * Fields are of the loop only, unless they are volatile or final.
 */
final class UdpPort implements MulticastPort, SocketHandle {

    private final LoopSockets sockets;
    private final EventLoop loop;
    private final DatagramDriver driver;
    private final int handle;
    private final DatagramOptions options;
    private final boolean filtersGroups;
    private final DatagramTargets targets;
    private final DatagramCallbacks callbacks;
    private final LentDatagram lent;
    private final UdpInput input;
    private final UdpOutput output;
    private final PortGroups groups;
    private final PortLabels labels;

    private volatile boolean ending;

    private CloseReason reason = new CloseReason.ClosedHere();
    private final ReactorPromise<Void> closeDone;
    private final ReactorPromise<CloseReason> closed;

    /** Where a factory gave no protocol: told when the descriptor is gone. */
    private @Nullable Runnable whenGone;

    UdpPort(
            LoopSockets sockets,
            int handle,
            DatagramSettings settings,
            DatagramDriver driver,
            DatagramProtocol protocol) {
        this.sockets = sockets;
        this.loop = sockets.loop();
        this.driver = driver;
        this.handle = handle;
        this.options = settings.options();
        this.filtersGroups = settings.filtersGroups();
        InetSocketAddress local = sockets.driver().localAddress(handle);
        this.targets = new DatagramTargets(capabilities(), local, settings.isInet6Only());
        this.callbacks = new DatagramCallbacks(sockets, this, protocol);
        this.labels = new PortLabels(sockets, driver, handle);
        this.output = new UdpOutput(loop, driver, handle, options, targets, labels, callbacks);
        this.lent = new LentDatagram(output, capabilities(), settings.facts(), local.getAddress());
        this.input = new UdpInput(sockets, handle, settings.facts(), lent, callbacks);
        this.groups = new PortGroups(this, driver, handle, targets);
        this.closeDone = ReactorPromise.watching(loop, "close");
        this.closed = ReactorPromise.watching(loop, "closed");
    }

    Capabilities capabilities() {
        return sockets.reactor().capabilities();
    }

    boolean isEnding() {
        return ending;
    }

    /** The port is bound: its protocol is told, before anything else. */
    void begin() {
        callbacks.opened();
    }

    // ---- events of the driver

    void received(ReceivedDatagram datagram) {
        // The kernel does not always tell apart what this port has joined, and what another of this host.
        if (!ending && (!filtersGroups || groups.hear(datagram))) {
            input.received(datagram);
        }
    }

    /** There is room again. */
    void sent() {
        output.hasRoom();
        loop.settle();
    }

    void datagramFailed(Errno errno, @Nullable InetSocketAddress to, int size, int mtu, @Nullable Throwable platform) {
        if (ending || (errno == Errno.ECONNREFUSED && targets.peer() == null)) {
            // One of many peers has gone: who talks to many hears of none.
            return;
        }
        InetSocketAddress whom = to == null ? targets.peer() : to;
        NetworkFailure failure = DatagramFailures.write(errno, targets.local(), whom, size, mtu, platform);
        callbacks.tell((each, port) -> each.failed(port, failure));
        loop.settle();
    }

    void pathMtuChanged(InetSocketAddress destination, int mtu) {
        if (!ending) {
            callbacks.tell((each, port) -> each.pathMtuChanged(port, destination, mtu));
            loop.settle();
        }
    }

    /** The socket broke. */
    void failed(Errno errno, @Nullable Throwable platform) {
        if (!ending) {
            InetSocketAddress here = targets.local();
            end(new CloseReason.Failed(() -> DatagramFailures.broken(errno, here, platform)));
            loop.settle();
        }
    }

    @Override
    public void descriptorGone() {
        Runnable instead = whenGone;
        if (instead != null) {
            instead.run();
        } else {
            callbacks.closed(reason);
        }
        if (closed.claim()) {
            closed.finish(reason);
        }
        if (closeDone.claim()) {
            closeDone.finishEmpty();
        }
        loop.settle();
    }

    @Override
    public void reactorCloses() {
        if (!ending) {
            end(new CloseReason.Aborted(ErrnoFailures.reactorClosed("port", targets.local(), null)));
        }
    }

    // ---- writing

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        return (loop.inLoop() && lent.isSender(to)) ? output.writeToSender(data, to) : output.write(data, to);
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        return output.write(data, route);
    }

    @Override
    public boolean write(ByteBuffer data) {
        return output.write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        return output.write(data, offset, length, route);
    }

    @Override
    public boolean isWritable() {
        return output.isWritable();
    }

    @Override
    public long queuedBytes() {
        return output.queuedBytes();
    }

    @Override
    public long dropped() {
        return output.dropped();
    }

    // ---- reading

    @Override
    public void pauseReading() {
        loop.onLoop(input::pause);
    }

    @Override
    public void resumeReading() {
        loop.onLoop(input::resume);
    }

    // ---- the peer

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress peer) {
        InetSocketAddress usable = targets.connectable(peer);
        FlowLabelRequest request = options.flowLabel().orElse(null);
        if (request != null) {
            labels.requireLabelled(usable.getAddress(), "connect to " + formatSocket(usable));
        }
        return ask("connect", promise -> {
            InetSocketAddress before = targets.peer();
            // Before the driver changes the peer: the socket may be another one afterwards, and two cannot hold it.
            labels.releasePeers();
            try {
                driver.connect(handle, usable);
            } catch (DriverException failed) {
                promise.finishWith(ErrnoFailures.connect(
                        failed.errno(),
                        targets.local(),
                        usable,
                        Duration.ZERO,
                        failed.platform().orElse(null)));
                return;
            }
            LeasedFlowLabel label = null;
            if (request != null) {
                try {
                    label = labels.lease(usable.getAddress(), request);
                } catch (DriverException failed) {
                    IOException why = PortLabels.failure(usable.getAddress(), request, failed);
                    goBackTo(before, usable, why);
                    promise.finishWith(why);
                    return;
                }
            }
            peerIsNow(usable, label);
            input.keepOnly(usable);
            output.dropWhatIsForOthers();
            promise.finish(this);
        });
    }

    @Override
    public Pending<DatagramPort> disconnect() {
        return ask("disconnect", promise -> {
            InetSocketAddress peer = targets.peer();
            if (peer != null) {
                labels.releasePeers();
                try {
                    driver.disconnect(handle);
                } catch (DriverException failed) {
                    promise.finishWith(DatagramFailures.disconnect(
                            failed.errno(),
                            targets.local(),
                            peer,
                            failed.platform().orElse(null)));
                    return;
                }
                peerIsNow(null, null);
            }
            promise.finish(this);
        });
    }

    /** A connect has failed when the driver had made it. */
    private void goBackTo(@Nullable InetSocketAddress before, InetSocketAddress now, IOException why) {
        try {
            if (before == null) {
                driver.disconnect(handle);
            } else {
                driver.connect(handle, before);
            }
            peerIsNow(before, null);
        } catch (DriverException stuck) {
            why.addSuppressed(stuck);
            peerIsNow(now, null);
        }
    }

    private void peerIsNow(@Nullable InetSocketAddress peer, @Nullable LeasedFlowLabel label) {
        labels.peerHas(label);
        targets.connectedTo(peer, sockets.driver().localAddress(handle));
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(targets.peer());
    }

    @Override
    public int pathMtu() throws IOException {
        capabilities().require(Capability.PATH_MTU);
        if (targets.peer() == null) {
            throw new IllegalStateException("path MTU of " + formatSocket(targets.local())
                    + ": the port is not connected, and every path has its own; connect it");
        }
        return sockets.askOnLoop("path MTU of " + formatSocket(targets.local()), () -> {
            requireOpen("path MTU");
            return driver.pathMtu(handle);
        });
    }

    // ---- groups

    @Override
    public Pending<Membership> join(InetAddress group) {
        return groups.join(group, GroupRules.interfaceOf(group), null);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on) {
        return groups.join(group, on, null);
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
        return groups.join(group, on, source);
    }

    @Override
    public Pending<Void> setOutgoingInterface(NetworkInterface out) {
        return groups.leaveBy(out);
    }

    @Override
    public Pending<Void> setOutgoingInterface(int index) {
        return groups.leaveBy(index);
    }

    @Override
    public Pending<Void> clearOutgoingInterface() {
        return groups.leaveBy(null);
    }

    @Override
    public Optional<NetworkInterface> outgoingInterface() {
        return groups.outgoing();
    }

    // ---- flow labels

    @Override
    public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
        String what = "lease a flow label for " + AddressText.format(destination);
        InetAddress usable = AddressRules.usable(destination, what, Zones.ofHost());
        labels.requireLabelled(usable, what);
        targets.requireFamily(usable, "lease a flow label for");
        return ask("lease", promise -> {
            try {
                promise.finish(labels.lease(usable, request));
            } catch (DriverException failed) {
                promise.finishWith(PortLabels.failure(usable, request, failed));
            }
        });
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.ofNullable(labels.ofPeer());
    }

    // ---- options and the rest

    @Override
    public List<InetSocketAddress> localAddresses() {
        return List.of(targets.local());
    }

    @Override
    public Reactor reactor() {
        return sockets.reactor();
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        sockets.optionRules().requireDatagramOption(option);
        return sockets.askOnLoop("read socket option " + option.name(), () -> {
            requireOpen("read socket option " + option.name());
            return sockets.driver().option(handle, option);
        });
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        sockets.optionRules().requireDatagramOption(option);
        OptionRules.requireRange(option, value);
        sockets.askOnLoop("set socket option " + option.name(), () -> {
            requireOpen("set socket option " + option.name());
            sockets.driver().option(handle, option, value);
            return true;
        });
    }

    private void requireOpen(String operation) throws IOException {
        if (ending) {
            throw gone(operation);
        }
    }

    private IOException gone(String operation) {
        return Failures.of(
                new Facts(FailureKind.ABORTED, operation, targets.local(), targets.peer(), null),
                operation + " of " + formatSocket(targets.local()) + ": the port is closed",
                null);
    }

    /** Asks on the loop; a port that has ended fails it. */
    <T> ReactorPromise<T> ask(String operation, Consumer<ReactorPromise<T>> question) {
        ReactorPromise<T> promise = ReactorPromise.watching(loop, operation);
        loop.onLoop(() -> {
            if (!promise.claim()) {
                return;
            }
            if (loop.isClosing()) {
                promise.finishWith(ErrnoFailures.reactorClosed(operation, targets.local(), null));
            } else if (ending) {
                promise.finishWith(gone(operation));
            } else {
                try {
                    question.accept(promise);
                } catch (RuntimeException | Error wrong) {
                    promise.finishWith(wrong);
                }
            }
        });
        return promise;
    }

    // ---- the end

    @Override
    public Pending<Void> close() {
        loop.onLoop(() -> {
            if (!ending) {
                end(new CloseReason.ClosedHere());
            }
        });
        return closeDone;
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }

    /** Without a protocol to tell: it could not be made. */
    void closeInstead(Runnable then) {
        whenGone = then;
        end(new CloseReason.ClosedHere());
    }

    private void end(CloseReason why) {
        reason = why;
        output.end();
        ending = true;
        input.end();
        callbacks.forgive();
        labels.end();
        sockets.driver().close(handle);
    }
}
