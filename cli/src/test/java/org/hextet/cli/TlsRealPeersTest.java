package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of the command and the programs that people have: openssl, curl, python; each skipped where it is not there. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsRealPeersTest {

    @TempDir
    static Path folder;

    private static Authority authority;
    private static Authority.Pair server;
    private static Authority.Pair client;

    @BeforeAll
    static void certificates() throws Exception {
        authority = Authority.in(folder);
        server = authority.issued("server", "DNS:localhost,DNS:server.test,IP:::1,IP:127.0.0.1", 10);
        client = authority.issued("client", "DNS:client.test", 10);
    }

    private static CommandProcess serve(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("serve"));
        words.addAll(List.of("--tls-cert", server.certificateText(), "--tls-key", server.keyText()));
        words.addAll(List.of(options));
        words.add("tls://[::1]:0");
        return CommandProcess.start(words.toArray(String[]::new));
    }

    private static CommandProcess connect(String uri, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("connect"));
        words.addAll(List.of(options));
        words.add(uri);
        return CommandProcess.start(words.toArray(String[]::new));
    }

    /**
     * Sends a line with s_client, waits for its echo, and gives all that s_client says until then. What it says of a
     * ticket is buffered apart from the echo, which may so stand in the middle of a line.
     */
    private static String client(int port, String line, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("openssl", "s_client", "-connect", "[::1]:" + port, "-CAfile"));
        words.addAll(List.of(authority.trust(), "-verify_return_error", "-verify_ip", "::1"));
        words.addAll(List.of(options));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
            StringBuilder said = new StringBuilder();
            String next = process.inputReader().readLine();
            while (next != null && !next.endsWith(line)) {
                said.append(next).append('\n');
                next = process.inputReader().readLine();
            }
            return said.append(next).toString();
        } finally {
            process.destroy();
        }
    }

    // ---- openssl as a client

    @ParameterizedTest
    @CsvSource({"nio, -tls1_2, TLSv1.2", "nio, -tls1_3, TLSv1.3", "epoll, -tls1_2, TLSv1.2", "epoll, -tls1_3, TLSv1.3"})
    void s_client_is_served(String transport, String option, String version) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TLS);
        try (CommandProcess serve = serve("--transport", transport, "--alpn", "h2,http/1.1")) {
            String said = client(serve.ports().get(0), "hello", option, "-alpn", "http/1.1,h2");

            assertTrue(said.endsWith("hello"), said);
            assertTrue(said.contains(version), said);
            assertTrue(said.contains("ALPN protocol: h2"), said);
            assertTrue(said.contains("Verify return code: 0 (ok)"), said);
        }
    }

    @Test
    void who_shows_no_certificate_is_refused_where_one_is_asked_for() throws Exception {
        try (CommandProcess serve = serve("-v", "--tls-trust", authority.trust())) {
            int port = serve.ports().get(0);
            String with = client(port, "hello", "-cert", client.certificateText(), "-key", client.keyText());
            String without = client(port, "hello", "-tls1_2");

            assertTrue(with.endsWith("hello"), with);
            assertTrue(without.contains("alert"), without);
            String line = serve.errLine();
            assertTrue(line.startsWith("TLS handshake with [::1]:"), line);
        }
    }

    @Test
    void plain_text_to_a_port_of_tls_is_told_with_v() throws Exception {
        try (CommandProcess serve = serve("-v");
                Socket plain = Peer.connect(serve.ports().get(0))) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertTrue(serve.errLine().contains("plain text"), "says so");
        }
    }

    @Test
    void a_signal_ends_an_idle_connection_by_close_notify() throws Exception {
        try (CommandProcess serve = serve();
                CommandProcess connect =
                        connect("tls://[::1]:" + serve.ports().get(0), "--tls-trust", authority.trust())) {
            connect.send("hello");
            assertEquals("hello", connect.rest(5));
            serve.signal("TERM");

            assertEquals(0, serve.status());
            assertEquals(0, connect.status(), connect::err);
        }
    }

    // ---- openssl as a server

    @ParameterizedTest
    @CsvSource({"nio, -tls1_2, TLSv1.2", "nio, -tls1_3, TLSv1.3", "epoll, -tls1_2, TLSv1.2", "epoll, -tls1_3, TLSv1.3"})
    void s_server_is_connected_to(String transport, String option, String version) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TLS);
        try (OpensslServer peer = new OpensslServer(
                        server,
                        option,
                        "-alpn",
                        "h2",
                        "-Verify",
                        "1",
                        "-verify_return_error",
                        "-CAfile",
                        authority.trust());
                CommandProcess connect = connect(
                        peer.uri(),
                        "-v",
                        "--transport",
                        transport,
                        "--alpn",
                        "http/1.1,h2",
                        "--tls-trust",
                        authority.trust(),
                        "--tls-cert",
                        client.certificateText(),
                        "--tls-key",
                        client.keyText())) {
            connect.send("hello\n");

            assertEquals("olleh\n", connect.rest(6));
            connect.input().close();
            assertEquals(0, connect.status(), connect::err);
            assertTrue(connect.err().contains("TLS " + version + ", "), connect.err());
            assertTrue(connect.err().contains(", application protocol h2"), connect.err());
            assertTrue(connect.err().contains("subject CN=server, issuer CN=authority, valid from "), connect.err());
            assertTrue(connect.err().contains("of localhost, server.test, ::1, 127.0.0.1"), connect.err());
        }
    }

    @Test
    void a_name_is_sent_and_verified_in_place_of_the_host() throws Exception {
        try (OpensslServer peer = new OpensslServer(server)) {
            assertEquals(
                    "ok\n",
                    answer(
                            connect(peer.uri(), "--tls-trust", authority.trust(), "--server-name", "server.test"),
                            "ko\n"));
            assertEquals(
                    "ok\n",
                    answer(
                            connect(
                                    "tls://server.test:" + peer.port(),
                                    "--resolve",
                                    "server.test=::1",
                                    "--tls-trust",
                                    authority.trust()),
                            "ko\n"));
        }
    }

    private static String answer(CommandProcess connect, String line) throws Exception {
        try (connect) {
            connect.send(line);
            String answer = connect.rest(line.length());
            connect.input().close();
            assertEquals(0, connect.status(), connect::err);
            return answer;
        }
    }

    /** Exit status 1, one line. */
    private static void assertRefused(CommandProcess connect, String words) throws Exception {
        try (connect) {
            assertEquals(1, connect.status(), connect::err);
            assertEquals("", connect.rest());
            assertTrue(connect.err().startsWith("hextet: ") && connect.err().contains(words), connect.err());
            assertEquals(1, connect.err().lines().count(), connect.err());
        }
    }

    @Test
    void a_wrong_name_is_refused_and_insecure_takes_it() throws Exception {
        Authority.Pair other = authority.issued("other", "DNS:other.test", 10);
        try (OpensslServer peer = new OpensslServer(other)) {
            assertRefused(connect(peer.uri(), "--tls-trust", authority.trust()), "is not of ::1 but of other.test");
            assertEquals("ok\n", answer(connect(peer.uri(), "--insecure"), "ko\n"));
        }
    }

    @Test
    void who_has_expired_is_refused() throws Exception {
        Authority.Pair expired = authority.issued("expired", "IP:::1", -1);
        try (OpensslServer peer = new OpensslServer(expired)) {
            assertRefused(connect(peer.uri(), "--tls-trust", authority.trust()), "expired");
        }
    }

    @Test
    void whom_nobody_known_has_issued_is_refused() throws Exception {
        try (OpensslServer peer = new OpensslServer(server)) {
            assertRefused(connect(peer.uri()), "CN=authority");
        }
    }

    @Test
    void who_has_issued_himself_is_refused_unless_he_is_trusted() throws Exception {
        Authority.Pair alone = authority.selfSigned("alone", "CA:FALSE", "IP:::1");
        try (OpensslServer peer = new OpensslServer(alone)) {
            assertRefused(connect(peer.uri(), "--tls-trust", authority.trust()), "CN=alone");
            assertEquals("ok\n", answer(connect(peer.uri(), "--tls-trust", alone.certificateText()), "ko\n"));
        }
    }

    @Test
    void a_port_that_speaks_no_tls_is_told() throws Exception {
        try (Peer peer = new Peer()) {
            peer.serve(accepted -> {
                accepted.getOutputStream().write("220 mail.test ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                accepted.getInputStream().readAllBytes();
            });

            assertRefused(connect("tls://[::1]:" + peer.port()), "plain text");
        }
    }

    @Test
    void the_timeout_bounds_the_handshake_too() throws Exception {
        try (Peer peer = new Peer()) {
            peer.serve(accepted -> accepted.getInputStream().readAllBytes());

            assertRefused(connect("tls://[::1]:" + peer.port(), "--timeout", "1s"), "[::1]:" + peer.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void an_end_without_close_notify_is_a_failure_after_what_came(String transport) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TLS);
        Needed.installed("python3");
        Process python = new ProcessBuilder("python3", "-u", "-c", """
                        import socket, ssl, sys
                        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        tls.load_cert_chain(sys.argv[1], sys.argv[2])
                        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
                        print(listener.getsockname()[1])
                        plain, _ = listener.accept()
                        secured = tls.wrap_socket(plain, server_side=True)
                        secured.recv(1)
                        secured.sendall(b"part")
                        raw = socket.socket(fileno=secured.detach())
                        raw.shutdown(socket.SHUT_WR)
                        while raw.recv(65536):
                            pass
                        """, server.certificateText(), server.keyText())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (CommandProcess connect = connect(
                "tls://[::1]:" + python.inputReader().readLine(),
                "--transport",
                transport,
                "--tls-trust",
                authority.trust())) {
            connect.send("x");

            assertEquals("part", connect.rest());
            assertEquals(1, connect.status());
            assertTrue(connect.err().contains("without close_notify"), connect.err());
        } finally {
            python.destroy();
        }
    }

    // ---- check

    @Test
    void a_certificate_that_expires_soon_fails_the_check() throws Exception {
        try (OpensslServer peer = new OpensslServer(server);
                CommandProcess soon = CommandProcess.start(
                        "check", "--tls-trust", authority.trust(), "--expires-within", "11d", peer.uri());
                CommandProcess later = CommandProcess.start(
                        "check", "--tls-trust", authority.trust(), "--expires-within", "9d", peer.uri())) {
            String line = soon.line();

            assertTrue(line.startsWith("failed  " + peer.uri()) && line.contains("expires on"), line);
            assertEquals(3, soon.status());
            assertEquals(0, later.status());
        }
    }

    // ---- a certificate for a first try

    @Test
    void a_certificate_for_a_first_try_is_told_by_its_fingerprint() throws Exception {
        try (CommandProcess serve = CommandProcess.start(
                List.of("-Djava.io.tmpdir=" + folder), "serve", "--tls-self-signed", "tls://*:0")) {
            int port = serve.ports().get(0);
            Matcher told = Pattern.compile("SHA-256 fingerprint ([0-9A-F]{2}(:[0-9A-F]{2}){31})")
                    .matcher(serve.errLine());
            assertTrue(told.find(), "a fingerprint");
            Path shown = folder.resolve("shown.pem");
            String said = run("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-showcerts");
            int from = said.indexOf("-----BEGIN");
            Files.writeString(shown, said.substring(from, said.indexOf("-----END") + 26));

            assertEquals(
                    "sha256 Fingerprint=" + told.group(1) + "\n",
                    run("openssl", "x509", "-in", shown.toString(), "-noout", "-fingerprint", "-sha256"));
            // Whoever trusts it connects to each address of this host.
            for (String host : List.of("[::1]", "127.0.0.1", "localhost")) {
                assertEquals("x", answer(connect("tls://" + host + ":" + port, "--tls-trust", shown.toString()), "x"));
            }
            try (var left = Files.list(folder)) {
                assertFalse(left.anyMatch(file -> file.getFileName().toString().startsWith("hextet-")), "removed");
            }
        }
    }

    private static String run(String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "hangs: " + List.of(words));
        return said;
    }

    // ---- relay

    private static CommandProcess relay(String target, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("relay"));
        words.addAll(List.of("--tls-cert", server.certificateText(), "--tls-key", server.keyText()));
        words.addAll(List.of(options));
        words.addAll(List.of("tls://[::1]:0", target));
        return CommandProcess.start(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void curl_downloads_through_a_relay_from_tls_to_plain(String transport) throws Exception {
        Needed.capability(transport, org.hextet.api.Capability.TLS);
        Needed.installed("curl");
        Needed.installed("python3");
        byte[] content = new byte[2 << 20];
        new Random(11).nextBytes(content);
        Path files = Files.createDirectory(folder.resolve("files-" + transport));
        Files.write(files.resolve("content"), content);
        Process python = new ProcessBuilder("python3", "-u", "-c", """
                        import functools, http.server, sys
                        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
                        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
                        print(server.server_address[1])
                        server.serve_forever()
                        """, files.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (CommandProcess relay =
                relay("tcp://127.0.0.1:" + python.inputReader().readLine(), "--transport", transport)) {
            String url = "https://[::1]:" + relay.ports().get(0) + "/content";
            List<CompletableFuture<Boolean>> downloads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Path to = files.resolve("download-" + i);
                downloads.add(Background.run(() -> {
                    Process curl = new ProcessBuilder(
                                    "curl", "-sS", "--cacert", authority.trust(), "-o", to.toString(), url)
                            .inheritIO()
                            .start();
                    try {
                        assertEquals(0, curl.waitFor());
                    } catch (InterruptedException stopped) {
                        throw new IOException(stopped);
                    }
                }));
            }
            for (int i = 0; i < downloads.size(); i++) {
                assertTrue(downloads.get(i).get());
                assertEquals(-1, Files.mismatch(files.resolve("content"), files.resolve("download-" + i)));
            }
        } finally {
            python.destroy();
        }
    }

    @Test
    void a_relay_speaks_tls_to_the_target() throws Exception {
        try (OpensslServer peer = new OpensslServer(server);
                CommandProcess relay =
                        CommandProcess.start("relay", "--tls-trust", authority.trust(), "tcp://[::1]:0", peer.uri())) {
            assertEquals("ok\n", answer(connect("tcp://[::1]:" + relay.ports().get(0)), "ko\n"));
        }
    }

    @Test
    void tls_behind_a_proxy_header_begins_in_the_same_segment() throws Exception {
        Needed.installed("python3");
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.uri(), "--accept-proxy", "--proxy-protocol", "v1")) {
            CompletableFuture<String> seen = target.accept(
                    accepted -> new String(accepted.getInputStream().readNBytes(43), StandardCharsets.US_ASCII));
            Process python = new ProcessBuilder(
                            "python3",
                            "-u",
                            "-c",
                            """
                            import socket, ssl, sys
                            plain = socket.create_connection(("::1", int(sys.argv[1])))
                            received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
                            tls = ssl.create_default_context(cafile=sys.argv[2]).wrap_bio(
                                received, sent, server_hostname="localhost")
                            before = b"PROXY TCP4 192.0.2.1 192.0.2.2 4000 443\\r\\n"
                            while True:
                                try:
                                    tls.do_handshake()
                                    break
                                except ssl.SSLWantReadError:
                                    plain.sendall(before + sent.read())
                                    before = b""
                                    received.write(plain.recv(65536))
                            tls.write(b"hi")
                            plain.sendall(sent.read())
                            plain.recv(1)
                            """,
                            Integer.toString(relay.ports().get(0)),
                            authority.trust())
                    .inheritIO()
                    .start();
            try {
                assertEquals("PROXY TCP4 192.0.2.1 192.0.2.2 4000 443\r\nhi", seen.get());
            } finally {
                python.destroy();
            }
        }
    }

    @Test
    void a_caller_who_ends_without_close_notify_is_a_reset_for_the_target() throws Exception {
        Needed.installed("python3");
        try (Peer target = new Peer();
                CommandProcess relay = relay(target.uri())) {
            CompletableFuture<String> seen = target.accept(accepted -> {
                accepted.getInputStream().read();
                try {
                    return "read " + accepted.getInputStream().read();
                } catch (IOException reset) {
                    return "reset";
                }
            });
            run("python3", "-c", """
                    import socket, ssl, sys
                    plain = socket.create_connection(("::1", int(sys.argv[1])))
                    tls = ssl.create_default_context(cafile=sys.argv[2]).wrap_socket(plain, server_hostname="localhost")
                    tls.sendall(b"x")
                    raw = socket.socket(fileno=tls.detach())
                    raw.shutdown(socket.SHUT_WR)
                    while raw.recv(65536):
                        pass
                    """, Integer.toString(relay.ports().get(0)), authority.trust());

            assertEquals("reset", seen.get());
        }
    }

    // ---- the command line

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve tls://[::1]:0|2|--tls-cert FILE",
                "serve --tls-key SERVER.key tls://[::1]:0|2|--tls-cert",
                "serve --tls-self-signed --tls-cert SERVER.pem tls://[::1]:0|2|leave one out",
                "serve --tls-self-signed tcp://[::1]:0|2|not secured",
                "serve --tls-cert SERVER.pem tls://[::1]:0?key=SERVER.key|2|in one place",
                "serve --tls-cert SERVER.pem tls://[::1|2|tls://[::1",
                "serve --tls-cert nowhere.pem --tls-key SERVER.key tls://[::1]:0|1|nowhere.pem",
                "serve --tls-cert SERVER.key --tls-key SERVER.pem tls://[::1]:0|1|certificate",
                "serve --tls-cert CLIENT.pem --tls-key SERVER.key tls://[::1]:0|1|not the key of",
                "serve --insecure tls://[::1]:0|2|--insecure",
                "connect --insecure tcp://[::1]:9|2|not secured",
                "connect --insecure --tls-trust SERVER.pem tls://[::1]:9|2|leave one out",
                "connect --tls-trust nowhere.pem tls://[::1]:9|1|nowhere.pem",
                "connect --alpn , tls://[::1]:9|2|application protocol",
                "connect --server-name a..b tls://[::1]:9|2|a..b",
                "connect tls://[::1]:0|2|port 0 to connect to",
                "check --expires-within 1d tcp://[::1]:9|2|--expires-within",
                "relay --tls-self-signed tcp://[::1]:0 tls://[::1]:9|2|not secured",
                "relay --server-name a.test tls://[::1]:0?cert=SERVER.pem tcp://[::1]:9|2|not secured",
                "relay tls://[::1]:0 tcp://[::1]:9|2|--tls-cert FILE",
            })
    void a_wrong_command_line_is_told(String line, int status, String words) {
        String[] arguments = line.replace("SERVER", folder.resolve("server").toString())
                .replace("CLIENT", folder.resolve("client").toString())
                .split(" ");
        InProcess run = InProcess.run(arguments);

        assertEquals(status, run.status(), run.err());
        assertTrue(run.err().contains(words), run.err());
    }
}
