package org.hextet.endpoints.timeline;

import org.hextet.api.failure.NameFailure;
import org.jspecify.annotations.Nullable;

/**
 * A name gave no address to connect to. The message has the reason for each family that was looked up; each lookup's
 * failure is suppressed, in the order in which they came.
 *
 * <p>The kind is the one that all agree on; else the one that leaves most hope: temporary before timeout before
 * cancelled before no-data before no-such-name.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class NoAddressFailure extends NameFailure implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause the first lookup's failure
     * @param timeline what happened until then
     */
    public NoAddressFailure(Facts facts, String message, @Nullable Throwable cause, Timeline timeline) {
        super(facts, message, cause);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
