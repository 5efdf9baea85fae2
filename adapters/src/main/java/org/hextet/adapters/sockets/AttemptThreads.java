package org.hextet.adapters.sockets;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which the attempts of one connect wait, so many at once and no more: others wait for one of these to
 * end. Threads are lent from a pool of the process and given back when the attempt is over.
 */
final class AttemptThreads {

    /** With the usual delay of 250 ms between attempts, so many are under way after 16 s of silence. */
    private static final int MOST = 64;

    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hextet-connect");
        thread.setDaemon(true);
        // Not that of the application whose connect happens to make the thread: it outlives that.
        thread.setContextClassLoader(AttemptThreads.class.getClassLoader());
        return thread;
    });

    private final ReentrantLock lock = new ReentrantLock();

    // By the lock.
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    AttemptThreads() {}

    /**
     * Runs it, now or when another one has ended.
     *
     * @throws OutOfMemoryError if this host gives no further thread
     */
    void start(Runnable attempt) {
        lock.lock();
        try {
            if (underWay == MOST) {
                waiting.add(attempt);
                return;
            }
            underWay++;
        } finally {
            lock.unlock();
        }
        try {
            POOL.execute(() -> runFrom(attempt));
        } catch (OutOfMemoryError noThread) {
            ended();
            throw noThread;
        }
    }

    /** This one, and then those that wait. */
    private void runFrom(Runnable first) {
        for (@Nullable Runnable next = first; next != null; next = ended()) {
            next.run();
        }
    }

    private @Nullable Runnable ended() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            if (next == null) {
                underWay--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
