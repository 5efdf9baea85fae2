package org.hextet.resolver.jdk;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: its answers are told once for each family, on its reactor's thread, by whatever comes first there: the
 * outcome, the deadline, or nothing more after {@link #cancel()}.
 */
final class Asker implements Lookup {

    private enum State {
        WAITING,
        TELLING,
        TOLD,
        CANCELLED
    }

    private final Inquiries inquiries;
    private final Reactor reactor;
    private final String name;
    private final String asciiName;
    private final List<StandardProtocolFamily> families;
    private final Answers answers;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Timer deadline;

    /**
     * Asks nobody yet.
     *
     * @param name as it was given
     * @param asciiName as it is asked for
     * @param families to be told, in this order
     */
    Asker(
            Inquiries inquiries,
            Reactor reactor,
            String name,
            String asciiName,
            List<StandardProtocolFamily> families,
            Answers answers) {
        this.inquiries = inquiries;
        this.reactor = reactor;
        this.name = name;
        this.asciiName = asciiName;
        this.families = families;
        this.answers = answers;
    }

    /**
     * Waits for the platform, until the deadline at most.
     *
     * @throws RejectedExecutionException if the reactor is closed; nothing is asked
     * @throws IllegalStateException if the resolver is closed; nothing is asked
     */
    void ask(Duration within) {
        Timer timer = reactor.schedule(within, () -> expire(within));
        deadline = timer;
        try {
            inquiries.join(asciiName, this);
        } catch (RuntimeException | Error thrown) {
            cancel();
            throw thrown;
        }
    }

    /** The lookup has ended so. Any thread; the answers hear of it on the reactor's, later. */
    void end(Outcome outcome) {
        try {
            reactor.execute(() -> tell(outcome));
        } catch (RejectedExecutionException closed) {
            // The reactor is gone, and with it everybody who could be told.
            state.compareAndSet(State.WAITING, State.CANCELLED);
        }
    }

    @Override
    public boolean cancel() {
        State before = state.getAndUpdate(now -> now == State.TOLD ? now : State.CANCELLED);
        if (before == State.TOLD || before == State.CANCELLED) {
            return false;
        }
        stopTimer();
        inquiries.leave(asciiName, this);
        return true;
    }

    private void expire(Duration within) {
        if (state.get() != State.WAITING) {
            return;
        }
        boolean asked = inquiries.leave(asciiName, this);
        String waited = "no answer within " + text(within) + "; ";
        tell(new Outcome.NotFound(
                FailureKind.TIMEOUT,
                waited
                        + (asked
                                ? "the system's resolver still waits, perhaps for a name server; try again later"
                                : "not even asked: every thread waits for the system's resolver; try again later, or open the "
                                        + "resolver with more of them: jdk?threads=N"),
                null));
    }

    /** Tells the answers now, if they do not know yet. On the reactor's thread only. */
    void tell(Outcome outcome) {
        if (state.compareAndSet(State.WAITING, State.TELLING)) {
            stopTimer();
            tellFrom(0, outcome);
        }
    }

    /** What one call throws must not cost the other family its call. A call may cancel the rest. */
    private void tellFrom(int index, Outcome outcome) {
        boolean isLast = index == families.size() - 1;
        if (!state.compareAndSet(State.TELLING, isLast ? State.TOLD : State.TELLING)) {
            return;
        }
        try {
            outcome.tell(answers, families.get(index), name);
        } finally {
            if (!isLast) {
                tellFrom(index + 1, outcome);
            }
        }
    }

    private void stopTimer() {
        Timer timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
    }

    private static String text(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(10)) < 0
                ? duration.toMillis() + " ms"
                : duration.toSeconds() + " s";
    }
}
