package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hextet.api.Capability;
import org.hextet.api.DatagramFact;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The driver's datagrams by themselves, on the loopback: this thread is the loop, and takes a turn when the test says
 * so.
 */
class EpollDatagramsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int SHARE = 256;
    private static final Set<DatagramFact> ALL = EnumSet.allOf(DatagramFact.class);

    private final Recorder events = new Recorder();

    @SuppressWarnings("NullAway.Init") // made before each test
    private EpollDriver driver;

    @SuppressWarnings("NullAway.Init") // made before each test
    private DatagramDriver datagrams;

    /** What a test does with a datagram. */
    @FunctionalInterface
    private interface WhenReceived {
        void received(int port, ReceivedDatagram datagram);
    }

    /** Writes down what it is told; a test may act in it. */
    private static final class Recorder implements Events {

        final List<String> log = new ArrayList<>();
        final List<String> received = new ArrayList<>();
        boolean isInside;
        WhenReceived whenReceived = (port, datagram) -> {};

        @Override
        public void receivedDatagram(int port, ReceivedDatagram datagram) {
            ByteBuffer data = datagram.data().duplicate();
            received.add(StandardCharsets.ISO_8859_1.decode(data).toString());
            isInside = true;
            whenReceived.received(port, datagram);
            isInside = false;
        }

        @Override
        public void datagramFailed(
                int port,
                Errno errno,
                @Nullable InetSocketAddress destination,
                int size,
                int mtu,
                @Nullable Throwable platform) {
            assertFalse(isInside, "told inside a callback");
            log.add("failed " + port + " " + errno + " " + size);
        }

        @Override
        public void pathMtuChanged(int port, InetSocketAddress destination, int mtu) {
            log.add("pathMtuChanged " + port + " " + mtu);
        }

        @Override
        public void accepted(int listener, int connection) {
            throw new AssertionError("nobody listens");
        }

        @Override
        public void acceptFailed(int listener, Errno errno, @Nullable Throwable platform) {
            throw new AssertionError("nobody listens");
        }

        @Override
        public void connected(int connection) {
            throw new AssertionError("nobody connects");
        }

        @Override
        public void received(int connection, ByteBuffer lent) {
            throw new AssertionError("there are no streams");
        }

        @Override
        public void inputEnded(int connection) {
            throw new AssertionError("there are no streams");
        }

        @Override
        public void sent(int handle) {
            log.add("sent " + handle);
        }

        @Override
        public void failed(int connection, Errno errno, @Nullable Throwable platform) {
            throw new AssertionError("there are no streams");
        }

        @Override
        public void closed(int handle) {
            log.add("closed " + handle);
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
        datagrams = driver.datagrams().orElseThrow();
    }

    @AfterEach
    void close() {
        driver.end();
    }

    private static InetAddress inet6Loopback() {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try {
            return InetAddress.getByAddress(loopback);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }

    private static InetAddress inetLoopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 bytes are an address", impossible);
        }
    }

    private static InetAddress inet6Any() {
        try {
            return InetAddress.getByAddress(new byte[16]);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }

    private static InetSocketAddress broadcast() {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, (byte) 255, (byte) 255, (byte) 255}), 9);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 bytes are an address", impossible);
        }
    }

    private static void needsInet6() {
        assumeTrue(HostFamilies.hasInet6(), "this host has no IPv6");
    }

    private int bind(InetAddress address) throws DriverException {
        return datagrams.bind(new InetSocketAddress(address, 0), new DatagramSetup(65_535, ALL, false, Map.of()));
    }

    private InetSocketAddress address(int port) {
        return driver.localAddress(port);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void turnsUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + 20 * SECOND;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "still waiting; so far: " + events.log + events.received);
            driver.poll(SECOND / 10);
        }
    }

    private static List<String> numbered(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + i).collect(Collectors.toList());
    }

    @Test
    void runs_and_single_ones_arrive_each_by_itself_and_in_order() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        List<String> sent = new ArrayList<>(numbered("equally long ", 10));
        sent.add("short");
        sent.add("");
        sent.add("a longer one than those before");
        sent.addAll(numbered("x".repeat(2_000), 8));
        sent.addAll(numbered("y", 200));
        for (String each : sent) {
            assertTrue(datagrams.send(from, text(each), address(to)));
        }

        turnsUntil(() -> events.received.size() == sent.size());

        assertEquals(sent, events.received);
    }

    @Test
    void what_is_sent_back_as_it_was_lent_arrives_whole_though_the_memory_is_overwritten() throws DriverException {
        int from = bind(inetLoopback());
        int echo = bind(inetLoopback());
        List<String> sent = numbered("to be sent back ", 300);
        List<String> back = new ArrayList<>();
        events.whenReceived = (port, datagram) -> {
            if (port == echo) {
                assertTrue(datagrams.reply(port, datagram.data()));
                assertFalse(datagram.data().hasRemaining());
            } else {
                back.add(events.received.get(events.received.size() - 1));
            }
        };
        for (String each : sent) {
            datagrams.send(from, text(each), address(echo));
        }

        turnsUntil(() -> back.size() == sent.size());

        assertEquals(sent, back);
    }

    @Test
    void a_port_reports_its_share_in_a_turn_and_the_rest_in_the_next() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        driver.pauseReceiving(to);
        // Runs of 64: a call of the kernel's brings far more than a share.
        for (int i = 0; i < 1_200; i++) {
            datagrams.send(from, text("12345678"), address(to));
        }
        driver.poll(0);
        driver.resumeReceiving(to);
        int turns = 0;
        while (events.received.size() < 1_200) {
            int before = events.received.size();
            driver.poll(SECOND);
            assertTrue(events.received.size() - before <= SHARE, "reported " + (events.received.size() - before));
            assertTrue(++turns < 100, "after 100 turns there are " + events.received.size());
        }
    }

    @Test
    void a_paused_port_reports_nothing_until_it_is_resumed() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        driver.pauseReceiving(to);
        datagrams.send(from, text("waits"), address(to));
        driver.poll(0);
        driver.poll(0);
        driver.poll(0);
        assertEquals(List.of(), events.received);

        driver.resumeReceiving(to);
        turnsUntil(() -> !events.received.isEmpty());

        assertEquals(List.of("waits"), events.received);
    }

    @Test
    void a_port_that_closes_in_a_callback_is_told_no_more() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        for (int i = 0; i < 10; i++) {
            datagrams.send(from, text("one of ten"), address(to));
        }
        events.whenReceived = (port, datagram) -> driver.close(port);

        turnsUntil(() -> events.log.contains("closed " + to));

        assertEquals(1, events.received.size());
        datagrams.send(
                from,
                text("to nobody"),
                new InetSocketAddress(inetLoopback(), address(from).getPort()));
        events.whenReceived = (port, datagram) -> {};
        turnsUntil(() -> events.received.size() == 2);
    }

    @Test
    void the_sender_of_a_run_is_one_object() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        List<InetSocketAddress> senders = new ArrayList<>();
        events.whenReceived = (port, datagram) -> senders.add(datagram.sender());
        for (int i = 0; i < 5; i++) {
            datagrams.send(from, text("a".repeat(i % 2 + 1)), address(to));
        }

        turnsUntil(() -> senders.size() == 5);

        senders.forEach(each -> assertSame(senders.get(0), each));
        assertEquals(address(from), senders.get(0));
    }

    @Test
    void facts_of_both_families_are_told_on_one_port_and_routes_say_them() throws DriverException {
        needsInet6();
        int to = bind(inet6Any());
        List<String> facts = new ArrayList<>();
        events.whenReceived =
                (port, datagram) -> facts.add(datagram.destination().getHostAddress() + " " + datagram.isAnswerable()
                        + " " + datagram.hopLimit() + " " + datagram.trafficClass());
        for (InetAddress loopback : List.of(inet6Loopback(), inetLoopback())) {
            int from = bind(loopback);
            Route route = Route.to(new InetSocketAddress(loopback, address(to).getPort()))
                    .withSource(loopback)
                    .withHopLimit(9)
                    .withTrafficClass(0xB8);
            assertTrue(datagrams.send(from, text("by a route"), route));
            assertTrue(datagrams.send(from, text("plainly"), route.to().orElseThrow()));
        }

        turnsUntil(() -> facts.size() == 4);

        assertEquals(
                List.of(
                        "0:0:0:0:0:0:0:1 true 9 184",
                        "0:0:0:0:0:0:0:1 true 64 0",
                        "127.0.0.1 true 9 184",
                        "127.0.0.1 true 64 0"),
                facts);
    }

    @Test
    void what_is_refused_at_once_is_told_in_the_next_turn_and_the_others_leave() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        // SO_BROADCAST is off.
        InetSocketAddress broadcast = broadcast();
        datagrams.send(from, text("before"), address(to));
        datagrams.send(from, text("12345"), broadcast);
        datagrams.send(from, text("54321"), broadcast);
        datagrams.send(from, text("behind"), address(to));
        assertEquals(List.of(), events.log);

        turnsUntil(() -> events.received.size() == 2 && events.log.size() == 2);

        assertEquals(List.of("before", "behind"), events.received);
        assertEquals(List.of("failed " + from + " EACCES 5", "failed " + from + " EACCES 5"), events.log);
    }

    @Test
    void a_connected_port_learns_that_its_peer_is_gone_and_hears_nobody_else() throws DriverException {
        int port = bind(inetLoopback());
        int peer = bind(inetLoopback());
        int other = bind(inetLoopback());
        driver.pauseReceiving(port);
        datagrams.send(other, text("queued before"), address(port));
        driver.poll(0);
        datagrams.connect(port, address(peer));
        driver.resumeReceiving(port);
        datagrams.send(peer, text("of the peer"), address(port));
        turnsUntil(() -> !events.received.isEmpty());
        assertEquals(List.of("of the peer"), events.received);

        InetSocketAddress gone = address(peer);
        driver.close(peer);
        turnsUntil(() -> events.log.contains("closed " + peer));
        datagrams.send(port, text("nobody there"), gone);
        datagrams.send(port, text("nor now"), gone);

        turnsUntil(() -> events.log.contains("failed " + port + " ECONNREFUSED -1"));
    }

    @Test
    void a_disconnected_port_hears_everybody_of_both_families() throws DriverException {
        needsInet6();
        int port = bind(inet6Any());
        int peer = bind(inetLoopback());
        int number = address(port).getPort();
        datagrams.connect(port, address(peer));
        datagrams.disconnect(port);
        assertEquals(number, address(port).getPort());
        assertTrue(address(port).getAddress().isAnyLocalAddress());

        int inet6 = bind(inet6Loopback());
        datagrams.send(inet6, text("by IPv6"), new InetSocketAddress(inet6Loopback(), number));
        turnsUntil(() -> events.received.size() == 1);
        datagrams.send(peer, text("by IPv4"), new InetSocketAddress(inetLoopback(), number));
        turnsUntil(() -> events.received.size() == 2);

        assertEquals(List.of("by IPv6", "by IPv4"), events.received);
    }

    @Test
    void a_datagram_that_is_longer_than_the_limit_is_cut_and_says_so() throws DriverException {
        int from = bind(inetLoopback());
        int to = datagrams.bind(
                new InetSocketAddress(inetLoopback(), 0), new DatagramSetup(4, Set.of(), false, Map.of()));
        List<Boolean> isTruncated = new ArrayList<>();
        events.whenReceived = (port, datagram) -> isTruncated.add(datagram.isTruncated());
        for (String each : List.of("1234", "12345", "54321", "4321", "")) {
            datagrams.send(from, text(each), address(to));
        }

        turnsUntil(() -> isTruncated.size() == 5);

        assertEquals(List.of("1234", "1234", "5432", "4321", ""), events.received);
        assertEquals(List.of(false, true, true, false, false), isTruncated);
    }

    @Test
    void flush_sends_what_was_put_off_before_the_port_closes() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        datagrams.send(from, text("last words"), address(to));
        assertEquals(0, datagrams.flush(from));
        driver.close(from);

        turnsUntil(() -> events.received.size() == 1);
    }

    /** In messages of so many datagrams: what fits a share, and what leaves a rest for the next turn. */
    @ParameterizedTest
    @ValueSource(ints = {1, 60, 64})
    void a_flooded_port_has_its_share_of_a_turn_and_the_others_are_heard_by_the_third(int run) throws DriverException {
        int from = bind(inetLoopback());
        int flooded = datagrams.bind(
                new InetSocketAddress(inetLoopback(), 0),
                new DatagramSetup(65_535, Set.of(), false, Map.of(StandardSocketOptions.SO_RCVBUF, 1 << 20)));
        List<Integer> others = List.of(bind(inetLoopback()), bind(inetLoopback()), bind(inetLoopback()));
        driver.pauseReceiving(flooded);
        int[] written = new int[1];
        Runnable flood = () -> {
            datagrams.send(from, text("12345678"), address(flooded));
            if (++written[0] % run == 0) {
                datagrams.flush(from);
            }
        };
        for (int i = 0; i < 2 * SHARE; i++) {
            flood.run();
        }
        driver.poll(0);
        driver.resumeReceiving(flooded);
        for (int other : others) {
            datagrams.send(from, text("for the other"), address(other));
        }
        datagrams.flush(from);
        Set<Integer> heard = new HashSet<>();
        int[] ofFlood = new int[1];
        events.whenReceived = (port, datagram) -> {
            heard.add(port);
            if (port == flooded) {
                ofFlood[0]++;
                // The flood goes on.
                flood.run();
            }
        };

        for (int turn = 1; turn <= 3; turn++) {
            ofFlood[0] = 0;
            driver.poll(0);
            assertTrue(ofFlood[0] <= SHARE, ofFlood[0] + " of one port in turn " + turn);
        }

        assertTrue(heard.contains(flooded));
        assertTrue(heard.containsAll(others), () -> "heard by the third turn: " + heard + ", of " + others);
    }

    @Test
    void the_memory_to_receive_into_grows_with_what_comes_at_once_and_nothing_is_lost() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            sent.add("datagram " + i + ".".repeat(i % 7));
            datagrams.send(from, text(sent.get(i)), address(to));
        }

        turnsUntil(() -> events.received.size() == sent.size());

        assertEquals(sent, events.received);
    }

    @Test
    void the_rest_of_a_closed_ports_batch_is_not_told_to_whoever_has_its_handle_next() throws DriverException {
        int from = bind(inetLoopback());
        int to = bind(inetLoopback());
        driver.pauseReceiving(to);
        for (int i = 0; i < 1_200; i++) {
            datagrams.send(from, text("12345678"), address(to));
        }
        driver.poll(0);
        driver.resumeReceiving(to);
        turnsUntil(() -> !events.received.isEmpty());
        driver.close(to);
        turnsUntil(() -> events.log.contains("closed " + to));
        int before = events.received.size();
        int next = bind(inetLoopback());
        assertEquals(to, next);
        datagrams.send(from, text("for the next"), address(next));

        turnsUntil(() -> events.received.size() > before);

        assertEquals("for the next", events.received.get(before));
    }

    @Test
    void a_port_with_an_exclusive_flow_label_stays_connected_and_says_why() throws DriverException {
        needsInet6();
        assumeTrue(
                EpollCapabilities.ofThisHost().capabilities().has(Capability.FLOW_LABEL), "there are no flow labels");
        int port = bind(inet6Loopback());
        int peer = bind(inet6Loopback());
        int label = datagrams.lease(port, inet6Loopback(), FlowLabelRequest.any());
        datagrams.connect(port, address(peer));
        InetSocketAddress before = address(port);

        DriverException refused = assertThrows(DriverException.class, () -> datagrams.disconnect(port));

        assertEquals(Errno.EPERM, refused.errno());
        assertTrue(
                refused.platform().orElseThrow().toString().contains(Integer.toHexString(label)),
                () -> refused.platform().toString());
        assertEquals(before, address(port));
        datagrams.send(peer, text("still here"), before);
        turnsUntil(() -> events.received.contains("still here"));

        datagrams.release(port, inet6Loopback(), label);
        datagrams.disconnect(port);
    }

    @Test
    void a_refused_connect_leaves_what_waits_and_a_second_peer_takes_the_place_of_the_first() throws DriverException {
        int port = bind(inetLoopback());
        int first = bind(inetLoopback());
        int second = bind(inetLoopback());
        driver.pauseReceiving(port);
        datagrams.send(first, text("waits"), address(port));
        driver.poll(0);
        InetSocketAddress number = address(port);
        // Broadcast is not allowed.
        assertThrows(DriverException.class, () -> datagrams.connect(port, broadcast()));
        driver.resumeReceiving(port);
        turnsUntil(() -> events.received.contains("waits"));

        datagrams.connect(port, address(first));
        assertThrows(DriverException.class, () -> datagrams.connect(port, broadcast()));
        datagrams.send(first, text("of the first"), number);
        turnsUntil(() -> events.received.contains("of the first"));
        datagrams.connect(port, address(second));
        datagrams.send(first, text("of nobody's"), number);
        datagrams.send(second, text("of the second"), number);
        turnsUntil(() -> events.received.contains("of the second"));

        assertFalse(events.received.contains("of nobody's"));
    }
}
