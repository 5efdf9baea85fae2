package org.hextet.examples.netty;

import io.netty.channel.SingleThreadIoEventLoop;
import org.hextet.api.Reactor;
import org.jspecify.annotations.Nullable;

/** Somebody else's event loop, which goes on without the reactor; but not the reactor without it. */
final class HostLoop implements Loop {

    private final SingleThreadIoEventLoop host;
    private volatile @Nullable Runnable whenHostEnds;

    HostLoop(SingleThreadIoEventLoop host) {
        this.host = host;
    }

    @Override
    public SingleThreadIoEventLoop eventLoop() {
        return host;
    }

    /**
     * Shutting the event loop down closes the reactor, which everybody is told while there is still a thread for it.
     */
    void endsWithHost(Reactor reactor, NettyDriver driver) {
        Runnable hook = () -> {
            reactor.close();
            driver.takeLastTurns();
        };
        whenHostEnds = hook;
        host.addShutdownHook(hook);
    }

    @Override
    public void end() {
        Runnable hook = whenHostEnds;
        if (hook != null) {
            host.removeShutdownHook(hook);
        }
    }

    @Override
    public void awaitEnd() {}
}
