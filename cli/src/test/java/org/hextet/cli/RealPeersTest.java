package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command and the programs that people have, each skipped where it is not installed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealPeersTest {

    private static String run(String input, String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "hangs: " + List.of(words));
        return output;
    }

    @Test
    void netcat_is_answered_over_both_families() throws Exception {
        Needed.installed("nc");
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://*:0")) {
            String port = Integer.toString(serve.ports().get(0));

            assertEquals("six\n", run("six\n", "nc", "-6", "-N", "::1", port));
            assertEquals("four\n", run("four\n", "nc", "-4", "-N", "127.0.0.1", port));
        }
    }

    @Test
    void socat_is_answered_and_its_half_close_is_kept() throws Exception {
        Needed.installed("socat");
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0")) {
            String port = Integer.toString(serve.ports().get(0));

            assertEquals("hello\n", run("hello\n", "socat", "-t30", "-", "TCP6:[::1]:" + port));
        }
    }

    @Test
    void curl_is_answered_by_a_page_on_standard_input() throws Exception {
        Needed.installed("curl");
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "cat", "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            serve.send("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            serve.input().close();

            assertEquals("hello", run("", "curl", "-sS", "--max-time", "20", "http://[::1]:" + port + "/"));
            assertEquals("GET / HTTP/1.1", serve.line());
        }
    }

    @Test
    void a_socket_of_systemd_is_served_and_shown_as_what_it_is() throws Exception {
        Needed.installed("systemd-socket-activate");
        String transport = Needed.transportWith(Capability.INHERITED);
        int port;
        try (Peer free = new Peer()) {
            port = free.port();
        }
        List<String> launcher = List.of("systemd-socket-activate", "-l", "[::1]:" + port, "--fdname=web");
        try (CommandProcess serve =
                CommandProcess.startBy(launcher, "serve", "--transport", transport, "systemd:web?idle-timeout=60s")) {
            // It starts the server when the first client comes, who waits in the queue meanwhile.
            try (CommandProcess connect = CommandProcess.start("connect", "--retry", "30s", "tcp://[::1]:" + port)) {
                connect.send("early\n");
                connect.input().close();

                assertEquals("early\n", connect.rest());
                assertEquals(0, connect.status());
            }
            assertEquals("listening tcp://[::1]:" + port, serve.line());
            assertEquals("ready", serve.line());
            serve.signal("TERM");
            assertEquals(0, serve.status());
        }
    }

    @Test
    void a_socket_that_systemd_calls_otherwise_is_not_found_and_those_there_are_are_listed() throws Exception {
        Needed.installed("systemd-socket-activate");
        String transport = Needed.transportWith(Capability.INHERITED);
        int port;
        try (Peer free = new Peer()) {
            port = free.port();
        }
        List<String> launcher =
                List.of("systemd-socket-activate", "-l", "[::1]:" + port, "-l", "127.0.0.1:" + port, "--fdname=a:b");
        try (CommandProcess serve =
                CommandProcess.startBy(launcher, "serve", "--transport", transport, "systemd:web")) {
            CommandProcess.start("connect", "--retry", "30s", "tcp://[::1]:" + port)
                    .status();

            assertEquals(1, serve.status());
            assertTrue(serve.err().contains("listen on systemd:web: no inherited socket has that name"), serve.err());
            assertTrue(serve.err().contains("there are \"a\", \"b\""), serve.err());
        }
    }

    @Test
    void a_server_of_socat_is_connected_to() throws Exception {
        Needed.installed("socat");
        int port;
        try (Peer free = new Peer()) {
            port = free.port();
        }
        Process socat = new ProcessBuilder("socat", "TCP6-LISTEN:" + port + ",bind=[::1],reuseaddr", "EXEC:tr a-z A-Z")
                .inheritIO()
                .start();
        try (CommandProcess connect = CommandProcess.start("connect", "--retry", "30s", "tcp://[::1]:" + port)) {
            connect.send("shout\n");
            connect.input().close();

            assertEquals("SHOUT\n", connect.rest());
            assertEquals(0, connect.status());
        } finally {
            socat.destroy();
        }
    }

    @Test
    void a_server_of_python_is_connected_to_by_name() throws Exception {
        Needed.installed("python3");
        Process python = new ProcessBuilder("python3", "-u", "-c", """
                        import socket
                        s = socket.create_server(("::1", 0), family=socket.AF_INET6)
                        print(s.getsockname()[1])
                        c, _ = s.accept()
                        data = b""
                        while True:
                            piece = c.recv(65536)
                            if not piece:
                                break
                            data += piece
                        c.sendall(data[::-1])
                        c.close()
                        """)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String port = python.inputReader().readLine();
            try (CommandProcess connect =
                    CommandProcess.start("connect", "--resolve", "py.test=127.0.0.1,::1", "tcp://py.test:" + port)) {
                connect.send("abc");
                connect.input().close();

                assertEquals("cba", connect.rest());
                assertEquals(0, connect.status());
            }
        } catch (IOException failed) {
            throw failed;
        } finally {
            python.destroy();
        }
    }
}
