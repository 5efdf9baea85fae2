package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** StartTLS over real sockets on loopback: with ourselves, with openssl, with a real server of mail. */
@Timeout(120)
final class StartTlsEndpointsTest {

    @TempDir
    @SuppressWarnings("NullAway") // JUnit fills it
    private static Path folder;

    @SuppressWarnings("NullAway") // before any test
    private static TestCertificate certificate;

    private final BlockingQueue<Incident> incidents = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway") // before each test
    private Reactor reactor;

    @BeforeAll
    static void make() throws Exception {
        certificate = TestCertificate.in(folder);
    }

    @BeforeEach
    void open() throws Exception {
        reactor = Reactor.open(ReactorOptions.DEFAULT
                .withTransport("nio")
                .withUncaught(incidents::add)
                .withOverwriteLentBuffers(true));
    }

    @AfterEach
    void close() {
        reactor.close();
    }

    private static Protocol echo() {
        return Protocol.receiving((connection, lent) -> connection.write(lent));
    }

    private Protocol client() {
        return Protocol.receiving((connection, lent) ->
                came.add(StandardCharsets.US_ASCII.decode(lent).toString()));
    }

    private ListeningPort serve(String protocol) throws IOException, InterruptedException {
        return StartTlsServerEndpoint.around(ServerEndpoint.of("tcp://*:0"), protocol, certificate.server())
                .listen(reactor, StartTlsEndpointsTest::echo)
                .await();
    }

