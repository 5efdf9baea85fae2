package org.hextet.examples.netty;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * Takes the reactor's turns as tasks of an event loop: after events, when woken, at a given time. Where the reactor, or
 * a closed channel, needs the sockets looked at first, the next turn waits for that.
 */
final class Turning {

    /** So many turns by tasks, and the sockets are looked at: other threads may wake the loop without end. */
    private static final int TURNS_PER_LOOK = 16;

    private final SingleThreadIoEventLoop eventLoop;
    private final Turns turns;

    /** Somebody wants a turn, and a task for it is on its way. */
    private final AtomicBoolean wanted = new AtomicBoolean();

    // Of the loop's thread only, from here on.

    /** Found out inside a call of the reactor's, to be told before the next turn. */
    private final ArrayDeque<Runnable> found = new ArrayDeque<>();

    /** To be told when the sockets have been looked at: only then has a selector let go of a closed channel. */
    private final ArrayDeque<Runnable> closed = new ArrayDeque<>();

    private int turnsSinceLook;
    private boolean awaitsLook;
    private boolean ended;
    private @Nullable ScheduledFuture<?> alarm;
    private long alarmNanos;

    Turning(SingleThreadIoEventLoop eventLoop, Turns turns) {
        this.eventLoop = eventLoop;
        this.turns = turns;
    }

    /** Makes a turn begin soon. Any thread. */
    void wakeUp() {
        if (wanted.compareAndSet(false, true)) {
            try {
                eventLoop.execute(this::turn);
            } catch (RejectedExecutionException ended) {
                // The event loop is gone, and the reactor with it.
                return;
            }
        }
    }

    /** Tells it before the next turn. */
    void found(Runnable tell) {
        found.addLast(tell);
        wakeUp();
    }

    /** A channel was closed: tells it when its descriptor is gone. */
    void closed(Runnable tell) {
        closed.addLast(tell);
        wakeUp();
    }

    void turn() {
        wanted.set(false);
        if (!awaitsLook && !ended) {
            takeTurn();
        }
    }

    private void takeTurn() {
        for (int outstanding = found.size(); outstanding > 0; outstanding--) {
            found.removeFirst().run();
        }
        long wait = turns.run();
        if (wait < 0) {
            end();
        } else if (wait == 0 || !found.isEmpty() || !closed.isEmpty() || ++turnsSinceLook == TURNS_PER_LOOK) {
            look();
        } else if (wait < Long.MAX_VALUE) {
            wakeUpIn(wait);
        }
    }

    /**
     * A task that is due at once, unlike one that is executed, waits until the event loop has looked at its sockets.
     */
    private void look() {
        awaitsLook = true;
        int outstanding = closed.size();
        ScheduledFuture<?> unused = eventLoop.schedule(() -> looked(outstanding), 0, TimeUnit.NANOSECONDS);
    }

    private void looked(int outstanding) {
        awaitsLook = false;
        turnsSinceLook = 0;
        if (!ended) {
            tellClosed(outstanding);
            takeTurn();
        }
    }

    private void tellClosed(int count) {
        for (int i = 0; i < count; i++) {
            closed.removeFirst().run();
        }
    }

    /** Too early does no harm: that turn learns how long to wait from there. */
    private void wakeUpIn(long nanos) {
        long dueNanos = System.nanoTime() + nanos;
        ScheduledFuture<?> planned = alarm;
        if (planned != null) {
            if (alarmNanos - dueNanos <= 0) {
                return;
            }
            planned.cancel(false);
        }
        alarm = eventLoop.schedule(this::rung, nanos, TimeUnit.NANOSECONDS);
        alarmNanos = dueNanos;
    }

    private void rung() {
        alarm = null;
        turn();
    }

    /** The event loop ends, and looks at nothing any more; its selector lets go of all that is closed. */
    void takeLastTurns() {
        while (!ended) {
            tellClosed(closed.size());
            takeTurn();
        }
    }

    private void end() {
        ended = true;
        ScheduledFuture<?> planned = alarm;
        if (planned != null) {
            planned.cancel(false);
        }
    }
}
