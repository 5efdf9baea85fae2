package org.hextet.reactor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a reactor: tasks and timers between polls of the driver, and what is left to do after each callback.
 * Knows no sockets: they are told of the end by {@link Ending}.
 */
final class EventLoop implements Turns {

    /** No delay is longer: differences of times stay far from overflow. 146 years. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE >> 1;

    /** So many events without a sleep, and the log is got ready all the same. */
    private static final int EVENTS_BEFORE_LOG = 64;

    /** So many failures of the driver in a row, and it is given up. */
    private static final int DRIVER_FAILURES = 16;

    private final Driver driver;
    private final boolean ownedByDriver;
    private final long busyPollNanos;
    private final Incidents incidents;
    private final @Nullable CallbackWatch callbacks;
    private final TaskQueue tasks = new TaskQueue();
    private final TimerHeap timers = new TimerHeap();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Set before each wait and cleared by the first who wakes: others need not. */
    private volatile boolean waiting;

    private volatile @Nullable Thread thread;
    private volatile boolean closing;
    private volatile boolean gone;
    private final AtomicLong timerSequence = new AtomicLong();

    // Of the loop only, from here on.
    private final Ending ending;
    private boolean closingBegun;
    private long nowNanos;
    private boolean nowIsFresh;
    /** It has slept after something had happened. */
    private boolean isLogDue;

    private boolean isLogPrepared;

    /** Grows with every event of the driver. */
    private long eventCount;

    private @Nullable Settling dirty;
    private final List<Runnable> afterPoll = new ArrayList<>();

    /** The buffer of the running {@code received}, if one is running. */
    @Nullable
    ByteBuffer lent;

    int lentFrom;
    int lentTo;

    /** What lies above the loop, at its end. */
    interface Ending {

        /** Aborts everything, once. */
        void begin();

        /** Whether everything is gone. */
        boolean isComplete();

        /** Completes what is still pending; the last call on the loop. */
        void complete();
    }

    EventLoop(Driver driver, Incidents incidents, @Nullable CallbackWatch callbacks, Ending ending, Duration busyPoll) {
        this.driver = driver;
        this.busyPollNanos = nanos(busyPoll);
        this.ownedByDriver = driver.ownsLoop();
        this.incidents = incidents;
        this.callbacks = callbacks;
        this.ending = ending;
    }

    // ---- threads

    /** Names the loop's own thread, before it has run anything that could ask. */
    void runsOn(Thread own) {
        thread = own;
    }

    /** The body of a loop's own thread, for a driver that has none. */
    void runOwnThread(Runnable beginning) {
        ErrnoFailures.prepare();
        int failures = 0;
        try {
            beginning.run();
        } catch (RuntimeException | Error broken) {
            incidents.threw("the driver", broken);
            failures = DRIVER_FAILURES;
        }
        while (failures < DRIVER_FAILURES) {
            long wait = turn();
            if (wait < 0) {
                break;
            }
            try {
                poll(wait);
                failures = 0;
            } catch (RuntimeException | Error broken) {
                incidents.threw("the driver", broken);
                failures++;
            }
        }
        if (failures >= DRIVER_FAILURES) {
            // Without a driver nothing can be closed in order: everybody is told, and that is all.
            closing = true;
            ending.begin();
        }
        end();
    }

    private void poll(long wait) {
        List<Runnable> due = takeAfterPoll();
        if (due.isEmpty() && busyPollNanos > 0 && wait > 0 && pollBusily(wait)) {
            return;
        }
        prepareLog(wait);
        waiting = true;
        // Who adds a task or closes after this sees that the loop waits; who did before is seen here.
        long timeout = hasWork() || !due.isEmpty() ? 0 : wait;
        nowIsFresh = false;
        driver.poll(timeout);
        waiting = false;
        due.forEach(this::guarded);
        // A callback may have interrupted its own thread: a selector would then never sleep again.
        Thread.interrupted();
    }

