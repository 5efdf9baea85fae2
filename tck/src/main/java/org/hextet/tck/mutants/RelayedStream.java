package org.hextet.tck.mutants;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.tls.ForwardingConnection;
import org.hextet.tls.Tls;
import org.hextet.tls.TlsUpgrade;
import org.jspecify.annotations.Nullable;

/**
 * One stream: what happens beneath is told to its user in another way. Of the loop only, but for {@link User}.
 *
 * <p>Whatever is told is told inside a callback of the connection beneath, so that what a user's callback throws does
 * there what it always does. A turn of its own is a switch of that connection's protocol, to this same one.
 */
final class RelayedStream implements Protocol {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RelayingReactor reactor;
    private final Manner manner;
    private final StreamOptions options;
    private final TlsRole role;
    private final @Nullable Promise<Connection> connecting;
    private final Promise<CloseReason> closed;
    private Protocol protocol;
    private @Nullable Connection below;
    private @Nullable User user;

    // What is still to be told.
    private boolean connectedToTell = true;
    private boolean wasIntroduced;
    private ByteBuffer held = NOTHING;
    private boolean inputEndToTell;
    private boolean stepPlanned;
    private boolean inCallback;
    private long received;
    private long written;

    private boolean readingWanted = true;
    private boolean belowReads = true;
    private boolean pausedBelow;
    private boolean pauseTold;
    private boolean isEnding;
    private boolean isGone;

    private volatile @Nullable TlsUpgrade upgrade;
    private boolean upgradeFresh;

    RelayedStream(
            RelayingReactor reactor,
            StreamOptions options,
            TlsRole role,
            Protocol protocol,
            @Nullable Promise<Connection> connecting) {
        this.reactor = reactor;
        this.manner = reactor.manner();
        this.options = options;
        this.role = role;
        this.protocol = protocol;
        this.connecting = connecting;
        this.closed = reactor.watched();
    }

    // What happens beneath.

    @Override
    public void connected(Connection connection) throws Exception {
        if (below == null) {
            below = connection;
            user = new User(connection);
            if (manner.isLate()) {
                settle();
                return;
            }
        }
        stepPlanned = false;
        step();
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        if (isEnding) {
            return;
        }
        ByteBuffer more = ByteBuffer.allocate(held.remaining() + lent.remaining());
        held = more.put(held).put(lent).flip();
        if (manner.atOnce() && !stepPlanned) {
            step();
        } else {
            settle();
        }
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        inputEndToTell = true;
        if (manner.atOnce() && !stepPlanned) {
            step();
        } else {
            settle();
        }
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        pausedBelow = true;
        tellWatermark();
        settle();
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        pausedBelow = false;
        tellWatermark();
        settle();
    }

    @Override
    public void draining(Connection connection) throws Exception {
        // Whoever has something to hear yet is not idle; he is asked once more.
        if (wasIntroduced && !stepPlanned && !isEnding) {
            tell(() -> protocol.draining(user()));
            settle();
        }
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        boolean endedHere = isEnding || reason instanceof CloseReason.Aborted;
        isEnding = true;
        isGone = true;
        try {
            if (connectedToTell) {
                tellConnected();
            }
            if (!wasIntroduced) {
                return;
            }
            while (!endedHere && held.hasRemaining() && readingWanted) {
                tellReceived();
            }
            if (!endedHere && inputEndToTell && readingWanted) {
                tell(() -> protocol.inputEnded(user()));
            }
            tell(() -> protocol.closed(user(), reason));
        } finally {
            closed.succeed(reason);
        }
    }

    @Override
    public String protocolName() {
        return protocol.protocolName();
    }

    // What is told.

    private void step() throws Exception {
        if (connectedToTell) {
            tellConnected();
        }
        boolean isFirst = true;
        while ((isFirst || manner.atOnce()) && held.hasRemaining() && readingWanted && !isEnding) {
            isFirst = false;
            tellReceived();
        }
        if (inputEndToTell && !held.hasRemaining() && (isFirst || manner.atOnce()) && readingWanted && !isEnding) {
            inputEndToTell = false;
            tell(() -> protocol.inputEnded(user()));
            tellSuccessor();
        }
        settle();
    }

