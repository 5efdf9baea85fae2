package org.hextet.api;

/** Hears of every {@link Incident} of a reactor, once. Called on the reactor's thread; what it throws is ignored. */
@FunctionalInterface
public interface UncaughtListener {

    /**
     * Something happened that nobody waits for.
     *
     * @param incident what
     */
    void uncaught(Incident incident);
}
