package org.hextet.tls.stream;

import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an engine wants done off the loop: certificates are checked, signatures made. Of the loop, but for the work. */
final class SlowParts {

    private final Handshake handshake;
    private final Runnable whenDone;
    private boolean running;
    private volatile @Nullable Throwable failure;

    /**
     * Nothing runs yet.
     *
     * @param whenDone has {@link #done()} called on the loop
     */
    SlowParts(Handshake handshake, Runnable whenDone) {
        this.handshake = handshake;
        this.whenDone = whenDone;
    }

    /** Hands to the executor what the engine has. */
    void begin() {
        running = true;
        try {
            handshake.tasks().execute(this::work);
        } catch (RejectedExecutionException refused) {
            running = false;
            failure = new SSLException("the executor of its slow parts refuses them: " + refused, refused);
        }
    }

    private void work() {
        SSLEngine engine = handshake.engine();
        try {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) {
                task.run();
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        whenDone.run();
    }

    /** Until then the engine is not to be asked for records. */
    boolean isRunning() {
        return running;
    }

    void done() {
        running = false;
    }

    /** What a task threw, or why none was taken. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
