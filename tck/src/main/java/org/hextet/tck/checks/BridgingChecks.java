package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.TLS;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.blocking.BlockingConnection;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsIdentity;
import org.hextet.tck.rig.TlsRig;

/** Connections as streams, for code that waits. */
final class BridgingChecks {

    private static final int MIB = 1 << 20;

    /** A blocking connection, and what its peer hears. */
    private record Bridge(BlockingConnection blocking, Recorder peer) {

        static Bridge open(Rig rig, UnaryOperator<Recorder> peer) throws IOException {
            return open(rig, rig.reactor(), peer);
        }

        static Bridge open(Rig rig, Reactor reactor, UnaryOperator<Recorder> peer) throws IOException {
            Server server = rig.listen(
                    rig.reactor(), new InetSocketAddress(AnyLoopback.of(rig), 0), TcpDataChecks.smallBuffers(), peer);
            CompletableFuture<BlockingConnection> opened = new CompletableFuture<>();
            reactor.connectTcp(
                    server.address(),
                    TcpDataChecks.smallBuffers(),
                    () -> BlockingConnection.protocol(opened::complete));
            BlockingConnection blocking =
                    rig.await((CompletionStage<BlockingConnection>) opened, "a blocking connection");
            return new Bridge(blocking, server.awaitAccepted());
        }
    }

    /** A thread that does one thing, to be seen waiting and to be asked what came of it. */
    private static final class Worker {

        private final Thread thread;
        private final CompletableFuture<Object> outcome = new CompletableFuture<>();

        private Worker(String name, Callable<Object> work) {
            thread = new Thread(
                    () -> {
                        try {
                            outcome.complete(work.call());
                        } catch (Throwable thrown) {
                            outcome.complete(thrown);
                        }
                    },
                    name);
            thread.setDaemon(true);
        }

        static Worker start(String name, Callable<Object> work) {
            Worker worker = new Worker("tck " + name, work);
            worker.thread.start();
            return worker;
        }

        void awaitWaiting(Rig rig) {
            rig.until(thread.getName() + " waits", () -> isWaiting() || outcome.isDone());
            rig.expect(
                    !outcome.isDone(), thread.getName() + " does not wait: it ended with " + outcome.getNow("nothing"));
        }

        private boolean isWaiting() {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }

        /** What it returned or threw. */
        Object outcome(Rig rig) throws InterruptedException {
            Object seen = rig.await((CompletionStage<Object>) outcome, thread.getName() + " to end");
            thread.join();
            return seen;
        }
    }

    private static void expectTyped(
            Rig rig, String what, FailureKind kind, Class<? extends Throwable> type, Object outcome) {
        if (!(outcome instanceof IOException failure)) {
            throw rig.fail(what, "an IOException of kind " + kind, outcome);
        }
        rig.expectFailure(what, kind, type, failure);
    }

