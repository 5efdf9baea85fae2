package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Route;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that other threads have written and the loop has not taken yet: bounded, and dropped, as those of the
 * loop's own queue. One that comes in place of an older one takes its place among the loop's tasks too, so that these
 * are bounded as well. Any thread.
 */
final class PostedDatagrams {

    private final DatagramQueue waiting;

    /** So many tasks of the loop are on their way to take one each. */
    private int tasks;

    PostedDatagrams(DatagramOptions options) {
        this.waiting = new DatagramQueue(options);
    }

    /** Adds one, a copy of it. How many were dropped: itself, or older ones in its place. */
    synchronized int add(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        return waiting.add(data, to, route);
    }

    /** Whether one more task is needed to take all. */
    synchronized boolean wantsTask() {
        if (waiting.size() <= tasks) {
            return false;
        }
        tasks++;
        return true;
    }

    /** For a task: the next, if there is one. */
    synchronized DatagramQueue.@Nullable Waiting take() {
        tasks--;
        return waiting.take();
    }
}
