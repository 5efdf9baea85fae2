package org.hextet.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandardInputTest {

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final List<ByteBuffer> held = new ArrayList<>();
    private final StringBuilder heard = new StringBuilder();

    private final StandardInput.Reader reader = new StandardInput.Reader() {
        @Override
        public void read(ByteBuffer data) {
            heard.append(StandardCharsets.US_ASCII.decode(data.duplicate()));
            held.add(data);
        }

        @Override
        public void ended(Optional<IOException> why) {
            heard.append("<end")
                    .append(why.map(Throwable::getMessage).orElse(""))
                    .append('>');
        }
    };

    private StandardInput input(byte[] bytes) {
        return new StandardInput(Channels.newChannel(new ByteArrayInputStream(bytes)), loop::add);
    }

    @Test
    void what_comes_while_nobody_reads_is_kept_for_the_next_reader() throws Exception {
        StandardInput input = input("hello".getBytes(StandardCharsets.US_ASCII));
        input.start();
        loop.take().run();
        loop.take().run();

        input.attach(reader);

        assertEquals("hello<end>", heard.toString());
    }

    @Test
    void no_more_is_read_than_is_given_back() throws Exception {
        StandardInput input = input(new byte[2 << 20]);
        input.attach(reader);
        input.start();
        loop.take().run();
        loop.take().run();

        // Both buffers are out: the next piece comes when one is given back, and not before.
        assertTrue(loop.isEmpty());
        input.giveBack(held.remove(0));
        loop.take().run();

        assertEquals(2, held.size());
    }

    @Test
    void every_piece_comes_in_order_and_then_the_end() throws Exception {
        String text = "0123456789".repeat(100_000);
        StandardInput input = input(text.getBytes(StandardCharsets.US_ASCII));
        input.attach(reader);
        input.start();
        while (heard.length() < text.length() + "<end>".length()) {
            loop.take().run();
            held.forEach(input::giveBack);
            held.clear();
        }

        assertEquals(text + "<end>", heard.toString());
    }
}
