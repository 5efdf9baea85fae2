package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.HandTurned.Recorder;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private final HandTurned hand = new HandTurned();

    @Test
    void bytes_reported_after_a_pause_are_kept_until_resume_and_come_in_order() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.pauseReading();
        hand.driver.turn();
        hand.driver.receive(connection, "one");
        hand.driver.receive(connection, "two");
        hand.driver.happens().inputEnded(connection);
        hand.driver.turn();
        List<String> whilePaused = List.copyOf(protocol.heard);
        protocol.connection.resumeReading();
        List<String> insideResume = List.copyOf(protocol.heard);
        hand.driver.turn();

        assertEquals(List.of("connected"), whilePaused);
        assertEquals(List.of("connected"), insideResume);
        assertEquals(List.of("connected", "received one", "received two", "inputEnded"), protocol.heard);
    }

    @Test
    void a_pause_inside_the_delivery_of_what_was_kept_stops_it() {
        Recorder protocol = new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) throws Exception {
                super.received(connection, lent);
                connection.pauseReading();
            }
        };
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        hand.driver.receive(connection, "one");
        hand.driver.receive(connection, "two");
        hand.driver.receive(connection, "three");
        protocol.connection.resumeReading();
        hand.driver.turn();

        assertEquals(List.of("connected", "received one", "received two"), protocol.heard);
        assertFalse(hand.driver.log.contains("resumeReceiving " + connection));
    }

    @Test
    void a_failure_behind_kept_bytes_is_told_after_them() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.pauseReading();
        hand.driver.turn();
        hand.driver.receive(connection, "last words");
        hand.driver.happens().failed(connection, Errno.ECONNRESET, null);
        hand.driver.turn();
        protocol.connection.resumeReading();
        hand.driver.turn();

        assertEquals(List.of("connected", "received last words", "closed Failed"), protocol.heard);
    }

    @Test
    void pause_and_resume_in_one_callback_cost_no_call_of_the_driver() {
        Recorder protocol = new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                connection.pauseReading();
                connection.resumeReading();
            }
        };
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        hand.driver.receive(connection, "x");
        hand.driver.turn();

        assertFalse(hand.driver.log.contains("pauseReceiving " + connection));
        assertFalse(hand.driver.log.contains("resumeReceiving " + connection));
    }

    @Test
    void a_kept_buffer_written_back_arrives_whole() {
        Recorder protocol = new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                connection.write(lent);
            }
        };
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.pauseReading();
        hand.driver.turn();
        hand.driver.receive(connection, "kept");
        protocol.connection.resumeReading();
        hand.driver.turn();

        assertEquals("kept", hand.driver.sentBy(connection));
    }

    @Test
    void the_next_protocol_hears_connected_first_even_if_no_event_comes() {
        Recorder next = new Recorder();
        Recorder first = new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) throws Exception {
                super.received(connection, lent);
                connection.switchProtocol(next);
            }
        };
        int connection = hand.connection(StreamOptions.DEFAULT, first);

        hand.driver.receive(connection, "one");
        List<String> atOnce = List.copyOf(next.heard);
        hand.driver.receive(connection, "two");
        first.connection.close();
        hand.driver.turn();
        hand.driver.happens().inputEnded(connection);
        hand.driver.turn();

        assertEquals(List.of("connected"), atOnce);
        assertEquals(List.of("connected", "received one"), first.heard);
        assertEquals(List.of("connected", "received two", "closed ClosedHere"), next.heard);
        assertTrue(hand.incidents.isEmpty());
    }
}
