package org.hextet.endpoints.callbacks;

/**
 * Throws in a task of the reactor what a user's code threw elsewhere: so it reaches the reactor's listener.
 *
 * @param by whose code it was, for what cannot be thrown as it is
 * @param thrown what it threw
 */
public record Thrown(String by, Throwable thrown) implements Runnable {

    @Override
    public void run() {
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(by + " threw " + thrown, thrown);
    }
}
