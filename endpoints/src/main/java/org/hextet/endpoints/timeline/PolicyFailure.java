package org.hextet.endpoints.timeline;

import org.hextet.api.failure.ConnectFailure;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a connect was at fault: it threw, named an address that nobody gave it, named one twice, or never came
 * to a decision. Of kind {@code other}.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class PolicyFailure extends ConnectFailure implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause what the policy threw, if it did
     * @param timeline what happened until then
     */
    public PolicyFailure(Facts facts, String message, @Nullable Throwable cause, Timeline timeline) {
        super(facts, message, cause);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
