package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.cli.relay.Call;
import org.hextet.cli.relay.ProxyHeader;
import org.hextet.cli.relay.ProxyVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code relay} in a process of its own, between plain sockets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {

    private static final String ANY_PORT = "tcp://[::1]:0";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String read(InputStream in, int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static CommandProcess relay(int targetPort, String... options) throws IOException {
        return relayTo("tcp://[::1]:" + targetPort, options);
    }

    private static CommandProcess relayTo(String target, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("relay"));
        words.addAll(List.of(options));
        words.addAll(List.of(ANY_PORT, target));
        return CommandProcess.start(words.toArray(String[]::new));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new Random(7).nextBytes(random);
        return random;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void an_ipv4_service_is_reached_over_ipv6_and_each_half_close_is_kept(String transport) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TCP);
        byte[] much = random(3 << 20);
        try (ServerSocket service = new ServerSocket(0, 8, Loopback.IPV4)) {
            CompletableFuture<byte[]> seen = Background.supply(() -> {
                try (Socket accepted = service.accept()) {
                    byte[] all = accepted.getInputStream().readAllBytes();
                    accepted.getOutputStream().write(all);
                    return all;
                }
            });
            try (CommandProcess relay = relayTo("tcp://127.0.0.1:" + service.getLocalPort(), "--transport", transport);
                    Socket caller = Peer.connect(relay.ports().get(0))) {
                Background.run(() -> {
                            caller.getOutputStream().write(much);
                            caller.shutdownOutput();
                        })
                        .get();

                assertTrue(Arrays.equals(much, caller.getInputStream().readAllBytes()), "all of the answer");
                assertTrue(Arrays.equals(much, seen.get()), "all of the question");
            }
        }
    }

    @Test
    void a_target_is_looked_up_by_name_for_each_caller() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relayTo(
                        "tcp://service.test:" + target.port(), "--resolve", "service.test=127.0.0.1,::1", "-v")) {
            int port = relay.ports().get(0);
            for (int i = 0; i < 2; i++) {
                target.serve(accepted -> accepted.getOutputStream().write(ascii("hello")));
                try (Socket caller = Peer.connect(port)) {
                    assertEquals("hello", read(caller.getInputStream(), 5));
                    assertEquals(-1, caller.getInputStream().read());
                }
            }
        }
    }

    @Test
    void who_sends_is_held_back_while_the_other_side_takes_nothing() throws Exception {
        CountDownLatch mayRead = new CountDownLatch(1);
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port())) {
            CompletableFuture<Long> taken = target.accept(accepted -> {
                try {
                    mayRead.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
                long count = 0;
                for (byte[] piece = accepted.getInputStream().readNBytes(1 << 16); piece.length > 0; ) {
                    count += piece.length;
                    piece = accepted.getInputStream().readNBytes(1 << 16);
                }
                return count;
            });
            try (SocketChannel caller = SocketChannel.open(
                    new InetSocketAddress(Loopback.IPV6, relay.ports().get(0)))) {
                caller.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 16);
                caller.configureBlocking(false);
                long sent = 0;
                int refusals = 0;
                // The kernels take up to some megabytes; without an end of it the relay would hold the rest.
                while (refusals < 100) {
                    int now = caller.write(ByteBuffer.allocate(1 << 16));
                    sent += now;
                    refusals = now == 0 ? refusals + 1 : 0;
                    if (now == 0) {
                        TimeUnit.MILLISECONDS.sleep(10);
                    }
                    assertTrue(sent < 64 << 20, "held back");
                }
                mayRead.countDown();
                caller.shutdownOutput();

                assertEquals(sent, taken.get());
            }
        }
    }

    @Test
    void a_reset_of_the_target_is_a_reset_for_the_caller() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port())) {
            CompletableFuture<Boolean> reset = target.accept(accepted -> {
                accepted.getInputStream().read();
                accepted.setSoLinger(true, 0);
                return true;
            });
            try (Socket caller = Peer.connect(relay.ports().get(0))) {
                caller.getOutputStream().write('x');
                reset.get();

                assertThrows(
                        SocketException.class, () -> caller.getInputStream().read());
            }
        }
    }

    @Test
    void a_reset_of_the_caller_is_a_reset_for_the_target() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port())) {
            CompletableFuture<String> seen = target.accept(accepted -> {
                accepted.getOutputStream().write('x');
                try {
                    return "read " + accepted.getInputStream().read();
                } catch (SocketException reset) {
                    return "reset";
                }
            });
            Socket caller = Peer.connect(relay.ports().get(0));
            assertEquals('x', caller.getInputStream().read());
            caller.setSoLinger(true, 0);
            caller.close();

            assertEquals("reset", seen.get());
        }
    }

    @Test
    void a_target_that_is_down_closes_the_caller_with_a_line_and_the_relay_goes_on() throws Exception {
        int port;
        try (Peer gone = new Peer()) {
            port = gone.port();
        }
        try (CommandProcess relay = relay(port)) {
            int at = relay.ports().get(0);
            try (Socket silent = Peer.connect(at)) {
                assertEquals(-1, silent.getInputStream().read(), "he has lost nothing");
            }
            try (Socket talking = Peer.connect(at)) {
                talking.getOutputStream().write('x');
                assertThrows(
                        SocketException.class, () -> talking.getInputStream().read(), "he would think it arrived");
            }
            for (int i = 0; i < 2; i++) {
                String line = relay.errLine();
                assertTrue(line.startsWith("hextet: tcp://[::1]:" + port + ": connect to "), line);
            }
            try (ServerSocket back = new ServerSocket(port, 8, Loopback.IPV6);
                    Socket caller = Peer.connect(at);
                    Socket accepted = back.accept()) {
                accepted.getOutputStream().write('y');
                assertEquals('y', caller.getInputStream().read());
            }
        }
    }

    // ---- the PROXY header

    @ParameterizedTest
    @CsvSource({"nio, v2", "epoll, v2", "nio, v1"})
    void the_target_is_told_who_called(String transport, String version) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TCP);
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port(), "--proxy-protocol", version, "--transport", transport);
                Socket caller = Peer.connect(relay.ports().get(0))) {
            CompletableFuture<Call> told = target.accept(RelayTest::readHeader);

            assertEquals(
                    new Call((InetSocketAddress) caller.getLocalSocketAddress(), (InetSocketAddress)
                            caller.getRemoteSocketAddress()),
                    told.get());
        }
    }

    private static Call readHeader(Socket accepted) throws IOException {
        ProxyHeader header = new ProxyHeader();
        boolean isDone = false;
        while (!isDone) {
            isDone = header.read(
                    ByteBuffer.wrap(new byte[] {(byte) accepted.getInputStream().read()}));
        }
        return header.call().orElseThrow();
    }

    private static final Call TOLD = new Call(
            new InetSocketAddress(Loopback.address("192.0.2.1"), 4000),
            new InetSocketAddress(Loopback.address("192.0.2.2"), 443));

    @ParameterizedTest
    @CsvSource({"nio, V1", "nio, V2", "epoll, V2"})
    void what_a_proxy_tells_is_passed_on_and_what_follows_too(String transport, ProxyVersion version) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TCP);
        try (Peer target = new Peer();
                CommandProcess relay = relay(
                        target.port(),
                        "--transport",
                        transport,
                        "--accept-proxy",
                        "--proxy-protocol",
                        "v2",
                        "--allow",
                        "192.0.2.0/24")) {
            CompletableFuture<String> seen = target.accept(accepted -> {
                Call call = readHeader(accepted);
                return call + " " + read(accepted.getInputStream(), 11);
            });
            try (Socket proxy = Peer.connect(relay.ports().get(0))) {
                byte[] header = version.header(TOLD).array();
                byte[] whole = Arrays.copyOf(header, header.length + 5);
                System.arraycopy(ascii("early"), 0, whole, header.length, 5);
                proxy.getOutputStream().write(whole);
                proxy.getOutputStream().write(ascii(" later"));

                assertEquals(TOLD + " early later", seen.get());
            }
        }
    }

    @Test
    void who_sends_no_proxy_header_is_closed_with_a_line() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port(), "--accept-proxy")) {
            try (Socket caller = Peer.connect(relay.ports().get(0))) {
                caller.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));

                assertEquals(-1, caller.getInputStream().read());
                String line = relay.errLine();
                assertTrue(line.startsWith("hextet: [::1]:" + caller.getLocalPort() + ": no PROXY header"), line);
            }
        }
    }

    @Test
    void a_proxy_header_has_its_time() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port(), "--accept-proxy")) {
            try (Socket caller = Peer.connect(relay.ports().get(0))) {
                caller.getOutputStream().write(ascii("PROXY "));

                assertEquals(-1, caller.getInputStream().read());
                String line = relay.errLine();
                assertTrue(line.contains("within 10 s"), line);
            }
        }
    }

    @Test
    void the_address_that_the_proxy_tells_is_the_one_that_must_be_allowed() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port(), "-v", "--accept-proxy", "--allow", "::1")) {
            try (Socket proxy = Peer.connect(relay.ports().get(0))) {
                proxy.getOutputStream().write(ProxyVersion.V2.header(TOLD).array());

                assertEquals(-1, proxy.getInputStream().read());
                assertEquals("192.0.2.1:4000 is not allowed; closed", relay.errLine());
            }
        }
    }

    // ---- who may call, and how many

    @Test
    void who_is_not_allowed_is_closed_and_others_are_served() throws Exception {
        try (Peer target = new Peer();
                CommandProcess relay = CommandProcess.start(
                        "relay", "--allow", "127.0.0.1", "192.0.2.0/24,fd00::/8", "tcp://*:0", target.uri())) {
            int port = relay.ports().get(0);
            try (Socket refused = Peer.connect(port)) {
                assertEquals(-1, refused.getInputStream().read());
            }
            target.serve(accepted -> accepted.getOutputStream().write('x'));
            try (Socket allowed = new Socket(Loopback.IPV4, port)) {
                assertEquals('x', allowed.getInputStream().read());
            }
            relay.signal("TERM");
            assertEquals(0, relay.status());
            assertEquals("", relay.err());
        }
    }

    @Test
    void beyond_the_limit_who_comes_waits_until_one_has_gone() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 8, Loopback.IPV6);
                CommandProcess relay = relay(target.getLocalPort(), "--max-connections", "2")) {
            int port = relay.ports().get(0);
            Socket first = Peer.connect(port);
            Socket firstOfTarget = target.accept();
            try (Socket second = Peer.connect(port);
                    Socket secondOfTarget = target.accept();
                    Socket third = Peer.connect(port)) {
                third.getOutputStream().write('3');
                // Served meanwhile, so nobody is held up by who waits.
                second.getOutputStream().write('2');
                assertEquals('2', secondOfTarget.getInputStream().read());
                target.setSoTimeout(300);
                assertThrows(IOException.class, () -> target.accept().close());
                target.setSoTimeout(0);
                first.close();
                assertEquals(-1, firstOfTarget.getInputStream().read());
                firstOfTarget.close();

                try (Socket thirdOfTarget = target.accept()) {
                    assertEquals('3', thirdOfTarget.getInputStream().read());
                }
            }
        }
    }

    @Test
    void a_pair_on_which_nothing_moves_is_ended_and_one_that_moves_is_not() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 8, Loopback.IPV6);
                CommandProcess relay = relay(target.getLocalPort(), "--idle-timeout", "1s")) {
            int port = relay.ports().get(0);
            try (Socket idle = Peer.connect(port);
                    Socket idleOfTarget = target.accept();
                    Socket busy = Peer.connect(port);
                    Socket busyOfTarget = target.accept()) {
                CompletableFuture<Boolean> ended = Background.run(() -> {
                    assertThrows(IOException.class, () -> idle.getInputStream().read());
                    assertThrows(
                            IOException.class,
                            () -> idleOfTarget.getInputStream().read());
                });
                while (!ended.isDone()) {
                    busy.getOutputStream().write('x');
                    assertEquals('x', busyOfTarget.getInputStream().read());
                }
                assertTrue(ended.get());
            }
        }
    }

    // ---- the end

    @Test
    void a_signal_lets_what_moves_come_to_its_end() throws Exception {
        byte[] much = random(24 << 20);
        CountDownLatch signalled = new CountDownLatch(1);
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.port())) {
            int port = relay.ports().get(0);
            target.serve(accepted -> {
                accepted.getOutputStream().write(much, 0, 1 << 20);
                try {
                    signalled.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
                accepted.getOutputStream().write(much, 1 << 20, much.length - (1 << 20));
            });
            try (Socket caller = Peer.connect(port)) {
                byte[] first = caller.getInputStream().readNBytes(1 << 20);
                relay.signal("TERM");
                signalled.countDown();
                byte[] rest = caller.getInputStream().readAllBytes();

                assertEquals(much.length, first.length + rest.length);
            }
            assertEquals(0, relay.status());
            assertEquals("", relay.err());
            assertThrows(IOException.class, () -> Peer.connect(port).close());
        }
    }

    @Test
    void a_signal_ends_what_is_idle_in_order_on_both_sides() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 8, Loopback.IPV6);
                CommandProcess relay = relay(target.getLocalPort());
                Socket caller = Peer.connect(relay.ports().get(0));
                Socket ofTarget = target.accept()) {
            caller.getOutputStream().write('x');
            assertEquals('x', ofTarget.getInputStream().read());
            relay.signal("TERM");

            assertEquals(-1, caller.getInputStream().read());
            assertEquals(-1, ofTarget.getInputStream().read());
            assertEquals(0, relay.status());
        }
    }

    // ---- the command line

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://[::1]:9 tcp://[::1]:9|a relay forwards streams",
                "tcp://[::1]:0 udp://[::1]:9|a relay forwards streams",
                "tcp://[::1]:0 tcp://[::1]:0|port 0 to connect to",
                "tcp://[::1]:0 tcp://[fe80::1]:9|zone",
                "tcp://[::1]:0 --only 4 tcp://[::1]:9|only family",
                "tcp://[::1]:0 --bind 127.0.0.1 tcp://[::1]:9|both ends",
                "--max-connections 0 tcp://[::1]:0 tcp://[::1]:9|need at least 1",
                "--threads 0 tcp://[::1]:0 tcp://[::1]:9|need at least 1",
                "--idle-timeout 0 tcp://[::1]:0 tcp://[::1]:9|need more than zero",
                "--allow 10.0.0.1/8 tcp://[::1]:0 tcp://[::1]:9|write 10.0.0.0/8",
                "--proxy-protocol v3 tcp://[::1]:0 tcp://[::1]:9|there are v2, v1",
                "tcp://[::1]:0|TARGET",
            })
    void a_wrong_command_line_is_told(String line, String words) {
        List<String> arguments = new ArrayList<>(List.of("relay"));
        arguments.addAll(List.of(line.split(" ")));
        InProcess run = InProcess.run(arguments.toArray(String[]::new));

        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().contains(words), run.err());
        assertFalse(run.out().contains("listening"), run.out());
    }
}
