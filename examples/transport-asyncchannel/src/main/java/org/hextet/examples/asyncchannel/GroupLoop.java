package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * A loop on the one thread of a channel group: takes turns when operations complete, when woken and at a given time.
 */
final class GroupLoop {

    /** So many rounds a turn at most: then the group looks at its sockets. */
    private static final int ROUNDS = 16;

    private final AsynchronousChannelGroup group;

    /** A closed channel. Whatever is asked of it completes at once, on the group's thread: any thread can ring it. */
    private final AsynchronousSocketChannel bell;

    /** Does what the bell was rung for. */
    private final CompletionHandler<Integer, Runnable> whenRung = new CompletionHandler<>() {
        @Override
        public void completed(Integer never, Runnable wanted) {
            wanted.run();
        }

        @Override
        public void failed(Throwable asExpected, Runnable wanted) {
            wanted.run();
        }
    };

    /** Somebody wants a turn, and has rung the bell for it. */
    private final AtomicBoolean wanted = new AtomicBoolean();

    private volatile @Nullable Thread thread;
    private volatile @Nullable Turns turns;

    // Of the loop's thread only, from here on.
    private final ArrayDeque<Runnable> happened = new ArrayDeque<>();
    private boolean inTurn;
    private boolean isLooking;
    private @Nullable CompletableFuture<Boolean> alarm;
    private long alarmNanos;

    GroupLoop(String threadName, boolean daemon) throws IOException {
        group = AsynchronousChannelGroup.withFixedThreadPool(1, polling -> {
            Thread made = new Thread(polling, threadName);
            made.setDaemon(daemon);
            thread = made;
            return made;
        });
        try {
            bell = AsynchronousSocketChannel.open(group);
            bell.close();
        } catch (IOException failed) {
            end();
            throw failed;
        }
    }

    /** What channels are opened in: their completions come on the loop's thread. */
    AsynchronousChannelGroup group() {
        return group;
    }

    void begin(Turns reactor) {
        turns = reactor;
    }

    /**
     * An operation has completed. It is told in the next round: the JDK may have completed it inside the very call that
     * began it. On the loop's thread.
     */
    void happened(Runnable tell) {
        happened.addLast(tell);
        turn();
    }

    /** Makes a turn begin soon. Any thread; one that runs on the loop's own sees by itself what is left to do. */
    void wakeUp() {
        if (!isOwnThread() && wanted.compareAndSet(false, true)) {
            ring(this::turn);
        }
    }

    private boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    private void ring(Runnable then) {
        try {
            bell.read(ByteBuffer.allocate(1), then, whenRung);
        } catch (ShutdownChannelGroupException ended) {
            // Nobody is left to be woken.
            return;
        }
    }

    private void turn() {
        Turns reactor = turns;
        if (inTurn || reactor == null) {
            return;
        }
        inTurn = true;
        try {
            takeTurn(reactor);
        } catch (RuntimeException | Error bug) {
            // It must not reach the JDK, which would go on with another thread: that would not be the reactor's.
            Thread own = Thread.currentThread();
            own.getUncaughtExceptionHandler().uncaughtException(own, bug);
            wakeUpIn(0);
        } finally {
            inTurn = false;
        }
    }

    private void takeTurn(Turns reactor) {
        wanted.set(false);
        for (int round = 0; round < ROUNDS; round++) {
            for (int outstanding = happened.size(); outstanding > 0; outstanding--) {
                happened.removeFirst().run();
            }
            if (isLooking) {
                // The reactor's next turn comes after that.
                return;
            }
            long wait = reactor.run();
            if (wait < 0) {
                return;
            }
            if (wait == 0) {
                look();
            } else if (happened.isEmpty()) {
                if (wait < Long.MAX_VALUE) {
                    wakeUpIn(wait);
                }
                return;
            }
        }
        look();
    }

    /**
     * The group looks at its sockets before the reactor's next turn. The bell is rung twice: what the group had found
     * before the first ring may complete after that, and not after the second.
     */
    private void look() {
        isLooking = true;
        ring(() -> ring(this::looked));
    }

    private void looked() {
        isLooking = false;
        turn();
    }

    /**
     * Too early does no harm: that turn learns how long to wait from there. Another thread of the JVM rings the bell.
     */
    private void wakeUpIn(long nanos) {
        long dueNanos = System.nanoTime() + nanos;
        CompletableFuture<Boolean> planned = alarm;
        if (planned != null && !planned.isDone()) {
            if (alarmNanos - dueNanos <= 0) {
                return;
            }
            planned.cancel(false);
        }
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        CompletableFuture<Void> unused = next.thenRun(() -> ring(this::turn));
        alarm = next.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
        alarmNanos = dueNanos;
    }

    /** Releases the group: when the loop's thread ends, which is next. */
    void end() {
        CompletableFuture<Boolean> planned = alarm;
        if (planned != null) {
            planned.cancel(false);
        }
        try {
            group.shutdownNow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void awaitEnd() throws InterruptedException {
        Thread polling = thread;
        if (polling != null) {
            polling.join();
        }
    }
}
