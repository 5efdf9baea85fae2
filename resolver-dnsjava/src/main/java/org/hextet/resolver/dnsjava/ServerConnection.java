package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * A connection to one server: messages with their length before them (RFC 1035, section 4.2.2), as many at once as are
 * asked, answered in any order (RFC 7766). It stays open for a moment after the last answer. For what is longer than a
 * datagram, and where there are no datagrams.
 */
final class ServerConnection implements Way, Protocol {

    private static final int LENGTH_BYTES = 2;

    private final ServerConnections connections;
    private final InetSocketAddress server;

    /** By their numbers, in the order in which they are to be sent. */
    private final Map<Integer, Exchange> underWay = new LinkedHashMap<>();

    /** For whom it was opened: it has no better chance on another. */
    private @Nullable Exchange first;

    /** What has come and is no whole message. Grows with what comes, not with what a length promises. */
    private byte[] came = new byte[512];

    private int cameBytes;

    private @Nullable Pending<Connection> attempt;
    private @Nullable Connection connection;
    private @Nullable Timer idle;
    /** Whether somebody waits no longer for an answer that may still come. */
    private boolean hasForgotten;

    private boolean ended;

    ServerConnection(ServerConnections connections, InetSocketAddress server) {
        this.connections = connections;
        this.server = server;
    }

    InetSocketAddress server() {
        return server;
    }

    /** Connects. */
    void open() {
        try {
            Pending<Connection> connecting =
                    connections.reactor().connectTcp(server, StreamOptions.DEFAULT, () -> this);
            attempt = connecting;
            connecting.whenComplete((connected, failure) -> {
                if (failure != null) {
                    FailureKind kind = failure instanceof NetworkFailure known ? known.kind() : FailureKind.TEMPORARY;
                    endWith(List.copyOf(underWay.values()), kind, "by TCP: " + failure.getMessage());
                }
            });
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    @Override
    public void connected(Connection established) {
        connection = established;
        if (ended) {
            established.abort();
            return;
        }
        underWay.values().forEach(each -> write(established, each));
    }

    private static void write(Connection to, Exchange exchange) {
        ByteBuffer message = exchange.query().message();
        ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + message.remaining());
        framed.putShort((short) message.remaining()).put(message).flip();
        to.write(framed);
    }

    @Override
    public boolean isTaken(int id) {
        return underWay.containsKey(id);
    }

    @Override
    public void send(Exchange exchange) {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
        if (first == null) {
            first = exchange;
        }
        underWay.put(exchange.query().id(), exchange);
        if (connection != null) {
            write(connection, exchange);
        }
    }

    @Override
    public void forget(Exchange exchange, boolean isSilent) {
        if (!underWay.remove(exchange.query().id(), exchange)) {
            return;
        }
        hasForgotten = true;
        if (isSilent) {
            // Who says nothing to one will say nothing to the next.
            connections.retire(this);
        }
        restIfIdle();
    }

    private void restIfIdle() {
        if (ended || !underWay.isEmpty()) {
            return;
        }
        if (connection == null || !connections.has(this)) {
            close();
        } else if (idle == null) {
            try {
                idle = connections.reactor().schedule(connections.idle(), this::close);
            } catch (RejectedExecutionException closing) {
                close();
            }
        }
    }

    @Override
    public boolean isCut(Message answer) {
        return false;
    }

    @Override
    public String words() {
        return " by TCP";
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
        int start = 0;
        while (!ended && cameBytes - start >= LENGTH_BYTES) {
            int length = (came[start] & 0xff) << 8 | (came[start + 1] & 0xff);
            if (cameBytes - start < LENGTH_BYTES + length) {
                break;
            }
            message(ByteBuffer.wrap(came, start + LENGTH_BYTES, length).slice());
            start += LENGTH_BYTES + length;
        }
        System.arraycopy(came, start, came, 0, cameBytes - start);
        cameBytes -= start;
        restIfIdle();
    }

    private void message(ByteBuffer data) {
        Exchange asked = data.remaining() < Short.BYTES ? null : underWay.remove(data.getShort(0) & 0xffff);
        if (asked != null) {
            asked.came(data, false);
            // No stranger can have sent it: the server has mixed something up.
            asked.fail(FailureKind.TEMPORARY, "an answer by TCP to something else");
        } else if (!hasForgotten) {
            endWith(List.copyOf(underWay.values()), FailureKind.TEMPORARY, "an answer by TCP to something else");
        }
    }

    @Override
    public void inputEnded(Connection by) {
        // It may have answered all that it will, and others are to go elsewhere.
        connections.retire(this);
        by.close();
    }

    /** A server may close an idle connection whenever it likes, and so just when another question is on its way. */
    @Override
    public void closed(Connection gone, CloseReason reason) {
        if (ended) {
            return;
        }
        List<Exchange> waiting = List.copyOf(underWay.values());
        boolean isInside = cameBytes > 0;
        close();
        for (Exchange each : waiting) {
            if (each.hasEnded()) {
                continue;
            }
            if (each == first) {
                each.fail(
                        FailureKind.TEMPORARY,
                        isInside
                                ? "closed the connection in the middle of an answer"
                                : "closed the connection without an answer");
            } else {
                tryAlone(each);
            }
        }
    }

    private void tryAlone(Exchange exchange) {
        try {
            exchange.moveTo(connections.alone(server));
        } catch (RuntimeException refused) {
            exchange.fail(FailureKind.TEMPORARY, "by TCP: " + refused.getMessage());
        }
    }

    private void endWith(List<Exchange> waiting, FailureKind kind, String why) {
        if (!ended) {
            close();
            waiting.forEach(each -> each.fail(kind, why));
        }
    }

    /** Nothing is under way by it, or will be told. */
    void close() {
        ended = true;
        underWay.clear();
        connections.retire(this);
        if (idle != null) {
            idle.cancel();
        }
        if (connection != null) {
            connection.close();
        } else if (attempt != null) {
            attempt.cancel();
        }
    }
}
