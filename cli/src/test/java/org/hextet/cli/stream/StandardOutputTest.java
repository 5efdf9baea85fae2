package org.hextet.cli.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandardOutputTest {

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    /** Takes nothing until somebody reads, then 1000 bytes at a time. */
    private final class SlowReader implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                reading.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            byte[] piece = new byte[Math.min(1000, source.remaining())];
            source.get(piece);
            read.write(piece);
            return piece.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Of which the reader has gone. */
    private static final class Broken implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private StandardOutput output(WritableByteChannel channel) {
        StandardOutput output = new StandardOutput(channel, loop::add);
        output.attach(new StandardOutput.Writer() {
            @Override
            public void room() {
                told.add("room");
            }

            @Override
            public void broken(IOException why) {
                told.add(String.valueOf(why.getMessage()));
            }
        });
        output.start();
        return output;
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    @Test
    void is_full_while_nobody_reads_and_has_room_once_somebody_does() throws Exception {
        StandardOutput output = output(new SlowReader());
        byte[] all = pattern(3 << 20);
        int written = 0;
        while (!output.isFull()) {
            output.write(ByteBuffer.wrap(all, written, 10_007));
            written += 10_007;
        }
        int untilFull = written;

        reading.countDown();
        loop.take().run();

        assertEquals("room", told.take());
        assertFalse(output.isFull());
        assertTrue(untilFull < all.length, "it was full after " + untilFull + " bytes");
        output.finish();
        assertArrayEquals(Arrays.copyOf(all, untilFull), read.toByteArray());
    }

    @Test
    void takes_more_than_its_buffers_hold_at_once_and_keeps_the_order() throws Exception {
        StandardOutput output = output(new SlowReader());
        byte[] all = pattern((1 << 20) + 17);
        reading.countDown();

        output.write(ByteBuffer.wrap(all).asReadOnlyBuffer());
        output.finish();

        assertArrayEquals(all, read.toByteArray());
    }

    @Test
    void a_reader_that_has_gone_is_told_and_the_rest_is_dropped() throws Exception {
        StandardOutput output = output(new Broken());

        output.write(ByteBuffer.wrap(new byte[10]));
        loop.take().run();
        output.write(ByteBuffer.wrap(new byte[4 << 20]));

        assertEquals("Broken pipe", told.take());
        assertFalse(output.isFull());
        output.finish();
    }
}
