package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** StartTLS of the command and real clients and servers, each skipped where it is not there. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartTlsRealPeersTest {

    @TempDir
    static Path folder;

    private static Authority authority;
    private static Authority.Pair server;

    @BeforeAll
    static void certificates() throws Exception {
        authority = Authority.in(folder);
        server = authority.issued("server", "DNS:localhost,IP:::1", 10);
    }

    private static int freePort() throws IOException {
        try (Peer free = new Peer()) {
            return free.port();
        }
    }

    private static CommandProcess connect(String protocol, int port, String... options) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("connect", "--starttls", protocol, "--tls-trust", authority.trust(), "--timeout", "60s"));
        words.addAll(List.of(options));
        words.add("tcp://[::1]:" + port);
        return CommandProcess.start(words.toArray(String[]::new));
    }

    // ---- ours is the server

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap", "pop3", "xmpp", "postgres"})
    void s_client_is_served(String protocol) throws Exception {
        try (CommandProcess serve = CommandProcess.start(
                "serve",
                "--starttls",
                protocol,
                "--tls-cert",
                server.certificateText(),
                "--tls-key",
                server.keyText(),
                "tcp://[::1]:0")) {
            int port = serve.ports().get(0);
            List<String> words = List.of(
                    "openssl",
                    "s_client",
                    "-quiet",
                    "-starttls",
                    protocol,
                    "-xmpphost",
                    "localhost",
                    "-connect",
                    "[::1]:" + port,
                    "-CAfile",
                    authority.trust(),
                    "-verify_return_error",
                    "-verify_ip",
                    "::1");
            Process client = new ProcessBuilder(words).redirectErrorStream(true).start();
            try (OutputStream in = client.getOutputStream()) {
                in.write("hello\n".getBytes(StandardCharsets.US_ASCII));
                in.flush();
                String line = client.inputReader().readLine();
                while (line != null && !line.endsWith("hello")) {
                    line = client.inputReader().readLine();
                }
                assertTrue(line != null, "echoed");
            } finally {
                client.destroy();
            }
            try (CommandProcess ours = connect(protocol, port)) {
                ours.send("hello");

                assertEquals("hello", ours.rest(5));
                ours.input().close();
                assertEquals(0, ours.status(), ours::err);
            }
        }
    }

    // ---- ours is the client

    private static void assertAnswered(String protocol, int port, String question, String answer) throws Exception {
        try (CommandProcess connect = connect(protocol, port, "--retry", "60s")) {
            connect.send(question);
            String answered = connect.restUntil(answer);
            // Not before: aiosmtpd forgets what it was asked when it sees the end.
            connect.input().close();

            assertTrue(answered.contains(answer), answered + connect.err());
            connect.rest();
            assertEquals(0, connect.status(), connect::err);
        }
    }

    @Test
    void aiosmtpd_is_connected_to() throws Exception {
        Needed.installed("aiosmtpd");
        int port = freePort();
        Process smtp = new ProcessBuilder(
                        "aiosmtpd",
                        "-n",
                        "-l",
                        "::1:" + port,
                        "--tlscert",
                        server.certificateText(),
                        "--tlskey",
                        server.keyText(),
                        "-c",
                        "aiosmtpd.handlers.Sink")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertAnswered("smtp", port, "EHLO me.test\r\nQUIT\r\n", "221 ");
            try (CommandProcess check = CommandProcess.start(
                    "check", "--starttls", "smtp", "--tls-trust", authority.trust(), "tcp://[::1]:" + port)) {
                assertEquals(0, check.status(), check::err);
            }
            try (CommandProcess wrong = connect("imap", port)) {
                assertEquals(1, wrong.status());
                assertTrue(wrong.err().contains("220 "), "what the server said: " + wrong.err());
            }
        } finally {
            smtp.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource({"imap, 'a LOGOUT\r\n', a OK", "pop3, 'QUIT\r\n', +OK"})
    void dovecot_is_connected_to(String protocol, String question, String answer) throws Exception {
        Needed.installed("dovecot");
        int port = freePort();
        Path own = Files.createDirectory(folder.resolve("dovecot-" + protocol));
        Path configuration = own.resolve("dovecot.conf");
        Files.writeString(
                configuration,
                """
                base_dir = %1$s/run
                log_path = %1$s/log
                protocols = %2$s
                listen = ::1
                ssl = yes
                ssl_cert = <%3$s
                ssl_key = <%4$s
                passdb {
                  driver = static
                  args = nopassword=y
                }
                service %2$s-login {
                  inet_listener %2$s {
                    port = %5$d
                  }
                  inet_listener %2$ss {
                    port = 0
                  }
                }
                """.formatted(own, protocol, server.certificate(), server.key(), port),
                StandardCharsets.US_ASCII);
        Process dovecot = new ProcessBuilder("dovecot", "-F", "-c", configuration.toString())
                .inheritIO()
                .start();
        try {
            assertAnswered(protocol, port, question, answer);
        } finally {
            dovecot.destroy();
            dovecot.waitFor();
        }
    }

    @Test
    void postgresql_is_connected_to() throws Exception {
        Path programs = Files.isDirectory(Path.of("/usr/lib/postgresql"))
                ? Path.of("/usr/lib/postgresql")
                : Path.of("/nowhere");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(programs), "postgresql is not installed");
        Needed.installed("su");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root, to become the user postgres");
        int port = freePort();
        Process postgres = new ProcessBuilder("su", "postgres", "-c", """
                        set -e
                        own=$(mktemp -d)
                        trap 'rm -rf "$own"' EXIT
                        cat > "$own/both.pem"
                        chmod 600 "$own/both.pem"
                        bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
                        "$bin/initdb" -D "$own/data" >/dev/null
                        "$bin/postgres" -D "$own/data" -c ssl=on -c ssl_cert_file="$own/both.pem" \
                            -c ssl_key_file="$own/both.pem" -c listen_addresses=::1 -c port=%d \
                            -c unix_socket_directories= &
                        trap 'kill -INT $!; wait; rm -rf "$own"' TERM
                        wait
                        """.formatted(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            try (OutputStream both = postgres.getOutputStream()) {
                both.write(Files.readAllBytes(server.certificate()));
                both.write(Files.readAllBytes(server.key()));
            }
            // A start-up packet of a protocol that there is not, which is answered by an error.
            assertAnswered("postgres", port, "\0\0\0\10\4\1\0\1", "unsupported frontend protocol");
        } finally {
            postgres.descendants().forEach(ProcessHandle::destroy);
            postgres.destroy();
        }
    }

    // ---- the command line

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect --starttls nntp tcp://[::1]:9|2|smtp",
                "connect --starttls smtp tls://[::1]:9|2|write tcp://",
                "connect --starttls smtp udp://[::1]:9|2|write tcp://",
                "connect --insecure udp://[::1]:9|2|TLS is of streams",
                "serve --starttls smtp tcp://[::1]:0|2|--tls-cert FILE",
                "serve --starttls smtp --tls-self-signed tls://[::1]:0|2|write tcp://",
                "relay --starttls smtp tcp://[::1]:0 tcp://[::1]:9|2|--starttls",
                "connect --starttls smtp tcp://[::1]:1|1|refused",
            })
    void a_wrong_command_line_is_told(String line, int status, String words) {
        InProcess run = InProcess.run(line.split(" "));

        assertEquals(status, run.status(), run.err());
        assertTrue(run.err().contains(words), run.err());
    }
}
