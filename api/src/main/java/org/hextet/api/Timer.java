package org.hextet.api;

/** A task that a reactor runs later, made by {@link Reactor#schedule}. Any thread may cancel it. */
@FunctionalInterface
public interface Timer {

    /**
     * Keeps the task from running.
     *
     * @return true if this call cancelled it: it will never run; false if it has run, is running or was cancelled
     *     before
     */
    boolean cancel();
}
