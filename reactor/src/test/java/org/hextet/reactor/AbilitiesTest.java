package org.hextet.reactor;

import static org.hextet.reactor.HandTurned.failure;
import static org.hextet.reactor.HandTurned.kind;
import static org.hextet.reactor.HandTurned.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.reactor.HandTurned.Recorder;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

/** Flow labels, adopted sockets and the options of a kernel: what the reactor adds to what a driver does. */
class AbilitiesTest {

    private static final InetSocketAddress REMOTE = HandTurned.address("2001:db8::1", 80);
    private static final StreamOptions ANY = StreamOptions.DEFAULT.withFlowLabel(FlowLabelRequest.any());

    private final HandTurned hand = new HandTurned(Set.of(Capability.FLOW_LABEL, Capability.INHERITED));

    private Connection connected(StreamOptions options) {
        Recorder protocol = new Recorder();
        hand.reactor.connectTcp(REMOTE, options, () -> protocol);
        hand.driver.turn();
        hand.driver.happens().connected(hand.driver.locals.size() - 1);
        return protocol.connection;
    }

    @Test
    void a_connection_without_a_request_has_no_label() {
        assertTrue(connected(StreamOptions.DEFAULT).flowLabel().isEmpty());
    }

    @Test
    void a_lease_is_renewed_and_released_once() throws IOException {
        FlowLabel label = connected(ANY).flowLabel().orElseThrow();

        label.renew(Duration.ofSeconds(7), Duration.ofSeconds(30));
        label.close();
        label.close();

        assertEquals(0x12345, label.value());
        assertEquals(REMOTE.getAddress(), label.destination());
        assertFalse(label.isHeld());
        assertEquals(List.of("connect 0", "renewFlowLabel 0 7 30", "releaseFlowLabel 0"), hand.driver.log);
    }

    @Test
    void a_lease_that_has_ended_cannot_be_renewed() {
        FlowLabel label = connected(ANY).flowLabel().orElseThrow();
        label.close();

        IOException refused = assertThrows(IOException.class, () -> label.renew(Duration.ZERO, Duration.ZERO));

        assertTrue(message(refused).contains("0x12345"), message(refused));
    }

    @Test
    void a_lease_ends_with_its_connection() {
        Connection connection = connected(ANY);
        FlowLabel label = connection.flowLabel().orElseThrow();

        connection.abort();
        hand.driver.turn();
        label.close();

        assertFalse(label.isHeld());
        assertFalse(hand.driver.log.contains("releaseFlowLabel 0"));
    }

    @Test
    void a_label_that_is_taken_fails_the_connect_as_in_use_with_its_number() {
        hand.driver.nextLease = new DriverException(DriverException.Step.FLOW_LABEL, Errno.EPERM, null);

        Pending<Connection> pending = hand.reactor.connectTcp(
                REMOTE, StreamOptions.DEFAULT.withFlowLabel(FlowLabelRequest.of(0xABCDE)), Recorder::new);
        hand.driver.turn();

        assertEquals("in-use", kind(failure(pending)));
        assertTrue(message(failure(pending)).contains("0xabcde"), message(failure(pending)));
    }

    @Test
    void a_label_for_ipv4_is_refused_at_the_call() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> hand.reactor.connectTcp(HandTurned.REMOTE, ANY, Recorder::new));

        assertTrue(message(refused).contains("IPv4"), message(refused));
    }

    @Test
    void a_label_and_an_adopted_socket_need_their_capabilities() {
        HandTurned without = new HandTurned();

        UnsupportedOperationException label = assertThrows(
                UnsupportedOperationException.class, () -> without.reactor.connectTcp(REMOTE, ANY, Recorder::new));
        UnsupportedOperationException socket = assertThrows(
                UnsupportedOperationException.class,
                () -> without.reactor.adopt(3, StreamOptions.DEFAULT, Recorder::new));

        assertTrue(message(label).contains("flow-label"), message(label));
        assertTrue(message(socket).contains("inherited"), message(socket));
    }

    @Test
    void an_adopted_socket_is_a_port_like_any_other() {
        Recorder protocol = new Recorder();
        Pending<ListeningPort> port = hand.reactor.adopt(3, StreamOptions.DEFAULT, () -> protocol);
        hand.driver.turn();

        hand.driver.accept(0);

        assertTrue(port.isDone());
        assertEquals(List.of("adopt 3 as 0"), hand.driver.log);
        assertEquals(List.of("connected"), protocol.heard);
    }

    @Test
    void what_is_no_socket_is_told_by_its_number() {
        Pending<ListeningPort> port = hand.reactor.adopt(99, StreamOptions.DEFAULT, Recorder::new);
        hand.driver.turn();

        assertTrue(message(failure(port)).startsWith("adopt descriptor 99: no socket"), message(failure(port)));
        assertTrue(failure(port) instanceof NetworkFailure);
    }

    @Test
    void a_negative_descriptor_is_refused_at_the_call() {
        assertThrows(
                IllegalArgumentException.class, () -> hand.reactor.adopt(-1, StreamOptions.DEFAULT, Recorder::new));
    }

    @Test
    void values_out_of_range_and_read_only_options_are_refused_at_the_call() {
        Connection connection = connected(StreamOptions.DEFAULT);

        for (StreamOptions wrong : List.of(
                StreamOptions.DEFAULT.with(StandardSocketOptions.IP_TOS, 256),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, 0),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.UNICAST_HOPS, 256),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_USER_TIMEOUT, Duration.ofDays(25)),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN, -1),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.SO_BINDTODEVICE, "a-name-of-16-char"),
                StreamOptions.DEFAULT.with(NetworkSocketOptions.PEER_FLOW_LABEL, 1))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> hand.reactor.listenTcp(HandTurned.LISTEN, wrong, Recorder::new),
                    () -> wrong.socketOptions().toString());
        }
        assertThrows(
                UnsupportedOperationException.class,
                () -> connection.option(NetworkSocketOptions.TCP_USER_TIMEOUT, Duration.ZERO));
    }
}
