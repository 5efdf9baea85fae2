package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.SocketAddressKey;
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
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;

/**
 * One datagram port over a driver: checks, queue, callbacks, memberships, leases. Fields are of the loop only, unless
 * they are volatile or final.
 */
final class UdpPort extends Settling implements MulticastPort, SocketHandle {

    private final LoopSockets sockets;
    private final EventLoop loop;
    private final DatagramDriver driver;
    private final int handle;
    private final DatagramOptions options;
    private final DatagramSettings settings;
    private final DatagramTargets targets;
    private final DatagramProtocol protocol;
    private final LentDatagram lent;
    private final DatagramQueue queue;
    private final Memberships memberships;

    /** What callbacks will be told when the running one is over. */
    private final ArrayDeque<Telling> owed = new ArrayDeque<>();

    /** Came after reading was paused. */
    private final ArrayDeque<KeptDatagram> kept = new ArrayDeque<>();

    private final Set<LeasedFlowLabel> leases = Collections.newSetFromMap(new WeakHashMap<>());

    private volatile InetSocketAddress local;
    private volatile @Nullable NetworkInterface outgoing;

    /** Leased for the peer. */
    private volatile @Nullable LeasedFlowLabel peerLabel;

    /** To the peer, with its label. */
    private volatile @Nullable Route toPeer;

    /** The socket has no room, until the driver says otherwise. */
    private boolean blocked;

    private boolean readingPaused;
    private volatile boolean writingPaused;
    private volatile boolean ending;
    private volatile long queuedSnapshot;
    private final AtomicLong dropped = new AtomicLong();

    private final PostedDatagrams posted;

    private CloseReason reason = new CloseReason.ClosedHere();
    private final ReactorPromise<Void> closeDone;
    private final ReactorPromise<CloseReason> closed;

    /** Where a factory gave no protocol: told when the descriptor is gone. */
    private @Nullable Runnable whenGone;

    /** Something to tell the protocol. */
    @FunctionalInterface
    private interface Telling {
        void tell(DatagramProtocol protocol) throws Exception;
    }

