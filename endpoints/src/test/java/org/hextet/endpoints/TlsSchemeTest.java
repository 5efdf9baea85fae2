package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLException;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.tls.TlsFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** URIs of TLS, and TLS endpoints over real sockets on loopback. */
@Timeout(60)
final class TlsSchemeTest {

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

    private ListeningPort serve(String host, String more) throws Exception {
        return ServerEndpoint.of(
                        "tls://" + host + ":0?cert=" + certificate.certificate() + "&key=" + certificate.key() + more)
                .listen(reactor, TlsSchemeTest::echo)
                .await();
    }

    private static int number(ListeningPort port) {
        return port.localAddresses().get(0).getPort();
    }

    private String trusting(String host, ListeningPort port, String more) {
        return "tls://" + host + ":" + number(port) + "?trust=" + certificate.certificate() + more;
    }

    private void assertEchoes(Connection connection) throws Exception {
        connection.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("hello", came.take());
    }

    // ---- over sockets

    @Test
    void every_interface_serves_both_families_and_a_name() throws Exception {
        ListeningPort port = serve("*", "&alpn=x,y");

        for (String host : List.of("[::1]", "127.0.0.1", "localhost")) {
            Connection connection = ClientEndpoint.of(trusting(host, port, "&alpn=z,y"))
                    .connect(reactor, this::client)
                    .await();
            assertEchoes(connection);
            var session = connection.tlsSession().orElseThrow();
            assertEquals("y", session.applicationProtocol().orElseThrow());
            connection.close();
        }
        assertTrue(incidents.isEmpty(), () -> incidents.toString());
    }

    @Test
    void the_handshake_may_decide_and_an_address_that_speaks_no_tls_is_passed_over() throws Exception {
        ListeningPort tls = serve("127.0.0.1", "");
        // Not TLS, on the same number: the address that is tried first.
        TcpServerEndpoint.of("::1", number(tls))
                .listen(reactor, () -> new Protocol() {
                    @Override
                    public void connected(Connection connection) {
                        connection.write(ByteBuffer.wrap("220 ready\r\n".getBytes(StandardCharsets.US_ASCII)));
                    }

                    @Override
                    public void received(Connection connection, ByteBuffer lent) {}
                })
                .await();
        String uri = trusting("localhost", tls, "&prefer=6");

        Connected connected = TlsClientEndpoint.parse(uri + "&handshake-decides=true")
                .race(reactor, this::client)
                .await();

        assertEchoes(connected.connection());
        assertEquals(
                "127.0.0.1", connected.connection().remoteAddress().getAddress().getHostAddress());
        var refused = assertThrows(
                SSLException.class,
                () -> ClientEndpoint.of(uri).connect(reactor, this::client).await());
        assertTrue(words(refused).contains("[::1]"), words(refused));
    }

    @Test
    void a_client_that_does_not_trust_fails_on_both_sides() throws Exception {
        ListeningPort port = serve("[::1]", "");

        var refused = assertThrows(
                SSLException.class,
                () -> ClientEndpoint.of("tls://[::1]:" + number(port))
                        .connect(reactor, this::client)
                        .await());

        assertTrue(words(refused).contains("certificate"), words(refused));
        var failed = assertInstanceOf(Incident.HandshakeFailed.class, incidents.take());
        assertTrue(words(failed.why().asThrowable()).contains("TLS handshake with [::1]:"), failed.toString());
        Connection unverified = ClientEndpoint.of("tls://[::1]:" + number(port) + "?insecure=true")
                .connect(reactor, this::client)
                .await();
        assertEchoes(unverified);
    }

    @Test
    void a_server_name_stands_in_for_the_host() throws Exception {
        ListeningPort port = serve("[::1]", "");

        assertEchoes(ClientEndpoint.of(trusting("[::1]", port, "&server-name=localhost"))
                .connect(reactor, this::client)
                .await());
        var refused = assertThrows(
                SSLException.class,
                () -> ClientEndpoint.of(trusting("[::1]", port, "&server-name=other.test"))
                        .connect(reactor, this::client)
                        .await());
        for (String fact : List.of("other.test", "localhost")) {
            assertTrue(words(refused).contains(fact), words(refused));
        }
    }

    @Test
    void a_client_shows_its_certificate_where_it_is_asked() throws Exception {
        ListeningPort port = serve("[::1]", "&client-auth=required&trust=" + certificate.certificate());

        Connection connection = ClientEndpoint.of(
                        trusting("[::1]", port, "&cert=" + certificate.certificate() + "&key=" + certificate.key()))
                .connect(reactor, this::client)
                .await();

        assertEchoes(connection);
    }

    @Test
    void a_second_connect_of_the_same_endpoint_resumes_the_session() throws Exception {
        ListeningPort port = serve("[::1]", "");
        ClientEndpoint endpoint = ClientEndpoint.of(trusting("[::1]", port, ""));

        Connection first = endpoint.connect(reactor, this::client).await();
        assertEchoes(first);
        Connection second = endpoint.connect(reactor, this::client).await();

        assertEquals(
                first.tlsSession().orElseThrow().session().getCreationTime(),
                second.tlsSession().orElseThrow().session().getCreationTime());
    }

    @Test
    void a_file_that_cannot_be_used_fails_the_result_on_any_thread() throws Exception {
        ClientEndpoint client = ClientEndpoint.of("tls://[::1]:443?trust=" + folder.resolve("absent.pem"));
        ServerEndpoint server = ServerEndpoint.of("tls://[::1]:0?cert=" + folder.resolve("absent.pem"));

        assertThrows(
                TlsFileException.class,
                () -> client.connect(reactor, this::client).await());
        assertThrows(
                TlsFileException.class,
                () -> server.listen(reactor, TlsSchemeTest::echo).await());
        CompletableFuture<Pending<Connection>> onLoop = new CompletableFuture<>();
        reactor.execute(() -> onLoop.complete(client.connect(reactor, this::client)));
        assertThrows(TlsFileException.class, () -> onLoop.get().await());
    }

