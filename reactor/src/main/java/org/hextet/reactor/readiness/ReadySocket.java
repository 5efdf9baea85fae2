package org.hextet.reactor.readiness;

/** What a driver over readiness keeps of any socket. Of the loop only. */
public abstract class ReadySocket {

    private final int handle;
    private boolean isClosed;

    /**
     * For the driver's own classes.
     *
     * @param handle of a {@link HandleTable}
     */
    protected ReadySocket(int handle) {
        this.handle = handle;
    }

    /**
     * Its number.
     *
     * @return 0 or more
     */
    public final int handle() {
        return handle;
    }

    /**
     * Whether it was closed. What the poll has still found out about it concerns nobody.
     *
     * @return true from {@link #markClosed()} on
     */
    public final boolean isClosed() {
        return isClosed;
    }

    /** It closes. */
    public final void markClosed() {
        isClosed = true;
    }
}
