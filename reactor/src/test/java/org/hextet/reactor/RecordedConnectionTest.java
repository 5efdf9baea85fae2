package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordedConnectionTest {

    @TempDir
    Path folder;

    private final HandTurned hand = new HandTurned();

    private static final class Echo extends HandTurned.Recorder {

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            connection.write(lent);
        }
    }

    /** What a recording has of a connection that is made and ended while it runs. */
    private List<String> recorded(Runnable happening) throws Exception {
        Path file = folder.resolve("connection.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("org.hextet.Connection");
            recording.start();
            happening.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("org.hextet.Connection"))
                .filter(event -> "hand-turned".equals(event.getString("transport")))
                .map(RecordedConnectionTest::sentence)
                .toList();
    }

    private static String sentence(RecordedEvent event) {
        return event.getString("origin") + " " + event.getString("localAddress") + " "
                + event.getString("remoteAddress") + " received " + event.getLong("received") + " sent "
                + event.getLong("sent") + ", " + event.getString("reason") + " " + event.getString("kind") + ", "
                + event.getString("protocol");
    }

    @Test
    void a_connection_is_recorded_with_its_bytes_when_it_ends() throws Exception {
        List<String> events = recorded(() -> {
            Echo echo = new Echo();
            int connection = hand.connection(StreamOptions.DEFAULT, echo);
            hand.driver.receive(connection, "hello");
            echo.connection.write(HandTurned.bytes("and more"));
            hand.driver.turn();
            hand.driver.happens().inputEnded(connection);
            echo.connection.close();
            hand.driver.turns();
        });

        assertEquals(
                List.of("accepted 127.0.0.1:7 127.0.0.1:40000 received 5 sent 13, closed by peer null, "
                        + Echo.class.getName()),
                events);
    }

    @Test
    void what_never_left_is_not_sent() throws Exception {
        List<String> events = recorded(() -> {
            Echo echo = new Echo();
            int connection = hand.connection(StreamOptions.DEFAULT, echo);
            hand.driver.room.put(connection, 3);
            echo.connection.write(HandTurned.bytes("hello"));
            hand.driver.turn();
            echo.connection.write(HandTurned.bytes("and more"));
            hand.driver.turn();
            echo.connection.abort();
            hand.driver.turns();
        });

        assertEquals(
                List.of("accepted 127.0.0.1:7 127.0.0.1:40000 received 0 sent 3, aborted null, "
                        + Echo.class.getName()),
                events);
    }

    @Test
    void without_a_recording_nothing_is_counted() {
        assertNull(RecordedConnection.begun("hand-turned", TlsRole.CLIENT, HandTurned.LISTEN, HandTurned.REMOTE));
    }
}
