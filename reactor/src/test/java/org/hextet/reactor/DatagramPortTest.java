package org.hextet.reactor;

import static org.hextet.reactor.HandTurned.address;
import static org.hextet.reactor.HandTurned.bytes;
import static org.hextet.reactor.HandTurned.failure;
import static org.hextet.reactor.HandTurned.kind;
import static org.hextet.reactor.HandTurned.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.DropPolicy;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.TooLargeFailure;
import org.hextet.reactor.HandTurnedDatagrams.Came;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

class DatagramPortTest {

    private static final InetSocketAddress PEER = address("2001:db8::7", 7);
    private static final InetSocketAddress WILDCARD = address("::", 5000);

    private final HandTurned hand = new HandTurned(Set.of(
            Capability.UDP,
            Capability.PACKET_INFO,
            Capability.PACKET_SOURCE,
            Capability.HOP_LIMIT_RECV,
            Capability.FLOW_LABEL));
    private final HandTurnedDatagrams datagrams = hand.driver.withDatagrams();

    /** Writes down its callbacks; a test overrides what it wants to act in. */
    private static class Heard implements DatagramProtocol {

        final List<String> heard = new ArrayList<>();
        final List<NetworkFailure> failures = new ArrayList<>();

        @Override
        public void opened(DatagramPort port) throws Exception {
            heard.add("opened");
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) throws Exception {
            heard.add("received "
                    + StandardCharsets.US_ASCII.decode(datagram.data().duplicate()));
        }

        @Override
        public void failed(DatagramPort port, NetworkFailure failure) {
            failures.add(failure);
            heard.add("failed " + failure.kind());
        }

        @Override
        public void writingPaused(DatagramPort port) {
            heard.add("writingPaused");
        }

        @Override
        public void writingResumed(DatagramPort port) {
            heard.add("writingResumed");
        }

        @Override
        public void closed(DatagramPort port, CloseReason reason) {
            heard.add("closed " + reason.getClass().getSimpleName());
        }
    }

    private final Heard heard = new Heard();

    private DatagramPort open(InetSocketAddress local, DatagramOptions options, DatagramProtocol protocol) {
        Pending<DatagramPort> opening = hand.reactor.listenUdp(local, options, () -> protocol);
        hand.driver.turn();
        return value(opening);
    }

    private static <T> T value(Pending<T> pending) {
        List<T> seen = new ArrayList<>();
        pending.whenComplete((value, failure) -> {
            if (failure != null) {
                throw new AssertionError("it failed", failure);
            }
            seen.add(value);
        });
        return Objects.requireNonNull(seen.get(0));
    }

    private int handle() {
        return hand.driver.locals.size() - 1;
    }

    private void comes(String text) {
        hand.driver.happens().receivedDatagram(handle(), Came.from("2001:db8::9", "2001:db8::1", text));
    }

    private static DatagramOptions small(DropPolicy policy) {
        int each = DatagramQueue.OVERHEAD + 1;
        return DatagramOptions.DEFAULT
                .withWatermarks(0, each)
                .withQueueLimit(3 * each)
                .withDropPolicy(policy);
    }

    private void writeFive(DatagramPort port) {
        datagrams.room = 0;
        for (String one : List.of("a", "b", "c", "d", "e")) {
            port.write(bytes(one), PEER);
        }
        hand.driver.turn();
    }

    private void hasRoom() {
        datagrams.room = Integer.MAX_VALUE;
        hand.driver.happens().sent(handle());
    }

    @Test
    void the_newest_is_dropped_beyond_the_limit_and_counted() {
        DatagramPort port = open(WILDCARD, small(DropPolicy.NEWEST), heard);

        writeFive(port);
        assertEquals(2, port.dropped());
        hasRoom();

        assertEquals(List.of("a to [2001:db8::7]:7", "b to [2001:db8::7]:7", "c to [2001:db8::7]:7"), datagrams.sent);
        assertEquals(0, port.queuedBytes());
    }

    @Test
    void the_oldest_is_dropped_where_the_policy_says_so() {
        DatagramPort port = open(WILDCARD, small(DropPolicy.OLDEST), heard);

        writeFive(port);
        assertEquals(2, port.dropped());
        hasRoom();

        assertEquals(List.of("c to [2001:db8::7]:7", "d to [2001:db8::7]:7", "e to [2001:db8::7]:7"), datagrams.sent);
    }

