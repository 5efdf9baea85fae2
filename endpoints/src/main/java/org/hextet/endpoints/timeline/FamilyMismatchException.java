package org.hextet.endpoints.timeline;

/**
 * No address that a name has is of the family of the local address to connect from, or none is of IPv6, which alone
 * carries the flow label that was asked for: nothing was tried. Literals of another family are refused at the call,
 * with a plain {@link IllegalArgumentException}.
 */
public final class FamilyMismatchException extends IllegalArgumentException implements TimelineFailure {

    private static final long serialVersionUID = 1L;

    /** What happened until then. */
    private final Timeline timeline;

    /**
     * Made where the connect ends.
     *
     * @param message one line for people
     * @param timeline what happened until then
     */
    public FamilyMismatchException(String message, Timeline timeline) {
        super(message);
        this.timeline = timeline;
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }
}
