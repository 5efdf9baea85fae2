package org.hextet.reactor.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReadyStreamTest {

    private static final int SMALLEST = ReadyStream.SMALLEST_WINDOW;
    private static final int LARGEST = ReadyStream.LARGEST_WINDOW;

    private static final class Stream extends ReadyStream {
        Stream() {
            super(0);
        }
    }

    private final Stream stream = new Stream();

    @Test
    void the_window_grows_fourfold_when_it_is_filled_and_no_further_than_its_largest() {
        stream.learn(SMALLEST);
        int once = stream.window();
        stream.learn(once);

        assertEquals(4 * SMALLEST, once);
        assertEquals(LARGEST, stream.window());
    }

    @Test
    void the_window_is_halved_by_the_eighth_receive_below_half_of_it() {
        stream.learn(SMALLEST);

        for (int i = 0; i < 7; i++) {
            stream.learn(1);
        }
        int afterSeven = stream.window();
        stream.learn(1);

        assertEquals(LARGEST, afterSeven);
        assertEquals(LARGEST / 2, stream.window());
    }

    @Test
    void a_receive_of_half_a_window_counts_as_large() {
        stream.learn(SMALLEST);

        for (int i = 0; i < 100; i++) {
            stream.learn(i % 7 == 0 ? LARGEST / 2 : 1);
        }

        assertEquals(LARGEST, stream.window());
    }

    @Test
    void what_is_in_flight_is_counted_and_forgotten_when_it_is_over() {
        RestPool rests = new RestPool();
        ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocate(2), ByteBuffer.allocate(3)};

        stream.keepQueued(buffers, 1, 2);
        int queued = stream.unsent();
        stream.sendIsOver(rests);
        boolean afterQueued = stream.hasUnsent();
        stream.keepRest(rests.copy(ByteBuffer.allocate(7)));
        int rest = stream.unsent();
        stream.sendIsOver(rests);

        assertEquals(5, queued);
        assertFalse(afterQueued);
        assertEquals(7, rest);
        assertEquals(0, stream.unsent());
    }

    @Test
    void the_memory_of_a_rest_is_used_again_by_the_next_of_its_size() {
        RestPool rests = new RestPool();
        ByteBuffer small = rests.copy(ByteBuffer.allocate(1));
        ByteBuffer large = rests.copy(ByteBuffer.allocate(SMALLEST + 1));
        rests.give(small);
        rests.give(large);

        assertSame(large, rests.copy(ByteBuffer.allocate(LARGEST)));
        assertSame(small, rests.copy(ByteBuffer.allocate(SMALLEST)));
    }

    @Test
    void a_handle_given_back_is_the_next_one_given_out_and_nobody_has_it_meanwhile() {
        HandleTable<String> handles = new HandleTable<>();
        int first = handles.take();
        handles.put(first, "first");
        int second = handles.take();
        handles.put(second, "second");

        handles.release(first);

        assertThrows(IllegalStateException.class, () -> handles.get(first));
        assertEquals("second", handles.get(second));
        assertEquals(first, handles.take());
        assertTrue(handles.size() == 2);
    }
}
