package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordInputTest {

    private static final int[] LENGTHS = {1, 0, 300, 16_384, 18_432, 5, 17_000, 2};

    private final BufferPool pool = new BufferPool(LoopBuffers.RECORD, 4);
    private final RecordInput input = new RecordInput(pool);
    private final List<String> found = new ArrayList<>();

    private static byte[] record(int length) {
        byte[] record = new byte[RecordHeader.LENGTH + length];
        new Random(length).nextBytes(record);
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    private static byte[] stream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int length : LENGTHS) {
            all.writeBytes(record(length));
        }
        return all.toByteArray();
    }

    private static List<String> expected() {
        return Arrays.stream(LENGTHS)
                .mapToObj(length -> Arrays.hashCode(record(length)) + "/" + length)
                .toList();
    }

    /** Lends as a reactor does: read-only, and overwritten afterwards. */
    private void lend(byte[] bytes, int from, int to) throws SSLException {
        byte[] memory = Arrays.copyOfRange(bytes, from, to);
        ByteBuffer lent = ByteBuffer.wrap(memory).asReadOnlyBuffer();
        take(lent);
        assertEquals(0, lent.remaining());
        input.rest();
        Arrays.fill(memory, (byte) 0xdb);
    }

    private void take(ByteBuffer lent) throws SSLException {
        for (ByteBuffer source = input.next(lent); source != null; source = input.next(lent)) {
            byte[] record = new byte[input.length()];
            source.get(record);
            found.add(Arrays.hashCode(record) + "/" + (record.length - RecordHeader.LENGTH));
            input.taken();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100, 1024, 1025, 4000, 16_389, 18_437, 65_536, 1_000_000})
    void finds_the_records_of_a_stream_in_pieces(int piece) throws SSLException {
        byte[] stream = stream();
        for (int from = 0; from < stream.length; from += piece) {
            lend(stream, from, Math.min(from + piece, stream.length));
        }

        assertEquals(expected(), found);
        assertEquals(0, input.keptBytes());
    }

    @Test
    void finds_the_records_of_a_stream_cut_in_two_anywhere() throws SSLException {
        byte[] stream = stream();
        for (int cut = 0; cut <= stream.length; cut += cut < 400 ? 1 : 97) {
            found.clear();
            lend(stream, 0, cut);
            lend(stream, cut, stream.length);

            assertEquals(expected(), found, "cut at " + cut);
            assertEquals(0, input.keptBytes());
        }
    }

    @Test
    void keeps_what_is_not_wanted_yet_however_much_it_is() throws SSLException {
        byte[] stream = stream();
        for (int i = 0; i < 10; i++) {
            ByteBuffer lent = ByteBuffer.wrap(stream).asReadOnlyBuffer();
            input.keep(lent);
            input.rest();
            assertEquals(0, lent.remaining());
        }
        assertEquals(10 * stream.length, input.keptBytes());

        take(ByteBuffer.allocate(0));

        assertEquals(10 * LENGTHS.length, found.size());
        assertEquals(expected(), found.subList(9 * LENGTHS.length, found.size()));
        assertEquals(0, input.keptBytes());
    }

    @Test
    void what_is_kept_comes_before_what_is_lent() throws SSLException {
        byte[] stream = stream();
        ByteBuffer lent = ByteBuffer.wrap(stream, 0, 20).slice().asReadOnlyBuffer();
        input.keep(lent);

        lend(stream, 20, stream.length);

        assertEquals(expected(), found);
    }

    @Test
    void a_buffer_goes_back_when_nothing_is_kept() throws SSLException {
        ByteBuffer only = pool.take();
        pool.give(only);
        lend(record(300), 0, 200);
        lend(record(300), 200, 305);

        assertEquals(1, found.size());
        ByteBuffer again = pool.take();
        assertSame(only, again);
        assertTrue(again.position() == 0 && again.limit() == again.capacity());
    }

    @Test
    void a_record_that_is_too_long_is_refused_before_it_has_come() {
        ByteBuffer header = ByteBuffer.wrap(new byte[] {23, 3, 3, 0x48, 0x01});

        SSLException refused = assertThrows(SSLException.class, () -> input.next(header));

        assertEquals("a record of 18433 bytes was announced, the most is 18432", refused.getMessage());
    }

    @Test
    void what_is_no_record_is_refused_at_its_first_byte() throws SSLException {
        lend(record(5), 0, 10);
        for (int type : new int[] {0, 19, 25, 'G', 0x80, 255}) {
            RecordInput fresh = new RecordInput(pool);
            assertThrows(NotTlsException.class, () -> fresh.next(ByteBuffer.wrap(new byte[] {(byte) type})));
        }
        RecordInput fresh = new RecordInput(pool);
        assertThrows(NotTlsException.class, () -> fresh.next(ByteBuffer.wrap(new byte[] {22, 2})));
        assertNull(new RecordInput(pool).next(ByteBuffer.wrap(new byte[] {22, 3})));
    }
}
