package org.hextet.endpoints.framing;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.listening.Together;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes into frames and hands them on. What cannot be handed on is kept: the beginning of a frame whose end
 * has not come, or, in a pause, whole frames (the backlog, at most one chunk).
 *
 * <p>The backlog is handed on in a callback of its own: at resume the connection is switched to this same protocol,
 * whose {@link #connected} then goes on. So the rules of callbacks hold for it (one at a time; one that throws loses
 * the connection).
 */
final class Framing implements Protocol {

    private final FrameProtocol frames;
    private final FrameCutter cutter;
    private final Remainder rest = new Remainder();

    /** Of the incomplete frame at the front of {@link #rest}. */
    private int looked;

    private @Nullable FramedConnection framed;
    private @Nullable Protocol next;
    private boolean delivering;
    private boolean paused;
    private boolean backlog;
    private boolean draining;
    private boolean inputHasEnded;
    private boolean handedOver;

    /** Who hands on the bytes that were left, to the protocol that has taken over. */
    private @Nullable Framing heir;

    private volatile boolean over;

    /** How many bytes lie behind the frame that is handed on. */
    private int behind;

    /** Since TLS was asked for: who waits for it. */
    private @Nullable Promise<Connection> secured;

    /** Why the connection was ended when TLS was asked for. */
    private @Nullable IOException early;

    Framing(FrameProtocol frames, FrameCutter cutter) {
        this.frames = frames;
        this.cutter = cutter;
    }

    @Override
    public String protocolName() {
        return frames.getClass().getName();
    }

    // ---- what comes from the connection

    @Override
    public void connected(Connection connection) throws Exception {
        FramedConnection mine = framed;
        if (mine == null) {
            mine = new FramedConnection(connection, this);
            framed = mine;
            delivering = true;
            behind = rest.size();
            frames.connected(mine);
            delivering = false;
            backlog = !rest.isEmpty() || inputHasEnded;
            goOn(mine);
        } else if (backlog && !paused) {
            drain(mine);
        }
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        FramedConnection mine = framed;
        if (mine == null || over) {
            return;
        }
        int at = lent.position();
        int limit = lent.limit();
        if (backlog) {
            rest.add(lent, at, limit - at);
            return;
        }
        delivering = true;
        at = rest.isEmpty() ? at : complete(mine, lent, at, limit);
        at = rest.isEmpty() ? deliver(mine, lent, at, limit) : at;
        delivering = false;
        if (!over && at < limit) {
            rest.add(lent, at, limit - at);
            backlog = paused;
        }
        goOn(mine);
        if (secured != null) {
            // What came early is counted here; the reactor need not do it again.
            lent.position(lent.limit());
        }
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        FramedConnection mine = framed;
        if (mine == null || over) {
            return;
        }
        inputHasEnded = true;
        if (!backlog) {
            endInput(mine);
        }
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        FramedConnection mine = framed;
        if (mine != null) {
            frames.writingPaused(mine);
        }
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        FramedConnection mine = framed;
        if (mine != null) {
            frames.writingResumed(mine);
        }
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        over = true;
        rest.drop(rest.size());
        FramedConnection mine = framed;
        if (mine != null) {
            frames.closed(mine, early == null ? reason : new CloseReason.Failed(early));
        }
    }

    // ---- cutting

    private boolean mayDeliver() {
        return !paused && !over && next == null;
    }

    /** Completes the frame that is kept, with no more bytes than belong to it. Returns where the next one begins. */
    private int complete(FramedConnection mine, ByteBuffer lent, int begin, int limit) throws Exception {
        int at = begin;
        while (at < limit && !rest.isEmpty() && mayDeliver()) {
            int count = cutter.portion(rest.view().clear(), rest.from(), rest.to(), lent, at, limit);
            rest.add(lent, at, count);
            at += count;
            ByteBuffer view = rest.view().clear();
            int from = rest.from();
            int end = cutter.end(view, from, looked, rest.to());
            if (end == FrameCutter.INCOMPLETE) {
                looked = rest.size();
            } else if (end == FrameCutter.TOO_LARGE) {
                tooLarge(mine);
            } else {
                looked = 0;
                behind = limit - at + rest.to() - end;
                lend(mine, view, from, end, rest.to());
                rest.drop(end - from);
            }
        }
        return at;
    }

    /** Hands on the frames that lie in a buffer whole. Returns where the first begins that was not. */
    private int deliver(FramedConnection mine, ByteBuffer bytes, int begin, int limit) throws Exception {
        int at = begin;
        looked = 0;
        while (at < limit && mayDeliver()) {
            int end = cutter.end(bytes, at, 0, limit);
            if (end == FrameCutter.INCOMPLETE) {
                looked = limit - at;
                break;
            }
            if (end == FrameCutter.TOO_LARGE) {
                tooLarge(mine);
                break;
            }
            behind = limit - end;
            lend(mine, bytes, at, end, limit);
            at = end;
        }
        return at;
    }

    /**
     * By position and limit of the very buffer: nothing is allocated, and a frame written back is known to the reactor.
     */
    private void lend(FramedConnection mine, ByteBuffer bytes, int from, int end, int limit) throws Exception {
        int contentTo = cutter.contentTo(bytes, from, end);
        bytes.limit(contentTo).position(cutter.contentFrom(from, contentTo));
        frames.frame(mine, bytes);
        if (secured != null && cutter.mayLeaveBytes()) {
            refuse(mine, bytes.remaining());
        }
        bytes.limit(limit);
    }

