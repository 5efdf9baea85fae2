package org.hextet.endpoints.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/** Between the loop, which never waits, and threads that do. One lock, held for copying only, never while waiting. */
final class StreamBridge implements Protocol {

    /** Above so many unread bytes reading is paused; what is one chunk more may come. */
    private static final int HIGH_BYTES = 64 << 10;

    /** At or below so many it goes on. */
    private static final int LOW_BYTES = 16 << 10;

    /**
     * So many bytes wait here at most for the loop to take them; what it has taken is bounded by the high watermark.
     */
    private static final int UNSENT_BYTES = 64 << 10;

    private final Consumer<BlockingConnection> opened;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private final ByteRing unread = new ByteRing();
    private final ByteRing unsent = new ByteRing();

    /** Held for a whole write, so that the bytes of two writers do not mix. */
    private final ReentrantLock writers = new ReentrantLock();

    private final InputStream input = new BridgeInput(this);
    private final OutputStream output = new BridgeOutput(this);

    private volatile @Nullable Connection connection;
    private volatile Optional<Duration> readTimeout = Optional.empty();

    // By the lock, from here on.
    private boolean readingPaused;
    private boolean inputEnded;
    private boolean outputShut;
    private boolean endedHere;
    private boolean drainAsked;
    private @Nullable CloseReason reason;

