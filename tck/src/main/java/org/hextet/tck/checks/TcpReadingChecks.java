package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Bytes from one end to the other: reading, pausing it, the buffer that is lent. */
final class TcpReadingChecks {

    private static final int MIB = 1 << 20;

    /**
     * A connection beside the one that is looked at. What was sent elsewhere before its echo has come back was there to
     * be read by then: the loop has asked the kernel since.
     */
    private static final class Witness {

        private final Rig rig;
        private final Pair pair;
        private long echoed;

        Witness(Rig rig) throws Exception {
            this.rig = rig;
            this.pair =
                    rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), server -> server.echoing());
        }

        void echoTwice() throws Exception {
            for (int i = 0; i < 2; i++) {
                pair.clientConnection().write(Bytes.of("?"));
                pair.client().awaitBytes(++echoed);
            }
            rig.turns(rig.reactor(), 2);
        }
    }

    @Check(
            id = "TCP-212",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp resumeProducing; Netty SocketAutoReadTest",
            because = "a protocol that asked for silence cannot take what comes all the same",
            lookAt = "the interest in reading, and completions that were under way when it was withdrawn")
    void nothing_is_received_between_pause_on_the_loop_and_resume(Rig rig) throws Exception {
        Witness witness = new Witness(rig);
        Pair pair = rig.pair(AnyLoopback.of(rig));
        pair.clientConnection().write(Bytes.of("before "));
        pair.server().awaitBytes("before ".length());

        rig.runOnLoop(rig.reactor(), () -> pair.serverConnection().pauseReading());
        pair.clientConnection().write(Bytes.of("while paused "));
        witness.echoTwice();

        rig.expectEqual(
                "what is received while reading is paused",
                "before ",
                pair.server().receivedText());
        pair.clientConnection().write(Bytes.of("after"));
        rig.runOnLoop(rig.reactor(), () -> pair.serverConnection().resumeReading());
        String all = "before while paused after";
        pair.server().awaitBytes(all.length());
        rig.expectEqual("what is received after resume", all, pair.server().receivedText());
    }

    @Check(
            id = "TCP-213",
            level = MUST,
            needs = TCP,
            source = "contract; RFC 9293, section 3.8.6 (flow control)",
            because = "a pause that only hides the bytes collects them in this process",
            lookAt = "whether the socket is still read while paused")
    void a_paused_reader_stops_its_peer_through_the_window(Rig rig) throws Exception {
        Payload block = Payload.of(MIB, 213);
        Pump pump = Pump.inPiecesOf(32 << 10, block, 64);
        Pair pair = TcpDataChecks.withSilentServer(
                rig, AnyLoopback.of(rig), TcpDataChecks.smallBuffers(), pump.drive(rig.recorder()));
        Witness witness = new Witness(rig);

        pump.start(pair.clientConnection());
        pump.awaitStopped(rig);
        witness.echoTwice();

        long written = pump.written();
        rig.expect(
                written < 16 * MIB,
                written + " of 64 MiB were taken while the reader was paused: they are held in this process");
        rig.expectEqual(
                "what was received while reading was paused", 0L, pair.server().receivedBytes());

        pair.serverConnection().resumeReading();
        pair.server().awaitBytes(64L * MIB);
        rig.expectEqual(
                "the digest of what arrived",
                block.digestOfRepeated(64),
                pair.server().digest());
    }

    @Check(
            id = "TCP-214",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp stopStartReading; libuv test tcp-read-stop",
            because = "a protocol that has taken one message wants no second before it is done",
            lookAt = "a loop that reads the socket until it is empty, and rests that were held back")
    void a_pause_inside_received_holds_what_follows_and_keeps_its_order(Rig rig) throws Exception {
        AtomicBoolean paused = new AtomicBoolean();
        AtomicInteger tooEarly = new AtomicInteger();
        AtomicInteger pauses = new AtomicInteger();
        CountDownLatch firstPause = new CountDownLatch(1);
        Payload payload = Payload.of(2 * MIB, 214);
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> {
                    if (paused.getAndSet(true)) {
                        tooEarly.incrementAndGet();
                    }
                    from.pauseReading();
                    if (pauses.incrementAndGet() == 1) {
                        firstPause.countDown();
                    } else {
                        from.reactor().execute(() -> {
                            paused.set(false);
                            from.resumeReading();
                        });
                    }
                }));
        Witness witness = new Witness(rig);

        pair.clientConnection().write(payload.buffer());
        rig.await(firstPause, "the first bytes");
        witness.echoTwice();
        rig.expectEqual("calls of received during the first pause", 1, pauses.get());
        rig.runOnLoop(rig.reactor(), () -> {
            paused.set(false);
            pair.serverConnection().resumeReading();
        });

        pair.server().awaitBytes(payload.size());
        rig.expectEqual("calls of received while reading was paused", 0, tooEarly.get());
        rig.expectEqual(
                "the digest of what arrived", payload.digest(), pair.server().digest());
    }

    @Check(
            id = "TCP-215",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test tcp-read-stop-start",
            because = "backpressure switches reading on and off all the time",
            lookAt = "bytes that are between the kernel and the protocol when reading is paused")
    void a_thousand_pauses_lose_nothing_and_double_nothing(Rig rig) throws Exception {
        Pair pair =
                rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), server -> server.withoutContent());
        Payload payload = Payload.of(4 * MIB, 215);
        int piece = payload.size() / 1000;

        for (int i = 0; i < 1000; i++) {
            pair.clientConnection().write(payload.piece(i * piece, piece));
            if (i % 3 == 0) {
                rig.runOnLoop(rig.reactor(), () -> pair.serverConnection().pauseReading());
                pair.serverConnection().resumeReading();
            } else {
                pair.serverConnection().pauseReading();
                pair.serverConnection().resumeReading();
            }
        }
        int rest = payload.size() - 1000 * piece;
        pair.clientConnection().write(payload.piece(payload.size() - rest, rest));
        pair.clientConnection().shutdownOutput();

        pair.server().await("the end of input", Event.INPUT_ENDED);
        rig.expectEqual(
                "how many bytes arrived", (long) payload.size(), pair.server().receivedBytes());
        rig.expectEqual(
                "the digest of what arrived", payload.digest(), pair.server().digest());
    }

    @Check(
            id = "TCP-216",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp connectionLostAfterPausedTransport",
            because = "the last message of a peer that leaves is a message too",
            lookAt = "whether an end that is seen during the pause overtakes the bytes before it")
    void bytes_and_end_of_a_peer_that_left_during_the_pause_come_after_resume(Rig rig) throws Exception {
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onConnected(Connection::pauseReading));
        Witness witness = new Witness(rig);
        Payload payload = Payload.of(100_000, 216);

        rig.runOnLoop(rig.reactor(), () -> {
            pair.clientConnection().write(payload.buffer());
            pair.clientConnection().close();
        });
        witness.echoTwice();
        rig.expectEqual(
                "what is received while reading is paused", 0L, pair.server().receivedBytes());
        pair.serverConnection().resumeReading();

        CloseReason reason = pair.server().awaitClosed();
        rig.expectEqual("what arrived", payload.bytes(), pair.server().received());
        rig.expectEqual(
                "what the reader heard",
                List.of(Event.CONNECTED, Event.RECEIVED, Event.INPUT_ENDED, Event.CLOSED),
                pair.server().events());
        TcpEndChecks.expectClean(rig, "the reader's close reason", reason);
    }

    @Check(
            id = "TCP-217",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp resumeProducingWhileDisconnecting",
            because = "who gives a connection up while it is paused wants to be rid of it",
            lookAt = "an end that waits for the peer's, which is not read while paused")
    void an_own_close_ends_a_paused_connection_and_a_later_resume_does_nothing(Rig rig) throws Exception {
        for (boolean unread : new boolean[] {false, true}) {
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> server.onConnected(Connection::pauseReading));
            Witness witness = new Witness(rig);
            if (unread) {
                pair.clientConnection().write(Bytes.of("never read"));
                witness.echoTwice();
            }

            pair.serverConnection().close();
            CloseReason reason = pair.server().awaitClosed();
            pair.serverConnection().resumeReading();
            rig.runOnLoop(rig.reactor(), () -> pair.serverConnection().resumeReading());
            witness.echoTwice();

            rig.expectEqual(
                    "what the paused protocol heard",
                    "CONNECTED CLOSED",
                    pair.server().story());
            rig.expectEqual("its close reason", new CloseReason.ClosedHere(), reason);
            rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
        }
    }

    @Check(
            id = "TCP-236",
            level = SHOULD,
            needs = {TCP, HOST_NET},
            source = "contract; libuv test tcp-oob; OpenJDK SendUrgentData",
            because = "a stranger's urgent byte must not cost the stream",
            lookAt = "exceptional conditions that the poll reports, and whether they are taken for errors")
    void the_stream_before_and_after_an_urgent_byte_is_whole(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            Socket peer = rig.jdkConnect(server.address());
            Recorder accepted = server.awaitAccepted();
            OutputStream out = peer.getOutputStream();

            out.write("before".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            peer.sendUrgentData('!');
            out.write("after.".getBytes(StandardCharsets.US_ASCII));
            out.flush();

            accepted.await(
                    "the bytes after the urgent one",
                    recorder -> recorder.receivedText().endsWith("after."));
            // Whether the urgent byte itself is in the stream (SO_OOBINLINE) is left open.
            String seen = accepted.receivedText();
            rig.expect(
                    seen.equals("beforeafter.") || seen.equals("before!after."),
                    "\"" + seen
                            + "\" was received, expected \"beforeafter.\" with or without the urgent \"!\" between");
            accepted.connection().write(Bytes.of("ok"));
            rig.expectEqual(
                    "what the peer got",
                    "ok",
                    new String(peer.getInputStream().readNBytes(2), StandardCharsets.US_ASCII));
        });
    }

    @Check(
            id = "TCP-237",
            level = SHOULD,
            needs = TCP,
            source = "contract",
            because = "one busy peer must not starve a thousand",
            lookAt = "how much is read of one connection before the loop turns to the others, and to its timers")
    void one_that_floods_does_not_starve_the_others(Rig rig) throws Exception {
        long atMost = 256L * MIB;
        Reactor loop = rig.reactor();
        Reactor flooders = rig.openReactor();
        AtomicLong flooded = new AtomicLong();
        AtomicLong started = new AtomicLong();
        AtomicLong echoedAt = new AtomicLong(-1);
        AtomicLong firedAt = new AtomicLong(-1);
        CountDownLatch served = new CountDownLatch(2);
        Server flood = rig.listen(
                loop,
                new InetSocketAddress(AnyLoopback.of(rig), 0),
                StreamOptions.DEFAULT,
                server -> server.withoutContent().onReceived((from, lent) -> flooded.addAndGet(lent.remaining())));
        Server echo = rig.listen(
                loop, new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, Recorder::echoing);
        Pump pump = Pump.inPiecesOf(256 << 10, Payload.of(MIB, 237), 1 << 20);
        Recorder flooder = pump.drive(rig.recorder());
        Recorder asker = rig.recorder()
                .onConnected(connection -> connection.write(Bytes.of("?")))
                .onReceived((from, lent) -> {
                    echoedAt.compareAndSet(-1, flooded.get());
                    served.countDown();
                });

        pump.start(rig.await(flooders.connectTcp(flood.address(), StreamOptions.DEFAULT, () -> flooder)));
        flood.awaitAccepted().awaitBytes(8L * MIB);
        loop.execute(() -> {
            started.set(flooded.get());
            loop.connectTcp(echo.address(), StreamOptions.DEFAULT, () -> asker);
            loop.schedule(Duration.ofNanos(1), () -> {
                firedAt.set(flooded.get());
                served.countDown();
            });
        });

        rig.await(served, "the echo and the timer, beside a flood");
        flooder.connection().abort();
        flooder.awaitClosed();
        rig.expect(
                echoedAt.get() - started.get() < atMost,
                "the echo came after " + (echoedAt.get() - started.get()) + " bytes of the flood, expected less than "
                        + atMost);
        rig.expect(
                firedAt.get() - started.get() < atMost,
                "the timer fired after " + (firedAt.get() - started.get()) + " bytes of the flood, expected less than "
                        + atMost);
    }

    @Check(
            id = "TCP-238",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "how a stream is cut means nothing; some peers cut it to the byte",
            lookAt = "an assumption on how much one read brings")
    void a_peer_that_sends_one_byte_a_segment_is_received_whole(Rig rig) throws Exception {
        Pair pair = rig.pair(AnyLoopback.of(rig));
        Payload payload = Payload.of(1000, 238);

        for (int i = 0; i < payload.size(); i++) {
            ByteBuffer one = payload.piece(i, 1);
            rig.runOnLoop(rig.reactor(), () -> pair.clientConnection().write(one));
        }

        pair.server().awaitBytes(payload.size());
        rig.expectEqual("what arrived", payload.bytes(), pair.server().received());
    }

    @Check(
            id = "TCP-240",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "an echo or a proxy hands on the very buffer that it was lent",
            lookAt = "when the memory of the lent buffer is used again: not before all that was written of it has left")
    void the_lent_buffer_is_read_only_and_its_bytes_written_back_arrive_in_order(Rig rig) throws Exception {
        // Alone, the simple ways meet the moment in which the kernel takes only a part; in turn, they meet a queue.
        expectWrittenBack(rig, List.of(TcpReadingChecks::whole));
        expectWrittenBack(rig, List.of(TcpReadingChecks::inAdjoiningRanges));
        expectWrittenBack(
                rig,
                List.of(
                        TcpReadingChecks::whole,
                        TcpReadingChecks::betweenOthers,
                        TcpReadingChecks::inHalves,
                        TcpReadingChecks::asCopies,
                        TcpReadingChecks::inAdjoiningRanges,
                        TcpReadingChecks::gathered));
    }

    /** A way to write a lent buffer back. */
    private interface Way {

        /** Writes it, and notes what must arrive. */
        void write(Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected);
    }

    private static void whole(Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        expected.writeBytes(bytes);
        connection.write(lent);
    }

    private static void betweenOthers(
            Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        expected.write('<');
        expected.writeBytes(bytes);
        expected.write('>');
        connection.write(Bytes.of("<"));
        connection.write(lent);
        connection.write(Bytes.of(">"));
    }

    private static void inHalves(Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        int half = bytes.length / 2;
        expected.write(bytes, 0, half);
        expected.write('|');
        expected.write(bytes, half, bytes.length - half);
        int end = lent.limit();
        lent.limit(lent.position() + half);
        connection.write(lent);
        lent.limit(end);
        connection.write(Bytes.of("|"));
        connection.write(lent);
    }

    private static void asCopies(Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        expected.writeBytes(bytes);
        expected.writeBytes(bytes);
        connection.write(lent.duplicate());
        connection.write(lent.slice());
        lent.position(lent.limit());
    }

    /** The second half, in two parts of which one begins where the other ends. */
    private static void inAdjoiningRanges(
            Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        int half = bytes.length / 2;
        int quarter = (bytes.length - half) / 2;
        expected.write(bytes, half, bytes.length - half);
        int end = lent.limit();
        lent.position(lent.position() + half);
        lent.limit(lent.position() + quarter);
        connection.write(lent);
        lent.limit(end);
        connection.write(lent);
    }

    private static void gathered(Connection connection, ByteBuffer lent, byte[] bytes, ByteArrayOutputStream expected) {
        expected.write('[');
        expected.writeBytes(bytes);
        connection.write(new ByteBuffer[] {Bytes.of("["), lent}, 0, 2);
    }

    private static void expectWrittenBack(Rig rig, List<Way> ways) throws Exception {
        Payload payload = Payload.of(8 * MIB, 240);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        AtomicInteger writable = new AtomicInteger();
        AtomicInteger unconsumed = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                TcpDataChecks.smallBuffers(),
                rig.recorder().onConnected(Connection::pauseReading),
                server -> server.withoutContent().onReceived((from, lent) -> {
                    if (!lent.isReadOnly()) {
                        writable.incrementAndGet();
                    }
                    byte[] bytes = new byte[lent.remaining()];
                    lent.duplicate().get(bytes);
                    ways.get(calls.getAndIncrement() % ways.size()).write(from, lent, bytes, expected);
                    if (lent.hasRemaining()) {
                        unconsumed.incrementAndGet();
                    }
                }));

        pair.clientConnection().write(payload.buffer());
        // Nothing is read here until the way back is full: then the kernel takes only a part of what is written there.
        pair.server().await("writingPaused", Event.PAUSED);
        pair.clientConnection().resumeReading();
        pair.server().awaitBytes(payload.size());

        long all = rig.onLoop(rig.reactor(), () -> (long) expected.size());
        pair.client().awaitBytes(all);
        pair.serverConnection().shutdownOutput();
        pair.client().await("the end of input", Event.INPUT_ENDED);
        rig.expectEqual("lent buffers that can be written to", 0, writable.get());
        rig.expectEqual("lent buffers not consumed by the write", 0, unconsumed.get());
        rig.expectEqual("how many bytes came back", all, pair.client().receivedBytes());
        rig.expectEqual("what came back", expected.toByteArray(), pair.client().received());
    }
}
