package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made one message, and that the kernel takes it apart again as it was written. */
class SendBatchTest {

    private static final int ANY_SEGMENT = 65_535;

    @SuppressWarnings("NullAway.Init") // made before each test
    private SendBatch batch;

    @SuppressWarnings("NullAway.Init") // made before each test
    private DatagramSocket receiver;

    private int fd;

    @BeforeAll
    static void needs_the_library() {
        assumeTrue(
                NativeLibrary.unavailable().isEmpty(),
                () -> NativeLibrary.unavailable().orElse(""));
    }

    @BeforeEach
    void open() throws IOException {
        batch = new SendBatch();
        batch.begin(null);
        fd = Syscalls.socket(Syscalls.INET, Syscalls.DATAGRAM);
        receiver = new DatagramSocket(new InetSocketAddress(loopback(), 0));
        receiver.setSoTimeout(30_000);
    }

    @AfterEach
    void close() {
        Syscalls.close(fd);
        receiver.close();
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private void add(String text) throws IOException {
        add(text, receiver.getLocalPort(), 0, ANY_SEGMENT);
    }

    private void add(String text, int port, int controlBytes, int longestSegment) throws IOException {
        int name = Sockaddr.write(batch.names(), batch.nameAt(), Syscalls.INET, loopback(), port);
        ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        batch.add(batch.copy(data), data.remaining(), false, name, controlBytes, longestSegment);
    }

    /** How many datagrams each message is; nothing leaves. */
    private List<Integer> runs() {
        List<Integer> runs = new ArrayList<>();
        while (!batch.isEmpty()) {
            runs.add(batch.segments());
            batch.haveLeft(1);
        }
        return runs;
    }

    private void sendAll() {
        while (!batch.isEmpty()) {
            int sent = batch.send(fd);
            assertTrue(sent > 0, () -> Syscalls.words(-sent));
            batch.haveLeft(sent);
        }
    }

    private List<String> received(int count) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            receiver.receive(packet);
            texts.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
        }
        return texts;
    }

    @Test
    void equally_long_ones_to_one_peer_are_one_message_and_arrive_as_they_were_written() throws IOException {
        List<String> texts = List.of("one.", "two.", "four", "five", "six.");
        for (String each : texts) {
            add(each);
        }

        assertEquals(5, batch.datagrams());
        assertEquals(5, batch.segments());
        sendAll();
        assertEquals(texts, received(5));
        assertEquals(0, batch.datagrams());
    }

    @Test
    void a_shorter_one_ends_a_run_and_a_longer_or_an_empty_one_begins_another() throws IOException {
        List<String> texts = List.of("four", "five", "six", "four", "longer", "", "x");
        for (String each : texts) {
            add(each);
        }

        sendAll();
        assertEquals(texts, received(7));
        batch.begin(null);
        for (String each : texts) {
            add(each);
        }
        assertEquals(List.of(3, 1, 1, 1, 1), runs());
    }

    @Test
    void another_peer_or_another_way_is_another_message() throws IOException {
        int port = receiver.getLocalPort();
        add("same", port, 0, ANY_SEGMENT);
        add("same", port + 1, 0, ANY_SEGMENT);
        int first = ControlMessages.number(batch.controls(), batch.controlAt(), 0, 2, 5) - batch.controlAt();
        add("same", port + 1, first, ANY_SEGMENT);
        ControlMessages.number(batch.controls(), batch.controlAt(), 0, 2, 5);
        add("same", port + 1, first, ANY_SEGMENT);
        ControlMessages.number(batch.controls(), batch.controlAt(), 0, 2, 6);
        add("same", port + 1, first, ANY_SEGMENT);

        assertEquals(List.of(1, 1, 2, 1), runs());
    }

    @Test
    void what_the_kernel_would_not_take_apart_is_a_message_each() throws IOException {
        for (int i = 0; i < 3; i++) {
            add("four", receiver.getLocalPort(), 0, 3);
        }

        assertEquals(List.of(1, 1, 1), runs());
    }

    @Test
    void a_run_has_64_datagrams_and_no_more_bytes_than_a_datagram_can_have() throws IOException {
        for (int i = 0; i < 70; i++) {
            add("x");
        }
        assertEquals(List.of(64, 6), runs());

        batch.begin(null);
        for (int i = 0; i < 4; i++) {
            add("y".repeat(30_000));
        }
        assertEquals(List.of(2, 2), runs());
    }

    @Test
    void it_is_full_with_64_messages() throws IOException {
        for (int i = 0; i < 63; i++) {
            add("x".repeat(i + 1));
        }
        assertFalse(batch.isFull());

        add("x".repeat(64));

        assertTrue(batch.isFull());
        sendAll();
        assertEquals(64, received(64).size());
    }

    @Test
    void a_run_leaves_one_by_one_from_memory_that_hangs_together_and_that_does_not() throws IOException {
        Memory lent = new Memory(64);
        lent.buffer.put("lent".getBytes(StandardCharsets.US_ASCII));
        add("one.");
        add("two.");
        int name = Sockaddr.write(batch.names(), batch.nameAt(), Syscalls.INET, loopback(), receiver.getLocalPort());
        batch.add(lent.address, 4, true, name, 0, ANY_SEGMENT);
        add("end");
        assertEquals(4, batch.segments());

        List<Integer> sizes = new ArrayList<>();
        while (!batch.isEmpty()) {
            sizes.add(batch.nextSize());
            assertEquals(1, batch.sendSingle(fd));
            batch.dropSingle();
        }

        assertEquals(List.of(4, 4, 4, 3), sizes);
        assertEquals(List.of("one.", "two.", "lent", "end"), received(4));
    }

    @Test
    void what_is_left_of_a_run_is_a_run() throws IOException {
        for (String each : List.of("lost", "kept", "last")) {
            add(each);
        }

        batch.dropSingle();

        assertEquals(2, batch.datagrams());
        sendAll();
        assertEquals(List.of("kept", "last"), received(2));
    }

    @Test
    void lent_memory_that_is_overwritten_later_was_kept() throws IOException {
        Memory lent = new Memory(64);
        for (String each : List.of("first", "other")) {
            int at = each.equals("first") ? 0 : 32;
            lent.buffer.position(at).put(each.getBytes(StandardCharsets.US_ASCII));
            int name =
                    Sockaddr.write(batch.names(), batch.nameAt(), Syscalls.INET, loopback(), receiver.getLocalPort());
            batch.add(lent.address + at, 5, true, name, 0, ANY_SEGMENT);
            add("between");
        }

        batch.keep(lent.buffer, lent.address);
        for (int i = 0; i < 64; i++) {
            lent.buffer.put(i, (byte) '!');
        }

        sendAll();
        assertEquals(List.of("first", "between", "other", "between"), received(4));
    }

    @Test
    void what_was_for_the_peer_goes_to_it_by_name_when_the_port_has_another() throws IOException {
        ByteBuffer data = ByteBuffer.wrap("for the peer".getBytes(StandardCharsets.US_ASCII));
        batch.add(batch.copy(data), data.remaining(), false, 0, 0, ANY_SEGMENT);
        assertEquals(-1, batch.firstNameAt());
        Memory peer = new Memory(EncodedAddresses.BYTES);
        int bytes = Sockaddr.write(peer.buffer, 0, Syscalls.INET, loopback(), receiver.getLocalPort());

        batch.name(peer.buffer, 0, bytes);

        assertEquals(0, batch.firstNameAt());
        sendAll();
        assertEquals(List.of("for the peer"), received(1));
    }
}