    /**
     * The log is got ready before the second sleep after something has happened, or after a while without sleep: long
     * before descriptors can run out, and so that no first answer waits for it.
     */
    private void prepareLog(long wait) {
        if (isLogPrepared || eventCount == 0) {
            return;
        }
        boolean sleeps = wait > 0 && !hasWork();
        if (eventCount > EVENTS_BEFORE_LOG || (sleeps && isLogDue)) {
            isLogPrepared = true;
            incidents.prepare();
        }
        isLogDue |= sleeps;
    }

    /**
     * Looks for events and tasks without sleeping. Nobody has to wake the loop meanwhile.
     *
     * @return true if there were any; false if it is time to sleep
     */
    private boolean pollBusily(long wait) {
        long start = driver.nanoTime();
        long atMost = Math.min(busyPollNanos, wait);
        long before = eventCount;
        do {
            nowIsFresh = false;
            driver.poll(0);
            if (eventCount != before || hasWork()) {
                Thread.interrupted();
                return true;
            }
            Thread.onSpinWait();
        } while (driver.nanoTime() - start < atMost);
        return false;
    }

    /** A turn, for a driver that owns the loop. */
    @Override
    public long run() {
        if (thread == null) {
            thread = Thread.currentThread();
            ErrnoFailures.prepare();
            incidents.prepare();
        }
        waiting = false;
        nowIsFresh = false;
        // What the driver reported since the last turn was its poll.
        takeAfterPoll().forEach(this::guarded);
        long wait = turn();
        if (wait < 0) {
            end();
            return wait;
        }
        waiting = true;
        return hasWork() ? 0 : wait;
    }

    private boolean hasWork() {
        return !tasks.isEmpty() || !afterPoll.isEmpty() || (closing && !closingBegun);
    }

    /** The driver has told something. Of the loop only. */
    void countEvent() {
        eventCount++;
    }

    /** Runs it when the driver has been asked once more what has happened. Of the loop only. */
    void afterPoll(Runnable action) {
        afterPoll.add(action);
    }

    private List<Runnable> takeAfterPoll() {
        if (afterPoll.isEmpty()) {
            return List.of();
        }
        List<Runnable> due = List.copyOf(afterPoll);
        afterPoll.clear();
        return due;
    }

    private long turn() {
        // On a thread of the driver's, code outside of our callbacks may have left something to do.
        settle();
        if (closing && !closingBegun) {
            closingBegun = true;
            while (!tasks.isEmpty()) {
                runTasks();
            }
            cancelTimers();
            ending.begin();
        }
        runTasks();
        if (closingBegun) {
            return tasks.isEmpty() && ending.isComplete() ? -1 : tasks.isEmpty() ? Long.MAX_VALUE : 0;
        }
        runTimers();
        if (closing || !tasks.isEmpty()) {
            return 0;
        }
        ReactorTimer next = timers.first();
        return next == null ? Long.MAX_VALUE : Math.max(0, next.dueNanos - driver.nanoTime());
    }

    private void end() {
        gone = true;
        Runnable late;
        while ((late = tasks.poll()) != null) {
            guarded(late);
        }
        ending.complete();
        driver.end();
        ended.countDown();
    }

    boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    void refuseWaiting() {
        if (inLoop()) {
            throw new IllegalStateException(
                    "waiting on the reactor's own thread would be for ever: use a callback, or wait on another thread");
        }
    }

    // ---- tasks