    private void tellConnected() throws Exception {
        connectedToTell = false;
        Promise<Connection> attempt = wasIntroduced ? null : connecting;
        if (attempt != null && attempt.isDone()) {
            // Cancelled meanwhile, or the reactor closes: nobody is told anything.
            forget();
            return;
        }
        wasIntroduced = true;
        try {
            tell(() -> protocol.connected(user()));
            // Whoever waits for the connection may write at once: he to whom it was handed on has heard of it by then.
            tellSuccessor();
        } finally {
            if (attempt != null && !attempt.succeed(user())) {
                forget();
            }
        }
        tellWatermark();
    }

    private void tellReceived() throws Exception {
        int length = Math.min(manner.receivedPieces().next(received), held.remaining());
        received += length;
        ByteBuffer memory = held.slice(held.position(), length);
        held.position(held.position() + length);
        ByteBuffer lent = memory.asReadOnlyBuffer();
        upgradeFresh = false;
        tell(() -> protocol.received(user(), lent));
        TlsUpgrade begun = upgrade;
        if (upgradeFresh && begun != null) {
            upgradeFresh = false;
            int left = lent.remaining() + held.remaining();
            if (left > 0) {
                held = NOTHING;
                begun.refuse(left);
            }
        }
        if (reactor.options().overwriteLentBuffers()) {
            while (memory.hasRemaining()) {
                memory.put((byte) 0x5a);
            }
        }
        tellSuccessor();
    }

    /** A protocol that took over in a callback hears of its connection right after it. */
    private void tellSuccessor() throws Exception {
        while (connectedToTell && !isGone) {
            connectedToTell = false;
            tell(() -> protocol.connected(user()));
            tellWatermark();
        }
    }

    private void tellWatermark() throws Exception {
        if (wasIntroduced && !connectedToTell && pausedBelow != pauseTold && !isEnding) {
            pauseTold = pausedBelow;
            tell(() -> {
                if (pauseTold) {
                    protocol.writingPaused(user());
                } else {
                    protocol.writingResumed(user());
                }
            });
        }
    }

    private interface Telling {
        void run() throws Exception;
    }

    private void tell(Telling one) throws Exception {
        inCallback = true;
        try {
            one.run();
        } finally {
            inCallback = false;
        }
    }

    /** Sees to it that what is left is told in its turn, and that no more comes before. */
    private void settle() {
        if (isGone) {
            return;
        }
        boolean inputWaits = readingWanted && !isEnding && (held.hasRemaining() || inputEndToTell);
        boolean somethingWaits = connectedToTell || inputWaits;
        if (somethingWaits && !stepPlanned) {
            stepPlanned = true;
            planStep();
        }
        boolean wanted = readingWanted && !connectedToTell && !held.hasRemaining();
        if (wanted != belowReads && !isEnding) {
            belowReads = wanted;
            if (wanted) {
                below().resumeReading();
            } else {
                below().pauseReading();
            }
        }
    }

    private void planStep() {
        if (!manner.isLate() || (wasIntroduced && manner.atOnce())) {
            below().switchProtocol(this);
            return;
        }
        try {
            reactor.later(wasIntroduced ? manner.late().dividedBy(10) : manner.late(), () -> {
                if (!isGone) {
                    below().switchProtocol(this);
                }
            });
        } catch (RejectedExecutionException closes) {
            // It is told at the connection's end, which comes now.
        }
    }

    /** Ends the connection, and tells nobody. */
    void forget() {
        isEnding = true;
        isGone = true;
        connectedToTell = false;
        if (below != null) {
            below.abort();
        }
    }

    private Connection below() {
        return Objects.requireNonNull(below, "not connected yet");
    }

    private User user() {
        return Objects.requireNonNull(user, "not connected yet");
    }

    // What its user asks for.

