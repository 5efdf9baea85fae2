package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.jspecify.annotations.Nullable;

/**
 * What a port sends: checked, handed to its driver, and queued where the socket has no room. Fields are of the loop
 * only, unless they are volatile or final.
 */
final class UdpOutput {

    private final EventLoop loop;
    private final DatagramDriver driver;
    private final int handle;
    private final DatagramOptions options;
    private final DatagramTargets targets;
    private final PortLabels labels;
    private final DatagramCallbacks callbacks;
    private final DatagramQueue queue;
    private final PostedDatagrams posted;
    private final AtomicLong dropped = new AtomicLong();

    /** The socket has no room, until the driver says otherwise. */
    private boolean isBlocked;

    private volatile boolean isPaused;
    private volatile boolean hasEnded;
    private volatile long queuedSnapshot;

    UdpOutput(
            EventLoop loop,
            DatagramDriver driver,
            int handle,
            DatagramOptions options,
            DatagramTargets targets,
            PortLabels labels,
            DatagramCallbacks callbacks) {
        this.loop = loop;
        this.driver = driver;
        this.handle = handle;
        this.options = options;
        this.targets = targets;
        this.labels = labels;
        this.callbacks = callbacks;
        this.queue = new DatagramQueue(options);
        this.posted = new PostedDatagrams(options);
    }

    // ---- what users write

    boolean write(ByteBuffer data, InetSocketAddress to) {
        return hand(data, targets.writable(to), null);
    }

    /** On the loop, to whom the running datagram came from: to there can be written. */
    boolean writeToSender(ByteBuffer data, InetSocketAddress sender) {
        return put(data, targets.peer() == null ? sender : targets.writable(sender), null);
    }

    boolean write(ByteBuffer data) {
        InetSocketAddress peer = targets.peer();
        if (peer != null) {
            return hand(data, peer, null);
        }
        return hasEnded ? refuse(data) : write(data, options.target().orElseThrow(targets::notConnected));
    }

    boolean write(ByteBuffer data, Route route) {
        return handBy(targets.writable(route, labels), data);
    }

    boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        Objects.checkFromIndexSize(offset, length, data.length);
        Route usable = targets.writable(route, labels);
        return handBy(usable, length == 1 ? data[offset] : Gathered.of(data, offset, length));
    }

    /** By a route that has been checked: it says whom to, if the port does not. */
    private boolean handBy(Route route, ByteBuffer data) {
        InetSocketAddress to = route.to().isPresent() ? route.to().get() : targets.peer();
        if (to == null) {
            // The peer has been left meanwhile.
            throw targets.notConnected();
        }
        return hand(data, to, route);
    }

    private boolean hand(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        return loop.inLoop() ? put(data, to, route) : post(data, to, route);
    }

    /** Answers the datagram of the running callback. */
    boolean reply(ByteBuffer data, LentDatagram asked) {
        InetSocketAddress peer = targets.peer();
        if (peer != null) {
            return put(data, peer, null);
        }
        if (hasEnded || (data.remaining() > DatagramSetup.LARGEST_INET && !fits(data, asked.sender()))) {
            return refuse(data);
        }
        if (!isBlocked && driver.reply(handle, data)) {
            return true;
        }
        isBlocked = true;
        return enqueue(data, asked.sender(), asked.route());
    }

    /** From another thread: a copy is handed to the loop. */
    private boolean post(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        if (hasEnded) {
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
        if (next != null && (hasEnded || isForAnother(next.to()))) {
            dropped.incrementAndGet();
        } else if (next != null) {
            put(next.data(), next.to(), next.route());
        }
    }

    private static boolean refuse(ByteBuffer data) {
        data.position(data.limit());
        return false;
    }

    // ---- what leaves

    private boolean put(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        if (hasEnded || !fits(data, to)) {
            return refuse(data);
        }
        if (!isBlocked) {
            if (submit(data, to, route)) {
                return true;
            }
            isBlocked = true;
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
        Route labelled = labels.toPeer();
        return labelled != null
                ? driver.send(handle, data, labelled)
                : driver.send(handle, data, (InetSocketAddress) null);
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
        NetworkFailure failure = DatagramFailures.tooLong(targets.local(), to, size, longest);
        callbacks.owe((each, port) -> each.failed(port, failure));
        return false;
    }

    private boolean enqueue(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        int lost = queue.add(data, to, route == null ? null : DatagramTargets.withTarget(route, to));
        dropped.addAndGet(lost);
        queueChanged();
        return lost == 0;
    }

    /** The socket has room again. */
    void hasRoom() {
        isBlocked = false;
        DatagramQueue.Waiting next;
        while (!hasEnded && !isBlocked && (next = queue.first()) != null) {
            int size = next.size();
            if (isForAnother(next.to())) {
                queue.removeFirst(size);
                dropped.incrementAndGet();
            } else if (submit(next.data(), next.to(), next.route())) {
                queue.removeFirst(size);
            } else {
                isBlocked = true;
            }
        }
        queueChanged();
    }

    /** Whether the port has taken a peer since that was written, and another one: it must not get it. */
    @SuppressWarnings("ReferenceEquality") // mostly the very object
    private boolean isForAnother(InetSocketAddress to) {
        InetSocketAddress peer = targets.peer();
        return peer != null && to != peer && !SocketAddressKey.of(to).equals(SocketAddressKey.of(peer));
    }

    /** The port has taken a peer: what waits for anybody else is dropped. */
    void dropWhatIsForOthers() {
        int lost = queue.keepOnly(each -> !isForAnother(each.to()));
        if (lost > 0) {
            dropped.addAndGet(lost);
            queueChanged();
        }
    }

    private void queueChanged() {
        long bytes = queue.bytes();
        queuedSnapshot = bytes;
        if (!isPaused && bytes > options.highWatermark()) {
            isPaused = true;
            callbacks.owe(DatagramProtocol::writingPaused);
        } else if (isPaused && bytes <= options.lowWatermark()) {
            isPaused = false;
            callbacks.owe(DatagramProtocol::writingResumed);
        }
    }

    boolean isWritable() {
        return !isPaused && !hasEnded;
    }

    long queuedBytes() {
        return queuedSnapshot;
    }

    long dropped() {
        return dropped.get();
    }

    /** The last: what the socket has room for leaves. */
    void end() {
        int left = driver.flush(handle) + queue.clear();
        hasEnded = true;
        dropped.addAndGet(left);
        queuedSnapshot = 0;
    }
}
