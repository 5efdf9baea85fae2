package org.hextet.endpoints.timeline;

import org.hextet.api.failure.TimeoutFailure;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of a whole connect passed: lookup and attempts together. The message names every address that was tried;
 * the failures of attempts that had failed before are suppressed, in order.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class DeadlineFailure extends TimeoutFailure implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause the first attempt's failure, if one had failed
     * @param timeline what happened until then
     */
    public DeadlineFailure(Facts facts, String message, @Nullable Throwable cause, Timeline timeline) {
        super(facts, message, cause);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
