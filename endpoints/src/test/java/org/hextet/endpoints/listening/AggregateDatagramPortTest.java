package org.hextet.endpoints.listening;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Route;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.scripted.ScriptedDatagramPort;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AggregateDatagramPortTest {

    private static final List<String> HOST =
            List.of("::1", "fd00::1", "2001:db8::1", "fe80::1%1", "fe80::1%2", "127.0.0.1", "10.0.0.1", "192.0.2.1");

    private final ScriptedReactor reactor = new ScriptedReactor().answersAtOnce();
    private final List<String> heard = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    /** Zones 1 and 2 need not exist on the host of the test: a number is taken as it is. */
    private static InetSocketAddress address(String literal, int port) {
        int percent = literal.indexOf('%');
        if (percent < 0) {
            return new InetSocketAddress(AddressText.parse(literal).toInetAddress(), port);
        }
        try {
            return new InetSocketAddress(
                    java.net.Inet6Address.getByAddress(
                            null,
                            AddressText.parse(literal.substring(0, percent))
                                    .toInetAddress()
                                    .getAddress(),
                            Integer.parseInt(literal.substring(percent + 1))),
                    port);
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private final class Heard implements DatagramProtocol {

        @Override
        public void opened(DatagramPort port) {
            heard.add("opened " + port.localAddresses().size());
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) {
            heard.add("received " + StandardCharsets.US_ASCII.decode(datagram.data()));
            routes.add(datagram.route());
            datagram.reply(bytes("answer"));
        }

        @Override
        public void failed(DatagramPort port, NetworkFailure failure) {
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

    private Pending<DatagramPort> opening(int port, DatagramOptions options, Supplier<DatagramProtocol> factory) {
        Pending<DatagramPort> opening = begin(port, options, factory);
        reactor.turn();
        return opening;
    }

    private Pending<DatagramPort> begin(int port, DatagramOptions options, Supplier<DatagramProtocol> factory) {
        return new PortsOpening<>(
                        reactor,
                        port,
                        true,
                        new DatagramPorts(reactor, options, factory),
                        List.of(families -> HOST.stream()
                                .map(literal -> new PortsOpening.Part(
                                        address(literal, 0).getAddress(), false))
                                .toList()))
                .start();
    }

    private DatagramPort open() throws Exception {
        DatagramPort port = opening(9000, DatagramOptions.DEFAULT, Heard::new).await();
        reactor.log().clear();
        return port;
    }

    private ScriptedDatagramPort part(int index) {
        return reactor.datagramPorts().get(index);
    }

    @Test
    void every_address_has_a_part_on_one_number_and_one_protocol() throws Exception {
        reactor.freePorts(40001);

        DatagramPort port = opening(0, DatagramOptions.DEFAULT, Heard::new).await();

        assertEquals(HOST.size(), port.localAddresses().size());
        assertEquals(
                List.of(40001),
                port.localAddresses().stream()
                        .map(InetSocketAddress::getPort)
                        .distinct()
                        .toList());
        assertEquals(List.of("opened " + HOST.size()), heard);
        assertTrue(reactor.datagramPorts().stream().allMatch(ScriptedDatagramPort::isReading));
        assertEquals(List.of(), port.missing());
    }

    @Test
    void an_address_that_cannot_be_bound_is_left_out_and_told() throws Exception {
        reactor.taken("10.0.0.1:9000");

        DatagramPort port = open();

        assertEquals(HOST.size() - 1, port.localAddresses().size());
        assertEquals(1, port.missing().size());
        assertEquals(FailureKind.IN_USE, port.missing().get(0).kind());
    }

    @Test
    void where_none_can_be_bound_it_fails_and_no_protocol_is_made() {
        HOST.forEach(literal -> reactor.taken(AddressText.formatSocket(address(literal, 9000))));

        Pending<DatagramPort> opening = opening(9000, DatagramOptions.DEFAULT, Heard::new);

        assertThrows(BindException.class, opening::await);
        assertEquals(List.of(), heard);
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void a_factory_that_gives_nothing_or_throws_leaves_nothing_bound() {
        Pending<DatagramPort> none = opening(9000, DatagramOptions.DEFAULT, AggregateDatagramPortTest::nothing);
        assertTrue(words(assertThrows(IOException.class, none::await)).contains("gave no protocol"));

        Pending<DatagramPort> thrower = begin(9001, DatagramOptions.DEFAULT, () -> {
            throw new IllegalStateException("on purpose");
        });
        // In a task of the reactor's, whose listener hears of it.
        assertThrows(IllegalStateException.class, reactor::turn);
        reactor.turn();
        assertThrows(IllegalStateException.class, thrower::await);
        assertEquals(0, reactor.openSockets());
    }

    @SuppressWarnings("NullAway") // what code without annotations may do
    private static DatagramProtocol nothing() {
        return null;
    }

    @Test
    void an_answer_goes_out_by_the_part_that_was_asked_at_once_and_later() throws Exception {
        DatagramPort port = open();

        part(1).receive("[2001:db8::7]:7", "one");
        part(6).receive("192.0.2.7:7", "two");
        port.write(bytes("later"), routes.get(0));
        port.write(bytes("later"), routes.get(1));

        assertEquals(
                List.of(
                        "reply answer by [fd00::1]:9000",
                        "reply answer by 10.0.0.1:9000",
                        "write later by [fd00::1]:9000 to [2001:db8::7]:7",
                        "write later by 10.0.0.1:9000 to 192.0.2.7:7"),
                reactor.log());
        assertEquals(List.of("opened 8", "received one", "received two"), heard);
    }

    @ParameterizedTest
    @CsvSource({
        "::1, [::1]:9000",
        "fe80::7%2, [fe80::1%2]:9000",
        "ff02::7%1, [fe80::1%1]:9000",
        "127.0.0.7, 127.0.0.1:9000",
        "2001:db8::7, [2001:db8::1]:9000",
        "198.51.100.7, 192.0.2.1:9000",
        "203.0.113.7, 10.0.0.1:9000",
        "fd00::7, [fd00::1]:9000"
    })
    void a_write_leaves_by_the_part_that_the_host_would_have_chosen(String to, String by) throws Exception {
        reactor.source("2001:db8::7", "2001:db8::1")
                .source("198.51.100.7", "192.0.2.1")
                // What is not among the parts, and what has no route, goes by the first that reaches far.
                .source("203.0.113.7", "203.0.113.1")
                .source("fd00::7", "");
        DatagramPort port = open();

        reactor.inLoop(() -> port.write(bytes("x"), address(to, 7)));
        port.write(bytes("y"), address(to, 7));

        String zoned = by.replace("%1", "%" + zone(1)).replace("%2", "%" + zone(2));
        assertEquals(
                List.of(
                        "write x by " + zoned + " to " + AddressText.formatSocket(address(to, 7)),
                        "write y by " + zoned + " to " + AddressText.formatSocket(address(to, 7))),
                reactor.log());
    }

    private static String zone(int index) {
        return org.hextet.addresses.Zones.ofHost().text(index);
    }

    @Test
    void another_thread_hands_a_copy_to_the_loop_where_the_routes_are_needed() throws Exception {
        reactor.source("2001:db8::7", "2001:db8::1");
        DatagramPort port = open();
        ByteBuffer data = bytes("x");

        assertTrue(port.write(data, address("2001:db8::7", 7)));
        data.put(0, (byte) '!');
        assertEquals(List.of(), reactor.log());
        reactor.turn();

        assertFalse(data.hasRemaining());
        assertEquals(List.of("write x by [2001:db8::1]:9000 to [2001:db8::7]:7"), reactor.log());
    }

    @Test
    void what_other_threads_hand_over_is_bounded_and_what_is_too_much_counts() throws Exception {
        DatagramPort port = opening(
                        9000, DatagramOptions.DEFAULT.withWatermarks(0, 0).withQueueLimit(100), Heard::new)
                .await();

        assertTrue(port.write(bytes("x"), address("2001:db8::7", 7)));
        assertFalse(port.write(bytes("y"), address("2001:db8::7", 7)));

        assertEquals(HOST.size() + 1, port.dropped());
        assertEquals(3L * HOST.size(), port.queuedBytes());
    }

    @Test
    void a_family_that_no_part_has_is_refused_before_any_packet() throws Exception {
        Stream.of("127.0.0.1", "10.0.0.1", "192.0.2.1").forEach(literal -> reactor.taken(literal + ":9000"));
        DatagramPort port = open();

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> port.write(bytes("x"), address("192.0.2.7", 7)));

        assertTrue(words(refused).contains("has IPv6 only"), words(refused));
        assertThrows(
                IllegalArgumentException.class,
                () -> port.write(bytes("x"), InetSocketAddress.createUnresolved("a.test", 7)));
    }

    @Test
    void connected_to_a_peer_it_hears_nobody_else() throws Exception {
        reactor.source("2001:db8::7", "2001:db8::1");
        DatagramPort port = open();

        Pending<DatagramPort> connecting = port.connect(address("2001:db8::7", 7));
        reactor.turn();
        part(1).receive("[fd00::8]:8", "other");
        part(2).receive("[2001:db8::7]:7", "peer");
        port.write(bytes("x"));

        assertSame(port, connecting.await());
        assertEquals(
                "[2001:db8::7]:7", AddressText.formatSocket(port.remoteAddress().orElseThrow()));
        assertEquals(1280, port.pathMtu());
        assertEquals(List.of("opened 8", "received peer"), heard);
        assertEquals(
                List.of(
                        "connect [2001:db8::1]:9000 to [2001:db8::7]:7",
                        "reply answer by [2001:db8::1]:9000",
                        "write x by [2001:db8::1]:9000"),
                reactor.log());
    }

    @Test
    void it_changes_its_peer_and_leaves_it() throws Exception {
        DatagramPort port = open();
        port.connect(address("::1", 7));
        reactor.turn();

        Pending<DatagramPort> again = port.connect(address("127.0.0.7", 7));
        reactor.turn();
        Pending<DatagramPort> left = port.disconnect();
        reactor.turn();
        Pending<DatagramPort> nothing = port.disconnect();
        reactor.turn();

        assertSame(port, again.await());
        assertSame(port, left.await());
        assertSame(port, nothing.await());
        assertTrue(port.remoteAddress().isEmpty());
        assertEquals(
                List.of(
                        "connect [::1]:9000 to [::1]:7",
                        "connect 127.0.0.1:9000 to 127.0.0.7:7",
                        "disconnect [::1]:9000",
                        "disconnect 127.0.0.1:9000"),
                reactor.log());
        assertThrows(IllegalStateException.class, () -> port.write(bytes("x")));
        assertThrows(IllegalStateException.class, port::pathMtu);
    }

    @Test
    void a_target_is_written_to_without_a_connect() throws Exception {
        DatagramPort port = opening(9000, DatagramOptions.DEFAULT.withTarget(address("127.0.0.7", 7)), Heard::new)
                .await();
        reactor.log().clear();

        port.write(bytes("x"));

        assertEquals(List.of("write x by 127.0.0.1:9000 to 127.0.0.7:7"), reactor.log());
    }

    @Test
    void a_label_is_leased_and_written_by_one_part() throws Exception {
        DatagramPort port = open();

        port.lease(address("2001:db8::7", 0).getAddress(), FlowLabelRequest.any());

        assertEquals(List.of("lease by [fd00::1]:9000 for 2001:db8::7"), reactor.log());
    }

    @Test
    void the_watermarks_of_all_parts_are_one() throws Exception {
        DatagramPort port = open();

        part(0).pauseWriting();
        part(1).pauseWriting();
        assertFalse(port.isWritable());
        part(0).resumeWriting();
        part(1).resumeWriting();

        assertTrue(port.isWritable());
        assertEquals(List.of("opened 8", "writingPaused", "writingResumed"), heard);
    }

    @Test
    void reading_and_options_are_those_of_all_parts() throws Exception {
        DatagramPort port = open();

        port.pauseReading();
        assertTrue(reactor.datagramPorts().stream().noneMatch(ScriptedDatagramPort::isReading));
        port.option(StandardSocketOptions.SO_BROADCAST, true);

        assertEquals(HOST.size(), reactor.log().size());
    }

    @Test
    void a_failure_is_told_as_of_the_whole() throws Exception {
        open();

        part(3).fail((NetworkFailure) Failures.of(new Facts(FailureKind.UNREACHABLE, "write"), "no way", null));

        assertEquals(List.of("opened 8", "failed unreachable"), heard);
    }

    @Test
    void closing_closes_all_parts_and_is_told_once() throws Exception {
        DatagramPort port = open();

        Pending<Void> closing = port.close();
        assertFalse(closing.isDone());
        assertFalse(port.write(bytes("x"), address("2001:db8::7", 7)));
        reactor.turn();

        assertTrue(closing.isDone());
        assertEquals(List.of("opened 8", "closed ClosedHere"), heard);
        assertInstanceOf(CloseReason.ClosedHere.class, port.closed().await());
        assertFalse(port.isWritable());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void a_part_that_breaks_ends_the_whole_and_says_why() throws Exception {
        DatagramPort port = open();

        part(3).breakDown();
        reactor.turn();

        assertEquals(List.of("opened 8", "closed Failed"), heard);
        assertInstanceOf(CloseReason.Failed.class, port.closed().await());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void one_address_alone_is_its_users_port_from_the_start() throws Exception {
        Pending<DatagramPort> opening = new PortsOpening<>(
                        reactor,
                        9000,
                        true,
                        new DatagramPorts(reactor, DatagramOptions.DEFAULT, Heard::new),
                        List.of(LocalInterfaces.dualSocket()))
                .start();
        reactor.turn();

        assertSame(Objects.requireNonNull(part(0)), opening.await());
    }
}
