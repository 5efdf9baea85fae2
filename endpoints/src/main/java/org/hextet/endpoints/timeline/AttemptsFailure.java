package org.hextet.endpoints.timeline;

import org.hextet.api.failure.ConnectFailure;
import org.jspecify.annotations.Nullable;

/**
 * Every attempt of a connect failed. The cause is the failure of the first attempt; each one's is suppressed, in the
 * order in which the attempts failed.
 *
 * <p>The kind is the one that all agree on; else the most telling one among them: refused before timeout before
 * prohibited before unreachable; else that of the first failure.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class AttemptsFailure extends ConnectFailure implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause the first attempt's failure
     * @param timeline what happened until then
     */
    public AttemptsFailure(Facts facts, String message, @Nullable Throwable cause, Timeline timeline) {
        super(facts, message, cause);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
