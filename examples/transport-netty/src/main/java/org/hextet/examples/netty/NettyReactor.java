package org.hextet.examples.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandle;
import java.io.IOException;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.reactor.DriverReactor;
import org.hextet.reactor.TransportOptions;

/** Opens reactors on event loops that are there already. */
public final class NettyReactor {

    private NettyReactor() {}

    /**
     * Opens a reactor whose thread is that of an event loop, beside the channels and the other reactors that live
     * there. Its callbacks may use those channels as their handlers may, and handlers of that loop are
     * {@link Reactor#inReactor() in the reactor}.
     *
     * <p>Closing the reactor leaves the event loop running. Shutting the event loop down closes the reactor.
     *
     * @param eventLoop one of NIO: {@code channel.eventLoop()}, or {@code next()} of a group with a
     *     {@link io.netty.channel.nio.NioIoHandler}
     * @param options without thread name and daemon flag: the thread is the event loop's
     * @return open
     * @throws IOException if the event loop is shut down
     * @throws IllegalArgumentException if it is of another kind, or the options are about the thread
     */
    public static Reactor on(EventLoop eventLoop, ReactorOptions options) throws IOException {
        if (!(eventLoop instanceof SingleThreadIoEventLoop host) || !host.isCompatible(NioIoHandle.class)) {
            throw new IllegalArgumentException("open a reactor on " + eventLoop
                    + ": need an event loop of NIO; make its group with NioIoHandler.newFactory()");
        }
        if (options.threadName().isPresent() || options.daemon()) {
            throw new IllegalArgumentException("open a reactor on " + eventLoop
                    + " with a thread name or as a daemon: the thread is the event loop's; leave them out");
        }
        if (eventLoop.isShuttingDown()) {
            throw new IOException("open a reactor on " + eventLoop + ": the event loop is shut down");
        }
        ReactorOptions known = TransportOptions.read(NettyProvider.NAME, options);
        HostLoop loop = new HostLoop(host);
        NettyDriver driver = new NettyDriver(loop, known.overwriteLentBuffers());
        Reactor reactor = DriverReactor.open(driver, NettyCapabilities.ofThisHost(), known);
        loop.endsWithHost(reactor, driver);
        return reactor;
    }
}
