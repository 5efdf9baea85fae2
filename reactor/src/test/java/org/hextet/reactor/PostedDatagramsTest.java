package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DropPolicy;
import org.junit.jupiter.api.Test;

class PostedDatagramsTest {

    private static final InetSocketAddress PEER = HandTurned.address("2001:db8::7", 7);

    private static PostedDatagrams ofThree(DropPolicy policy) {
        return new PostedDatagrams(DatagramOptions.DEFAULT
                .withWatermarks(0, 1)
                .withQueueLimit(3 * (DatagramQueue.OVERHEAD + 1))
                .withDropPolicy(policy));
    }

    private static int add(PostedDatagrams posted, String text) {
        return posted.add(HandTurned.bytes(text), PEER, null);
    }

    private static String take(PostedDatagrams posted) {
        ByteBuffer data = Objects.requireNonNull(posted.take()).data();
        return StandardCharsets.US_ASCII.decode(data).toString();
    }

    @Test
    void the_newest_finds_no_room_until_the_loop_takes_one() {
        PostedDatagrams posted = ofThree(DropPolicy.NEWEST);
        for (String each : new String[] {"a", "b", "c"}) {
            assertEquals(0, add(posted, each));
            assertTrue(posted.wantsTask());
        }

        assertEquals(1, add(posted, "d"));
        assertFalse(posted.wantsTask());
        assertEquals("a", take(posted));
        assertEquals(0, add(posted, "e"));
        assertTrue(posted.wantsTask());
    }

    @Test
    void the_oldest_make_room_and_leave_their_tasks_to_the_new() {
        PostedDatagrams posted = ofThree(DropPolicy.OLDEST);
        for (String each : new String[] {"a", "b", "c"}) {
            add(posted, each);
            assertTrue(posted.wantsTask());
        }

        for (int i = 0; i < 1_000; i++) {
            assertEquals(1, add(posted, "d"));
            assertFalse(posted.wantsTask());
        }

        assertEquals("d", take(posted));
        assertEquals("d", take(posted));
        assertEquals("d", take(posted));
    }

    @Test
    void a_task_that_comes_too_late_finds_nothing() {
        PostedDatagrams posted = ofThree(DropPolicy.OLDEST);
        add(posted, "a");
        assertTrue(posted.wantsTask());
        assertEquals("a", take(posted));
        add(posted, "b");
        assertTrue(posted.wantsTask());

        assertEquals("b", take(posted));
        assertNull(posted.take());
    }
}
