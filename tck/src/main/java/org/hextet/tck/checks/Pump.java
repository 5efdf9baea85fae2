package org.hextet.tck.checks;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.Connection;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/**
 * Writes a content several times over, as a polite writer does: it stops at {@code writingPaused} and goes on at
 * {@code writingResumed}. Its writes are made on the reactor's thread; any thread may look.
 */
final class Pump {

    /** How long the next piece is. */
    @FunctionalInterface
    interface Cut {
        int next();
    }

    private final Payload payload;
    private final long total;
    private final Cut cut;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean paused;
    private volatile boolean ended;

    Pump(Payload payload, int times, Cut cut) {
        this.payload = payload;
        this.total = (long) payload.size() * times;
        this.cut = cut;
    }

    static Pump inPiecesOf(int bytes, Payload payload, int times) {
        return new Pump(payload, times, () -> bytes);
    }

    static Pump inRandomPieces(Payload payload, long seed) {
        Random sizes = new Random(seed);
        return new Pump(payload, 1, () -> 1 + sizes.nextInt(sizes.nextBoolean() ? 100 : 300_000));
    }

    /** Has it obey what a recorder is told. The recorder's connection must be the one that it is started on. */
    Recorder drive(Recorder recorder) {
        return recorder.onPaused(connection -> paused = true)
                .onResumed(connection -> {
                    paused = false;
                    write(connection);
                })
                .onClosed(connection -> ended = true);
    }

    /** Any thread. */
    void start(Connection connection) {
        soon(connection);
    }

    private void soon(Connection connection) {
        try {
            connection.reactor().execute(() -> write(connection));
        } catch (RejectedExecutionException reactorCloses) {
            ended = true;
        }
    }

    private void write(Connection connection) {
        while (!paused && !ended && written.get() < total) {
            long before = written.get();
            int offset = (int) (before % payload.size());
            int length = (int) Math.min(Math.min(cut.next(), payload.size() - offset), total - before);
            ByteBuffer piece = payload.piece(offset, length);
            written.set(before + length);
            if (!connection.write(piece)) {
                // Told to stop after this callback; if the queue has shrunk by then, nobody tells, and it goes on.
                soon(connection);
                return;
            }
        }
    }

    /** Waits until it has stopped for good: at first the kernel's buffers let it go on a few times. */
    void awaitStopped(Rig rig) {
        long[] seen = {-1};
        int[] same = {0};
        rig.until("a polite writer stays paused", () -> {
            long now = written();
            same[0] = paused && now == seen[0] ? same[0] + 1 : 0;
            seen[0] = now;
            return same[0] >= 4;
        });
    }

    long written() {
        return written.get();
    }
}