    private void tooLarge(FramedConnection mine) throws Exception {
        over = true;
        String where = "receive from " + AddressText.formatSocket(mine.remoteAddress());
        frames.tooLarge(
                mine,
                Failures.of(
                        new Facts(FailureKind.TOO_LARGE, "receive")
                                .withLocal(mine.localAddress())
                                .withRemote(mine.remoteAddress()),
                        where + ": " + cutter.what() + " of more than " + cutter.maximum()
                                + " bytes, the maximum set here; allow more, or the peer may speak another protocol",
                        null));
        mine.close();
    }

    // ---- pausing and going on

    /** After a callback: the end of the input or another protocol may have waited for it. */
    private void goOn(FramedConnection mine) throws Exception {
        if (next != null) {
            handOver(mine);
        } else if (backlog && !paused) {
            drain(mine);
        }
    }

    private void drain(FramedConnection mine) throws Exception {
        draining = true;
        delivering = true;
        int from = rest.from();
        int at = deliver(mine, rest.view().clear(), from, rest.to());
        delivering = false;
        draining = false;
        if (over) {
            return;
        }
        rest.drop(at - from);
        if (next != null) {
            handOver(mine);
        } else if (!paused) {
            backlog = false;
            mine.plain().resumeReading();
            if (inputHasEnded) {
                endInput(mine);
            }
        }
    }

    private void endInput(FramedConnection mine) throws Exception {
        ByteBuffer incomplete = rest.view().clear();
        incomplete.limit(rest.to()).position(cutter.contentFrom(rest.from(), rest.to()));
        frames.inputEnded(mine, incomplete);
        rest.drop(rest.size());
    }

    /** On the loop. */
    void pause() {
        if (heir != null) {
            heir.pause();
            return;
        }
        paused = true;
        FramedConnection mine = framed;
        if (mine != null) {
            mine.plain().pauseReading();
        }
    }

    /** On the loop. */
    void resume() {
        if (heir != null) {
            heir.resume();
            return;
        }
        boolean wasPaused = paused;
        paused = false;
        FramedConnection mine = framed;
        if (mine == null || !wasPaused) {
            return;
        }
        if (!backlog) {
            mine.plain().resumeReading();
        } else if (!draining && !over) {
            mine.plain().switchProtocol(this);
        }
    }

    /** On the loop. Also by who keeps this protocol's connection and uses it when another protocol has taken over. */
    void switchTo(Protocol protocol) {
        FramedConnection mine = framed;
        if (heir != null) {
            heir.switchTo(protocol);
        } else if (handedOver && mine != null) {
            mine.plain().switchProtocol(protocol);
        } else {
            next = protocol;
            if (!delivering && mine != null) {
                handOver(mine);
            }
        }
    }

    private void handOver(FramedConnection mine) {
        Protocol protocol = next;
        if (protocol == null || over) {
            return;
        }
        over = true;
        handedOver = true;
        boolean endIsUntold = inputHasEnded && backlog;
        boolean isHeld = backlog && !paused;
        backlog = false;
        if (rest.isEmpty() && !endIsUntold) {
            if (isHeld) {
                mine.plain().resumeReading();
            }
            mine.plain().switchProtocol(protocol);
            return;
        }
        Framing taking = new Framing(new Chunks(protocol), new ChunkCutter());
        taking.rest.add(rest.view().clear(), rest.from(), rest.size());
        taking.inputHasEnded = endIsUntold;
        taking.paused = paused;
        heir = taking;
        // Its first bytes are here: no others before them.
        mine.plain().pauseReading();
        mine.plain().switchProtocol(taking);
    }

    // ---- TLS

    /**
     * TLS has begun below: nothing more is handed on.
     *
     * @param begun what the connection below gives
     * @param toTell who waits for it
     */
    void upgrade(Pending<Connection> begun, Promise<Connection> toTell) {
        if (heir != null) {
            heir.upgrade(begun, toTell);
            return;
        }
        over = true;
        secured = toTell;
        begun.whenComplete((connection, failure) -> {
            if (failure != null) {
                toTell.fail(early == null ? Together.cause(failure) : early);
            } else if (!toTell.succeed(connection)) {
                connection.abort();
            }
        });
        FramedConnection mine = framed;
        if (mine != null) {
            refuse(mine, delivering ? behind : rest.size());
        }
    }

    private void refuse(FramedConnection mine, int bytes) {
        if (bytes > 0 && early == null) {
            early = Failures.of(
                    new Facts(FailureKind.TLS, "TLS handshake")
                            .withLocal(mine.localAddress())
                            .withRemote(mine.remoteAddress()),
                    "TLS handshake with " + AddressText.formatSocket(mine.remoteAddress()) + ": " + bytes
                            + " bytes of plain text came behind the " + cutter.what()
                            + " that asked for TLS: somebody on"
                            + " the way may have put them there; dropped (RFC 3207, section 4.2)",
                    null);
            mine.plain().abort();
        }
    }

    /** Any thread: nothing is delivered any more. */
    void stop() {
        over = true;
    }
}