    /** Runs it later on the loop. False if the loop has ended: it will not run. */
    boolean submit(Runnable task) {
        if (gone) {
            return false;
        }
        tasks.add(task);
        if (gone && tasks.remove(task)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * Makes a sleeping loop take a turn. On the loop's own thread it is awake, unless the thread is the driver's and
     * runs other code than ours.
     */
    private void wake() {
        if (waiting && (ownedByDriver || !inLoop())) {
            waiting = false;
            driver.wakeUp();
        }
    }

    /** Runs it at once if this is the loop, or if the loop has ended; else later on the loop. */
    void onLoop(Runnable task) {
        if (inLoop() || !submit(task)) {
            task.run();
        }
    }

    private void runTasks() {
        for (int i = 0; i < TaskQueue.PER_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    private void guarded(Runnable task) {
        try {
            run("a task", task);
        } catch (Throwable thrown) {
            incidents.threw("a task, " + task.getClass().getName(), thrown);
        }
        settle();
    }

    private void run(String kind, Runnable task) {
        CallbackWatch watch = callbacks;
        if (watch == null) {
            task.run();
            return;
        }
        long begun = watch.begun();
        try {
            task.run();
        } finally {
            watch.ended(begun, () -> kind + ", " + task.getClass().getName() + ",");
        }
    }

    // ---- time

    /** The time of this turn: read once, when first asked. */
    long now() {
        if (!nowIsFresh) {
            nowNanos = driver.nanoTime();
            nowIsFresh = true;
        }
        return nowNanos;
    }

    /** A duration as nanoseconds that can be added to a time: never negative, never too long. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        try {
            return Math.min(duration.toNanos(), LONGEST_NANOS);
        } catch (ArithmeticException centuries) {
            return LONGEST_NANOS;
        }
    }

    /** Plans a task. Any thread. */
    ReactorTimer schedule(long delayNanos, Runnable task) {
        ReactorTimer timer =
                new ReactorTimer(this, driver.nanoTime() + delayNanos, timerSequence.getAndIncrement(), task);
        if (inLoop()) {
            timers.add(timer);
            if (ownedByDriver) {
                wake();
            }
            return timer;
        }
        boolean accepted = submit(() -> {
            if (closingBegun) {
                timer.claim();
            } else if (!timer.isClaimed()) {
                timers.add(timer);
            }
        });
        if (!accepted) {
            timer.claim();
        }
        return timer;
    }

    /** A cancelled timer leaves the heap. Any thread. */
    void forget(ReactorTimer timer) {
        if (inLoop()) {
            timers.remove(timer);
        } else {
            submit(() -> timers.remove(timer));
        }
    }

    /**
     * The reactor closes: none of them will run. Those of the reactor's own that come later are not waited for either.
     */
    private void cancelTimers() {
        ReactorTimer timer;
        while ((timer = timers.first()) != null) {
            timers.remove(timer);
            timer.claim();
        }
    }

    private void runTimers() {
        ReactorTimer first = timers.first();
        if (first == null) {
            return;
        }
        long now = driver.nanoTime();
        long newest = timerSequence.get();
        while (!closing && first != null && first.dueNanos - now <= 0 && first.sequence - newest < 0) {
            timers.remove(first);
            if (first.claim()) {
                try {
                    run("a timer", first.task);
                } catch (Throwable thrown) {
                    incidents.threw("a timer, " + first.task.getClass().getName(), thrown);
                }
                settle();
            }
            first = timers.first();
        }
    }

    // ---- after callbacks

    /** A connection or port has something to flush, tell or end once the running callback is over. */
    void markDirty(Settling socket) {
        if (!socket.isDirty) {
            socket.isDirty = true;
            socket.nextDirty = dirty;
            dirty = socket;
            if (ownedByDriver) {
                wake();
            }
        }
    }

    /** Does what callbacks have left to do. */
    void settle() {
        Settling socket;
        while ((socket = dirty) != null) {
            dirty = socket.nextDirty;
            socket.nextDirty = null;
            socket.isDirty = false;
            try {
                socket.settle();
            } catch (RuntimeException | Error bug) {
                incidents.threw("the reactor", bug);
                socket.abortUnsettled();
            }
        }
    }

    // ---- the end

    /** Begins the end. Any thread, any number of times. */
    void close() {
        closing = true;
        wake();
    }

    boolean isClosing() {
        return closing;
    }

    /** Waits for the end, not on the loop. Keeps an interrupt for the caller. */
    void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                Thread own = thread;
                if (ownedByDriver) {
                    driver.awaitEnd();
                } else if (own != null) {
                    own.join();
                }
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
