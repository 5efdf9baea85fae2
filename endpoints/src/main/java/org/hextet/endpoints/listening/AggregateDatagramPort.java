package org.hextet.endpoints.listening;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.callbacks.DatagramUser;
import org.jspecify.annotations.Nullable;

/**
 * Datagram ports on several addresses as one. What comes is answered by the part that it came to; all else leaves by
 * the part that the host itself would have chosen as the source.
 */
final class AggregateDatagramPort implements DatagramPort {

    /** So many choices are remembered before they are made anew. */
    private static final int REMEMBERED = 256;

    /** What a datagram that was handed over by another thread costs beside its payload. */
    private static final int OVERHEAD_BYTES = 64;

    private final Reactor reactor;
    private final DatagramOptions options;
    private final List<DatagramPart> parts;
    private final PartChoice choice;
    private final List<NetworkFailure> missing;
    private final DatagramProtocol user;
    private final List<InetSocketAddress> localAddresses;
    private final Map<AddressKey, DatagramPart> chosen = new ConcurrentHashMap<>();
    private final AtomicLong posted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger pausedParts = new AtomicInteger();
    private final Watched<Void> closeDone;
    private final Watched<CloseReason> closed;

    private volatile @Nullable DatagramPart connected;
    private volatile boolean closing;

    /** Of the loop only. */
    private int open;

    /** Of the loop only. */
    private @Nullable CloseReason reason;

    AggregateDatagramPort(
            Reactor reactor,
            DatagramOptions options,
            List<DatagramPart> parts,
            List<NetworkFailure> missing,
            DatagramProtocol user) {
        this.reactor = reactor;
        this.options = options;
        this.parts = List.copyOf(parts);
        this.choice = new PartChoice(parts);
        this.missing = List.copyOf(missing);
        this.user = user;
        this.open = parts.size();
        this.localAddresses = parts.stream().map(DatagramPart::local).toList();
        this.closeDone = new Watched<>(List.of(reactor), "close");
        this.closed = new Watched<>(List.of(reactor), "closed");
    }

    // ---- what the parts hear, on the loop

    void begin() {
        for (DatagramPart part : parts) {
            part.belongsTo(this);
            part.port().resumeReading();
        }
        DatagramUser.opened(user, this);
    }

    DatagramProtocol user() {
        return user;
    }

    void received(DatagramPart part, Datagram datagram) throws Exception {
        DatagramPart only = connected;
        if (only == null || only == part) {
            user.received(this, datagram);
        }
    }

    void partPaused() throws Exception {
        if (pausedParts.incrementAndGet() == 1) {
            user.writingPaused(this);
        }
    }

    void partResumed() throws Exception {
        if (pausedParts.decrementAndGet() == 0) {
            user.writingResumed(this);
        }
    }

    /** One is gone: so is the whole, when the others are. */
    void partClosed(CloseReason why) throws Exception {
        CloseReason known = reason;
        CloseReason telling = known == null || known instanceof CloseReason.ClosedHere ? why : known;
        reason = telling;
        open--;
        if (open > 0) {
            close();
            return;
        }
        closing = true;
        try {
            user.closed(this, telling);
        } finally {
            closed.succeed(telling);
            closeDone.succeedEmpty();
        }
    }

    // ---- by which part

    private void requireUsable(InetSocketAddress to) {
        AddressRules.requireResolved(to, "write to");
        choice.requireFamily(to);
    }

    /** Where the host need not be asked for its routes. */
    private @Nullable DatagramPart known(InetAddress to) {
        DatagramPart remembered = chosen.get(AddressKey.of(to));
        return remembered != null ? remembered : choice.withoutRoutes(to).orElse(null);
    }

    /** On the loop, which can ask. */
    private DatagramPart part(InetAddress to) {
        DatagramPart known = known(to);
        if (known != null) {
            return known;
        }
        AddressKey key = AddressKey.of(to);
        try {
            reactor.sourceAddress(to).whenComplete((source, failure) -> {
                if (chosen.size() >= REMEMBERED) {
                    chosen.clear();
                }
                chosen.put(
                        key,
                        Optional.ofNullable(source)
                                .flatMap(found -> found.flatMap(choice::at))
                                .orElseGet(() -> choice.any(to)));
            });
        } catch (IllegalArgumentException unusable) {
            // No zone, or one too many: the part says so at once.
            return choice.any(to);
        }
        // A reactor whose loop answers later than at once has its answer for the next datagram.
        DatagramPart answered = chosen.get(key);
        return answered == null ? choice.any(to) : answered;
    }

    /** The part that leases labels for a destination: always the same. */
    private DatagramPart labelled(InetAddress destination) {
        DatagramPart only = connected;
        return only != null ? only : choice.withoutRoutes(destination).orElseGet(() -> choice.any(destination));
    }

    private DatagramPart requireConnected(String operation) {
        DatagramPart only = connected;
        if (only == null) {
            throw new IllegalStateException(
                    operation + " " + this + ": the port is not connected; connect it, or say whom to write to");
        }
        return only;
    }

    // ---- writing

    /** What is done with the part that was chosen. */
    @FunctionalInterface
    private interface Writing {
        boolean by(DatagramPart part, ByteBuffer data);
    }

    @Override
    public boolean write(ByteBuffer data, InetSocketAddress to) {
        requireUsable(to);
        return write(
                data, connected, to.getAddress(), (part, bytes) -> part.port().write(bytes, to));
    }

