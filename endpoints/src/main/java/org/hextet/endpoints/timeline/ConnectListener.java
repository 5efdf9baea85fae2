package org.hextet.endpoints.timeline;

/**
 * Hears of one connect, from its begin to its end; or of several, where it keeps nothing of any.
 *
 * <p>It is called on the reactor's thread, one call at a time, and so must not block. Only where the reactor is closed
 * before the connect has got as far as its thread, {@link #decided} comes on the thread that asked for the connect.
 * What it throws is logged, once for each class of listener, and harms nothing.
 */
@FunctionalInterface
public interface ConnectListener {

    /**
     * Something happened. The default ignores it: the timeline has it in the end.
     *
     * @param event the newest; of a type that a minor release may have added
     */
    default void happened(TimelineEvent event) {}

    /**
     * The connect is decided, won or lost: the last call, made exactly once, before the result of the connect
     * completes.
     *
     * @param timeline everything that happened
     */
    void decided(Timeline timeline);
}
