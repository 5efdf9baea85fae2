package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver by itself, on the loopback: this thread is the loop, and takes a turn when the test says so. */
class EpollDriverTest {

    private static final long SECOND = 1_000_000_000L;

    private final Recorder events = new Recorder();
    private final List<Socket> peers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // made before each test
    private EpollDriver driver;

    /** Writes down what it is told; a test may act in it. */
    private static final class Recorder implements Events {

        final List<String> log = new ArrayList<>();
        final List<Integer> accepted = new ArrayList<>();
        IntConsumer whenReceived = connection -> {};

        @Override
        public void accepted(int listener, int connection) {
            accepted.add(connection);
        }

        @Override
        public void acceptFailed(int listener, Errno errno, @Nullable Throwable platform) {
            log.add("acceptFailed " + errno);
        }

        @Override
        public void connected(int connection) {
            log.add("connected " + connection);
        }

        @Override
        public void received(int connection, ByteBuffer lent) {
            byte[] bytes = new byte[lent.remaining()];
            lent.get(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            log.add("received " + connection + " " + (text.length() > 20 ? text.length() + " bytes" : text));
            whenReceived.accept(connection);
        }

        @Override
        public void inputEnded(int connection) {
            log.add("inputEnded " + connection);
        }

        @Override
        public void sent(int connection) {
            log.add("sent " + connection);
        }

        @Override
        public void failed(int connection, Errno errno, @Nullable Throwable platform) {
            log.add("failed " + connection + " " + errno);
        }

        @Override
        public void closed(int handle) {
            log.add("closed " + handle);
        }

        @Override
        public void receivedDatagram(int port, ReceivedDatagram datagram) {
            log.add("receivedDatagram " + port);
        }

        @Override
        public void datagramFailed(
                int port,
                Errno errno,
                @Nullable InetSocketAddress destination,
                int size,
                int mtu,
                @Nullable Throwable platform) {
            log.add("datagramFailed " + port + " " + errno);
        }

        @Override
        public void pathMtuChanged(int port, InetSocketAddress destination, int mtu) {
            log.add("pathMtuChanged " + port + " " + mtu);
        }
    }

    @BeforeAll
    static void needs_the_library() {
        assumeTrue(
                NativeLibrary.unavailable().isEmpty(),
                () -> NativeLibrary.unavailable().orElse(""));
    }

    @BeforeEach
    void open() throws DriverException {
        driver = new EpollDriver(EpollCapabilities.ofThisHost(), true);
        driver.begin(events, () -> 0);
    }

    @AfterEach
    void close() throws IOException {
        driver.end();
        for (Socket peer : peers) {
            peer.close();
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private int listen() throws DriverException {
        return driver.listen(loopback(0), 64, Map.of(), Map.of(StandardSocketOptions.TCP_NODELAY, true));
    }

    private Socket peer(int listener) throws IOException {
        Socket peer = new Socket();
        peers.add(peer);
        peer.connect(driver.localAddress(listener));
        return peer;
    }

    private void turnsUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + 20 * SECOND;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "still waiting; so far: " + events.log);
            driver.poll(SECOND / 10);
        }
    }

    /** Accepted connections, in the order of their peers. */
    private int[] connections(int listener, int count) throws IOException {
        int before = events.accepted.size();
        int[] connections = new int[count];
        for (int i = 0; i < count; i++) {
            peer(listener);
            int wanted = before + i + 1;
            turnsUntil(() -> events.accepted.size() == wanted);
            connections[i] = events.accepted.get(before + i);
        }
        return connections;
    }

