package org.hextet.reactor;

import static org.hextet.reactor.HandTurned.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.HandTurned.Recorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls from a thread that is not the loop's. */
class OtherThreadTest {

    private final HandTurned hand = new HandTurned();
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        other.shutdown();
    }

    private <T> T elsewhere(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, other)
                .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    void a_writer_elsewhere_is_told_no_above_the_high_watermark_and_later_to_go_on() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT.withWatermarks(2, 4), protocol);

        boolean first = elsewhere(() -> protocol.connection.write(bytes("abc")));
        boolean second = elsewhere(() -> protocol.connection.write(bytes("def")));
        boolean writable = protocol.connection.isWritable();
        hand.driver.turn();

        assertTrue(first);
        assertFalse(second);
        assertFalse(writable);
        assertTrue(protocol.connection.isWritable());
        assertEquals(List.of("connected", "writingPaused", "writingResumed"), protocol.heard);
        assertEquals("abcdef", hand.driver.sentBy(connection));
    }

    @Test
    void the_callers_buffer_may_be_overwritten_at_once() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        java.nio.ByteBuffer buffer = bytes("original");

        elsewhere(() -> protocol.connection.write(buffer));
        buffer.clear().put("OVERWROT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        hand.driver.turn();

        assertEquals("original", hand.driver.sentBy(connection));
    }

    @Test
    void bytes_beyond_the_write_limit_are_not_even_copied() {
        Recorder protocol = new Recorder();
        int connection =
                hand.connection(StreamOptions.DEFAULT.withWatermarks(1, 2).withWriteLimit(4), protocol);

        boolean written = elsewhere(() -> protocol.connection.write(bytes("12345")));
        hand.driver.turn();

        assertFalse(written);
        assertEquals("", hand.driver.sentBy(connection));
        assertEquals(List.of("connected", "closed Failed"), protocol.heard);
    }
}
