package org.hextet.endpoints.timeline;

/** A failure of a connect that tells how it came about: implemented by exceptions. */
public interface TimelineFailure {

    /**
     * What happened until the failure, which is not in it.
     *
     * @return never null
     */
    Timeline timeline();
}
