package org.hextet.adapters.race;

/**
 * Hears how an attempt ended: one of both, once.
 *
 * @param <T> a connection
 */
public interface AttemptEnd<T> {

    /**
     * It has connected.
     *
     * @param connection belongs to the race from now on
     */
    void connected(T connection);

    /**
     * It has failed, and nothing of it is open.
     *
     * @param failure an {@link java.io.IOException}, or what is wrong with the code
     */
    void failed(Throwable failure);
}
