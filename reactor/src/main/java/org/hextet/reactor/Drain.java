package org.hextet.reactor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One drain: ports stop, those of datagrams close, idle connections are closed, busy ones are watched until they are
 * idle or time is up. Of the loop only.
 */
final class Drain {

    /** How often busy connections are looked at, at least. */
    private static final long LOOK_NANOS = 50_000_000L;

    private final LoopSockets sockets;
    private final long quietNanos;
    private final ReactorPromise<Void> done;
    private @Nullable ReactorTimer look;
    private @Nullable ReactorTimer end;

    private Drain(LoopSockets sockets, Duration quiet, ReactorPromise<Void> done) {
        this.sockets = sockets;
        this.quietNanos = EventLoop.nanos(quiet);
        this.done = done;
    }

    static void begin(LoopSockets sockets, Duration quiet, Duration atMost, ReactorPromise<Void> done) {
        Drain drain = new Drain(sockets, quiet, done);
        for (SocketHandle socket : sockets.all()) {
            if (socket instanceof TcpPort port) {
                port.stopListening();
            } else if (socket instanceof UdpPort port) {
                port.close();
            }
        }
        drain.end = sockets.loop().schedule(EventLoop.nanos(atMost), drain::abortAll);
        drain.closeQuiet();
        if (!drain.lookWhetherDone()) {
            sockets.whenGone(drain::lookWhetherDone);
        }
    }

    private void closeQuiet() {
        for (SocketHandle socket : sockets.all()) {
            if (socket instanceof StreamConnection stream) {
                stream.drainIfQuiet(quietNanos);
            }
        }
        look = sockets.loop().schedule(Math.max(LOOK_NANOS, quietNanos / 4), this::closeQuiet);
    }

    private void abortAll() {
        for (SocketHandle socket : sockets.all()) {
            if (socket instanceof StreamConnection stream) {
                stream.abort();
            }
        }
    }

    private boolean lookWhetherDone() {
        if (sockets.serving() > 0) {
            return false;
        }
        cancel(look);
        cancel(end);
        if (done.claim()) {
            done.finishEmpty();
        }
        return true;
    }

    private static void cancel(@Nullable ReactorTimer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
