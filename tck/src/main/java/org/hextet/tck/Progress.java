package org.hextet.tck;

/** Hears how a run goes on, on the thread that runs it. */
@FunctionalInterface
public interface Progress {

    /**
     * A row was run.
     *
     * @param result how it went
     * @param done how many were run so far
     * @param all how many there are
     */
    void finished(CheckResult result, int done, int all);
}
