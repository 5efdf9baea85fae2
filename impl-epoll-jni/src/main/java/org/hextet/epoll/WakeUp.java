package org.hextet.epoll;

import java.util.concurrent.atomic.AtomicBoolean;

/** The descriptor that wakes the loop. It is edge-triggered and so never read; its 64 bits do not overflow. */
final class WakeUp {

    private final int eventfd;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private boolean hasEnded;

    WakeUp(int eventfd) {
        this.eventfd = eventfd;
    }

    /** Any thread. Calls between two turns make one event. */
    void wake() {
        if (isWoken.compareAndSet(false, true)) {
            write();
        }
    }

    /** Never to a descriptor that is somebody else's by now. */
    private synchronized void write() {
        if (!hasEnded) {
            Syscalls.wake(eventfd);
        }
    }

    /** The loop has woken; from now on it is to be woken anew. */
    void awake() {
        if (isWoken.get()) {
            isWoken.set(false);
        }
    }

    synchronized void end() {
        hasEnded = true;
        Syscalls.close(eventfd);
    }
}
