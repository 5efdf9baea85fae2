package org.hextet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** Runs things that block, each on a thread of its own: the common pool may have one thread only. */
final class Background {

    interface Task<T> {
        T run() throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }

    private Background() {}

    static <T> CompletableFuture<T> supply(Task<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.run();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                Background::onItsOwnThread);
    }

    static CompletableFuture<Boolean> run(Action action) {
        return supply(() -> {
            action.run();
            return true;
        });
    }

    private static void onItsOwnThread(Runnable task) {
        Thread thread = new Thread(task, "test-background");
        thread.setDaemon(true);
        thread.start();
    }
}
