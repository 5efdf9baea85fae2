package org.hextet.reactor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Tasks of all threads, those of one thread in order. */
final class TaskQueue {

    /** How many tasks run between two polls at most, so that sockets are served whatever happens. */
    static final int PER_TURN = 1024;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    void add(Runnable task) {
        tasks.add(task);
    }

    @Nullable
    Runnable poll() {
        return tasks.poll();
    }

    boolean remove(Runnable task) {
        return tasks.remove(task);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }
}
