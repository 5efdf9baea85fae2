package org.hextet.reactor;

import org.jspecify.annotations.Nullable;

/** Who may have something left to do once the running callback is over. Of the loop only. */
abstract class Settling {

    /** Whether it stands in the loop's list. */
    boolean isDirty;

    /** The next in that list. */
    @Nullable
    Settling nextDirty;

    /** Does what callbacks have left to do. */
    abstract void settle();

    /** Ends, since {@link #settle} failed. */
    abstract void abortUnsettled();
}