    @Override
    public boolean write(ByteBuffer data, Route route) {
        if (route.to().isEmpty()) {
            DatagramPart only = requireConnected("write without an address from");
            return only.port().write(data, only.ownRoute(route));
        }
        InetSocketAddress to = route.to().get();
        requireUsable(to);
        DatagramPart part = connected;
        if (part == null) {
            part = route.source().flatMap(choice::at).orElse(null);
        }
        if (part == null && route.flowLabel().isPresent()) {
            part = labelled(route.flowLabel().get().destination());
        }
        return write(
                data,
                part,
                to.getAddress(),
                (chosenPart, bytes) -> chosenPart.port().write(bytes, chosenPart.ownRoute(route)));
    }

    private boolean write(ByteBuffer data, @Nullable DatagramPart decided, InetAddress to, Writing writing) {
        DatagramPart part = decided != null ? decided : reactor.inReactor() ? part(to) : known(to);
        return part == null ? post(data, to, writing) : writing.by(part, data);
    }

    @Override
    public boolean write(ByteBuffer data) {
        DatagramPart only = connected;
        if (only != null) {
            return only.port().write(data);
        }
        Optional<InetSocketAddress> target = options.target();
        return target.isPresent()
                ? write(data, target.get())
                : requireConnected("write without an address from").port().write(data);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
        Objects.checkFromIndexSize(offset, length, data.length);
        int size = 0;
        for (int i = offset; i < offset + length; i++) {
            size = Math.addExact(size, data[i].remaining());
        }
        ByteBuffer whole = ByteBuffer.allocate(size);
        for (int i = offset; i < offset + length; i++) {
            whole.put(data[i]);
        }
        return write(whole.flip(), route);
    }

    /** From another thread: a copy is handed to the loop, which can ask the host. */
    private boolean post(ByteBuffer data, InetAddress to, Writing writing) {
        int cost = data.remaining() + OVERHEAD_BYTES;
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        if (closing) {
            return false;
        }
        boolean isAccepted = posted.addAndGet(cost) <= options.queueLimit();
        if (isAccepted) {
            try {
                reactor.execute(() -> {
                    posted.addAndGet(-cost);
                    if (closing) {
                        dropped.incrementAndGet();
                    } else {
                        writing.by(part(to), copy);
                    }
                });
            } catch (RejectedExecutionException ended) {
                isAccepted = false;
            }
        }
        if (!isAccepted) {
            posted.addAndGet(-cost);
            dropped.incrementAndGet();
        }
        return isAccepted;
    }

    @Override
    public boolean isWritable() {
        return pausedParts.get() == 0 && !closing;
    }

    @Override
    public long queuedBytes() {
        return parts.stream().mapToLong(part -> part.port().queuedBytes()).sum();
    }

    @Override
    public long dropped() {
        return dropped.get()
                + parts.stream().mapToLong(part -> part.port().dropped()).sum();
    }

    // ---- reading

    @Override
    public void pauseReading() {
        parts.forEach(part -> part.port().pauseReading());
    }

    @Override
    public void resumeReading() {
        parts.forEach(part -> part.port().resumeReading());
    }

    // ---- the peer

    @Override
    public Pending<DatagramPort> connect(InetSocketAddress peer) {
        InetSocketAddress usable = AddressRules.usable(peer, "connect to", Zones.ofHost());
        AddressRules.requireTargetPort(usable, "connect to");
        choice.requireFamily(usable);
        Watched<DatagramPort> done = new Watched<>(List.of(reactor), "connect");
        new LoopExecutor(reactor).execute(() -> {
            DatagramPart before = connected;
            DatagramPart part = part(usable.getAddress());
            part.port().connect(usable).whenComplete((port, failure) -> {
                if (failure != null) {
                    done.fail(Together.cause(failure));
                    return;
                }
                connected = part;
                if (before != null && before != part) {
                    before.port().disconnect();
                }
                done.succeed(this);
            });
        });
        return done;
    }

    @Override
    public Pending<DatagramPort> disconnect() {
        Watched<DatagramPort> done = new Watched<>(List.of(reactor), "disconnect");
        new LoopExecutor(reactor).execute(() -> {
            DatagramPart before = connected;
            if (before == null) {
                done.succeed(this);
                return;
            }
            before.port().disconnect().whenComplete((port, failure) -> {
                if (failure != null) {
                    done.fail(Together.cause(failure));
                    return;
                }
                connected = null;
                done.succeed(this);
            });
        });
        return done;
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
        DatagramPart only = connected;
        return only == null ? Optional.empty() : only.port().remoteAddress();
    }

    @Override
    public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
        requireUsable(new InetSocketAddress(destination, 0));
        return labelled(destination).port().lease(destination, request);
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        DatagramPart only = connected;
        return only == null ? Optional.empty() : only.port().flowLabel();
    }

    @Override
    public int pathMtu() throws IOException {
        return requireConnected("path MTU of").port().pathMtu();
    }

    // ---- the rest

    @Override
    public List<InetSocketAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public List<NetworkFailure> missing() {
        return missing;
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    /** They are all opened with the same. */
    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return parts.get(0).port().option(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        for (DatagramPart part : parts) {
            part.port().option(option, value);
        }
    }

    @Override
    public Pending<Void> close() {
        closing = true;
        parts.forEach(part -> part.port().close());
        return closeDone;
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }

    /** The addresses, as error messages and logs name the port. */
    @Override
    public String toString() {
        return localAddresses.stream().map(AddressText::formatSocket).collect(Collectors.joining(", "));
    }
}