    private void write(Socket peer, String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void one_turn_receives_for_many_and_gives_each_its_own_bytes() throws Exception {
        int[] three = connections(listen(), 3);
        for (int i = 0; i < 3; i++) {
            write(peers.get(i), "from " + i);
        }

        turnsUntil(() -> events.log.size() == 3);

        for (int i = 0; i < 3; i++) {
            assertTrue(events.log.contains("received " + three[i] + " from " + i), events.log::toString);
        }
    }

    @Test
    void what_was_received_for_a_connection_that_was_closed_meanwhile_reaches_nobody() throws Exception {
        int listener = listen();
        int[] two = connections(listener, 2);
        events.whenReceived = connection -> {
            driver.close(two[0]);
            driver.close(two[1]);
        };
        write(peers.get(0), "a");
        write(peers.get(1), "b");

        turnsUntil(() -> events.log.contains("closed " + two[0]) && events.log.contains("closed " + two[1]));

        assertEquals(
                1,
                events.log.stream().filter(line -> line.startsWith("received")).count(),
                events.log::toString);
    }

    @Test
    void a_descriptor_number_used_again_in_the_same_turn_hears_nothing_of_its_former_owner() throws Exception {
        // given: two connections of which both have bytes to receive in one turn
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int listener = listen();
            int[] two = connections(listener, 2);
            List<Integer> fresh = new ArrayList<>();
            events.whenReceived = connection -> {
                events.whenReceived = others -> {};
                // when: the other one is closed and its number is taken by a new connect, inside the first one's
                // callback
                int other = connection == two[0] ? two[1] : two[0];
                driver.close(other);
                try {
                    fresh.add(driver.connect(loopback(server.getLocalPort()), null, Map.of()));
                } catch (DriverException failed) {
                    throw new AssertionError(failed);
                }
            };
            write(peers.get(0), "old");
            write(peers.get(1), "old");
            turnsUntil(() -> !fresh.isEmpty() && events.log.contains("connected " + fresh.get(0)));

            // then: the new one has a handle of its own, is connected, and received nothing
            assertFalse(fresh.get(0) == two[0] || fresh.get(0) == two[1]);
            assertEquals(
                    1,
                    events.log.stream()
                            .filter(line -> line.startsWith("received"))
                            .count(),
                    events.log::toString);
        }
    }

    @Test
    void descriptor_numbers_that_change_hands_a_thousand_times_never_carry_a_byte_to_the_wrong_connection()
            throws Exception {
        int listener = listen();
        for (int round = 0; round < 500; round++) {
            int[] two = connections(listener, 2);
            Socket first = peers.remove(0);
            Socket second = peers.remove(0);
            write(first, "first");
            write(second, "second");
            events.log.clear();
            events.whenReceived = connection -> driver.abort(connection);

            turnsUntil(() -> events.log.contains("closed " + two[0]) && events.log.contains("closed " + two[1]));

            assertEquals(
                    Set.of("received " + two[0] + " first", "received " + two[1] + " second"),
                    events.log.stream()
                            .filter(line -> line.startsWith("received"))
                            .collect(Collectors.toSet()));
            first.close();
            second.close();
        }
    }

    @Test
    void one_that_fills_every_window_does_not_keep_a_small_one_waiting_for_more_than_a_turn() throws Exception {
        // given: one peer whose bytes fill its window turn after turn
        int listener = listen();
        int[] two = connections(listener, 2);
        Socket flooding = peers.get(0);
        Thread flood = new Thread(() -> {
            try {
                flooding.getOutputStream().write(new byte[64 << 20]);
            } catch (IOException ended) {
                // The test is over.
            }
        });
        flood.start();
        turnsUntil(() -> events.log.stream()
                        .filter(line -> line.startsWith("received " + two[0]))
                        .count()
                > 20);

        // when: another one says something
        write(peers.get(1), "small");
        int before = events.log.size();
        turnsUntil(() -> events.log.contains("received " + two[1] + " small"));

        // then: it was served beside the flood, of which each turn received once
        long between = events.log.subList(before, events.log.size()).stream()
                .filter(line -> line.startsWith("received " + two[0]))
                .count();
        assertTrue(between <= 4, () -> between + " receives of the flood came before it");
        driver.abort(two[0]);
        turnsUntil(() -> events.log.contains("closed " + two[0]));
        flood.join();
    }

    @Test
    void a_turn_receives_once_at_most_for_each_connection() throws Exception {
        // given: peers that go on sending, so that one is to be received from again and has an event as well
        int[] four = connections(listen(), 4);
        List<Thread> floods = new ArrayList<>();
        for (Socket peer : List.copyOf(peers)) {
            Thread flood = new Thread(() -> {
                try {
                    peer.getOutputStream().write(new byte[16 << 20]);
                } catch (IOException ended) {
                    // The test is over.
                }
            });
            floods.add(flood);
            flood.start();
        }

        // when: many turns pass
        long most = 0;
        long receives = 0;
        while (receives < 200) {
            events.log.clear();
            driver.poll(SECOND);
            for (int connection : four) {
                long count = events.log.stream()
                        .filter(line -> line.startsWith("received " + connection + " "))
                        .count();
                most = Math.max(most, count);
                receives += count;
            }
        }

        // then: none was received from twice in one of them
        assertEquals(1, most);
        for (int connection : four) {
            driver.abort(connection);
        }
        for (Thread flood : floods) {
            flood.join();
        }
    }