    private void onLoop(Runnable change) {
        if (reactor.inReactor()) {
            change.run();
            return;
        }
        try {
            reactor.execute(change);
        } catch (RejectedExecutionException closed) {
            // As after any end.
        }
    }

    private void read(boolean wanted) {
        onLoop(() -> {
            readingWanted = wanted;
            if (!inCallback) {
                settle();
            }
        });
    }

    private void handTo(Protocol next) {
        onLoop(() -> {
            if (isGone) {
                return;
            }
            protocol = next;
            connectedToTell = true;
            pauseTold = false;
            if (!inCallback) {
                // However late anything else is: a switch is told in the next turn.
                stepPlanned = true;
                below().switchProtocol(this);
                settle();
            }
        });
    }

    private void end(Runnable how) {
        onLoop(() -> {
            isEnding = true;
            held = NOTHING;
            how.run();
        });
    }

    /** The connection as its protocol has it, and TLS on top of it: its calls work after startTls too. */
    private class Carrier extends ForwardingConnection {

        Carrier(Connection below) {
            super(below);
        }

        @Override
        public boolean write(ByteBuffer data) {
            int end = data.limit();
            while (manner.writtenPieces().next(written) < data.remaining()) {
                int length = manner.writtenPieces().next(written);
                written += length;
                data.limit(data.position() + length);
                below.write(data);
                data.limit(end);
            }
            written += data.remaining();
            return below.write(data);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length) {
            if (manner.writtenPieces() == Pieces.WHOLE) {
                return below.write(data, offset, length);
            }
            Objects.checkFromIndexSize(offset, length, data.length);
            boolean goOn = below.write(NOTHING.duplicate());
            for (int i = offset; i < offset + length; i++) {
                goOn = write(data[i]);
            }
            return goOn;
        }

        @Override
        public void pauseReading() {
            read(false);
        }

        @Override
        public void resumeReading() {
            read(true);
        }

        @Override
        public void close() {
            end(below::close);
        }

        @Override
        public void abort() {
            end(below::abort);
        }

        @Override
        public void switchProtocol(Protocol next) {
            handTo(Objects.requireNonNull(next, "next"));
        }

        @Override
        public Reactor reactor() {
            return reactor;
        }

        @Override
        public Pending<CloseReason> closed() {
            return closed;
        }
    }

    /** The connection as its user has it. Any thread. */
    private final class User extends Carrier {

        User(Connection below) {
            super(below);
        }

        @Override
        public boolean write(ByteBuffer data) {
            requirePlain("write to ");
            return super.write(data);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, data.length);
            requirePlain("write to ");
            return super.write(data, offset, length);
        }

        private void requirePlain(String what) {
            if (upgrade != null) {
                throw new IllegalStateException(what + AddressText.formatSocket(remoteAddress())
                        + ": startTls was called here before; use the connection that it gave");
            }
        }

        @Override
        public void pauseReading() {
            if (upgrade == null) {
                super.pauseReading();
            }
        }

        @Override
        public void resumeReading() {
            if (upgrade == null) {
                super.resumeReading();
            }
        }

        @Override
        public void shutdownOutput() {
            if (upgrade == null) {
                super.shutdownOutput();
            }
        }

        @Override
        public void close() {
            TlsUpgrade begun = upgrade;
            if (begun == null) {
                super.close();
            } else {
                begun.close();
            }
        }

        @Override
        public void switchProtocol(Protocol next) {
            if (upgrade == null) {
                super.switchProtocol(next);
            }
        }

        @Override
        public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            reactor.capabilities().require(Capability.STARTTLS);
            // Throws where the output was shut down before.
            write(NOTHING.duplicate());
            TlsUpgrade begun = Tls.upgrade(this, new Carrier(below), role, options, tls, factory);
            upgrade = begun;
            onLoop(() -> {
                if (isEnding) {
                    begun.tooLate();
                    return;
                }
                upgradeFresh = true;
                handTo(begun.after(protocol));
            });
            return begun.secured();
        }
    }
}
