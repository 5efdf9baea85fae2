package org.hextet.examples.netty;

import io.netty.channel.SingleThreadIoEventLoop;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.readiness.HandleTable;
import org.jspecify.annotations.Nullable;

/** The sockets of one reactor by their handles, and what all of them need. Of the loop only. */
final class Sockets {

    final SingleThreadIoEventLoop eventLoop;
    final Turning turning;
    final Events events;
    final boolean overwriteLent;

    /** What is lent to the callback that runs now. */
    @Nullable
    Loan loan;

    private final HandleTable<NettySocket> byHandle = new HandleTable<>();

    Sockets(SingleThreadIoEventLoop eventLoop, Turning turning, Events events, boolean overwriteLent) {
        this.eventLoop = eventLoop;
        this.turning = turning;
        this.events = events;
        this.overwriteLent = overwriteLent;
    }

    int take() {
        return byHandle.take();
    }

    void put(NettySocket socket) {
        byHandle.put(socket.handle(), socket);
    }

    void release(int handle) {
        byHandle.release(handle);
    }

    /** Nothing is left of the socket. */
    void gone(int handle) {
        release(handle);
        events.closed(handle);
    }

    NettySocket any(int handle) {
        return byHandle.get(handle);
    }

    NettyListener listener(int handle) {
        return (NettyListener) any(handle);
    }

    NettyStream stream(int handle) {
        return (NettyStream) any(handle);
    }

    NettyPort port(int handle) {
        return (NettyPort) any(handle);
    }
}
