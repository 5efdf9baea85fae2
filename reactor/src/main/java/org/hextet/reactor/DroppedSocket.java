package org.hextet.reactor;

/** A connection that was accepted and is aborted at once: only its end is awaited. */
record DroppedSocket() implements SocketHandle {

    @Override
    public void reactorCloses() {
        // It is aborted already.
    }

    @Override
    public void descriptorGone() {
        // Nobody ever heard of it.
    }
}