    @Test
    void empty_datagrams_fill_the_queue_too() {
        DatagramPort port = open(WILDCARD, small(DropPolicy.NEWEST), heard);
        datagrams.room = 0;

        for (int i = 0; i < 10; i++) {
            port.write(bytes(""), PEER);
        }
        hand.driver.turn();

        assertEquals(7, port.dropped());
    }

    @Test
    void watermarks_are_told_once_each_way() {
        DatagramPort port = open(WILDCARD, small(DropPolicy.NEWEST), heard);

        writeFive(port);
        assertFalse(port.isWritable());
        hasRoom();

        assertTrue(port.isWritable());
        assertEquals(List.of("opened", "writingPaused", "writingResumed"), heard.heard);
    }

    @Test
    void what_no_datagram_can_carry_is_told_with_the_limit_after_the_callback() {
        List<Integer> failuresInside = new ArrayList<>();
        Heard writer = new Heard() {
            @Override
            public void received(DatagramPort port, Datagram datagram) {
                assertFalse(port.write(ByteBuffer.allocate(65_528), PEER));
                assertTrue(port.write(ByteBuffer.allocate(65_527), PEER));
                assertFalse(port.write(ByteBuffer.allocate(65_508), address("192.0.2.1", 7)));
                failuresInside.add(failures.size());
            }
        };
        open(WILDCARD, DatagramOptions.DEFAULT, writer);

        comes("x");

        assertEquals(List.of(0), failuresInside);
        assertEquals(
                List.of(65_527, 65_507),
                writer.failures.stream()
                        .map(one -> ((TooLargeFailure) one).limit().orElseThrow())
                        .toList());
        assertEquals(1, datagrams.sent.size());
    }

    @Test
    void a_reply_waits_behind_what_waits_already_and_keeps_its_source() {
        Heard echo = new Heard() {
            @Override
            public void received(DatagramPort port, Datagram datagram) {
                datagram.reply(datagram.data());
            }
        };
        open(WILDCARD, DatagramOptions.DEFAULT, echo);
        datagrams.room = 1;

        comes("one");
        comes("two");
        comes("three");
        hasRoom();

        assertEquals(
                List.of(
                        "one as reply",
                        "two by route to [2001:db8::9]:9 from 2001:db8::1",
                        "three by route to [2001:db8::9]:9 from 2001:db8::1"),
                datagrams.sent);
    }

    @Test
    void after_a_pause_what_still_comes_is_kept_and_answered_from_where_it_was_asked() {
        Heard pausing = new Heard() {
            @Override
            public void received(DatagramPort port, Datagram datagram) throws Exception {
                super.received(port, datagram);
                datagram.reply(datagram.data().duplicate());
                port.pauseReading();
            }
        };
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT.withFact(DatagramFact.HOP_LIMIT), pausing);

        comes("one");
        comes("two");
        assertEquals(List.of("opened", "received one"), pausing.heard);
        port.resumeReading();
        hand.driver.turn();