    /** A change of the groups of a port. */
    @FunctionalInterface
    interface MembershipChange {
        void make(Memberships groups) throws DriverException;
    }

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
        this.settings = settings;
        this.options = settings.options();
        this.protocol = protocol;
        this.local = sockets.driver().localAddress(handle);
        this.targets = new DatagramTargets(capabilities(), local, settings.isInet6Only());
        this.lent = new LentDatagram(this, capabilities(), settings.facts(), local.getAddress());
        this.queue = new DatagramQueue(options);
        this.posted = new PostedDatagrams(options);
        this.memberships = new Memberships(driver, handle);
        this.closeDone = ReactorPromise.watching(loop, "close");
        this.closed = ReactorPromise.watching(loop, "closed");
    }

    private Capabilities capabilities() {
        return sockets.reactor().capabilities();
    }

    boolean isEnding() {
        return ending;
    }

    boolean hasLeased(FlowLabel label) {
        return label instanceof LeasedFlowLabel leased && leased.isOf(this);
    }

    /** The port is bound: its protocol is told, before anything else. */
    void begin() {
        tell(each -> each.opened(this));
    }

    // ---- events of the driver

    void received(ReceivedDatagram datagram) {
        if (ending || isForOthers(datagram)) {
            return;
        }
        if (readingPaused) {
            kept.addLast(KeptDatagram.copyOf(datagram, settings.facts()));
            return;
        }
        show(datagram, false);
    }

    /** What another port of this host has joined, and this one not. */
    private boolean isForOthers(ReceivedDatagram datagram) {
        if (!settings.filtersGroups()) {
            return false;
        }
        InetAddress destination = datagram.destination();
        return destination.isMulticastAddress()
                && !memberships.hear(destination, datagram.interfaceIndex(), datagram.sender());
    }

    private void show(ReceivedDatagram datagram, boolean isKept) {
        // The buffer is the same for all: the order that one protocol sets is not the next one's.
        datagram.data().order(ByteOrder.BIG_ENDIAN);
        lent.show(datagram, isKept);
        try {
            protocol.received(this, lent);
        } catch (Throwable thrown) {
            threw(thrown);
        } finally {
            lent.hide();
        }
        loop.settle();
    }

    /** There is room again. */
    void sent() {
        blocked = false;
        DatagramQueue.Waiting next;
        while (!ending && !blocked && (next = queue.first()) != null) {
            int size = next.size();
            if (isForAnother(next.to())) {
                queue.removeFirst(size);
                dropped.incrementAndGet();
            } else if (submit(next.data(), next.to(), next.route())) {
                queue.removeFirst(size);
            } else {
                blocked = true;
            }
        }
        queueChanged();
        loop.settle();
    }

    void datagramFailed(Errno errno, @Nullable InetSocketAddress to, int size, int mtu, @Nullable Throwable platform) {
        if (ending || (errno == Errno.ECONNREFUSED && targets.peer() == null)) {
            // One of many peers has gone: who talks to many hears of none.
            return;
        }
        InetSocketAddress whom = to == null ? targets.peer() : to;
        NetworkFailure failure = DatagramFailures.write(errno, local, whom, size, mtu, platform);
        tell(each -> each.failed(this, failure));
        loop.settle();
    }

    void pathMtuChanged(InetSocketAddress destination, int mtu) {
        if (!ending) {
            tell(each -> each.pathMtuChanged(this, destination, mtu));
            loop.settle();
        }
    }

    /** The socket broke. */
    void failed(Errno errno, @Nullable Throwable platform) {
        if (!ending) {
            InetSocketAddress here = local;
            end(new CloseReason.Failed(
                    () -> DatagramFailures.write(errno, here, null, -1, -1, platform) instanceof IOException failure
                            ? failure
                            : new IOException(errno.words())));
            loop.settle();
        }
    }

    @Override
    public void descriptorGone() {
        Runnable instead = whenGone;
        if (instead != null) {
            instead.run();
        } else {
            try {
                protocol.closed(this, reason);
            } catch (Throwable thrown) {
                threw(thrown);
            }
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
            end(new CloseReason.Aborted(ErrnoFailures.reactorClosed("port", local, null)));
        }
    }

    // ---- callbacks

    private void tell(Telling telling) {
        try {
            telling.tell(protocol);
        } catch (Throwable thrown) {
            threw(thrown);
        }
    }

    private void threw(Throwable thrown) {
        sockets.incidents().threw("a datagram protocol, " + protocol.getClass().getName(), thrown);
    }

    private void owe(Telling telling) {
        owed.addLast(telling);
        loop.markDirty(this);
    }

    @Override
    void settle() {
        Telling next;
        while ((next = owed.pollFirst()) != null && !ending) {
            tell(next);
        }
    }

    @Override
    void abortUnsettled() {
        close();
    }

    // ---- writing

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        if (!loop.inLoop()) {
            return post(data, targets.writable(to), null);
        }
        // Whom the running datagram came from can be written to.
        return put(data, lent.isSender(to) && targets.peer() == null ? to : targets.writable(to), null);
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        return hand(data, targets.writable(route, this));
    }

    @Override
    public boolean write(ByteBuffer data) {
        InetSocketAddress peer = targets.peer();
        if (peer == null && ending) {
            return refuse(data);
        }
        InetSocketAddress to =
                peer == null ? targets.writable(options.target().orElseThrow(targets::notConnected)) : peer;
        return loop.inLoop() ? put(data, to, null) : post(data, to, null);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        Objects.checkFromIndexSize(offset, length, data.length);
        Route usable = targets.writable(route, this);
        if (length == 1) {
            return hand(data[offset], usable);
        }
        return hand(Gathered.of(data, offset, length), usable);
    }

    /** By a route that has been checked: it says whom to, if the port does not. */
    private boolean hand(ByteBuffer data, Route route) {
        InetSocketAddress to = route.to().isPresent() ? route.to().get() : targets.peer();
        if (to == null) {
            // The peer has been left meanwhile.
            throw targets.notConnected();
        }
        return loop.inLoop() ? put(data, to, route) : post(data, to, route);
    }

    /** Of the running callback's datagram. */
    boolean reply(ByteBuffer data) {
        InetSocketAddress peer = targets.peer();
        if (peer != null) {
            return put(data, peer, null);
        }
        if (ending || (data.remaining() > DatagramSetup.LARGEST_INET && !fits(data, lent.sender()))) {
            return refuse(data);
        }
        if (!blocked && driver.reply(handle, data)) {
            return true;
        }
        blocked = true;
        return enqueue(data, lent.sender(), lent.route());
    }

    /** From another thread: a copy is handed to the loop. */
    private boolean post(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        if (ending) {
            return refuse(data);
        }
        int lost = posted.add(data, to, route);
        dropped.addAndGet(lost);
        if (posted.wantsTask() && !loop.submit(this::takePosted)) {
            dropped.incrementAndGet();
            return false;
        }
        return lost == 0;
    }

    private void takePosted() {
        DatagramQueue.Waiting next = posted.take();
        if (next != null && (ending || isForAnother(next.to()))) {
            dropped.incrementAndGet();
        } else if (next != null) {
            put(next.data(), next.to(), next.route());
        }
    }

    private static boolean refuse(ByteBuffer data) {
        data.position(data.limit());
        return false;
    }

    /** Whether the port has taken a peer since that was written, and another one: it must not get it. */
    @SuppressWarnings("ReferenceEquality") // mostly the very object
    private boolean isForAnother(InetSocketAddress to) {
        InetSocketAddress peer = targets.peer();
        return peer != null && to != peer && !SocketAddressKey.of(to).equals(SocketAddressKey.of(peer));
    }

    private boolean put(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        if (ending || !fits(data, to)) {
            return refuse(data);
        }
        if (!blocked) {
            if (submit(data, to, route)) {
                return true;
            }
            blocked = true;
        }
        return enqueue(data, to, route);
    }

    /** Hands it to the driver: on a connected port it is for the peer, with its label as long as that is leased. */
    private boolean submit(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        if (route != null) {
            return driver.send(handle, data, route);
        }
        if (targets.peer() == null) {
            return driver.send(handle, data, to);
        }
        LeasedFlowLabel label = peerLabel;
        Route labelled = toPeer;
        if (label != null && labelled != null && label.isHeld()) {
            return driver.send(handle, data, labelled);
        }
        return driver.send(handle, data, (InetSocketAddress) null);
    }

    /** Whether any datagram can be so long; if not, that is told. */
    private boolean fits(ByteBuffer data, InetSocketAddress to) {
        int size = data.remaining();
        // The address is not looked at where any family would do: with many peers it is in no cache.
        if (size <= DatagramSetup.LARGEST_INET) {
            return true;
        }
        int longest = DatagramTargets.longest(to.getAddress());
        if (size <= longest) {
            return true;
        }
        NetworkFailure failure = DatagramFailures.tooLong(local, to, size, longest);
        owe(each -> each.failed(this, failure));
        return false;
    }

    private boolean enqueue(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        int lost = queue.add(data, to, route == null ? null : DatagramTargets.withTarget(route, to));
        dropped.addAndGet(lost);
        queueChanged();
        return lost == 0;
    }

    private void queueChanged() {
        long bytes = queue.bytes();
        queuedSnapshot = bytes;
        if (!writingPaused && bytes > options.highWatermark()) {
            writingPaused = true;
            owe(each -> each.writingPaused(this));
        } else if (writingPaused && bytes <= options.lowWatermark()) {
            writingPaused = false;
            owe(each -> each.writingResumed(this));
        }
    }

    @Override
    public boolean isWritable() {
        return !writingPaused && !ending;
    }

    @Override
    public long queuedBytes() {
        return queuedSnapshot;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    // ---- reading

    @Override
    public void pauseReading() {
        loop.onLoop(() -> {
            if (!ending && !readingPaused) {
                readingPaused = true;
                sockets.driver().pauseReceiving(handle);
            }
        });
    }

    @Override
    public void resumeReading() {
        loop.onLoop(() -> {
            if (!ending && readingPaused) {
                readingPaused = false;
                if (kept.isEmpty()) {
                    sockets.driver().resumeReceiving(handle);
                } else {
                    // Never inside the running callback.
                    loop.submit(this::showKept);
                }
            }
        });
    }

    private void showKept() {
        KeptDatagram next;
        while (!ending && !readingPaused && (next = kept.pollFirst()) != null) {
            show(next, true);
        }
        if (!ending && !readingPaused) {
            sockets.driver().resumeReceiving(handle);
        }
    }

    // ---- the peer

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress peer) {
        InetSocketAddress usable = targets.connectable(peer);
        FlowLabelRequest request = options.flowLabel().orElse(null);
        if (request != null) {
            requireLabelled(usable.getAddress(), "connect to " + formatSocket(usable));
        }
        return ask("connect", promise -> {
            InetSocketAddress before = targets.peer();
            // Before the driver changes the peer: the socket may be another one afterwards, and two cannot hold it.
            releasePeerLabel();
            try {
                driver.connect(handle, usable);
            } catch (DriverException failed) {
                promise.finishWith(ErrnoFailures.connect(
                        failed.errno(),
                        local,
                        usable,
                        Duration.ZERO,
                        failed.platform().orElse(null)));
                return;
            }
            LeasedFlowLabel label = null;
            if (request != null) {
                try {
                    label = leased(usable.getAddress(), request);
                } catch (DriverException failed) {
                    IOException why = leaseFailure(usable.getAddress(), request, failed);
                    goBackTo(before, usable, why);
                    promise.finishWith(why);
                    return;
                }
            }
            peerIsNow(usable, label);
            // What others had sent waits behind a pause, or in the kernel: it is not received any more.
            SocketAddressKey only = SocketAddressKey.of(usable);
            kept.removeIf(each -> !SocketAddressKey.of(each.sender()).equals(only));
            int lost = queue.keepOnly(one -> !isForAnother(one.to()));
            if (lost > 0) {
                dropped.addAndGet(lost);
                queueChanged();
            }
            promise.finish(this);
        });
    }

    @Override
    public Pending<DatagramPort> disconnect() {
        return ask("disconnect", promise -> {
            if (targets.peer() != null) {
                releasePeerLabel();
                try {
                    driver.disconnect(handle);
                } catch (DriverException failed) {
                    promise.finishWith(ErrnoFailures.option(
                            "disconnect " + formatSocket(local),
                            failed.errno(),
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

    private void releasePeerLabel() {
        LeasedFlowLabel label = peerLabel;
        if (label != null) {
            label.close();
        }
    }

    private void peerIsNow(@Nullable InetSocketAddress peer, @Nullable LeasedFlowLabel label) {
        peerLabel = label;
        toPeer = label == null ? null : Route.toPeer().withFlowLabel(label);
        targets.connectedTo(peer);
        local = sockets.driver().localAddress(handle);
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        return Optional.ofNullable(targets.peer());
    }

    @Override
    public int pathMtu() throws IOException {
        capabilities().require(Capability.PATH_MTU);
        if (targets.peer() == null) {
            throw new IllegalStateException("path MTU of " + formatSocket(local)
                    + ": the port is not connected, and every path has its own; connect it");
        }
        return sockets.askOnLoop("path MTU of " + formatSocket(local), () -> {
            requireOpen("path MTU");
            return driver.pathMtu(handle);
        });
    }

    // ---- groups

    @Override
    public Pending<Membership> join(InetAddress group) {
        NetworkInterface on = GroupRules.interfaceOf(group);
        return join(group, on, Optional.empty());
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on) {
        return join(group, on, Optional.empty());
    }

    @Override
    public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
        return join(group, on, Optional.of(source));
    }

    private Pending<Membership> join(InetAddress group, NetworkInterface on, Optional<InetAddress> source) {
        InetAddress usable = GroupRules.joinable(group, on);
        targets.requireFamily(usable, "join");
        InetAddress from = source.map(each -> sourceOf(
                        "join " + AddressText.format(usable) + " for " + AddressText.format(each), usable, each))
                .orElse(null);
        return this.<Membership>ask("join", promise -> {
            try {
                memberships.join(usable, on.getIndex(), from);
                promise.finish(new GroupMembership(this, usable, on, from));
            } catch (DriverException failed) {
                promise.finishWith(membershipFailure("join", usable, on, failed));
            } catch (IllegalStateException mixed) {
                promise.finishWith(new IllegalStateException(
                        "join " + AddressText.format(usable) + " on " + on.getName() + ": " + mixed.getMessage(),
                        mixed));
            }
        });
    }

    /** A sender in a group: what can be one, in the form to use. */
    InetAddress sourceOf(String what, InetAddress group, InetAddress sender) {
        capabilities().require(Capability.MULTICAST_SSM);
        InetAddress usable = AddressRules.usable(sender, what, Zones.ofHost());
        if (usable.isMulticastAddress() || usable.isAnyLocalAddress()) {
            throw new IllegalArgumentException(what + ": a source is one host; give its unicast address");
        }
        AddressRules.requireSameFamily(group, usable, what);
        return usable;
    }

    Pending<Void> changeMembership(String operation, InetAddress group, NetworkInterface on, MembershipChange change) {
        return ask(operation, promise -> {
            try {
                change.make(memberships);
                promise.finishEmpty();
            } catch (DriverException failed) {
                promise.finishWith(membershipFailure(operation, group, on, failed));
            }
        });
    }

    private IOException membershipFailure(
            String operation, InetAddress group, NetworkInterface on, DriverException failed) {
        return DatagramFailures.membership(
                operation,
                failed.errno(),
                local,
                group,
                on.getName(),
                failed.platform().orElse(null));
    }

    @Override
    public Pending<Void> setOutgoingInterface(NetworkInterface out) {
        return setOutgoing(out);
    }

    @Override
    public Pending<Void> setOutgoingInterface(int index) {
        NetworkInterface out = index < 1 ? null : DatagramTargets.interfaceOf(index);
        if (out == null) {
            throw new IllegalArgumentException("set outgoing interface " + index + ": there is none of that index; "
                    + MulticastInterfaces.listed());
        }
        return setOutgoing(out);
    }

    @Override
    public Pending<Void> clearOutgoingInterface() {
        return setOutgoing(null);
    }

    private Pending<Void> setOutgoing(@Nullable NetworkInterface out) {
        int index = out == null ? 0 : out.getIndex();
        if (out != null) {
            DatagramTargets.requireInterface(index, "set outgoing interface " + out.getName());
        }
        return ask("set outgoing interface", promise -> {
            try {
                driver.outgoingInterface(handle, index);
                outgoing = out;
                targets.groupsLeaveBy(index);
                promise.finishEmpty();
            } catch (DriverException failed) {
                promise.finishWith(ErrnoFailures.option(
                        "set outgoing interface " + (out == null ? "none" : out.getName()) + " of "
                                + formatSocket(local),
                        failed.errno(),
                        failed.platform().orElse(null)));
            }
        });
    }

    @Override
    public Optional<NetworkInterface> outgoingInterface() {
        return Optional.ofNullable(outgoing);
    }

    // ---- flow labels

    @Override
    public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
        String what = "lease a flow label for " + AddressText.format(destination);
        InetAddress usable = AddressRules.usable(destination, what, Zones.ofHost());
        requireLabelled(usable, what);
        targets.requireFamily(usable, "lease a flow label for");
        return ask("lease", promise -> {
            try {
                promise.finish(leased(usable, request));
            } catch (DriverException failed) {
                promise.finishWith(leaseFailure(usable, request, failed));
            }
        });
    }

    private void requireLabelled(InetAddress destination, String what) {
        capabilities().require(Capability.FLOW_LABEL);
        if (!(destination instanceof Inet6Address) || destination.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    what + ": labels are for one IPv6 destination; IPv4 packets have none, and :: is nobody");
        }
    }

    private LeasedFlowLabel leased(InetAddress destination, FlowLabelRequest request) throws DriverException {
        int value = driver.lease(handle, destination, request);
        LeasedFlowLabel label = new LeasedFlowLabel(
                sockets,
                destination,
                AddressText.format(destination),
                request.sharing(),
                value,
                new Lease(destination, value));
        leases.add(label);
        return label;
    }

    private static IOException leaseFailure(InetAddress destination, FlowLabelRequest request, DriverException failed) {
        return ErrnoFailures.flowLabel(
                failed.errno(),
                new InetSocketAddress(destination, 0),
                request,
                failed.platform().orElse(null));
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.ofNullable(peerLabel);
    }

    /** A lease that the socket of this port holds. */
    private final class Lease implements LeasedFlowLabel.Lease {

        private final InetAddress destination;
        private final int value;

        Lease(InetAddress destination, int value) {
            this.destination = destination;
            this.value = value;
        }

        @Override
        public Object holder() {
            return UdpPort.this;
        }

        @Override
        public void renew(Duration linger, Duration expires) throws DriverException {
            driver.renew(handle, destination, value, linger, expires);
        }

        @Override
        public void release() {
            driver.release(handle, destination, value);
        }
    }

    // ---- options and the rest

    @Override
    public List<InetSocketAddress> localAddresses() {
        return List.of(local);
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
                new Facts(FailureKind.ABORTED, operation, local, targets.peer(), null),
                operation + " of " + formatSocket(local) + ": the port is closed",
                null);
    }

    /** Asks on the loop; a port that has ended fails it. */
    private <T> ReactorPromise<T> ask(String operation, Consumer<ReactorPromise<T>> question) {
        ReactorPromise<T> promise = ReactorPromise.watching(loop, operation);
        loop.onLoop(() -> {
            if (!promise.claim()) {
                return;
            }
            if (loop.isClosing()) {
                promise.finishWith(ErrnoFailures.reactorClosed(operation, local, null));
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
        int left = driver.flush(handle) + queue.clear();
        ending = true;
        dropped.addAndGet(left);
        queuedSnapshot = 0;
        kept.clear();
        owed.clear();
        for (LeasedFlowLabel label : leases) {
            label.socketCloses();
        }
        sockets.driver().close(handle);
    }
}
