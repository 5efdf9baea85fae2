package org.hextet.endpoints.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hextet.endpoints.scripted.Words.cause;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.Tcp6ServerEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Over real sockets, on loopback. */
@Timeout(60)
final class BlockingConnectionTest {

    private final BlockingQueue<Incident> incidents = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private Reactor reactor = closedReactor();
    private Reactor peers = closedReactor();

    /** Before {@link #open()}; a field is never null. */
    @SuppressWarnings("NullAway")
    private static Reactor closedReactor() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        ReactorOptions options =
                ReactorOptions.DEFAULT.withOverwriteLentBuffers(true).withUncaught(incidents::add);
        reactor = Reactor.open(options.withTransport("nio"));
        peers = Reactor.open(options.withTransport("nio"));
    }

    @AfterEach
    void close() {
        reactor.close();
        peers.close();
    }

    /** A peer written as a protocol. */
    private BlockingConnection connectTo(Protocol peer) throws Exception {
        ListeningPort port = peers.listenTcp(
                        new InetSocketAddress(AddressText.parse("::1").toInetAddress(), 0),
                        StreamOptions.DEFAULT,
                        () -> new Accepting(peer, accepted))
                .await();
        return BlockingConnection.connect(
                HostnameClientEndpoint.of("::1", port.localAddresses().get(0).getPort()), reactor);
    }

    private record Accepting(Protocol then, BlockingQueue<Connection> accepted) implements Protocol {

        @Override
        public void connected(Connection connection) {
            accepted.add(connection);
            connection.switchProtocol(then);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {}
    }

    private static final Protocol SILENT = new Protocol() {
        @Override
        public void received(Connection connection, ByteBuffer lent) {}

        @Override
        public void inputEnded(Connection connection) {}
    };

    private static byte[] random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(1).nextBytes(data);
        return data;
    }

    private static byte[] digest(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    private static <T> CompletableFuture<T> elsewhere(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static NetworkFailure failureOf(CompletableFuture<?> result) throws Exception {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> result.get(30, TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, cause(failed));
        return assertInstanceOf(NetworkFailure.class, cause(failed));
    }

    @Test
    void eight_mebibytes_and_the_end_arrive_whole() throws Exception {
        byte[] sent = random(8 << 20);
        BlockingConnection connection = connectTo(SILENT);
        Connection peer = accepted.take();
        peer.write(ByteBuffer.wrap(sent));
        peer.shutdownOutput();

        byte[] got = connection.input().readAllBytes();

        assertArrayEquals(digest(sent), digest(got));
        assertEquals(-1, connection.input().read());
    }

    @Test
    void bytes_that_come_with_the_connection_are_not_lost() throws Exception {
        BlockingConnection connection = connectTo(new Protocol() {
            @Override
            public void connected(Connection peer) {
                peer.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
                peer.close();
            }

            @Override
            public void received(Connection peer, ByteBuffer lent) {}
        });

        assertEquals("hello", new String(connection.input().readAllBytes(), US_ASCII));
    }

    @Test
    void a_write_to_a_peer_that_does_not_read_waits_with_little_queued_and_goes_on() throws Exception {
        CompletableFuture<Connection> resuming = new CompletableFuture<>();
        CompletableFuture<Long> counted = new CompletableFuture<>();
        BlockingConnection connection = connectTo(new Protocol() {
            private long bytes;

            @Override
            public void connected(Connection peer) {
                peer.pauseReading();
                resuming.complete(peer);
            }

            @Override
            public void received(Connection peer, ByteBuffer lent) {
                bytes += lent.remaining();
            }

            @Override
            public void inputEnded(Connection peer) {
                counted.complete(bytes);
                peer.close();
            }
        });
        byte[] piece = random(1 << 20);

        CompletableFuture<Long> writing = elsewhere(() -> {
            long most = 0;
            for (int i = 0; i < 64; i++) {
                connection.output().write(piece);
                most = Math.max(most, connection.connection().queuedBytes());
            }
            connection.shutdownOutput();
            return most;
        });
        // It waits when the kernel's buffers are full: the peer begins to read then.
        while (connection.connection().isWritable() && !writing.isDone()) {
            Thread.onSpinWait();
        }
        resuming.get(30, TimeUnit.SECONDS).resumeReading();

        assertEquals(64L << 20, counted.get(30, TimeUnit.SECONDS));
        long most = writing.get(30, TimeUnit.SECONDS);
        assertTrue(most <= StreamOptions.DEFAULT.highWatermark() + (64 << 10), "queued: " + most);
    }

    @Test
    void a_slow_reader_stops_the_peer() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        Connection peer = accepted.take();
        byte[] sent = random(32 << 20);
        peer.write(ByteBuffer.wrap(sent));
        peer.shutdownOutput();
        // What is not read stays with the peer, but for the kernel's buffers and what is kept here.
        while (connection.input().available() <= 64 << 10) {
            Thread.onSpinWait();
        }

        int kept = connection.input().available();
        byte[] got = connection.input().readAllBytes();

        assertTrue(kept <= (64 << 10) + (512 << 10), "unread bytes kept: " + kept);
        assertArrayEquals(digest(sent), digest(got));
    }

    @Test
    void a_read_timeout_loses_nothing() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        Connection peer = accepted.take();
        connection.setReadTimeout(Optional.of(Duration.ofMillis(50)));

        SocketTimeoutException timeout = assertThrows(
                SocketTimeoutException.class, () -> connection.input().read());
        connection.setReadTimeout(Optional.empty());
        peer.write(ByteBuffer.wrap("later".getBytes(US_ASCII)));

        assertEquals(FailureKind.TIMEOUT, ((NetworkFailure) timeout).kind());
        assertTrue(words(timeout).contains("50ms"), words(timeout));
        assertEquals("later", new String(connection.input().readNBytes(5), US_ASCII));
    }

    @Test
    void closing_from_another_thread_wakes_the_reader_with_a_failure() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        CompletableFuture<Integer> reading = elsewhere(() -> connection.input().read());

        connection.close();

        assertEquals(FailureKind.ABORTED, failureOf(reading).kind());
    }

    @Test
    void a_reset_of_the_peer_is_a_failure_and_never_the_end() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        CompletableFuture<Integer> reading = elsewhere(() -> connection.input().read());

        accepted.take().abort();

        assertEquals(FailureKind.RESET, failureOf(reading).kind());
        assertThrows(IOException.class, () -> connection.output().write(1));
    }

    @Test
    void closing_the_reactor_wakes_the_reader_with_its_own_kind() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        CompletableFuture<Integer> reading = elsewhere(() -> connection.input().read());

        reactor.close();

        assertEquals(FailureKind.REACTOR_CLOSED, failureOf(reading).kind());
    }

    @Test
    void on_the_reactors_thread_everything_that_waits_fails_at_once() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        List<Throwable> thrown = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);

        reactor.execute(() -> {
            for (Executable each : List.<Executable>of(
                    () -> connection.input().read(),
                    () -> connection.input().read(new byte[1]),
                    () -> connection.output().write(1),
                    () -> BlockingConnection.connect(HostnameClientEndpoint.of("::1", 1), reactor))) {
                try {
                    each.execute();
                } catch (Throwable failure) {
                    thrown.add(failure);
                }
            }
            done.countDown();
        });
        done.await();

        assertEquals(4, thrown.size());
        thrown.forEach(failure -> assertInstanceOf(IllegalStateException.class, failure));
    }

    @Test
    void an_interrupt_ends_the_wait_and_not_the_connection() throws Exception {
        BlockingConnection connection = connectTo(SILENT);
        Connection peer = accepted.take();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                connection.input().read();
            } catch (InterruptedIOException expected) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            } catch (IOException other) {
                interrupted.completeExceptionally(other);
            }
        });
        reader.start();

        reader.interrupt();

        assertEquals(false, interrupted.get(30, TimeUnit.SECONDS));
        peer.write(ByteBuffer.wrap(new byte[] {7}));
        assertEquals(7, connection.input().read());
    }

    @Test
    void a_half_close_leaves_the_other_direction_open() throws Exception {
        BlockingConnection connection = connectTo(new Protocol() {
            @Override
            public void received(Connection peer, ByteBuffer lent) {}

            @Override
            public void inputEnded(Connection peer) {
                peer.write(ByteBuffer.wrap("answer".getBytes(US_ASCII)));
                peer.close();
            }
        });

        connection.output().write("question".getBytes(US_ASCII));
        connection.shutdownOutput();

        assertEquals("answer", new String(connection.input().readAllBytes(), US_ASCII));
        IOException failure =
                assertThrows(IOException.class, () -> connection.output().write(1));
        assertEquals(
                FailureKind.ABORTED,
                assertInstanceOf(NetworkFailure.class, failure).kind());
    }

    @Test
    void a_hundred_threads_are_served() throws Exception {
        ListeningPort port = BlockingConnection.serve(
                Tcp6ServerEndpoint.of("::1", 0),
                peers,
                BlockingConnection.threads(),
                connection -> connection.input().transferTo(connection.output()));
        int number = port.localAddresses().get(0).getPort();

        List<CompletableFuture<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] sent = random(10_000 + i);
            clients.add(elsewhere(() -> {
                try (BlockingConnection connection =
                        BlockingConnection.connect(HostnameClientEndpoint.of("::1", number), reactor)) {
                    connection.output().write(sent);
                    connection.shutdownOutput();
                    return Arrays.equals(sent, connection.input().readAllBytes());
                }
            }));
        }

        for (CompletableFuture<Boolean> client : clients) {
            assertTrue(client.get(30, TimeUnit.SECONDS));
        }
        assertEquals(0, incidents.size(), incidents.toString());
    }

    @Test
    void what_a_handler_throws_resets_its_connection_and_is_told_once() throws Exception {
        ListeningPort port = BlockingConnection.serve(
                Tcp6ServerEndpoint.of("::1", 0), peers, BlockingConnection.threads(), connection -> {
                    connection.input().read();
                    throw new IllegalStateException("handler broke");
                });
        BlockingConnection connection = BlockingConnection.connect(
                HostnameClientEndpoint.of("::1", port.localAddresses().get(0).getPort()), reactor);
        connection.output().write(1);

        assertThrows(IOException.class, () -> connection.input().read());
        Incident.Threw told = assertInstanceOf(Incident.Threw.class, incidents.poll(30, TimeUnit.SECONDS));
        assertEquals("handler broke", words(told.thrown()));
        assertEquals(0, incidents.size());
    }

    @Test
    void a_handler_whose_peer_is_gone_is_no_incident() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        ListeningPort port = BlockingConnection.serve(
                Tcp6ServerEndpoint.of("::1", 0), peers, BlockingConnection.threads(), connection -> {
                    InputStream input = connection.input();
                    try {
                        input.read();
                    } catch (IOException reset) {
                        ended.complete(reset);
                        throw reset;
                    }
                });
        BlockingConnection connection = BlockingConnection.connect(
                HostnameClientEndpoint.of("::1", port.localAddresses().get(0).getPort()), reactor);

        connection.abort();

        assertEquals(FailureKind.RESET, ((NetworkFailure) ended.get(30, TimeUnit.SECONDS)).kind());
        peers.close();
        Assertions.assertNull(incidents.poll(), "an incident");
    }

    @Test
    void an_executor_that_refuses_has_the_connection_reset() throws Exception {
        ListeningPort port = BlockingConnection.serve(
                Tcp6ServerEndpoint.of("::1", 0),
                peers,
                task -> {
                    throw new RejectedExecutionException("full");
                },
                connection -> {});
        HostnameClientEndpoint endpoint =
                HostnameClientEndpoint.of("::1", port.localAddresses().get(0).getPort());

        // The reset may overtake the news of the connection: then connecting fails with it.
        IOException failure = assertThrows(
                IOException.class,
                () -> BlockingConnection.connect(endpoint, reactor).input().read());

        assertEquals(FailureKind.RESET, ((NetworkFailure) failure).kind());
    }

    @Test
    void a_refused_connect_throws_the_endpoints_failure() {
        IOException failure = assertThrows(
                IOException.class, () -> BlockingConnection.connect(HostnameClientEndpoint.of("::1", 1), reactor));

        assertEquals(FailureKind.REFUSED, ((NetworkFailure) failure).kind());
    }

    @Test
    void threads_are_virtual_where_the_jdk_has_them() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();

        BlockingConnection.threads()
                .execute(() -> name.complete(Thread.currentThread().toString()));

        boolean isVirtual = name.get(30, TimeUnit.SECONDS).startsWith("VirtualThread");
        assertEquals(Runtime.version().feature() >= 21, isVirtual);
    }
}
