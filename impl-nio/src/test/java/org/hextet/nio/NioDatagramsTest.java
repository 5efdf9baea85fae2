package org.hextet.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.ReceivedDatagram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver by itself, turned by hand. What a port does is the TCK's. */
class NioDatagramsTest {

    private static final int LIMIT = 10;
    private static final int MOST_IN_A_TURN = 256;

    private final TurnLog log = new TurnLog();
    private NioDriver driver;
    private DatagramDriver datagrams;

    @BeforeEach
    void open() throws IOException {
        driver = new NioDriver(true);
        driver.begin(log, () -> 0);
        datagrams = driver.datagrams().orElseThrow();
    }

    @AfterEach
    void end() {
        driver.end();
    }

    private int bind(String address, Map<SocketOption<?>, Object> options) throws IOException, DriverException {
        return datagrams.bind(
                new InetSocketAddress(InetAddress.getByName(address), 0),
                new DatagramSetup(LIMIT, Set.of(), false, options));
    }

    private int bind(String address) throws IOException, DriverException {
        return bind(address, Map.of());
    }

    private InetSocketAddress at(String address, int port) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByName(address), driver.localAddress(port).getPort());
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What one turn tells. On the loopback a datagram has come when it was sent. */
    private List<String> turn() {
        driver.poll(0);
        return log.taken();
    }

    @Test
    void a_turn_tells_of_256_datagrams_of_a_port_and_the_next_goes_on() throws Exception {
        int from = bind("::1");
        int to = bind("::1", Map.of(StandardSocketOptions.SO_RCVBUF, 1 << 20));
        InetSocketAddress target = at("::1", to);
        for (int i = 0; i <= MOST_IN_A_TURN; i++) {
            datagrams.send(from, text("x"), target);
        }

        assertEquals(MOST_IN_A_TURN, turn().size());
        assertEquals(List.of("received " + to + " \"x\""), turn());
    }

    @Test
    void what_is_longer_than_the_limit_is_told_to_be_cut() throws Exception {
        int from = bind("::1");
        int to = bind("::1");

        datagrams.send(from, text("0123456789"), at("::1", to));
        datagrams.send(from, text("0123456789a"), at("::1", to));

        assertEquals(List.of("received " + to + " \"0123456789\"", "received " + to + " \"0123456789\" cut"), turn());
    }

    @Test
    void a_sender_that_writes_again_is_the_same_object_and_its_data_the_same_buffer() throws Exception {
        int from = bind("::1");
        int to = bind("::1");
        List<Object> seen = new ArrayList<>();
        log.reaction = (port, datagram) -> {
            seen.add(datagram.sender());
            seen.add(datagram.data());
        };

        datagrams.send(from, text("one"), at("::1", to));
        datagrams.send(from, text("two"), at("::1", to));
        turn();

        assertSame(seen.get(0), seen.get(2));
        assertSame(seen.get(1), seen.get(3));
    }

    @Test
    void lent_memory_is_sent_as_it_is_and_overwritten_afterwards() throws Exception {
        int from = bind("::1");
        int to = bind("::1");
        List<ReceivedDatagram> kept = new ArrayList<>();
        log.reaction = (port, datagram) -> {
            if (port == to) {
                datagrams.reply(port, datagram.data().duplicate());
                kept.add(datagram);
            }
        };
        datagrams.send(from, text("hello"), at("::1", to));
        driver.poll(0);
        byte firstByte = kept.get(0).data().get(0);
        driver.poll(0);

        assertEquals(List.of("received " + to + " \"hello\"", "received " + from + " \"hello\""), log.taken());
        assertEquals((byte) 0xDB, firstByte);
    }

    @Test
    void nothing_is_received_after_a_pause_or_a_close_inside_the_callback() throws Exception {
        int from = bind("::1");
        int paused = bind("::1");
        int closed = bind("::1");
        for (int i = 0; i < 3; i++) {
            datagrams.send(from, text("p" + i), at("::1", paused));
            datagrams.send(from, text("c" + i), at("::1", closed));
        }
        log.reaction = (port, datagram) -> {
            if (port == paused) {
                driver.pauseReceiving(port);
            } else {
                driver.close(port);
            }
        };

        List<String> first = new ArrayList<>(turn());
        Collections.sort(first);
        assertEquals(List.of("received " + paused + " \"p0\"", "received " + closed + " \"c0\""), first);
        assertEquals(List.of("closed " + closed), turn());
        assertEquals(List.of(), turn());

        log.reaction = (port, datagram) -> {};
        driver.resumeReceiving(paused);

        assertEquals(List.of("received " + paused + " \"p1\"", "received " + paused + " \"p2\""), turn());
    }

    @Test
    void a_failure_is_told_in_the_next_turn_and_the_port_lives_on() throws Exception {
        int from = bind("127.0.0.1");
        int to = bind("127.0.0.1");
        ByteBuffer data = text("hello");

        boolean isTaken =
                datagrams.send(from, data, new InetSocketAddress(InetAddress.getByName("127.255.255.255"), 9));

        assertTrue(isTaken);
        assertFalse(data.hasRemaining());
        assertEquals(List.of(), log.taken());
        assertEquals(List.of("failed " + from + " EACCES 5"), turn());
        datagrams.send(from, text("alive"), at("127.0.0.1", to));
        assertEquals(List.of("received " + to + " \"alive\""), turn());
    }

    @Test
    void a_refusal_is_told_of_an_earlier_datagram_and_the_one_at_hand_is_sent() throws Exception {
        int from = bind("::1");
        int gone = bind("::1");
        InetSocketAddress peer = at("::1", gone);
        driver.close(gone);
        turn();
        datagrams.connect(from, peer);
        driver.pauseReceiving(from);
        datagrams.send(from, text("refused"), (InetSocketAddress) null);
        int back = datagrams.bind(peer, new DatagramSetup(LIMIT, Set.of(), false, Map.of()));

        datagrams.send(from, text("arrives"), (InetSocketAddress) null);

        assertEquals(List.of("failed " + from + " ECONNREFUSED -1", "received " + back + " \"arrives\""), turn());
    }

    @Test
    void an_empty_datagram_is_sent_on_a_connected_port_too() throws Exception {
        int from = bind("::");
        int to = bind("::1");
        datagrams.send(from, ByteBuffer.allocate(0), at("::1", to));
        assertEquals(List.of("received " + to + " \"\""), turn());

        datagrams.connect(from, at("::1", to));
        List<Integer> senders = new ArrayList<>();
        log.reaction = (port, datagram) -> senders.add(datagram.sender().getPort());
        datagrams.send(from, ByteBuffer.allocate(0), (InetSocketAddress) null);

        assertEquals(List.of("received " + to + " \"\""), turn());
        assertEquals(List.of(driver.localAddress(from).getPort()), senders);
        assertEquals(false, driver.option(from, StandardSocketOptions.SO_REUSEADDR));
    }

    @Test
    void a_port_that_was_connected_hears_every_host_again() throws Exception {
        int port = bind("::", Map.of(StandardSocketOptions.SO_SNDBUF, 100_000, StandardSocketOptions.IP_TOS, 8));
        int inet = bind("127.0.0.1");
        int inet6 = bind("::1");
        InetSocketAddress before = driver.localAddress(port);
        datagrams.connect(port, at("127.0.0.1", inet));
        datagrams.send(inet6, text("unheard"), at("::1", port));
        assertEquals(List.of(), turn());

        datagrams.disconnect(port);
        assertEquals(before, driver.localAddress(port));
        datagrams.send(inet6, text("six"), at("::1", port));
        assertEquals(List.of("received " + port + " \"six\""), turn());
        datagrams.send(inet, text("four"), at("127.0.0.1", port));
        assertEquals(List.of("received " + port + " \"four\""), turn());

        assertEquals(100_000, driver.option(port, StandardSocketOptions.SO_SNDBUF));
        assertEquals(8, driver.option(port, StandardSocketOptions.IP_TOS));
        assertEquals(false, driver.option(port, StandardSocketOptions.SO_REUSEADDR));
    }

    @Test
    void an_option_of_a_route_holds_for_its_datagram_alone() throws Exception {
        int from = bind("::1");
        int to = bind("::1");
        boolean canKeepWhole = NioCapabilities.ofThisHost().has(Capability.DONT_FRAGMENT);
        Route route = Route.to(at("::1", to)).withTrafficClass(0xB8);

        datagrams.send(from, text("marked"), canKeepWhole ? route.withDontFragment(true) : route);

        assertEquals(List.of("received " + to + " \"marked\""), turn());
        assertEquals(0, driver.option(from, StandardSocketOptions.IP_TOS));
        if (canKeepWhole) {
            assertEquals(false, driver.option(from, NetworkSocketOptions.IP_DONTFRAGMENT));
            driver.option(from, NetworkSocketOptions.IP_DONTFRAGMENT, true);
            assertEquals(true, driver.option(from, NetworkSocketOptions.IP_DONTFRAGMENT));
        }
    }
}