    private static int number(ListeningPort port) {
        return port.localAddresses().get(0).getPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap", "pop3", "xmpp", "postgres"})
    void both_sides_of_the_house_by_name_and_by_literal(String protocol) throws Exception {
        ListeningPort port = serve(protocol);

        for (String host : List.of("localhost", "[::1]", "127.0.0.1")) {
            Connection connection = StartTlsClientEndpoint.around(
                            ClientEndpoint.of("tcp://" + host + ":" + number(port)), protocol, certificate.client())
                    .connect(reactor, this::client)
                    .await();
            connection.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("hello", came.take());
            assertTrue(connection.tlsSession().isPresent());
        }
        assertTrue(incidents.isEmpty(), incidents::toString);
    }

    @Test
    void plain_text_behind_the_command_reaches_nobody_and_is_told() throws Exception {
        ListeningPort port = serve("smtp");

        try (Socket socket = socket("127.0.0.1", number(port))) {
            socket.getOutputStream()
                    .write("EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n".getBytes(StandardCharsets.US_ASCII));
            readToEnd(socket);
        }

        var failed = assertInstanceOf(Incident.HandshakeFailed.class, incidents.take());
        assertTrue(words(failed.why().asThrowable()).contains("17 bytes of plain text"), failed.toString());
    }

    private static Socket socket(String literal, int port) throws IOException {
        return new Socket(AddressText.parse(literal).toInetAddress(), port);
    }

    @SuppressWarnings("EmptyCatch") // a reset is an end too
    private static String readToEnd(Socket socket) {
        StringBuilder all = new StringBuilder();
        try {
            int next;
            while ((next = socket.getInputStream().read()) >= 0) {
                all.append((char) next);
            }
        } catch (IOException reset) {
            // It is over.
        }
        return all.toString();
    }

    @Test
    void a_client_that_is_silent_is_dropped_in_time_and_told() throws Exception {
        ListeningPort port = StartTlsServerEndpoint.around(
                        TcpServerEndpoint.of("::1", 0),
                        "imap",
                        certificate.server().withHandshakeDeadline(Duration.ofMillis(50)))
                .listen(reactor, StartTlsEndpointsTest::echo)
                .await();

        try (Socket socket = socket("::1", number(port))) {
            assertTrue(readToEnd(socket).startsWith("* OK ["));
        }

        var failed = assertInstanceOf(Incident.HandshakeFailed.class, incidents.take());
        assertEquals(FailureKind.TIMEOUT, failed.why().kind());
        assertTrue(words(failed.why().asThrowable()).contains("pending: STARTTLS of the client"), failed.toString());
    }

    @Test
    void a_client_that_goes_before_it_asks_for_tls_is_no_incident() throws Exception {
        ListeningPort port = serve("pop3");

        try (Socket socket = socket("127.0.0.1", number(port))) {
            socket.getOutputStream().write("USER a\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("+OK ready\r\n-ERR must issue STLS first\r\n+OK closing\r\n", readToEnd(socket));
        }

        reactor.drain(Duration.ofMillis(1), Duration.ofSeconds(30)).await();
        assertTrue(incidents.isEmpty(), incidents::toString);
    }

    @Test
    void a_client_that_does_not_trust_gets_no_plain_session() throws Exception {
        ListeningPort port = serve("smtp");

        assertThrows(
                SSLException.class,
                () -> StartTlsClientEndpoint.around(
                                ClientEndpoint.of("tcp://[::1]:" + number(port)),
                                "smtp",
                                certificate.client().withServerName("other.test"))
                        .connect(reactor, this::client)
                        .await());
        assertInstanceOf(Incident.HandshakeFailed.class, incidents.take());
    }

    // ---- with others

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap", "pop3", "xmpp", "postgres"})
    void openssl_comes_to_tls_with_our_server(String protocol) throws Exception {
        assumeTrue(isThere("openssl"), "no openssl here");
        ListeningPort port = serve(protocol);
        Path said = folder.resolve("openssl-" + protocol + ".txt");

        Process openssl = new ProcessBuilder(List.of(
                        "openssl",
                        "s_client",
                        "-starttls",
                        protocol,
                        "-connect",
                        "127.0.0.1:" + number(port),
                        "-CAfile",
                        certificate.certificate().toString(),
                        "-verify_return_error",
                        "-verify_hostname",
                        "localhost",
                        "-brief",
                        "-ign_eof"))
                .redirectErrorStream(true)
                .start();
        openssl.getOutputStream().write("hello through TLS\n".getBytes(StandardCharsets.US_ASCII));
        openssl.getOutputStream().flush();
        StringBuilder output = new StringBuilder();
        int next;
        while (output.indexOf("hello through TLS") < 0
                && (next = openssl.getInputStream().read()) >= 0) {
            output.append((char) next);
        }
        openssl.destroy();

        Files.writeString(said, output);
        assertTrue(output.indexOf("hello through TLS") >= 0, output::toString);
        assertTrue(incidents.isEmpty(), incidents::toString);
    }

    private static boolean isThere(String program) {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void our_client_comes_to_tls_with_a_real_server_of_mail() throws Exception {
        assumeTrue(isThere("aiosmtpd"), "no aiosmtpd here: apt-get install python3-aiosmtpd");
        int port = freePort();
        Process aiosmtpd = new ProcessBuilder(List.of(
                        "aiosmtpd",
                        "-n",
                        "-l",
                        "::1:" + port,
                        "--tlscert",
                        certificate.certificate().toString(),
                        "--tlskey",
                        certificate.key().toString(),
                        "-c",
                        "aiosmtpd.handlers.Sink"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("aiosmtpd.txt").toFile())
                .start();
        try {
            awaitListening(aiosmtpd, port);
            Connection connection = StartTlsClientEndpoint.around(
                            ClientEndpoint.of("tcp://[::1]:" + port + "?timeout=60s"), "smtp", certificate.client())
                    .connect(reactor, this::client)
                    .await();
            connection.write(ByteBuffer.wrap("EHLO client.test\r\n".getBytes(StandardCharsets.US_ASCII)));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("250 ") < 0) {
                answer.append(came.take());
            }
            // It does not offer twice what is there.
            assertTrue(answer.indexOf("STARTTLS") < 0, answer::toString);
        } finally {
            aiosmtpd.destroy();
            aiosmtpd.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(AddressText.parse("::1").toInetAddress(), 0));
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process server, int port) throws IOException, InterruptedException {
        while (true) {
            try {
                socket("::1", port).close();
                return;
            } catch (IOException notYet) {
                if (!server.isAlive()) {
                    throw new IOException("the server ended with " + server.exitValue(), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
