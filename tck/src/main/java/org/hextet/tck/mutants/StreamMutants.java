package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;

/** What goes wrong with one connection: its addresses, its bytes, its ends. */
final class StreamMutants {

    /** In bytes. */
    private static final long MUCH = 1 << 20;

    private StreamMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "drops-the-zone",
                        "The peer of a link-local connection has no zone: nobody can connect back to it.",
                        "TCP-009",
                        "fe80::2, expected fe80::2%",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public InetSocketAddress remoteAddress() {
                                return ChangedAddress.withoutZone(super.remoteAddress());
                            }
                        })),
                TransportMutant.of(
                        "reorders-writes",
                        "One small write of thousands waits for the next turn, and is overtaken.",
                        "TCP-202",
                        "what arrived is from byte",
                        Laid.onConnections(ReordersWrites::new)),
                TransportMutant.of(
                                "gathers-up-to-an-empty-buffer",
                                "A gathering write ends at the first empty buffer: what comes after it is lost.",
                                "TCP-203",
                                "what is left in buffer",
                                Laid.onConnections(connection -> new ForwardingConnection(connection) {
                                    @Override
                                    public boolean write(ByteBuffer[] data, int offset, int length) {
                                        int whole = 0;
                                        while (whole < length && data[offset + whole].hasRemaining()) {
                                            whole++;
                                        }
                                        return super.write(data, offset, whole);
                                    }
                                }))
                        .withWords("expected 0"),
                TransportMutant.of(
                                "ignores-pause-in-received",
                                "pauseReading does nothing inside received: what is there already is delivered.",
                                "TCP-214",
                                "calls of received during the first pause is",
                                IgnoresPauseInReceived::new)
                        .withWords("expected 1"),
                TransportMutant.of(
                        "sends-the-whole-array",
                        "Of a sliced heap buffer the array behind it is sent from its beginning.",
                        "TCP-205",
                        "what arrived is from byte",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public boolean write(ByteBuffer data) {
                                if (!data.hasArray() || data.arrayOffset() == 0) {
                                    return super.write(data);
                                }
                                ByteBuffer wrong = ByteBuffer.wrap(data.array(), data.position(), data.remaining());
                                data.position(data.limit());
                                return super.write(wrong);
                            }
                        })),
                TransportMutant.of(
                        "ends-at-an-empty-write",
                        "A write of nothing is taken for the end of the output.",
                        "TCP-206",
                        "after writes of nothing",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public boolean write(ByteBuffer data) {
                                if (data.hasRemaining() || !reactor().inReactor()) {
                                    return super.write(data);
                                }
                                reactor().execute(this::shutdownOutput);
                                return isWritable();
                            }
                        })),
                TransportMutant.of(
                                "never-tells-to-pause",
                                "Knows no backpressure: nobody is told that too much waits.",
                                "TCP-208",
                                "for writingPaused; heard CONNECTED",
                                Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                                    @Override
                                    public void writingPaused(Connection connection) {
                                        // This is the mistake.
                                    }
                                }))
                        .withAlso("TCP-209", "TCP-210", "TCP-211", "TCP-213", "TCP-237", "TCP-240"),
                TransportMutant.of(
                                "never-tells-to-resume",
                                "A writer that was told to pause is never told to go on.",
                                "TCP-209",
                                "for writingResumed; heard CONNECTED PAUSED",
                                Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                                    @Override
                                    public void writingResumed(Connection connection) {
                                        // This is the mistake.
                                    }
                                }))
                        .withAlso("TCP-201", "TCP-210", "TCP-213", "TCP-237"),
                TransportMutant.of(
                                "never-closes-what-is-paused",
                                "A connection that is closed here while its reading is paused tells nobody.",
                                "TCP-217",
                                "for closed; heard CONNECTED",
                                NeverClosesWhatIsPaused::new)
                        .withAlso("TCP-219"),
                TransportMutant.of(
                                "drops-its-queue-at-close",
                                "close() throws away what has not left yet.",
                                "TCP-218",
                                "how many bytes arrived is",
                                Laid.onConnections(connection -> new ForwardingConnection(connection) {
                                    @Override
                                    public void close() {
                                        if (queuedBytes() > 0) {
                                            abort();
                                        } else {
                                            super.close();
                                        }
                                    }
                                }))
                        .withWords("expected 8388608")
                        .withAlso("TCP-219", "TCP-221", "TCP-225", "TCP-230", "TCP-231"),
                TransportMutant.of(
                        "shuts-both-ways",
                        "shutdownOutput ends the input too, if much is still to be sent.",
                        "TCP-221",
                        "what came back is \"\", expected \"the answer\"",
                        Laid.onConnections(connection -> new ForwardingConnection(connection) {
                            @Override
                            public void shutdownOutput() {
                                if (queuedBytes() > MUCH) {
                                    close();
                                } else {
                                    super.shutdownOutput();
                                }
                            }
                        })),
                TransportMutant.of(
                        "swallows-writes-after-the-end",
                        "A write after shutdownOutput is dropped without a word.",
                        "TCP-223",
                        "a write after shutdownOutput threw nothing",
                        Laid.onConnections(SwallowsWritesAfterTheEnd::new)),
                TransportMutant.of(
                                "knows-no-half-close",
                                "The end of the peer's output closes the connection, whatever the protocol wants.",
                                "TCP-224",
                                "for 8388608 bytes; heard CONNECTED INPUT_ENDED CLOSED",
                                Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                                    @Override
                                    public void inputEnded(Connection connection) throws Exception {
                                        super.inputEnded(connection);
                                        connection.close();
                                    }
                                }))
                        .withAlso("TCP-222", "TCP-223", "TCP-235"),
                TransportMutant.of(
                                "aborts-with-a-fin",
                                "abort() ends the stream in order, so that the peer takes it for complete.",
                                "TCP-227",
                                "what the peer read after the abort is -1, expected \"a reset\"",
                                Laid.onConnections(connection -> new ForwardingConnection(connection) {
                                    @Override
                                    public void abort() {
                                        close();
                                    }
                                }))
                        .withAlso("TCP-228", "TCP-230", "TCP-232", "TCP-233", "TCP-234"),
                TransportMutant.of(
                        "receives-after-abort",
                        "What was read before an abort() inside received is still delivered.",
                        "TCP-228",
                        "how often received was called is 2, expected 1",
                        Laid.onProtocols(ReceivesAfterAbort::new)),
                TransportMutant.of(
                                "closes-twice",
                                "A second end of a connection tells its protocol of the end again.",
                                "TCP-229",
                                "heard closed is 2, expected 1",
                                ClosesTwice::new)
                        .withAlso("TCP-230"),
                TransportMutant.of(
                        "calls-back-after-close",
                        "A connection that is closed with much to send tells its protocol afterwards to write on.",
                        "LIF-025",
                        "a protocol heard CONNECTED PAUSED CLOSED RESUMED",
                        Laid.onProtocols(CallsBackAfterClose::new)),
                TransportMutant.of(
                                "takes-a-reset-for-an-end",
                                "A reset by the peer is told as an orderly end, so that nobody knows that something is missing.",
                                "TCP-232",
                                "the close reason is ClosedByPeer[], expected \"Failed, of kind reset\"",
                                Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                                    @Override
                                    public void closed(Connection connection, CloseReason reason) throws Exception {
                                        super.closed(
                                                connection,
                                                reason instanceof CloseReason.Failed failed
                                                                && failed.cause() instanceof NetworkFailure typed
                                                                && typed.kind() == FailureKind.RESET
                                                        ? new CloseReason.ClosedByPeer()
                                                        : reason);
                                    }
                                }))
                        .withAlso("TCP-230", "TCP-233", "TCP-234", "TCP-235"),
                TransportMutant.of(
                                "keeps-a-lent-buffer",
                                "A long write from another thread keeps the caller's buffer until the reactor comes to it.",
                                "TCP-239",
                                "the digest of what arrived of a",
                                Laid.onConnections(KeepsALentBuffer::new))
                        .withWords("from a foreign thread"),
                TransportMutant.of(
                        "lends-writable-memory",
                        "The buffer of received can be written to.",
                        "TCP-240",
                        "lent buffers that can be written to is",
                        Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                            @Override
                            public void received(Connection connection, ByteBuffer lent) throws Exception {
                                super.received(
                                        connection,
                                        ByteBuffer.allocate(lent.remaining())
                                                .put(lent)
                                                .flip());
                            }
                        })),
                TransportMutant.of(
                        "knows-no-write-limit",
                        "What waits for a peer that never reads grows without bounds.",
                        "TCP-241",
                        "for closed; heard CONNECTED",
                        reactor -> new StreamOptionsChanged(reactor) {
                            @Override
                            StreamOptions changed(StreamOptions options) {
                                return options.withWriteLimit(Long.MAX_VALUE);
                            }
                        }),
                TransportMutant.of(
                                "counts-half-the-idle-time",
                                "A connection is idle after half of its time.",
                                "TCP-242",
                                "ended after",
                                reactor -> new StreamOptionsChanged(reactor) {
                                    @Override
                                    StreamOptions changed(StreamOptions options) {
                                        return options.idleTimeout()
                                                .map(time -> options.withIdleTimeout(time.dividedBy(2)))
                                                .orElse(options);
                                    }
                                })
                        .withWords("expected not before the idle timeout of"));
    }

    /** Streams with other options than the user's. */
    abstract static class StreamOptionsChanged extends ForwardingReactor {

        StreamOptionsChanged(Reactor beneath) {
            super(beneath);
        }

        abstract StreamOptions changed(StreamOptions options);

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.listenTcp(local, changed(options), factory);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.connectTcp(remote, changed(options), factory);
        }
    }

    private static final class ReordersWrites extends ForwardingConnection {

        private static final int SMALL = 8;
        private static final int ONE_OF = 5000;

        private int writes;

        ReordersWrites(Connection beneath) {
            super(beneath);
        }

        @Override
        public boolean write(ByteBuffer data) {
            if (!reactor().inReactor() || data.remaining() >= SMALL || ++writes % ONE_OF != 0) {
                return super.write(data);
            }
            ByteBuffer late = ByteBuffer.allocate(data.remaining()).put(data).flip();
            reactor().execute(() -> super.write(late));
            return isWritable();
        }
    }

    private static final class SwallowsWritesAfterTheEnd extends ForwardingConnection {

        private volatile boolean isShut;

        SwallowsWritesAfterTheEnd(Connection beneath) {
            super(beneath);
        }

        @Override
        public void shutdownOutput() {
            isShut = true;
            super.shutdownOutput();
        }

        @Override
        public boolean write(ByteBuffer data) {
            return !isShut && super.write(data);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length) {
            return !isShut && super.write(data, offset, length);
        }
    }

    private static final class KeepsALentBuffer extends ForwardingConnection {

        private static final int LARGE = 1 << 20;

        KeepsALentBuffer(Connection beneath) {
            super(beneath);
        }

        @Override
        public boolean write(ByteBuffer data) {
            if (reactor().inReactor() || data.remaining() < LARGE) {
                return super.write(data);
            }
            ByteBuffer kept = data.duplicate();
            data.position(data.limit());
            reactor().execute(() -> super.write(kept));
            return isWritable();
        }
    }

    private static final class ReceivesAfterAbort extends ForwardingProtocol {

        private boolean isAborted;
        private final Queue<ByteBuffer> behind = new ArrayDeque<>();

        ReceivesAfterAbort(Protocol beneath) {
            super(beneath);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) throws Exception {
            ByteBuffer copy =
                    ByteBuffer.allocate(lent.remaining()).put(lent.duplicate()).flip();
            behind.add(copy.asReadOnlyBuffer());
            super.received(connection, lent);
        }

        @Override
        public void closed(Connection connection, CloseReason reason) throws Exception {
            if (reason.equals(new CloseReason.Aborted(null)) && !isAborted && !behind.isEmpty()) {
                isAborted = true;
                super.received(connection, behind.remove());
            }
            super.closed(connection, reason);
        }
    }

    private static final class CallsBackAfterClose extends ForwardingProtocol {

        private boolean isPaused;

        CallsBackAfterClose(Protocol beneath) {
            super(beneath);
        }

        @Override
        public void writingPaused(Connection connection) throws Exception {
            isPaused = true;
            super.writingPaused(connection);
        }

        @Override
        public void writingResumed(Connection connection) throws Exception {
            isPaused = false;
            super.writingResumed(connection);
        }

        @Override
        public void closed(Connection connection, CloseReason reason) throws Exception {
            super.closed(connection, reason);
            if (isPaused) {
                super.writingResumed(connection);
            }
        }
    }

    private static final class NeverClosesWhatIsPaused extends DecoratingReactor {

        NeverClosesWhatIsPaused(Reactor beneath) {
            super(beneath);
        }

        private static final class Deaf extends ForwardingProtocol {

            private volatile boolean isPaused;

            Deaf(Protocol beneath) {
                super(beneath);
            }

            @Override
            public void closed(Connection connection, CloseReason reason) throws Exception {
                if (!isPaused || !(reason instanceof CloseReason.ClosedHere)) {
                    super.closed(connection, reason);
                }
            }
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new Deaf(protocol);
        }

        @Override
        Connection connection(Connection connection, Protocol protocol) {
            return new ForwardingConnection(connection) {
                @Override
                public void pauseReading() {
                    ((Deaf) protocol).isPaused = true;
                    super.pauseReading();
                }

                @Override
                public void resumeReading() {
                    ((Deaf) protocol).isPaused = false;
                    super.resumeReading();
                }
            };
        }
    }

    private static final class IgnoresPauseInReceived extends DecoratingReactor {

        private boolean isReceiving;

        IgnoresPauseInReceived(Reactor beneath) {
            super(beneath);
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new ForwardingProtocol(protocol) {
                @Override
                public void received(Connection connection, ByteBuffer lent) throws Exception {
                    isReceiving = true;
                    try {
                        super.received(connection, lent);
                    } finally {
                        isReceiving = false;
                    }
                }
            };
        }

        @Override
        Connection connection(Connection connection) {
            return new ForwardingConnection(connection) {
                @Override
                public void pauseReading() {
                    if (!inReactor() || !isReceiving) {
                        super.pauseReading();
                    }
                }
            };
        }
    }

    private static final class ClosesTwice extends DecoratingReactor {

        ClosesTwice(Reactor beneath) {
            super(beneath);
        }

        private static final class Counting extends ForwardingProtocol {

            private final AtomicInteger ends = new AtomicInteger();

            Counting(Protocol beneath) {
                super(beneath);
            }

            @Override
            public void closed(Connection connection, CloseReason reason) throws Exception {
                super.closed(connection, reason);
                if (ends.get() > 1) {
                    super.closed(connection, reason);
                }
            }
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new Counting(protocol);
        }

        @Override
        Connection connection(Connection connection, Protocol protocol) {
            return new ForwardingConnection(connection) {
                @Override
                public void close() {
                    ((Counting) protocol).ends.incrementAndGet();
                    super.close();
                }

                @Override
                public void abort() {
                    ((Counting) protocol).ends.incrementAndGet();
                    super.abort();
                }
            };
        }
    }
}
