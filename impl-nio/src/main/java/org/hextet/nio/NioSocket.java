package org.hextet.nio;

/** What stands behind a handle. Of the loop only. */
interface NioSocket {

    int handle();

    boolean isClosed();

    void markClosed();

    /** Its channel in the selector. */
    NioRegistration registration();
}
