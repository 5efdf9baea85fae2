package org.hextet.adapters.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.hextet.adapters.race.AttemptEnd;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;

/** One attempt as a plain socket, on a thread that may wait. */
final class SocketAttempt implements Runnable {

    private final SocketAttempts attempts;
    private final InetSocketAddress remote;
    private final StreamOptions options;
    private final AttemptEnd<Socket> end;

    /** Closing it wakes the thread that connects. */
    private volatile @Nullable Socket socket;

    private volatile boolean isGivenUp;

    SocketAttempt(SocketAttempts attempts, InetSocketAddress remote, StreamOptions options, AttemptEnd<Socket> end) {
        this.attempts = attempts;
        this.remote = remote;
        this.options = options;
        this.end = end;
    }

    /** On the loop. */
    void giveUp() {
        isGivenUp = true;
        Socket opened = socket;
        if (opened != null) {
            SocketAttempts.closeQuietly(opened);
        }
    }

    @Override
    public void run() {
        if (isGivenUp) {
            return;
        }
        Socket opened;
        try {
            opened = attempts.open(options.socketOptions());
        } catch (IOException | RuntimeException | Error refused) {
            end.failed(refused);
            return;
        }
        socket = opened;
        if (isGivenUp) {
            // Who gave up may have come too early to see it.
            SocketAttempts.closeQuietly(opened);
        }
        try {
            opened.connect(remote, millis(options.deadline().orElse(Duration.ZERO)));
        } catch (IOException | RuntimeException | Error thrown) {
            SocketAttempts.closeQuietly(opened);
            end.failed(thrown);
            return;
        }
        end.connected(opened);
    }

    /** At least one, since none means forever; at most what fits. */
    private static int millis(Duration timeout) {
        return timeout.isZero() ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    }
}
