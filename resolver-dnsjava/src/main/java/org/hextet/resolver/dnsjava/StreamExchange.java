package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/**
 * By TCP: a message with its length before it (RFC 1035, section 4.2.2). For what is longer than a datagram, and where
 * there are no datagrams.
 */
final class StreamExchange implements Exchange, Protocol {

    private static final int LENGTH_BYTES = 2;

    private final Reactor reactor;
    private final InetSocketAddress server;
    private final Query query;
    private final Duration timeout;
    private final Listener listener;

    /** Length, then message: as much as has come. Grows with what comes, not with what the length promises. */
    private byte[] came = new byte[512];

    private int cameBytes;

    private @Nullable Timer timer;
    private @Nullable Pending<Connection> attempt;
    private @Nullable Connection connection;
    private boolean ended;

    StreamExchange(Reactor reactor, InetSocketAddress server, Query query, Duration timeout, Listener listener) {
        this.reactor = reactor;
        this.server = server;
        this.query = query;
        this.timeout = timeout;
        this.listener = listener;
    }

    @Override
    public void begin() {
        timer = reactor.schedule(
                timeout, () -> fail(FailureKind.TIMEOUT, "no answer by TCP within " + DurationWords.of(timeout)));
        Pending<Connection> connecting = reactor.connectTcp(server, StreamOptions.DEFAULT, () -> this);
        attempt = connecting;
        connecting.whenComplete((connected, failure) -> {
            if (failure != null) {
                fail(
                        failure instanceof NetworkFailure known ? known.kind() : FailureKind.TEMPORARY,
                        "by TCP: " + failure.getMessage());
            }
        });
    }

    @Override
    public void connected(Connection established) {
        connection = established;
        if (ended) {
            established.abort();
            return;
        }
        ByteBuffer message = query.message();
        ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + message.remaining());
        framed.putShort((short) message.remaining()).put(message).flip();
        established.write(framed);
    }

    @Override
    public void received(Connection from, ByteBuffer lent) {
        if (ended) {
            return;
        }
        int bytes = lent.remaining();
        if (came.length - cameBytes < bytes) {
            came = Arrays.copyOf(came, Math.max(2 * came.length, cameBytes + bytes));
        }
        lent.get(came, cameBytes, bytes);
        cameBytes += bytes;
        int length = cameBytes < LENGTH_BYTES ? 0 : (came[0] & 0xff) << 8 | (came[1] & 0xff);
        if (cameBytes < LENGTH_BYTES + length || cameBytes < LENGTH_BYTES) {
            return;
        }
        Query.Match match =
                query.match(ByteBuffer.wrap(came, LENGTH_BYTES, length).slice());
        if (match instanceof Query.Match.Ours ours) {
            end();
            listener.answered(ours.answer());
        } else if (match instanceof Query.Match.Malformed malformed) {
            fail(FailureKind.TEMPORARY, "an answer by TCP that cannot be read (" + malformed.why() + ")");
        } else {
            fail(FailureKind.TEMPORARY, "an answer by TCP to something else");
        }
    }

    @Override
    public void closed(Connection gone, CloseReason reason) {
        fail(FailureKind.TEMPORARY, "closed the connection without an answer");
    }

    @Override
    public void cancel() {
        end();
    }

    private void fail(FailureKind kind, String why) {
        if (!ended) {
            end();
            listener.failed(kind, why);
        }
    }

    private void end() {
        ended = true;
        if (timer != null) {
            timer.cancel();
        }
        if (connection != null) {
            connection.close();
        } else if (attempt != null) {
            attempt.cancel();
        }
    }
}
