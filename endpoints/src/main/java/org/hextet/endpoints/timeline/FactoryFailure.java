package org.hextet.endpoints.timeline;

import org.hextet.api.failure.ConnectFailure;
import org.jspecify.annotations.Nullable;

/**
 * The connection was won, and the protocol factory gave no protocol for it, or threw: the connection was aborted. Of
 * kind {@code aborted}.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class FactoryFailure extends ConnectFailure implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause what the factory threw, if it did
     * @param timeline what happened until then
     */
    public FactoryFailure(Facts facts, String message, @Nullable Throwable cause, Timeline timeline) {
        super(facts, message, cause);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
