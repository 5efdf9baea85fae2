package org.hextet.tck.rig;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hextet.api.CloseReason;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Signal;
import org.jspecify.annotations.Nullable;

/**
 * What a recorder of any protocol has heard, for any thread to look at and, but for the reactor's, to wait for.
 *
 * @param <E> its kinds of callbacks
 * @param <R> the recorder
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public abstract sealed class CallbackRecorder<E extends Enum<E>, R extends CallbackRecorder<E, R>>
        permits DatagramRecorder, Recorder {

    final Signal signal = new Signal();
    final CallbackLog<E> log = new CallbackLog<>(signal);
    private @Nullable CloseReason reason;

    CallbackRecorder() {}

    abstract R self();

    /** Beside the callbacks, for the text of failures. */
    abstract String seen();

    /** Written down with the last callback. */
    void ends(CloseReason why) {
        reason = why;
    }

    /**
     * What it heard so far, in order.
     *
     * @return a snapshot
     */
    public List<E> events() {
        return log.events();
    }

    /**
     * What it heard so far, as text.
     *
     * @return the names of the callbacks, for example {@code CONNECTED RECEIVED CLOSED}
     */
    public String story() {
        return log.story();
    }

    /**
     * How often it heard something.
     *
     * @param event what
     * @return times
     */
    public long count(E event) {
        return events().stream().filter(event::equals).count();
    }

    /**
     * Whether it heard something.
     *
     * @param event what
     * @return true if so
     */
    public boolean heard(E event) {
        return log.heard(event);
    }

    /**
     * On which threads it was called.
     *
     * @return one, if all is well
     */
    public Set<Thread> threads() {
        return log.threads();
    }

    /**
     * How deep callbacks of recorders were inside one another.
     *
     * @return 1, if all is well; 0 if it heard nothing
     */
    public int deepest() {
        return log.deepest();
    }

    /**
     * Waits for the end.
     *
     * @return why
     */
    public CloseReason awaitClosed() {
        await("closed", one -> reason != null);
        return signal.look(() -> {
            if (reason == null) {
                throw new CheckFailure("closed came without a reason");
            }
            return reason;
        });
    }

    /**
     * Waits for an event.
     *
     * @param what its name, for the failure's text
     * @param event which
     */
    public void await(String what, E event) {
        await(what, one -> log.heard(event));
    }

    /**
     * Waits until something holds of this recorder. It is looked at after each event.
     *
     * @param what it is, for the failure's text
     * @param holds looks
     */
    public void await(String what, Predicate<R> holds) {
        signal.await(what, () -> holds.test(self()), this::whole);
    }

    String whole() {
        return "heard " + (log.events().size() > 40 ? log.events().size() + " events" : log.story()) + seen()
                + (reason == null ? "" : ", reason " + reason);
    }

    /**
     * What it heard.
     *
     * @return callbacks, what came with them, reason
     */
    @Override
    public String toString() {
        return signal.look(this::whole);
    }
}