    StreamBridge(Consumer<BlockingConnection> opened) {
        this.opened = opened;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    void setReadTimeout(Optional<Duration> timeout) {
        readTimeout = timeout;
    }

    // ---- on the loop

    @Override
    public void connected(Connection connection) {
        this.connection = connection;
        opened.accept(new BlockingConnection(connection, this));
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {
        lock.lock();
        try {
            if (endedHere) {
                return;
            }
            unread.put(lent);
            if (unread.size() > HIGH_BYTES) {
                // Each time: a reader's resume may still be on its way from before.
                readingPaused = true;
                connection.pauseReading();
            }
            readable.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void inputEnded(Connection connection) {
        lock.lock();
        try {
            inputEnded = true;
            readable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writingResumed(Connection connection) {
        drain();
    }

    @Override
    public void closed(Connection connection, CloseReason reason) {
        lock.lock();
        try {
            this.reason = reason;
            unsent.drop(unsent.size());
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the connection what waits, while it takes it. Written here and not by the writer's own thread: what other
     * threads write is on its way for a while, and a connection need not count that.
     */
    private void drain() {
        Connection mine = connection;
        if (mine == null) {
            return;
        }
        lock.lock();
        try {
            drainAsked = false;
            boolean goesOn = mine.isWritable();
            while (unsent.size() > 0 && goesOn) {
                goesOn = writeFront(mine);
            }
            if (unsent.size() > 0 && reason == null && mine.isWritable()) {
                askToDrain(mine);
            }
            if (unsent.size() < UNSENT_BYTES) {
                writable.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean writeFront(Connection mine) {
        ByteBuffer front = unsent.front();
        int count = front.remaining();
        boolean goesOn = mine.write(front);
        unsent.drop(count);
        return goesOn;
    }

    /** On the loop, with the lock: all that waits goes first, whatever is queued already; then the end. */
    private void drainAll(Connection mine) {
        while (unsent.size() > 0 && reason == null) {
            writeFront(mine);
        }
    }

    // ---- on other threads

    /** With the lock. */
    private void askToDrain(Connection mine) {
        if (!drainAsked) {
            drainAsked = true;
            onLoopLater(mine, this::drain);
        }
    }

    private static void onLoopLater(Connection mine, Runnable task) {
        try {
            mine.reactor().execute(task);
        } catch (RejectedExecutionException closed) {
            // The protocol has heard of the end, or will.
        }
    }

    /** Reads at least one byte. -1 at the peer's orderly end. */
    int read(byte[] target, int offset, int length) throws IOException {
        Connection mine = opened("read");
        lock.lock();
        try {
            if (length == 0) {
                return 0;
            }
            if (!awaitReadable()) {
                return -1;
            }
            int count = unread.get(target, offset, length);
            taken(mine);
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Reads one byte. -1 at the peer's orderly end. */
    int read() throws IOException {
        Connection mine = opened("read");
        lock.lock();
        try {
            if (!awaitReadable()) {
                return -1;
            }
            int one = unread.get();
            taken(mine);
            return one;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes can be read without waiting. */
    int available() throws IOException {
        lock.lock();
        try {
            if (endedHere) {
                throw endedHere("read");
            }
            return unread.size();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock, which waiting gives back. True if there are bytes, false at the end of the input. */
    private boolean awaitReadable() throws IOException {
        Optional<Duration> timeout = readTimeout;
        long left = timeout.map(StreamBridge::nanos).orElse(Long.MAX_VALUE);
        while (true) {
            if (endedHere) {
                throw endedHere("read");
            }
            if (unread.size() > 0) {
                return true;
            }
            if (inputEnded || reason instanceof CloseReason.ClosedByPeer) {
                return false;
            }
            CloseReason ended = reason;
            if (ended != null) {
                throw failure("read", ended);
            }
            if (left <= 0) {
                throw Failures.of(
                        facts(FailureKind.TIMEOUT, "read"),
                        "read from " + ends() + ": nothing came within "
                                + timeout.map(DurationText::format).orElse("") + ", the read timeout; nothing is lost",
                        null);
            }
            try {
                if (timeout.isPresent()) {
                    left = readable.awaitNanos(left);
                } else {
                    readable.await();
                }
            } catch (InterruptedException interrupt) {
                throw BlockingConnection.interrupted("read from " + ends(), interrupt, 0);
            }
        }
    }

    /** With the lock: bytes were taken; others may go on, and the peer. */
    private void taken(Connection mine) {
        if (readingPaused && unread.size() <= LOW_BYTES) {
            readingPaused = false;
            mine.resumeReading();
        }
        if (unread.size() > 0 || inputEnded || reason != null) {
            readable.signal();
        }
    }

    /** Writes all of it, and waits while too much is queued. */
    void write(byte[] source, int offset, int length) throws IOException {
        Connection mine = opened("write");
        int written = 0;
        try {
            writers.lockInterruptibly();
            try {
                do {
                    written += writePiece(mine, source, offset + written, length - written);
                } while (written < length);
            } finally {
                writers.unlock();
            }
        } catch (InterruptedException interrupt) {
            throw BlockingConnection.interrupted("write to " + ends(), interrupt, written);
        }
    }

    private int writePiece(Connection mine, byte[] source, int offset, int length)
            throws IOException, InterruptedException {
        lock.lock();
        try {
            requireOutput();
            while (unsent.size() >= UNSENT_BYTES) {
                writable.await();
                requireOutput();
            }
            int count = Math.min(length, UNSENT_BYTES - unsent.size());
            unsent.put(source, offset, count);
            askToDrain(mine);
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void requireOutput() throws IOException {
        if (endedHere) {
            throw endedHere("write");
        }
        if (outputShut) {
            throw Failures.of(
                    facts(FailureKind.ABORTED, "write"),
                    "write to " + ends() + ": the output was shut on this side; nothing is sent",
                    null);
        }
        CloseReason ended = reason;
        if (ended != null) {
            throw failure("write", ended);
        }
    }

    void shutdownOutput() {
        lock.lock();
        try {
            if (outputShut) {
                return;
            }
            outputShut = true;
            writable.signalAll();
        } finally {
            lock.unlock();
        }
        finish(Connection::shutdownOutput);
    }

    void end(boolean atOnce) {
        lock.lock();
        try {
            endedHere = true;
            unread.drop(unread.size());
            if (atOnce) {
                unsent.drop(unsent.size());
            }
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
        finish(atOnce ? Connection::abort : Connection::close);
    }

    /** What was written goes before it. */
    private void finish(Consumer<Connection> last) {
        Connection mine = connection;
        if (mine == null) {
            return;
        }
        Runnable task = () -> {
            lock.lock();
            try {
                drainAll(mine);
            } finally {
                lock.unlock();
            }
            last.accept(mine);
        };
        if (mine.reactor().inReactor()) {
            task.run();
        } else {
            onLoopLater(mine, task);
        }
    }

    /** Whether an exception says no more than that the connection had ended by itself. */
    boolean isEnd(Throwable thrown) {
        lock.lock();
        try {
            return thrown instanceof IOException && thrown instanceof NetworkFailure && !endedHere && reason != null;
        } finally {
            lock.unlock();
        }
    }

    // ---- words

    private Connection opened(String operation) {
        Connection mine = connection;
        if (mine == null) {
            throw new IllegalStateException(operation + ": not connected yet");
        }
        BlockingConnection.refuseWaiting(mine.reactor());
        return mine;
    }

    private IOException endedHere(String operation) {
        return Failures.of(
                facts(FailureKind.ABORTED, operation), operation + " on " + ends() + ": closed on this side", null);
    }

    private IOException failure(String operation, CloseReason ended) {
        String where = operation + " on " + ends() + ": ";
        if (ended instanceof CloseReason.Failed failed) {
            return again(operation, where, failed.cause());
        }
        if (ended instanceof CloseReason.Truncated truncated) {
            return Failures.of(
                    facts(FailureKind.TRUNCATED, operation),
                    where + "the stream ended without its proper end after " + truncated.receivedBytes()
                            + " bytes; the rest may have been cut off",
                    null);
        }
        if (ended instanceof CloseReason.Aborted aborted) {
            Throwable cause = aborted.cause();
            return cause == null
                    ? Failures.of(facts(FailureKind.ABORTED, operation), where + "aborted on this side", null)
                    : again(operation, where, cause);
        }
        return Failures.of(
                facts(ended instanceof CloseReason.ClosedByPeer ? FailureKind.RESET : FailureKind.ABORTED, operation),
                where + (ended instanceof CloseReason.ClosedByPeer ? "closed by the peer" : "closed on this side"),
                null);
    }

    /** A new exception for each reader and writer: each has its own stack. */
    private IOException again(String operation, String where, Throwable cause) {
        NetworkFailure known = cause instanceof NetworkFailure network ? network : null;
        Facts facts = known == null
                ? facts(FailureKind.ABORTED, operation)
                : facts(known.kind(), operation).withErrno(known.errno().orElse(null));
        return Failures.of(facts, where + (known == null ? "aborted: " + cause : known.getMessage()), cause);
    }

    private Facts facts(FailureKind kind, String operation) {
        Connection mine = connection;
        Facts facts = new Facts(kind, operation);
        return mine == null ? facts : facts.withLocal(mine.localAddress()).withRemote(mine.remoteAddress());
    }

    String ends() {
        Connection mine = connection;
        return mine == null
                ? "no connection"
                : AddressText.formatSocket(mine.localAddress()) + " - "
                        + AddressText.formatSocket(mine.remoteAddress());
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException centuries) {
            return TimeUnit.DAYS.toNanos(365);
        }
    }
}
