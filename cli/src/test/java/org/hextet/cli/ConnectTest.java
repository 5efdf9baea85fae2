package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect} in a process of its own, against plain sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectTest {

    private static final int STREAM_BYTES = 96 << 20;

    @Test
    void carries_both_ways_and_ends_when_the_peer_does() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            CompletableFuture<String> heard = peer.accept(socket -> {
                byte[] all = socket.getInputStream().readAllBytes();
                socket.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
                return new String(all, StandardCharsets.US_ASCII);
            });
            connect.send("question");
            connect.input().close();

            assertEquals("answer", connect.rest());
            assertEquals(0, connect.status());
            assertEquals("question", heard.get());
            assertEquals("", connect.err());
        }
    }

    @Test
    void a_flow_label_is_leased_and_told() throws Exception {
        String transport = Needed.transportWith(Capability.FLOW_LABEL);
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(
                        "connect", "-v", "--transport", transport, "--flow-label", "auto:process", peer.uri())) {
            peer.serve(socket -> socket.getOutputStream().write(1));

            assertEquals(0, connect.status());
            assertTrue(connect.err().matches("(?sm).*^flow label 0x[0-9a-f]{5}$.*"), connect.err());
        }
    }

    @Test
    void options_of_the_transport_follow_its_name() throws Exception {
        String transport = Needed.transportWith(Capability.BUSY_POLL);
        try (Peer peer = new Peer();
                CommandProcess connect =
                        CommandProcess.start("connect", "--transport", transport + "?busy-poll=50us", peer.uri())) {
            peer.serve(socket -> socket.getOutputStream().write("busy\n".getBytes(StandardCharsets.US_ASCII)));

            assertEquals("busy\n", connect.rest());
            assertEquals(0, connect.status(), connect.err());
        }
    }

    @Test
    void with_a_flow_label_the_ipv4_addresses_of_a_name_are_left_out() throws Exception {
        String transport = Needed.transportWith(Capability.FLOW_LABEL);

        InProcess both = InProcess.run(
                "connect",
                "-v",
                "--transport",
                transport,
                "--flow-label",
                "auto",
                "--resolve",
                "a.test=127.0.0.1",
                "tcp://a.test:9");

        assertEquals(1, both.status());
        assertTrue(both.err().contains("127.0.0.1  left out: IPv4 packets carry no flow label"), both.err());
        assertTrue(both.err().contains("with a flow label: only IPv6 packets carry one"), both.err());
    }

    @Test
    void the_end_tells_the_round_trip_time_where_the_transport_knows_it() throws Exception {
        String transport = Needed.transportWith(Capability.TCP_INFO);
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", "-v", "--transport", transport, peer.uri())) {
            peer.serve(socket -> socket.getOutputStream().write(1));

            assertEquals(0, connect.status());
            assertTrue(connect.err().contains("round trip "), connect.err());
            assertTrue(connect.err().contains(" segments sent again"), connect.err());
        }
    }

    @Test
    void ends_with_the_peer_while_standard_input_is_open() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            peer.serve(socket -> {
                socket.getOutputStream().write("bye\n".getBytes(StandardCharsets.US_ASCII));
            });

            assertEquals("bye\n", connect.rest());
            assertEquals(0, connect.status());
        }
    }

    @Test
    void ends_in_order_when_the_peer_has_gone_and_standard_input_goes_on() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            assertTrue(peer.accept(socket -> true).get());
            try {
                while (connect.isRunning()) {
                    connect.send("into the void\n");
                }
            } catch (IOException gone) {
                // The command has ended: its standard input is a broken pipe.
            }

            assertEquals(0, connect.status());
            assertEquals("", connect.err());
        }
    }

    @Test
    void a_peer_that_only_half_closes_gets_standard_input_to_its_end() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            CompletableFuture<String> heard = peer.accept(socket -> {
                socket.getOutputStream().write("first".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                ended.countDown();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            });
            ended.await();
            assertEquals("first", connect.rest(5));
            connect.send("one ");
            connect.send("two");
            connect.input().close();

            assertEquals("one two", heard.get());
            assertEquals(0, connect.status());
        }
    }

    @Test
    void a_reset_is_status_1_after_what_had_come() throws Exception {
        CountDownLatch printed = new CountDownLatch(1);
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            peer.serve(socket -> {
                socket.getOutputStream().write("before\n".getBytes(StandardCharsets.US_ASCII));
                await(printed);
                socket.setSoLinger(true, 0);
            });
            assertEquals("before", connect.line());
            printed.countDown();

            assertEquals(1, connect.status());
            assertTrue(connect.err().startsWith("hextet: "), connect.err());
            assertTrue(connect.err().contains("reset"), connect.err());
            assertEquals(1, connect.err().lines().count());
        }
    }

    @Test
    void nobody_reading_its_output_ends_it_quietly() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
            peer.serve(socket -> {
                OutputStream out = socket.getOutputStream();
                byte[] bytes = new byte[64 << 10];
                while (true) {
                    out.write(bytes);
                }
            });
            connect.output().read();
            connect.output().close();

            assertEquals(0, connect.status());
            assertEquals("", connect.err());
        }
    }

    @Test
    @EnabledIf("hasFullDevice")
    void an_output_that_cannot_be_written_is_an_error() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.startInto(new File("/dev/full"), "connect", peer.uri())) {
            peer.serve(socket -> {
                socket.getOutputStream().write(1);
                socket.getInputStream().read();
            });

            assertEquals(1, connect.status());
            assertTrue(connect.err().startsWith("hextet: write standard output: "), connect.err());
        }
    }

    static boolean hasFullDevice() {
        return new File("/dev/full").exists();
    }

    @Test
    void a_long_stream_arrives_whole_in_both_directions() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(List.of("-Xmx32m"), "connect", peer.uri())) {
            CompletableFuture<Boolean> echo = peer.accept(socket -> {
                socket.getInputStream().transferTo(socket.getOutputStream());
                return true;
            });
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            CompletableFuture<Boolean> writing = Background.run(() -> {
                byte[] piece = new byte[100_003];
                try (OutputStream input = connect.input()) {
                    for (int done = 0; done < STREAM_BYTES; done += piece.length) {
                        java.util.Arrays.fill(piece, (byte) (done / piece.length));
                        sent.update(piece);
                        input.write(piece);
                    }
                }
            });
            String received = digest(connect.output());
            writing.get();
            echo.get();

            assertEquals(HexFormat.of().formatHex(sent.digest()), received);
            assertEquals(0, connect.status());
        }
    }

    private static String digest(InputStream stream) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[64 << 10];
        for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
            digest.update(piece, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void a_slow_reader_of_its_output_costs_bounded_memory() throws Exception {
        int most = 64 << 20;
        CountDownLatch muchIsUnderWay = new CountDownLatch(4);
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(
                        List.of("-Xmx24m", "-XX:MaxDirectMemorySize=12m"), "connect", peer.uri())) {
            CompletableFuture<Boolean> sending = peer.accept(socket -> {
                byte[] bytes = new byte[1 << 20];
                for (int sent = 0; sent < most; sent += bytes.length) {
                    socket.getOutputStream().write(bytes);
                    muchIsUnderWay.countDown();
                }
                return true;
            });
            muchIsUnderWay.await();
            long all = connect.output().transferTo(OutputStream.nullOutputStream());

            assertTrue(sending.get());
            assertEquals(most, all);
            assertEquals(0, connect.status(), connect.err());
        }
    }

    @Test
    void verbose_tells_the_timeline_both_addresses_and_the_bytes() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(
                        "connect", "-v", "--resolve", "a.test=::1", "tcp://a.test:" + peer.port())) {
            CompletableFuture<Integer> port = peer.accept(socket -> {
                socket.getInputStream().readAllBytes();
                socket.getOutputStream().write(new byte[5]);
                return socket.getPort();
            });
            connect.send("abc");
            connect.input().close();

            assertEquals(0, connect.status());
            String err = connect.err();
            assertTrue(err.matches("(?s).*\\d+ ms  attempt-start {6}::1\n.*"), err);
            assertTrue(err.matches("(?s).*\\d+ ms  connected {10}::1\n.*"), err);
            assertTrue(err.contains("connected from [::1]:" + port.get() + " to [::1]:" + peer.port() + "\n"), err);
            assertTrue(err.matches("(?s).*sent 3 bytes, received 5 bytes in [0-9]+\\.[0-9]{3} s\n"), err);
        }
    }

    @Test
    void without_verbose_nothing_but_errors_is_on_standard_error() throws Exception {
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(
                        "connect", "--resolve", "a.test=127.0.0.1", "tcp://a.test:" + peer.port())) {

            assertEquals(1, connect.status());
            assertEquals(1, connect.err().lines().count(), connect.err());
            assertTrue(connect.err().contains("127.0.0.1 refused (ECONNREFUSED)"), connect.err());
        }
    }

    @Test
    void a_failed_attempt_is_followed_by_the_next_address(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("timeline.json");
        try (Peer peer = new Peer();
                CommandProcess connect = CommandProcess.start(
                        "connect",
                        "--prefer",
                        "4",
                        "--timeline",
                        file.toString(),
                        "--resolve",
                        "a.test=127.0.0.1,::1",
                        "tcp://a.test:" + peer.port())) {
            peer.serve(socket -> socket.getInputStream().read());
            connect.input().close();

            assertEquals(0, connect.status(), connect.err());
            String json = Files.readString(file);
            assertTrue(
                    json.startsWith(
                            "{\"name\":\"a.test\",\"port\":" + peer.port() + ",\"policy\":\"staggered?prefer=4\""),
                    json);
            assertTrue(json.contains("\"outcome\":\"connected\"") && json.contains("\"winner\":\"::1\""), json);
            assertTrue(
                    json.contains("\"event\":\"attempt-failed\",\"address\":\"127.0.0.1\",\"kind\":\"refused\""), json);
            assertEquals(1, folderSize(folder), "nothing is left beside it");
        }
    }

    @Test
    void the_timeline_of_a_lost_connect_is_written_too(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("timeline.json");
        String uri;
        try (Peer gone = new Peer()) {
            uri = gone.uri();
        }
        try (CommandProcess connect = CommandProcess.start("connect", "--timeline", file.toString(), uri)) {

            assertEquals(1, connect.status());
            String json = Files.readString(file);
            assertTrue(json.contains("\"outcome\":\"failed\"") && json.contains("\"winner\":null"), json);
            assertTrue(json.contains("\"event\":\"attempt-start\",\"address\":\"::1\""), json);
        }
    }

    @Test
    void the_timeline_is_a_picture_too(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("timeline.json");
        Path svg = folder.resolve("timeline.svg");
        String uri;
        try (Peer gone = new Peer()) {
            uri = gone.uri();
        }
        try (CommandProcess connect =
                CommandProcess.start("connect", "--timeline", json.toString(), "--timeline-svg", svg.toString(), uri)) {

            assertEquals(1, connect.status());
            String picture = Files.readString(svg);
            assertTrue(picture.startsWith("<svg xmlns=") && picture.endsWith("</svg>\n"), picture);
            assertTrue(picture.contains("refused (ECONNREFUSED)"), picture);
            assertTrue(Files.readString(json).contains("\"outcome\":\"failed\""));
            assertEquals(2, folderSize(folder), "nothing is left beside them");
        }
    }

    private static long folderSize(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void retry_goes_on_until_somebody_listens() throws Exception {
        int port;
        try (Peer gone = new Peer()) {
            port = gone.port();
        }
        try (CommandProcess connect = CommandProcess.start("connect", "--retry", "60s", "tcp://[::1]:" + port);
                java.net.ServerSocket later = new java.net.ServerSocket()) {
            later.bind(new java.net.InetSocketAddress(Loopback.IPV6, port));
            try (java.net.Socket accepted = later.accept()) {
                accepted.getOutputStream().write("at last".getBytes(StandardCharsets.US_ASCII));
            }
            connect.input().close();

            assertEquals("at last", connect.rest());
            assertEquals(0, connect.status());
        }
    }

    @Test
    void the_timeline_has_every_round_of_a_retry(@TempDir Path folder) throws Exception {
        int port;
        try (Peer gone = new Peer()) {
            port = gone.port();
        }
        Path file = folder.resolve("timeline.json");

        InProcess run =
                InProcess.run("connect", "--retry", "300ms", "--timeline", file.toString(), "tcp://[::1]:" + port);

        assertEquals(1, run.status());
        long retries = JsonReader.list(JsonReader.read(Files.readString(file)), "events").stream()
                .filter(event -> "retry".equals(JsonReader.member(event, "event")))
                .count();
        assertTrue(retries >= 1, Files.readString(file));
    }

    @Test
    void binds_to_the_address_asked_for() throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0, 1, Loopback.IPV4);
                CommandProcess connect = CommandProcess.start(
                        "connect", "--bind", "127.0.0.2", "tcp://127.0.0.1:" + server.getLocalPort());
                java.net.Socket accepted = server.accept()) {
            connect.input().close();

            assertEquals("127.0.0.2", accepted.getInetAddress().getHostAddress());
        }
    }

    @Test
    void a_signal_ends_it_with_the_number_of_the_signal() throws Exception {
        for (String signal : List.of("TERM", "INT")) {
            CountDownLatch over = new CountDownLatch(1);
            try (Peer peer = new Peer();
                    CommandProcess connect = CommandProcess.start("connect", peer.uri())) {
                peer.serve(socket -> {
                    socket.getOutputStream().write("up\n".getBytes(StandardCharsets.US_ASCII));
                    await(over);
                });
                assertEquals("up", connect.line());
                connect.signal(signal);

                assertEquals(signal.equals("TERM") ? 143 : 130, connect.status());
                assertFalse(connect.err().contains("hextet:"), connect.err());
                over.countDown();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
