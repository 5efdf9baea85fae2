package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;

/** Bytes from one end to the other: writing, order, backpressure of the writer. */
final class TcpDataChecks {

    private static final int MIB = 1 << 20;

    /** So much the kernel may hold, with the buffers of {@link #smallBuffers}, by whatever factor it widens them. */
    static final int KERNEL = 4 * MIB;

    /** Buffers that hold little, on both ends: a peer that does not read is felt soon. */
    static StreamOptions smallBuffers() {
        return StreamOptions.DEFAULT
                .with(StandardSocketOptions.SO_SNDBUF, 128 << 10)
                .with(StandardSocketOptions.SO_RCVBUF, 128 << 10);
    }

    static Pair withSilentServer(Rig rig, InetAddress loopback, StreamOptions options, Recorder client)
            throws Exception {
        return rig.pair(
                loopback, options, client, server -> server.withoutContent().onConnected(Connection::pauseReading));
    }

    @Check(
            id = "TCP-201",
            level = MUST,
            needs = TCP,
            source = "contract; Netty SocketEchoTest; libuv test ping-pong",
            because = "a stream that loses, doubles or swaps one byte is of no use",
            lookAt = "partial writes: is what the kernel did not take sent first the next time?")
    void eight_mebibytes_in_random_pieces_pass_both_ways_at_once(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Payload up = Payload.of(8 * MIB, 201);
            Payload down = Payload.of(8 * MIB, 202);
            Pump upwards = Pump.inRandomPieces(up, 1);
            Pump downwards = Pump.inRandomPieces(down, 2);

            Pair pair = rig.pair(
                    loopback,
                    StreamOptions.DEFAULT,
                    upwards.drive(rig.recorder().withoutContent()),
                    server -> downwards.drive(server.withoutContent()));
            upwards.start(pair.clientConnection());
            downwards.start(pair.serverConnection());

            pair.server().awaitBytes(up.size());
            pair.client().awaitBytes(down.size());
            rig.expectEqual(
                    "the digest of what the server received",
                    up.digest(),
                    pair.server().digest());
            rig.expectEqual(
                    "the digest of what the client received",
                    down.digest(),
                    pair.client().digest());
        });
    }

    @Check(
            id = "TCP-202",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test tcp-write-in-a-row",
            because = "many small writes in one callback are the usual way to build an answer",
            lookAt = "the queue's growth, and the limit on buffers of one gathering write (IOV_MAX)")
    void ten_thousand_small_writes_of_one_turn_arrive_in_order(Rig rig) throws Exception {
        Pair pair = rig.pair(AnyLoopback.of(rig));
        Random sizes = new Random(202);
        int[] lengths = sizes.ints(10_000, 1, 8).toArray();
        Payload payload = Payload.of(Arrays.stream(lengths).sum(), 203);

        rig.runOnLoop(rig.reactor(), () -> {
            int offset = 0;
            for (int length : lengths) {
                pair.clientConnection().write(payload.piece(offset, length));
                offset += length;
            }
        });

        pair.server().awaitBytes(payload.size());
        rig.expectEqual("what arrived", payload.bytes(), pair.server().received());
    }

    @Check(
            id = "TCP-203",
            level = MUST,
            needs = TCP,
            source = "contract; Netty SocketGatheringWriteTest; Twisted test_tcp writeSequence",
            because = "header and body are written as they lie in memory, without joining them first",
            lookAt = "empty buffers within the array, and the range that was asked for")
    void sixteen_buffers_some_of_them_empty_are_written_in_order(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = rig.pair(AnyLoopback.of(rig));
            Payload payload = Payload.of(1000 * 120, 203);
            ByteBuffer[] buffers = new ByteBuffer[18];
            // The first and the last are outside the range: not looked at.
            buffers[0] = Bytes.of("before");
            int offset = 0;
            for (int i = 1; i <= 16; i++) {
                int length = i % 5 == 0 ? 0 : 1000 * (i - i / 5);
                length = Math.min(length, payload.size() - offset);
                buffers[i] = i % 2 == 0 ? payload.piece(offset, length) : direct(payload.piece(offset, length));
                offset += length;
            }
            buffers[17] = Bytes.of("behind");
            int sum = offset;

            inPlace(rig, onLoop, () -> pair.clientConnection().write(buffers, 1, 16));

            for (int i = 1; i <= 16; i++) {
                rig.expectEqual("what is left in buffer " + i + " after the write", 0, buffers[i].remaining());
            }
            rig.expectEqual("what is left in the buffer before the range", 6, buffers[0].remaining());
            rig.expectEqual("what is left in the buffer behind the range", 6, buffers[17].remaining());
            endInput(pair);
            expectReceived(rig, pair, Arrays.copyOf(payload.bytes(), sum));
        }
    }

    /** On the loop, or from this thread. */
    private static void inPlace(Rig rig, boolean onLoop, Action action) throws Exception {
        if (onLoop) {
            rig.runOnLoop(rig.reactor(), action);
        } else {
            action.run();
        }
    }

    private static ByteBuffer direct(ByteBuffer content) {
        return ByteBuffer.allocateDirect(content.remaining()).put(content).flip();
    }

    /** Ends the way from client to server in order: after this nothing more can arrive. */
    private static void endInput(Pair pair) {
        pair.clientConnection().shutdownOutput();
        pair.server().await("the end of input", Event.INPUT_ENDED);
    }

    private static void expectReceived(Rig rig, Pair pair, byte[] expected) {
        rig.expectEqual(
                "how many bytes arrived", (long) expected.length, pair.server().receivedBytes());
        rig.expectEqual("what arrived", expected, pair.server().received());
    }

    @Check(
            id = "TCP-204",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test tcp-writealot",
            because = "a write that waits for its peer stops every other connection of the loop",
            lookAt = "what happens to the rest when the kernel takes only a part")
    void one_write_of_64_mebibytes_returns_while_the_peer_does_not_read(Rig rig) throws Exception {
        Pair pair = withSilentServer(rig, AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder());
        Payload payload = Payload.of(64 * MIB, 204);
        ByteBuffer data = payload.buffer();

        rig.runOnLoop(rig.reactor(), () -> pair.clientConnection().write(data));

        rig.expectEqual("what is left in the buffer after the write", 0, data.remaining());
        rig.expectEqual(
                "what the server has received before it reads",
                0L,
                pair.server().receivedBytes());
        pair.serverConnection().resumeReading();
        pair.server().awaitBytes(payload.size());
        rig.expectEqual(
                "the digest of what arrived", payload.digest(), pair.server().digest());
    }

    @Check(
            id = "TCP-205",
            level = MUST,
            needs = TCP,
            source = "contract; Netty DatagramUnicastTest (kinds of buffers)",
            because = "a caller's buffer is whatever he has; only what is between position and limit is his message",
            lookAt = "array offsets of slices, and buffers without an accessible array")
    void of_every_kind_of_buffer_exactly_the_remaining_bytes_are_sent(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = rig.pair(AnyLoopback.of(rig));
            byte[] all = Payload.of(10_000, 205).bytes();
            List<ByteBuffer> kinds = new ArrayList<>();
            for (ByteBuffer whole : List.of(
                    ByteBuffer.wrap(all),
                    ByteBuffer.allocateDirect(all.length).put(all).flip())) {
                kinds.add(whole.duplicate());
                kinds.add(whole.asReadOnlyBuffer());
                kinds.add(whole.slice(1000, 8000));
                kinds.add(whole.slice(1000, 8000).slice(500, 7000).asReadOnlyBuffer());
            }
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (ByteBuffer kind : kinds) {
                kind.position(7).limit(kind.capacity() - 11);
                byte[] remaining = new byte[kind.remaining()];
                kind.duplicate().get(remaining);
                expected.writeBytes(remaining);
            }

            inPlace(
                    rig,
                    onLoop,
                    () -> kinds.forEach(kind -> pair.clientConnection().write(kind)));

            for (ByteBuffer kind : kinds) {
                rig.expectEqual("the limit of " + kind + " after the write", kind.capacity() - 11, kind.limit());
                rig.expectEqual("what is left in " + kind + " after the write", 0, kind.remaining());
            }
            endInput(pair);
            expectReceived(rig, pair, expected.toByteArray());
        }
    }

    @Check(
            id = "TCP-206",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "an empty message is nothing on a stream, and no end of it",
            lookAt = "a length of zero: some systems take it for an end, or report it as a sent operation")
    void a_write_of_nothing_is_nothing_at_the_peer(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            AtomicInteger empty = new AtomicInteger();
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> server.onReceived((from, lent) -> {
                        if (!lent.hasRemaining()) {
                            empty.incrementAndGet();
                        }
                        from.write(lent);
                    }));

            inPlace(rig, onLoop, () -> {
                pair.clientConnection().write(ByteBuffer.allocate(0));
                pair.clientConnection().write(new ByteBuffer[] {ByteBuffer.allocateDirect(0), Bytes.of("")}, 0, 2);
                pair.clientConnection().write(new ByteBuffer[0], 0, 0);
            });
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "what the server heard after writes of nothing",
                    "CONNECTED",
                    pair.server().story());
            try {
                pair.clientConnection().write(Bytes.of("sentinel"));
            } catch (IllegalStateException ended) {
                throw rig.fail("what a write after writes of nothing threw", "nothing", ended);
            }

            pair.client().awaitBytes("sentinel".length());
            rig.expectEqual("what arrived", "sentinel", pair.server().receivedText());
            rig.expectEqual("how often the server was told of no bytes", 0, empty.get());
            rig.expectEqual(
                    "what the server heard", "CONNECTED RECEIVED", pair.server().story());
        }
    }

    @Check(
            id = "TCP-207",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "workers answer on one connection from many threads",
            lookAt = "how writes from elsewhere are queued: one write must be one entry of one queue")
    void records_of_four_threads_keep_each_threads_order_and_are_never_torn(Rig rig) throws Exception {
        int threads = 4;
        int records = 10_000;
        Pair pair = rig.pair(AnyLoopback.of(rig));
        List<Thread> writers = new ArrayList<>();
        AtomicLong written = new AtomicLong();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (int thread = 0; thread < threads; thread++) {
            byte tag = (byte) ('A' + thread);
            writers.add(new Thread(
                    () -> {
                        try {
                            for (int record = 0; record < records; record++) {
                                ByteBuffer data = record(tag, record);
                                written.addAndGet(data.remaining());
                                pair.clientConnection().write(data);
                            }
                        } catch (Throwable failure) {
                            thrown.set(failure);
                        }
                    },
                    "tck writer " + (char) tag));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        Throwable failure = thrown.get();
        rig.expect(failure == null, "a write from a foreign thread threw " + failure);

        ByteBuffer received = ByteBuffer.wrap(pair.server().awaitBytes(written.get()));
        int[] next = new int[threads];
        while (received.hasRemaining()) {
            int at = received.position();
            int thread = received.get() - 'A';
            rig.expect(thread >= 0 && thread < threads, "at byte " + at + " begins no record: one was torn");
            ByteBuffer expected = record((byte) ('A' + thread), next[thread]).position(1);
            ByteBuffer seen = received.slice();
            seen.limit(Math.min(seen.limit(), expected.remaining()));
            rig.expect(
                    seen.equals(expected),
                    "at byte " + at + " is not record " + next[thread] + " of thread " + thread
                            + ": one was torn, lost or overtaken");
            received.position(received.position() + expected.remaining());
            next[thread]++;
        }
        rig.expectEqual("records that arrived of each thread", List.of(records, records, records, records), list(next));
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** A tag, a number, and a filling whose length depends on the number. */
    private static ByteBuffer record(byte tag, int number) {
        int filling = number % 23;
        ByteBuffer record = ByteBuffer.allocate(5 + filling).put(tag).putInt(number);
        for (int i = 0; i < filling; i++) {
            record.put((byte) (tag + number + i));
        }
        return record.flip();
    }

    @Check(
            id = "TCP-208",
            level = MUST,
            needs = TCP,
            source = "contract; Netty SocketConditionalWritabilityTest; Twisted test_tcp streamingProducer",
            because = "a writer that is not told to pause fills the memory",
            lookAt = "when the queue is compared with the high watermark, and the flag that says it was told")
    void a_writer_beyond_the_high_watermark_is_told_to_pause_once(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = withSilentServer(rig, AnyLoopback.of(rig), smallBuffers(), rig.recorder());
            Connection connection = pair.clientConnection();

            // In one turn, or at once: with pauses between, the kernel would take a part of it and the writer be told
            // to go on.
            int pieces = onLoop ? 16 * 16 : 1;
            inPlace(rig, onLoop, () -> {
                for (int i = 0; i < pieces; i++) {
                    connection.write(Bytes.zeros(16 * MIB / pieces));
                }
            });

            pair.client().await("writingPaused", Event.PAUSED);
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "what the writer heard", "CONNECTED PAUSED", pair.client().story());
            rig.expect(!connection.isWritable(), "a paused connection says that it is writable");
            rig.expect(
                    !connection.write(Bytes.of("x")), "a write on a paused connection answered true, expected false");
        }
    }

    @Check(
            id = "TCP-209",
            level = MUST,
            needs = TCP,
            source = "contract; Netty SocketConditionalWritabilityTest",
            because = "a writer that is not told to go on waits for ever; told too early, he runs in tiny steps",
            lookAt = "when the queue is compared with the low watermark, and the flag that says it was told")
    void a_paused_writer_is_told_to_go_on_once_at_or_below_the_low_watermark(Rig rig) throws Exception {
        int low = 10_000;
        int high = 8 * MIB;
        AtomicLong queuedAtResume = new AtomicLong(-1);
        Recorder client = rig.recorder().onResumed(connection -> queuedAtResume.set(connection.queuedBytes()));
        Pair pair = withSilentServer(rig, AnyLoopback.of(rig), smallBuffers().withWatermarks(low, high), client);
        Payload payload = Payload.of(16 * MIB, 209);
        pair.clientConnection().write(payload.buffer());
        client.await("writingPaused", Event.PAUSED);

        pair.serverConnection().resumeReading();

        client.await("writingResumed", Event.RESUMED);
        pair.server().awaitBytes(payload.size());
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("what the writer heard", "CONNECTED PAUSED RESUMED", client.story());
        rig.expect(
                queuedAtResume.get() <= low,
                queuedAtResume + " bytes were queued when the writer was told to go on, expected at most " + low);
        rig.expect(
                pair.clientConnection().isWritable(), "a connection that is not paused says that it is not writable");
    }

    @Check(
            id = "TCP-210",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp",
            because = "a pause is a request: a protocol in the middle of a message goes on to its end",
            lookAt = "the flag that says that the pause was told")
    void writes_of_a_paused_writer_are_accepted_and_do_not_pause_again(Rig rig) throws Exception {
        Pair pair = withSilentServer(rig, AnyLoopback.of(rig), smallBuffers(), rig.recorder());
        Payload payload = Payload.of(12 * MIB, 210);
        int first = 8 * MIB;
        pair.clientConnection().write(payload.piece(0, first));
        pair.client().await("writingPaused", Event.PAUSED);

        int piece = 8 << 10;
        for (int offset = first; offset < payload.size(); offset += 2 * piece) {
            ByteBuffer here = payload.piece(offset, piece);
            ByteBuffer there = payload.piece(offset + piece, piece);
            pair.clientConnection().write(here);
            rig.runOnLoop(rig.reactor(), () -> pair.clientConnection().write(there));
        }

        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "what the writer heard", "CONNECTED PAUSED", pair.client().story());
        pair.serverConnection().resumeReading();
        pair.server().awaitBytes(payload.size());
        rig.expectEqual(
                "the digest of what arrived", payload.digest(), pair.server().digest());
        pair.client().await("writingResumed", Event.RESUMED);
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "what the writer heard",
                "CONNECTED PAUSED RESUMED",
                pair.client().story());
    }

    @Check(
            id = "TCP-211",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "one peer that does not read must not fill the memory of a polite writer",
            lookAt = "what write answers, and when writingPaused is told: both before the queue is far beyond the mark")
    void a_writer_that_obeys_is_stopped_at_the_high_watermark(Rig rig) throws Exception {
        int piece = 16 << 10;
        StreamOptions options = smallBuffers();
        Payload block = Payload.of(MIB, 211);
        Pump pump = Pump.inPiecesOf(piece, block, 64);
        Pair pair = withSilentServer(rig, AnyLoopback.of(rig), options, pump.drive(rig.recorder()));

        pump.start(pair.clientConnection());
        pump.awaitStopped(rig);

        long queued = rig.onLoop(rig.reactor(), () -> pair.clientConnection().queuedBytes());
        rig.expect(
                queued <= options.highWatermark() + piece,
                queued + " bytes are queued, expected at most the high watermark and one write, "
                        + (options.highWatermark() + piece));
        long most = (long) options.highWatermark() + piece + KERNEL;
        rig.expect(
                pump.written() <= most,
                pump.written() + " bytes were written to a peer that reads nothing, expected at most " + most
                        + ": the high watermark, one write, and what the kernel's buffers hold");
    }

    @Check(
            id = "TCP-239",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "callers use one buffer for all their messages",
            lookAt =
                    "whether a write keeps its argument where the kernel did not take all, or until the loop comes to it")
    void a_buffer_may_be_overwritten_as_soon_as_write_has_returned(Rig rig) throws Exception {
        Payload payload = Payload.of(6 * MIB, 239);
        for (boolean onLoop : new boolean[] {true, false}) {
            for (boolean direct : new boolean[] {true, false}) {
                Pair pair = withSilentServer(rig, AnyLoopback.of(rig), smallBuffers(), rig.recorder());
                ByteBuffer own = direct ? ByteBuffer.allocateDirect(3 * MIB) : ByteBuffer.allocate(3 * MIB);
                CountDownLatch overwritten = new CountDownLatch(1);
                if (!onLoop) {
                    // The loop comes to what was written only when all is overwritten.
                    rig.reactor().execute(() -> holdLoop(overwritten));
                }

                inPlace(rig, onLoop, () -> {
                    for (int half = 0; half < 2; half++) {
                        own.clear().put(payload.piece(half * 3 * MIB, 3 * MIB)).flip();
                        pair.clientConnection().write(own);
                        overwrite(own);
                    }
                    own.clear().put(payload.piece(0, 100)).flip();
                    pair.clientConnection().write(new ByteBuffer[] {own}, 0, 1);
                    overwrite(own);
                });
                overwritten.countDown();
                pair.serverConnection().resumeReading();

                pair.server().awaitBytes(payload.size() + 100);
                byte[] first = new byte[100];
                payload.piece(0, 100).get(first);
                rig.expectEqual(
                        "the digest of what arrived of a " + (direct ? "direct" : "heap") + " buffer written "
                                + (onLoop ? "on the loop" : "from a foreign thread"),
                        Payload.of(payload, first).digest(),
                        pair.server().digest());
            }
        }
    }

    private static void holdLoop(CountDownLatch until) {
        try {
            until.await(Patience.guard().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void overwrite(ByteBuffer own) {
        own.clear();
        while (own.hasRemaining()) {
            own.put((byte) '!');
        }
    }

    @Check(
            id = "TCP-241",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "a peer that reads slowly must not decide how much memory is used here",
            lookAt = "whether every way into the queue looks at the write limit")
    void a_connection_with_more_queued_than_its_write_limit_ends_as_too_slow(Rig rig) throws Exception {
        int limit = MIB;
        int piece = 64 << 10;
        StreamOptions options = smallBuffers().withWriteLimit(limit);
        Payload block = Payload.of(piece, 241);
        AtomicLong most = new AtomicLong();

        expectTooSlow(
                rig,
                options,
                "in pieces on the loop",
                connection -> rig.runOnLoop(rig.reactor(), () -> {
                    for (int i = 0; i < 64 * MIB / piece; i++) {
                        connection.write(block.buffer());
                        most.accumulateAndGet(connection.queuedBytes(), Math::max);
                    }
                }));
        rig.expect(
                most.get() <= limit + piece,
                most + " bytes were queued at once, expected at most the write limit and one write, "
                        + (limit + piece));

        expectTooSlow(rig, options, "in pieces from a foreign thread", connection -> {
            for (int i = 0; i < 64 * MIB / piece; i++) {
                connection.write(block.buffer());
            }
        });
        expectTooSlow(
                rig,
                options,
                "in one piece on the loop",
                connection -> rig.runOnLoop(rig.reactor(), () -> connection.write(Bytes.zeros(64 * MIB))));
        expectTooSlow(
                rig,
                options,
                "in one piece from a foreign thread",
                connection -> connection.write(Bytes.zeros(64 * MIB)));
    }

    private interface Writing {
        void to(Connection connection) throws Exception;
    }

    private static void expectTooSlow(Rig rig, StreamOptions options, String how, Writing writing) throws Exception {
        Pair pair = withSilentServer(rig, AnyLoopback.of(rig), options, rig.recorder());

        writing.to(pair.clientConnection());

        CloseReason reason = pair.client().awaitClosed();
        if (!(reason instanceof CloseReason.Failed failed)) {
            throw rig.fail("the close reason after writing beyond the limit " + how, "Failed", reason);
        }
        rig.expectFailure(
                "the close reason after writing " + how, FailureKind.TOO_SLOW, SocketException.class, failed.cause());
        rig.expect(
                !pair.clientConnection().write(Bytes.of("x")),
                "a write after the end as too slow answered true, expected false");
    }
}
