package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serve} in a process of its own, asked by plain sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeTest {

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
    }

    @Test
    void all_interfaces_are_served_over_both_families_on_one_port() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://*:0")) {
            List<Integer> ports = serve.ports();
            assertEquals(1, ports.stream().distinct().count());
            try (Socket ipv6 = new Socket(Loopback.IPV6, ports.get(0));
                    Socket ipv4 = new Socket(Loopback.IPV4, ports.get(0))) {

                assertEquals("over six", exchange(ipv6, "over six"));
                assertEquals("over four", exchange(ipv4, "over four"));
            }
        }
    }

    @Test
    void each_endpoint_has_its_line_with_the_real_port() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0", "tcp://127.0.0.1:0")) {

            assertTrue(serve.line().matches("listening tcp://\\[::1]:[1-9][0-9]*"));
            assertTrue(serve.line().matches("listening tcp://127\\.0\\.0\\.1:[1-9][0-9]*"));
            assertEquals("ready", serve.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void a_signal_ends_it_with_success_and_nothing_more_to_say(String signal) throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0")) {
            serve.ports();
            serve.signal(signal);

            assertEquals(0, serve.status());
            assertEquals("", serve.rest());
            assertEquals("", serve.err());
        }
    }

    @Test
    void at_the_end_an_idle_connection_gets_a_fin_and_no_new_one_is_accepted() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket idle = Peer.connect(port)) {
                exchange(idle, "up");
                serve.signal("TERM");

                assertEquals(-1, idle.getInputStream().read(), "in order, no reset");
            }
            assertEquals(0, serve.status());
            assertThrows(IOException.class, () -> Peer.connect(port).close());
        }
    }

    @Test
    void at_the_end_bytes_still_under_way_are_served() throws Exception {
        byte[] much = new byte[24 << 20];
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket busy = Peer.connect(port)) {
                exchange(busy, "up");
                CompletableFuture<Boolean> sending = Background.run(() -> {
                    busy.getOutputStream().write(much);
                    busy.shutdownOutput();
                });
                byte[] first = busy.getInputStream().readNBytes(1 << 20);
                serve.signal("TERM");
                byte[] rest = busy.getInputStream().readAllBytes();
                sending.get();

                assertEquals(much.length, first.length + rest.length);
            }
            assertEquals(0, serve.status());
        }
    }

    @Test
    void drain_bounds_the_end() throws Exception {
        try (CommandProcess serve =
                CommandProcess.start("serve", "--handler", "discard", "--drain", "100ms", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket busy = Peer.connect(port)) {
                serve.signal("TERM");

                // Moves for ever: only the bound ends it.
                assertThrows(IOException.class, () -> {
                    while (true) {
                        busy.getOutputStream().write(new byte[1000]);
                    }
                });
            }
            assertEquals(0, serve.status());
        }
    }

    @Test
    void a_peer_that_takes_nothing_does_not_hold_up_the_end() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "chargen", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket stuck = Peer.connect(port)) {
                stuck.getInputStream().readNBytes(1 << 20);
                serve.signal("TERM");

                assertEquals(0, serve.status());
            }
        }
    }

    @Test
    void accepts_during_the_delay_of_the_drain() throws Exception {
        try (CommandProcess serve =
                CommandProcess.start("serve", "-v", "--drain-delay", "3s", "--drain", "0", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            serve.signal("TERM");
            try (Socket late = Peer.connect(port)) {

                assertEquals("late", exchange(late, "late"));
            }
            assertEquals(0, serve.status());
        }
    }

    @Test
    void discard_takes_everything_and_answers_nothing() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "discard", "tcp://[::1]:0")) {
            try (Socket socket = Peer.connect(serve.ports().get(0))) {
                socket.getOutputStream().write(new byte[1 << 20]);
                socket.shutdownOutput();

                assertEquals(-1, socket.getInputStream().read());
            }
        }
    }

    @Test
    void chargen_sends_the_pattern_of_its_rfc() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "chargen", "tcp://[::1]:0")) {
            try (Socket socket = Peer.connect(serve.ports().get(0))) {
                InputStream in = socket.getInputStream();
                String start = new String(in.readNBytes(96 * 74), StandardCharsets.US_ASCII);

                List<String> lines = start.lines().toList();
                assertEquals(
                        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", lines.get(0));
                assertEquals(
                        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh", lines.get(1));
                assertEquals(lines.get(0), lines.get(95), "95 characters: then all begins again");
            }
        }
    }

    @Test
    void several_threads_serve_one_port_say_the_lines_of_one_and_end_together() throws Exception {
        Needed.capability("nio", Capability.REUSE_PORT);
        try (CommandProcess serve =
                CommandProcess.start("serve", "--transport", "nio", "--threads", "3", "tcp://*:0")) {
            List<Integer> ports = serve.ports();
            assertEquals(1, ports.size(), "one dual-stack address, once");
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 30; i++) {
                    Socket socket = Peer.connect(ports.get(0));
                    sockets.add(socket);
                    assertEquals("hello " + i, exchange(socket, "hello " + i));
                }
                serve.signal("TERM");
                for (Socket socket : sockets) {
                    assertEquals(-1, socket.getInputStream().read(), "in order, no reset");
                }
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            assertEquals(0, serve.status());
            assertEquals("", serve.rest());
            assertEquals("", serve.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void at_the_end_bytes_are_served_on_every_thread(String transport) throws Exception {
        Needed.capability(transport, Capability.REUSE_PORT);
        byte[] much = new byte[4 << 20];
        try (CommandProcess serve =
                CommandProcess.start("serve", "--transport", transport, "--threads", "2", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            List<Socket> busy = new ArrayList<>();
            List<CompletableFuture<Boolean>> sending = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Socket socket = Peer.connect(port);
                busy.add(socket);
                exchange(socket, "up");
                sending.add(Background.run(() -> {
                    socket.getOutputStream().write(much);
                    socket.shutdownOutput();
                }));
                socket.getInputStream().readNBytes(1 << 20);
            }
            serve.signal("TERM");

            for (Socket socket : busy) {
                try (socket) {
                    assertEquals(
                            much.length - (1 << 20), socket.getInputStream().readAllBytes().length);
                }
            }
            for (CompletableFuture<Boolean> each : sending) {
                each.get();
            }
            assertEquals(0, serve.status());
        }
    }

    @Test
    void cat_talks_with_one_connection_after_the_other() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "cat", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket one = Peer.connect(port);
                    Socket two = Peer.connect(port)) {
                one.getOutputStream().write("from one\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("from one", serve.line());
                two.getOutputStream().write("from two\n".getBytes(StandardCharsets.US_ASCII));
                serve.send("to one");
                assertEquals("to one", new String(one.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
                one.shutdownOutput();

                assertEquals("from two", serve.line());
                serve.send("to two");
                serve.input().close();
                assertEquals("to two", new String(two.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
            serve.signal("TERM");
            assertEquals(0, serve.status());
        }
    }

    @Test
    void a_client_that_does_not_read_costs_bounded_memory() throws Exception {
        try (CommandProcess serve =
                CommandProcess.start(List.of("-Xmx24m", "-XX:MaxDirectMemorySize=24m"), "serve", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (Socket greedy = Peer.connect(port);
                    Socket other = Peer.connect(port)) {
                greedy.setSoTimeout(0);
                CompletableFuture<Boolean> sending = Background.run(() -> {
                    for (int i = 0; i < 64; i++) {
                        greedy.getOutputStream().write(new byte[1 << 20]);
                    }
                    greedy.shutdownOutput();
                });
                for (int i = 0; i < 200; i++) {
                    assertEquals("still here", exchange(other, "still here"));
                }

                assertEquals(64L << 20, greedy.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()));
                sending.get();
            }
        }
    }

    @Test
    void a_zone_is_written_by_the_name_of_its_interface() throws Exception {
        var linkLocal = java.net.NetworkInterface.networkInterfaces()
                .flatMap(java.net.NetworkInterface::inetAddresses)
                .filter(address -> address instanceof java.net.Inet6Address && address.isLinkLocalAddress())
                .map(java.net.Inet6Address.class::cast)
                .findFirst();
        org.junit.jupiter.api.Assumptions.assumeTrue(linkLocal.isPresent(), "this host has no link-local address");
        String zone = linkLocal.get().getScopedInterface().getName();
        String host = org.hextet.addresses.AddressText.format(linkLocal.get());
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[" + host + "]:0")) {

            String line = serve.line();
            assertTrue(line.startsWith("listening tcp://[" + host + "]:") && line.contains("%" + zone), line);
            int port = serve.ports().isEmpty() ? Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)) : 0;
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(linkLocal.get(), port));
                assertEquals("x", exchange(socket, "x"));
            }
        }
    }
}
