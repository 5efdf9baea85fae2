package org.hextet.examples.netty;

import io.netty.channel.SingleThreadIoEventLoop;

/** Where a reactor runs. */
interface Loop {

    SingleThreadIoEventLoop eventLoop();

    /** The reactor has ended. On the loop, or before anything ran there. */
    void end();

    /** Waits until what ends with the reactor has ended. */
    void awaitEnd() throws InterruptedException;
}
