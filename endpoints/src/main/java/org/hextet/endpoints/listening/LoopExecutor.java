package org.hextet.endpoints.listening;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.api.Reactor;

/**
 * Runs what has to be run on a reactor's thread: at once if that is where it is called, else as a task. Where the
 * reactor has ended, so that it has no thread any more, it runs here.
 *
 * @param reactor whose thread
 */
public record LoopExecutor(Reactor reactor) implements Executor {

    @Override
    public void execute(Runnable task) {
        if (!reactor.inReactor()) {
            try {
                reactor.execute(task);
                return;
            } catch (RejectedExecutionException ended) {
                // Nobody else is left to run it.
            }
        }
        task.run();
    }
}