    @Check(
            id = "BRG-001",
            level = MUST,
            needs = TCP,
            source = "contract; OpenJDK channels AdaptorStreams",
            because = "blocking code reads until -1, and takes what came before it for the whole",
            lookAt = "bytes between the loop and the reader when the end comes")
    void an_input_stream_gives_all_bytes_and_then_the_end(Rig rig) throws Exception {
        Payload payload = Payload.of(8 * MIB, 1);
        Bridge bridge = Bridge.open(rig, peer -> peer);
        rig.runOnLoop(rig.reactor(), () -> {
            bridge.peer().connection().write(payload.buffer());
            bridge.peer().connection().shutdownOutput();
        });

        InputStream input = bridge.blocking().input();
        byte[] got = new byte[payload.size() + 1];
        int first = input.read();
        got[0] = (byte) first;
        int count = 1;
        int last;
        while ((last = input.read(got, count, Math.min(got.length - count, 1 + count % 50_000))) > 0) {
            count += last;
        }

        rig.expectEqual("what the last read gave", -1, last);
        rig.expectEqual("how many bytes were read", payload.size(), count);
        rig.expect(payload.beginsWith(Arrays.copyOf(got, count)), "other bytes were read than were sent");
        rig.expectEqual("what a read after the end gives", -1, input.read());
        rig.expectEqual("what a read into an array after the end gives", -1, input.read(got, 0, 10));
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    @Check(
            id = "BRG-002",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "blocking code knows no watermarks: its thread must be stopped in their place",
            lookAt = "what a writer waits for, and who wakes it")
    void an_output_stream_waits_for_a_peer_that_does_not_read(Rig rig) throws Exception {
        Payload block = Payload.of(64 * MIB, 2);
        Bridge bridge = Bridge.open(rig, peer -> peer.withoutContent().onConnected(Connection::pauseReading));
        Connection connection = bridge.blocking().connection();

        Worker writer = Worker.start("writer", () -> {
            bridge.blocking().output().write(block.bytes());
            return "written";
        });
        rig.until("the connection is full", () -> !connection.isWritable());
        rig.turns(rig.reactor(), 2);
        writer.awaitWaiting(rig);

        long queued = rig.onLoop(rig.reactor(), connection::queuedBytes);
        rig.expect(
                queued <= 4L * StreamOptions.DEFAULT.highWatermark(),
                queued + " bytes are queued while the writer waits, expected about the high watermark of "
                        + StreamOptions.DEFAULT.highWatermark());
        bridge.peer().connection().resumeReading();
        rig.expectEqual("what came of the write", "written", writer.outcome(rig));
        bridge.peer().awaitBytes(block.size());
        rig.expectEqual(
                "the digest of what arrived", block.digest(), bridge.peer().digest());
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    @Check(
            id = "BRG-003",
            level = MUST,
            needs = TCP,
            source = "contract; OpenJDK channels AdaptorStreams",
            because = "after a timeout the reader asks again: it must find all that came meanwhile",
            lookAt = "what a wait that has ended in vain leaves behind")
    void a_read_timeout_loses_nothing(Rig rig) throws Exception {
        Duration timeout = Duration.ofMillis(30);
        Bridge bridge = Bridge.open(rig, peer -> peer);
        InputStream input = bridge.blocking().input();
        bridge.blocking().setReadTimeout(Optional.of(timeout));

        for (String text : List.of("first", "second")) {
            for (Callable<Object> read : List.<Callable<Object>>of(input::read, () -> input.read(new byte[10]))) {
                long begin = System.nanoTime();
                IOException late = rig.expectThrown(IOException.class, "a read of nothing", read::call);
                long after = System.nanoTime() - begin;
                expectTyped(
                        rig, "what a read of nothing threw", FailureKind.TIMEOUT, SocketTimeoutException.class, late);
                rig.expect(
                        after >= timeout.toNanos(),
                        "the read timed out after " + after + " ns, expected not before " + timeout.toNanos() + " ns");
            }
            bridge.peer().connection().write(Bytes.of(text));
            bridge.blocking().setReadTimeout(Optional.empty());
            byte[] got = input.readNBytes(text.length());
            rig.expectEqual("what was read after a timeout", text, new String(got, StandardCharsets.US_ASCII));
            bridge.blocking().setReadTimeout(Optional.of(timeout));
        }
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    @Check(
            id = "BRG-004",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract; OpenJDK channels AsyncCloseChannel",
            because = "-1 says that the stream is complete: said of one that was cut off it is a lie",
            lookAt = "how each close reason becomes what a read gives")
    void a_blocked_reader_hears_of_every_bad_end_by_a_typed_failure(Rig rig) throws Exception {
        Bridge closed = Bridge.open(rig, peer -> peer);
        expectReaderFails(
                rig, closed, "a read when another thread closes", FailureKind.ABORTED, closed.blocking()::close);

        Bridge aborted = Bridge.open(rig, peer -> peer);
        expectReaderFails(
                rig, aborted, "a read when another thread aborts", FailureKind.ABORTED, aborted.blocking()::abort);

        Bridge reset = Bridge.open(rig, peer -> peer);
        expectReaderFails(
                rig,
                reset,
                "a read when the peer resets",
                FailureKind.RESET,
                reset.peer().connection()::abort);

        Reactor reactor = rig.openReactor();
        Bridge ended = Bridge.open(rig, reactor, peer -> peer);
        expectReaderFails(rig, ended, "a read when the reactor is closed", FailureKind.REACTOR_CLOSED, reactor::close);
    }

    private static void expectReaderFails(Rig rig, Bridge bridge, String what, FailureKind kind, Action end)
            throws Exception {
        Worker reader = Worker.start("reader", () -> bridge.blocking().input().read());
        reader.awaitWaiting(rig);

        end.run();

        expectTyped(rig, what, kind, SocketException.class, reader.outcome(rig));
        IOException again = rig.expectThrown(
                IOException.class,
                what + ", once more",
                () -> bridge.blocking().input().read(new byte[10]));
        expectTyped(rig, what + ", once more", kind, SocketException.class, again);
    }

    @Check(
            id = "BRG-005",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 6.1",
            because = "anybody on the way can send a FIN, and blocking code takes what came before -1 for the whole",
            lookAt = "how the reason truncated becomes what a read gives")
    void a_tls_stream_without_its_close_notify_ends_by_a_failure(Rig rig) throws Exception {
        for (String version : List.of(TlsRig.TLS_1_3, TlsRig.TLS_1_2)) {
            CompletableFuture<BlockingConnection> opened = new CompletableFuture<>();
            ListeningPort port = rig.await(rig.reactor()
                    .listenTls(
                            new InetSocketAddress(AnyLoopback.of(rig), 0),
                            StreamOptions.DEFAULT,
                            rig.tls().server(TlsIdentity.A),
                            () -> BlockingConnection.protocol(opened::complete)));
            TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), version);
            rig.connect(port.localAddresses().get(0), peer.on(rig.recorder()));
            peer.handshake().write("half a mess".getBytes(StandardCharsets.US_ASCII));
            BlockingConnection blocking =
                    rig.await((CompletionStage<BlockingConnection>) opened, "a blocking connection");
            InputStream input = blocking.input();
            rig.expectEqual(
                    "what was read before the end",
                    "half a mess",
                    new String(input.readNBytes("half a mess".length()), StandardCharsets.US_ASCII));
            Worker reader = Worker.start("reader", input::read);
            reader.awaitWaiting(rig);

            peer.connection().shutdownOutput();

            String what = "a read when the stream is cut off in " + version;
            expectTyped(rig, what, FailureKind.TRUNCATED, SSLException.class, reader.outcome(rig));
            IOException again =
                    rig.expectThrown(IOException.class, what + ", once more", () -> input.read(new byte[10]));
            expectTyped(rig, what + ", once more", FailureKind.TRUNCATED, SSLException.class, again);
        }
    }

    @Check(
            id = "BRG-006",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "a blocking call on the loop stops every connection, its own too",
            lookAt = "the first line of every method that waits")
    void on_the_reactors_thread_reading_and_writing_are_refused(Rig rig) throws Exception {
        Bridge bridge = Bridge.open(rig, peer -> peer);
        bridge.peer().connection().write(Bytes.of("there is something to read"));
        rig.until("there is something to read", () -> {
            try {
                return bridge.blocking().input().available() > 0;
            } catch (IOException ended) {
                throw new UncheckedIOException(ended);
            }
        });
        InputStream input = bridge.blocking().input();
        OutputStream output = bridge.blocking().output();
        Server server = rig.listen(AnyLoopback.of(rig));
        HostnameClientEndpoint endpoint = endpoint(server.address());

        rig.runOnLoop(rig.reactor(), () -> {
            expectRefused(rig, "read", input::read);
            expectRefused(rig, "read into an array", () -> input.read(new byte[10]));
            expectRefused(rig, "write", () -> output.write(1));
            expectRefused(rig, "write of an array", () -> output.write(new byte[10]));
            expectRefused(rig, "connect", () -> BlockingConnection.connect(endpoint, rig.reactor()));
        });

        output.write('!');
        bridge.peer().awaitBytes(1);
        rig.expectEqual("what the peer received", "!", bridge.peer().receivedText());
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    private static void expectRefused(Rig rig, String call, Action action) {
        rig.expectThrown(IllegalStateException.class, call + " on the reactor's thread", action);
    }

    private static HostnameClientEndpoint endpoint(InetSocketAddress address) {
        return HostnameClientEndpoint.of(AddressText.format(address.getAddress()), address.getPort());
    }

    @Check(
            id = "BRG-007",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "the bytes that a slow reader has not read must wait at the peer, not here",
            lookAt = "when the bridge pauses its connection, and when it resumes")
    void a_slow_reader_pauses_the_connection(Rig rig) throws Exception {
        Payload block = Payload.of(MIB, 7);
        Pump pump = Pump.inPiecesOf(64 << 10, block, 64);
        Bridge bridge = Bridge.open(rig, pump::drive);

        pump.start(bridge.peer().connection());
        pump.awaitStopped(rig);
        long paused = pump.written();
        rig.expect(paused < 16 * MIB, paused + " of 64 MiB were taken although nobody reads");

        InputStream input = bridge.blocking().input();
        byte[] got = new byte[MIB];
        for (int i = 0; i < 64; i++) {
            int available = input.available();
            rig.expect(available <= MIB, available + " bytes wait for a slow reader, expected about 64 KiB");
            int count = input.readNBytes(got, 0, got.length);
            rig.expectEqual("how much of MiB " + i + " was read", MIB, count);
            rig.expect(block.beginsWith(got), "MiB " + i + " of what was read is not what was sent");
        }
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    @Check(
            id = "BRG-008",
            level = MUST,
            needs = TCP,
            source = "contract; OpenJDK channels AdaptorStreams",
            because = "an interrupt is how a thread is asked to stop; the connection may be used by the next one",
            lookAt = "what an interrupted wait leaves behind")
    void an_interrupt_wakes_a_blocked_reader_and_loses_nothing(Rig rig) throws Exception {
        Bridge bridge = Bridge.open(rig, peer -> peer);
        InputStream input = bridge.blocking().input();
        AtomicReference<Thread> readers = new AtomicReference<>();
        Worker reader = Worker.start("reader", () -> {
            readers.set(Thread.currentThread());
            return input.read(new byte[10]);
        });
        reader.awaitWaiting(rig);

        Objects.requireNonNull(readers.get()).interrupt();

        Object outcome = reader.outcome(rig);
        if (!(outcome instanceof InterruptedIOException) || outcome instanceof SocketTimeoutException) {
            rig.fail("what came of an interrupted read", "an InterruptedIOException", outcome);
        }
        bridge.peer().connection().write(Bytes.of("later"));
        rig.expectEqual(
                "what was read after the interrupt",
                "later",
                new String(input.readNBytes("later".length()), StandardCharsets.US_ASCII));
        bridge.blocking().output().write("answer".getBytes(StandardCharsets.US_ASCII));
        bridge.peer().awaitBytes("answer".length());
        bridge.blocking().close();
        bridge.peer().awaitClosed();
    }

    @Check(
            id = "BRG-009",
            level = SHOULD,
            needs = TCP,
            source = "contract",
            because = "a thread for each connection is why people want blocking code",
            lookAt = "monitors held while waiting: they pin the carriers of virtual threads")
    void a_hundred_threads_echo_at_once(Rig rig) throws Exception {
        int threads = 100;
        Payload payload = Payload.of(20_000, 9);
        ListeningPort port = BlockingConnection.serve(
                ServerEndpoint.of("tcp://" + AddressText.formatSocket(new InetSocketAddress(AnyLoopback.of(rig), 0))),
                rig.reactor(),
                BlockingConnection.threads(),
                connection -> connection.input().transferTo(connection.output()));
        HostnameClientEndpoint endpoint = endpoint(port.localAddresses().get(0));
        CountDownLatch allConnected = new CountDownLatch(threads);
        CountDownLatch done = new CountDownLatch(threads);
        AtomicReference<Object> wrong = new AtomicReference<>();

        for (int i = 0; i < threads; i++) {
            BlockingConnection.threads().execute(() -> {
                try (BlockingConnection connection = BlockingConnection.connect(endpoint, rig.reactor())) {
                    allConnected.countDown();
                    rig.await(allConnected, "all to be connected");
                    connection.output().write(payload.bytes());
                    connection.shutdownOutput();
                    byte[] echoed = connection.input().readAllBytes();
                    if (echoed.length != payload.size() || !payload.beginsWith(echoed)) {
                        wrong.set("other bytes came back");
                    }
                } catch (Throwable thrown) {
                    wrong.set(thrown);
                }
                done.countDown();
            });
        }

        rig.await(done, "all threads to be done");
        Object first = wrong.get();
        rig.expect(first == null, "of the threads one saw: " + first);
        rig.await(port.stopListening());
    }
}