    @Test
    void a_paused_connection_receives_what_came_meanwhile_when_it_is_resumed() throws Exception {
        int listener = listen();
        int one = connections(listener, 1)[0];
        driver.pauseReceiving(one);
        write(peers.get(0), "held");
        driver.poll(SECOND / 20);
        boolean early = events.log.contains("received " + one + " held");
        assertTrue(driver.hasUnreported(one) || !early);

        driver.resumeReceiving(one);
        turnsUntil(() -> events.log.contains("received " + one + " held"));

        assertFalse(early);
    }

    @Test
    void what_the_kernel_does_not_take_is_sent_later_and_told_once() throws Exception {
        int listener = listen();
        int one = connections(listener, 1)[0];
        ByteBuffer[] buffers = new ByteBuffer[64];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = driver.allocate(256 << 10);
            buffers[i].position(1);
        }
        long total = 64L * ((256 << 10) - 1);

        int left = driver.send(one, buffers, 0, 64);
        assertTrue(left > 0, "the kernel took 16 MiB at once");
        assertEquals(left, driver.unsent(one));
        Thread reader = new Thread(() -> {
            try {
                peers.get(0).getInputStream().readNBytes((int) total);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        reader.start();
        turnsUntil(() -> events.log.contains("sent " + one));
        reader.join();

        assertEquals(0, driver.unsent(one));
        assertEquals(
                1, events.log.stream().filter(line -> line.startsWith("sent")).count());
    }

    @Test
    void a_reset_is_told_after_the_bytes_that_came_before_it() throws Exception {
        int listener = listen();
        int one = connections(listener, 1)[0];
        write(peers.get(0), "last words");
        peers.get(0).setSoLinger(true, 0);
        peers.get(0).close();

        turnsUntil(() -> events.log.stream().anyMatch(line -> line.startsWith("failed")));

        assertEquals("failed " + one + " ECONNRESET", events.log.get(events.log.size() - 1));
    }

    @Test
    void a_second_close_does_nothing() throws Exception {
        int listener = listen();
        int one = connections(listener, 1)[0];

        driver.close(one);
        driver.close(one);
        turnsUntil(() -> events.log.contains("closed " + one));

        assertEquals(List.of("closed " + one), events.log);
    }

    @Test
    void wake_ups_from_any_thread_end_a_wait_and_do_nothing_after_the_end() throws Exception {
        Thread waking = new Thread(driver::wakeUp);
        waking.start();

        driver.poll(Long.MAX_VALUE);
        waking.join();
        EpollDriver other = new EpollDriver(EpollCapabilities.ofThisHost(), false);
        other.end();
        other.wakeUp();

        assertEquals(List.of(), events.log);
    }

    @Test
    void what_is_no_listening_socket_is_not_adopted_and_stays_open() throws Exception {
        int stream = Syscalls.socket(Syscalls.INET, Syscalls.STREAM);
        int datagram = Syscalls.socket(Syscalls.INET, Syscalls.DATAGRAM);
        int eventfd = Syscalls.eventfd();

        assertEquals(Errno.EINVAL, refusal(stream));
        assertEquals(Errno.EPROTOTYPE, refusal(datagram));
        assertEquals(Errno.ENOTSOCK, refusal(eventfd));
        assertEquals(0, Syscalls.close(stream));
        assertEquals(0, Syscalls.close(datagram));
        assertEquals(0, Syscalls.close(eventfd));
        assertEquals(Errno.EBADF, refusal(eventfd));
    }

    private Errno refusal(int descriptor) {
        try {
            driver.adopt(descriptor, Map.of(), Map.of());
            throw new AssertionError("descriptor " + descriptor + " was adopted");
        } catch (DriverException refused) {
            return assertInstanceOf(DriverException.class, refused).errno();
        }
    }
}