        assertEquals(List.of("opened", "received one", "received two"), pausing.heard);
        assertEquals("two by route to [2001:db8::9]:9 from 2001:db8::1", datagrams.sent.get(1));
    }

    @Test
    void a_datagram_that_was_kept_says_that_it_was_lent() {
        List<Datagram> leaked = new ArrayList<>();
        open(WILDCARD, DatagramOptions.DEFAULT, (port, datagram) -> leaked.add(datagram));

        comes("x");

        assertThrows(IllegalStateException.class, () -> leaked.get(0).data());
    }

    @Test
    void a_fact_that_nobody_asked_for_and_one_that_is_absent_are_told_apart() {
        List<Class<?>> thrown = new ArrayList<>();
        open(WILDCARD, DatagramOptions.DEFAULT, (port, datagram) -> {
            thrown.add(assertThrows(RuntimeException.class, datagram::hopLimit).getClass());
            thrown.add(
                    assertThrows(RuntimeException.class, datagram::trafficClass).getClass());
        });

        comes("x");

        assertEquals(List.of(IllegalStateException.class, UnsupportedOperationException.class), thrown);
    }

    @Test
    void a_callback_that_throws_is_told_and_the_port_lives() {
        open(WILDCARD, DatagramOptions.DEFAULT, (port, datagram) -> {
            throw new IllegalArgumentException("mine");
        });

        comes("one");
        comes("two");

        assertEquals(2, hand.incidents.size());
    }

    @Test
    void a_close_in_the_start_callback_is_told_later_and_counts_what_is_left() {
        Heard closing = new Heard() {
            @Override
            public void opened(DatagramPort port) throws Exception {
                super.opened(port);
                datagrams.room = 0;
                port.write(bytes("lost"), PEER);
                datagrams.left = 2;
                port.close();
                heard.add("opened returns");
            }
        };
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, closing);
        hand.driver.turn();

        assertEquals(List.of("opened", "opened returns", "closed ClosedHere"), closing.heard);
        assertEquals(3, port.dropped());
        assertFalse(port.write(bytes("late"), PEER));
    }

    @Test
    void a_refusal_is_told_on_a_connected_port_alone() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        hand.driver.happens().datagramFailed(handle(), Errno.ECONNREFUSED, null, -1, -1, null);
        assertEquals(List.of("opened"), heard.heard);

        Pending<DatagramPort> connecting = port.connect(PEER);
        hand.driver.turn();
        assertEquals(port, value(connecting));
        hand.driver.happens().datagramFailed(handle(), Errno.ECONNREFUSED, null, -1, -1, null);

        assertEquals(List.of("opened", "failed refused"), heard.heard);
        assertTrue(message(heard.failures.get(0).asThrowable()).contains("[2001:db8::7]:7"));
    }

    @Test
    void a_connected_port_writes_to_its_peer_alone() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        assertThrows(IllegalStateException.class, () -> port.write(bytes("x")));
        port.connect(PEER);
        hand.driver.turn();

        port.write(bytes("a"));
        port.write(bytes("b"), address("2001:db8::7", 7));
        assertThrows(IllegalStateException.class, () -> port.write(bytes("c"), address("2001:db8::8", 7)));
        hand.driver.turn();

        assertEquals(List.of("a to peer", "b to peer"), datagrams.sent);
    }

    @Test
    void what_waits_for_a_peer_goes_to_it_after_a_disconnect_too() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        port.connect(PEER);
        hand.driver.turn();
        datagrams.room = 0;
        port.write(bytes("a"));
        port.write(bytes("b"), Route.toPeer());
        hand.driver.turn();

        port.disconnect();
        hand.driver.turn();
        hasRoom();

        assertEquals(List.of("a to [2001:db8::7]:7", "b by route to [2001:db8::7]:7"), datagrams.sent);
    }

    @Test
    void what_was_written_to_one_host_does_not_go_to_another_that_became_the_peer() throws InterruptedException {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        Thread other = new Thread(() -> port.write(bytes("secret"), PEER));
        other.start();
        other.join();

        port.connect(address("2001:db8::8", 7));
        hand.driver.turn();

        assertEquals(List.of(), datagrams.sent);
        assertEquals(1, port.dropped());
    }

    @Test
    void a_port_that_is_opened_inside_a_callback_is_told_later() {
        List<String> order = new ArrayList<>();
        open(WILDCARD, DatagramOptions.DEFAULT, (port, datagram) -> {
            port.write(ByteBuffer.allocate(70_000), PEER);
            hand.reactor.listenUdp(address("::", 5001), DatagramOptions.DEFAULT, () -> new Heard() {
                @Override
                public void opened(DatagramPort opened) {
                    order.add("opened");
                }
            });
            order.add("returns");
        });

        comes("x");
        hand.driver.turn();

        assertEquals(List.of("returns", "opened"), order);
    }

    @Test
    void an_order_of_bytes_that_a_protocol_sets_is_gone_with_its_datagram() {
        List<ByteOrder> orders = new ArrayList<>();
        open(WILDCARD, DatagramOptions.DEFAULT, (port, datagram) -> {
            orders.add(datagram.data().order());
            datagram.data().order(ByteOrder.LITTLE_ENDIAN);
        });
        Came again = Came.from("2001:db8::9", "2001:db8::1", "x");

        hand.driver.happens().receivedDatagram(handle(), again);
        hand.driver.happens().receivedDatagram(handle(), again);

        assertEquals(List.of(ByteOrder.BIG_ENDIAN, ByteOrder.BIG_ENDIAN), orders);
    }

    @Test
    void a_failed_connect_leaves_the_port_as_it_was() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        datagrams.nextFailure = new DriverException(DriverException.Step.OTHER, Errno.ENETUNREACH, null);

        Pending<DatagramPort> connecting = port.connect(PEER);
        hand.driver.turn();

        assertEquals("unreachable", kind(failure(connecting)));
        assertTrue(port.remoteAddress().isEmpty());
    }

    @Test
    void the_family_is_checked_before_any_packet() {
        DatagramPort port = open(address("127.0.0.1", 5000), DatagramOptions.DEFAULT, heard);

        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> port.write(bytes("x"), PEER));

        assertTrue(message(wrong).contains("IPv4 only"), message(wrong));
    }

    @Test
    void a_lease_is_of_its_port_its_destination_and_its_time() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        DatagramPort other = open(address("::", 5001), DatagramOptions.DEFAULT, heard);
        Pending<FlowLabel> leasing = port.lease(PEER.getAddress(), FlowLabelRequest.any());
        hand.driver.turn();
        FlowLabel label = value(leasing);
        Route route = Route.to(PEER).withFlowLabel(label);

        port.write(bytes("x"), route);
        assertThrows(IllegalStateException.class, () -> other.write(bytes("x"), route));
        assertThrows(
                IllegalStateException.class,
                () -> port.write(bytes("x"), Route.to(address("2001:db8::8", 7)).withFlowLabel(label)));
        label.close();
        assertThrows(IllegalStateException.class, () -> port.write(bytes("x"), route));
    }

    @Test
    void a_label_that_the_options_ask_for_is_of_the_connected_peer() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT.withFlowLabel(FlowLabelRequest.of(7)), heard);
        assertTrue(port.flowLabel().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> port.connect(address("192.0.2.7", 7)));

        port.connect(PEER);
        hand.driver.turn();
        FlowLabel label = port.flowLabel().orElseThrow();
        port.write(bytes("a"));
        label.close();
        port.write(bytes("b"));
        port.connect(address("2001:db8::8", 7));
        hand.driver.turn();
        assertTrue(port.flowLabel().orElseThrow().isHeld());
        port.disconnect();
        hand.driver.turn();

        assertEquals(7, label.value());
        assertFalse(label.isHeld());
        assertTrue(port.flowLabel().isEmpty());
        assertEquals(List.of("a by route to peer", "b to peer"), datagrams.sent);
        assertEquals(
                List.of("connect [2001:db8::7]:7", "release 7", "connect [2001:db8::8]:7", "release 7", "disconnect"),
                datagrams.asked);
    }

    @Test
    void a_connect_whose_label_is_refused_leaves_the_port_as_it_was() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT.withFlowLabel(FlowLabelRequest.of(7)), heard);
        datagrams.nextLease = new DriverException(DriverException.Step.FLOW_LABEL, Errno.EPERM, null);

        Pending<DatagramPort> connecting = port.connect(PEER);
        hand.driver.turn();

        assertEquals("in-use", kind(failure(connecting)));
        assertTrue(port.remoteAddress().isEmpty());
        assertEquals(List.of("connect [2001:db8::7]:7", "disconnect"), datagrams.asked);
    }

    @Test
    void a_drain_closes_ports() {
        open(WILDCARD, DatagramOptions.DEFAULT, heard);

        Pending<Void> drained = hand.reactor.drain(Duration.ofSeconds(1), Duration.ofSeconds(1));
        hand.driver.turns();

        assertTrue(drained.isDone());
        assertEquals(List.of("opened", "closed ClosedHere"), heard.heard);
    }

    @Test
    void the_end_of_the_reactor_aborts_ports() {
        DatagramPort port = open(WILDCARD, DatagramOptions.DEFAULT, heard);
        Pending<CloseReason> closed = port.closed();

        hand.reactor.execute(hand.reactor::close);
        hand.driver.turns();

        assertEquals("closed Aborted", heard.heard.get(1));
        assertInstanceOf(CloseReason.Aborted.class, value(closed));
    }

    @Test
    void a_factory_that_gives_nothing_closes_the_port_and_fails() {
        @SuppressWarnings("NullAway") // what a caller gets wrong
        Pending<DatagramPort> opening = hand.reactor.listenUdp(WILDCARD, DatagramOptions.DEFAULT, () -> null);
        hand.driver.turns();

        assertEquals("aborted", kind(failure(opening)));
        assertTrue(hand.driver.log.contains("close " + handle()), hand.driver.log.toString());
    }
}
