package org.hextet.api;

/**
 * A {@link Pending} that its maker completes: how layers above a reactor give results that keep the reactor's rules.
 * Made by {@link Reactor#promise(Runnable)}.
 *
 * @param <T> what it yields
 */
public interface Promise<T> extends Pending<T> {

    /**
     * Completes it with a value, on the reactor's thread: at once if called there, else as a task of it.
     *
     * @param value what it yields
     * @return false if it was done already; the value is then of no use to anybody, and the caller disposes of it
     */
    boolean succeed(T value);

    /**
     * Completes it with a failure, on the reactor's thread: at once if called there, else as a task of it.
     *
     * @param failure what {@link Pending#await()} throws; an {@link java.io.IOException} or unchecked
     * @return false if it was done already
     */
    boolean fail(Throwable failure);
}