    @Test
    void files_are_read_off_the_loop_where_it_connects_on_it() throws Exception {
        ListeningPort port = serve("[::1]", "");
        ClientEndpoint client = ClientEndpoint.of(trusting("[::1]", port, ""));
        CompletableFuture<Pending<Connection>> onLoop = new CompletableFuture<>();

        reactor.execute(() -> onLoop.complete(client.connect(reactor, this::client)));

        assertEchoes(onLoop.get().await());
    }

    @Test
    void several_reactors_share_a_secured_port_as_they_share_a_plain_one() throws Exception {
        try (ReactorGroup group = ReactorGroup.open(2, ReactorOptions.DEFAULT.withTransport("nio"))) {
            ListeningPort port = group.listen(
                            TlsServerEndpoint.over(TcpServerEndpoint.of("::1", 0), certificate.server()),
                            TlsSchemeTest::echo)
                    .await();
            assertEchoes(ClientEndpoint.of(trusting("[::1]", port, ""))
                    .connect(reactor, this::client)
                    .await());
            var alone = assertThrows(
                    IllegalArgumentException.class,
                    () -> group.listen(
                            TlsServerEndpoint.over(ServerEndpoint.of("systemd:web"), certificate.server()),
                            TlsSchemeTest::echo));
            assertTrue(words(alone).contains("cannot be bound again"), words(alone));
        }
    }

    // ---- text

    @Test
    void a_uri_is_read_back_as_an_equal_endpoint() {
        for (String uri : List.of(
                "tls://example.test:443",
                "tls://[fe80::1%lo]:443?timeout=2s&cert=/a%20b/c.pem&key=k.pem&trust=t.pem",
                "tls://example.test:443?policy=serial&alpn=h2,http/1.1&server-name=other.test&handshake-timeout=5s",
                "tls://example.test:443?insecure=true&handshake-decides=true")) {
            assertEquals(uri, TlsClientEndpoint.parse(uri).toString());
            assertEquals(TlsClientEndpoint.parse(uri), ClientEndpoint.of(uri));
        }
        for (String uri : List.of(
                "tls://*:9443?mode=two-sockets&cert=c.pem",
                "tls://[::1]:0?backlog=5&cert=c.pem&key=k.pem&trust=t.pem&alpn=h2&client-auth=optional&reload=1m")) {
            assertEquals(uri, TlsServerEndpoint.parse(uri).toString());
            assertEquals(TlsServerEndpoint.parse(uri), ServerEndpoint.of(uri));
        }
        assertNotEquals(
                ClientEndpoint.of("tls://example.test:443"), ClientEndpoint.of("tls://example.test:443?alpn=h2"));
    }

    private record Wrong(boolean isServer, String uri, String at, String fact) {}

    @Test
    void what_is_wrong_is_pointed_at() {
        for (Wrong wrong : List.of(
                new Wrong(true, "tls://*:9443", "", "a server shows one: add cert=FILE"),
                new Wrong(true, "tls://*:9443?cert=a&server-name=x", "server-name=x", "not for a server"),
                new Wrong(true, "tls://*:9443?cert=a&client-auth=required", "required", "add trust=FILE"),
                new Wrong(true, "tls://*:9443?cert=a&trust=b", "trust=b", "client-auth=required"),
                new Wrong(true, "tls://*:9443?cert=a&client-auth=maybe", "maybe", "none, optional, required"),
                new Wrong(true, "tls://*:9443?cert=", "", "no file"),
                new Wrong(true, "tls://example.test:9443?cert=a", "example.test", "tls://[::1]:9443"),
                new Wrong(false, "tls://[::1]:0", "0", "tls://[::1]:9000"),
                new Wrong(false, "tls://[::1]:443?client-auth=none", "client-auth", "not for a client"),
                new Wrong(false, "tls://[::1]:443?key=k", "key=k", "without a certificate"),
                new Wrong(false, "tls://[::1]:443?insecure=true&trust=t", "trust=t", "nothing is verified"),
                new Wrong(false, "tls://[::1]:443?insecure=yes", "yes", "neither true nor false"),
                new Wrong(false, "tls://[::1]:443?alpn=h2,,x", "h2,,x", "1 to 255 bytes"),
                new Wrong(false, "tls://[::1]:443?server-name=a_b..c", "a_b..c", "neither a host name nor an address"),
                new Wrong(false, "tls://[::1]:443?handshake-timeout=0s", "0s", "more than zero"),
                new Wrong(false, "tls://[::1]:443?reload=60s", "reload", "without files"),
                new Wrong(false, "tls://[::1]:443?handshake-decides=2", "2", "neither true nor false"),
                new Wrong(false, "tls://[::1]:443?backlog=1", "backlog", "not for a client"))) {
            AddressSyntaxException refused = assertThrows(
                    AddressSyntaxException.class,
                    () -> {
                        if (wrong.isServer) {
                            ServerEndpoint.of(wrong.uri);
                        } else {
                            ClientEndpoint.of(wrong.uri);
                        }
                    },
                    wrong.uri);
            assertTrue(wrong.uri.startsWith(wrong.at, refused.position()), wrong + ": " + words(refused));
            assertTrue(words(refused).contains(wrong.fact), words(refused));
        }
    }
}
