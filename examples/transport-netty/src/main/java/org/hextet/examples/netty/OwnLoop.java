package org.hextet.examples.netty;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event loop that ends with its reactor. */
final class OwnLoop implements Loop {

    private final String threadName;
    private final boolean isDaemon;
    private final SingleThreadIoEventLoop eventLoop;

    /** Made when the event loop is first used. */
    private volatile @Nullable Thread thread;

    OwnLoop(String threadName, boolean isDaemon) {
        this.threadName = threadName;
        this.isDaemon = isDaemon;
        // Not a group of one: a group tells of its end on a helper thread, which would outlive the reactor.
        this.eventLoop = new SingleThreadIoEventLoop(null, this::newThread, NioIoHandler.newFactory());
    }

    private Thread newThread(Runnable body) {
        Thread made = new FastThreadLocalThread(body, threadName);
        made.setDaemon(isDaemon);
        thread = made;
        return made;
    }

    @Override
    public SingleThreadIoEventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void end() {
        Future<?> unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        Thread own = thread;
        if (own != null) {
            own.join();
        }
    }
}
