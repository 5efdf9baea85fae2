package org.hextet.endpoints.blocking;

/** Throws in a task of the reactor what a handler threw on its own thread: so it reaches the reactor's listener. */
record HandlerThrew(String connection, Throwable thrown) implements Runnable {

    @Override
    public void run() {
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("the handler of " + connection + " threw " + thrown, thrown);
    }
}
