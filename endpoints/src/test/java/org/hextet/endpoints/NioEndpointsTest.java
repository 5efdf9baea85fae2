package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, on loopback, with the resolver that is found. */
@Timeout(60)
final class NioEndpointsTest {

    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private Reactor reactor = closedReactor();

    /** Before {@link #open()}; a field is never null. */
    @SuppressWarnings("NullAway")
    private static Reactor closedReactor() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        reactor = Reactor.open(ReactorOptions.DEFAULT.withTransport("nio").withOverwriteLentBuffers(true));
    }

    @AfterEach
    void close() {
        reactor.close();
    }

    private Protocol echo() {
        return new Protocol() {
            @Override
            public void connected(Connection connection) {
                accepted.add(connection);
            }

            @Override
            public void received(Connection connection, ByteBuffer lent) {
                connection.write(lent);
            }
        };
    }

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private static int number(ListeningPort port) {
        return port.localAddresses().get(0).getPort();
    }

    @Test
    void every_interface_on_one_number_serves_both_families() throws Exception {
        ListeningPort port =
                ServerEndpoint.of("tcp://*:0").listen(reactor, this::echo).await();

        for (String literal : List.of("[::1]", "127.0.0.1")) {
            Connection connection = ClientEndpoint.of("tcp://" + literal + ":" + number(port))
                    .connect(reactor, NioEndpointsTest::silent)
                    .await();
            assertEquals(connection.localAddress(), accepted.take().remoteAddress());
        }
    }

    @Test
    void localhost_by_name_is_raced_and_has_a_timeline() throws Exception {
        ListeningPort port = AllLocalInterfacesServerEndpoint.on(0)
                .listen(reactor, this::echo)
                .await();

        Connected connected = HostnameClientEndpoint.of("localhost", number(port))
                .race(reactor, NioEndpointsTest::silent)
                .await();

        String timeline = connected.timeline().toString();
        for (String event : List.of("lookup-start", "answer", "order", "attempt-start", "connected")) {
            assertTrue(timeline.contains(event), event + " in:\n" + timeline);
        }
        assertEquals(
                AddressText.format(connected.connection().remoteAddress().getAddress()),
                AddressText.format(connected.timeline().winner().orElseThrow()));
    }

    @Test
    void one_refusing_family_is_passed_over_at_once() throws Exception {
        ListeningPort port = Tcp4ServerEndpoint.of("127.0.0.1", 0)
                .listen(reactor, this::echo)
                .await();

        Connected connected = AddressListClientEndpoint.of(
                        List.of(
                                AddressText.parse("::1").toInetAddress(),
                                AddressText.parse("127.0.0.1").toInetAddress()),
                        number(port))
                .race(reactor, NioEndpointsTest::silent)
                .await();

        assertEquals(
                StandardProtocolFamily.INET,
                AddressRules.family(connected.connection().remoteAddress().getAddress()));
        assertTrue(connected.timeline().toString().contains("refused (ECONNREFUSED)"));
    }

    @Test
    void a_port_that_nobody_listens_on_is_refused_in_each_family() throws Exception {
        ListeningPort port = AllLocalInterfacesServerEndpoint.on(0)
                .listen(reactor, this::echo)
                .await();
        int number = number(port);
        port.stopListening().await();

        AttemptsFailure failure = assertThrows(
                AttemptsFailure.class,
                () -> AddressListClientEndpoint.of(
                                List.of(
                                        AddressText.parse("::1").toInetAddress(),
                                        AddressText.parse("127.0.0.1").toInetAddress()),
                                number)
                        .connect(reactor, NioEndpointsTest::silent)
                        .await());

        assertEquals(FailureKind.REFUSED, failure.kind());
        assertEquals("ECONNREFUSED", failure.errno().orElseThrow());
        assertEquals(2, failure.getSuppressed().length);
    }

    @Test
    void two_sockets_are_refused_by_name_where_nio_cannot() {
        AllLocalInterfacesServerEndpoint two =
                AllLocalInterfacesServerEndpoint.on(0).withMode(Mode.TWO_SOCKETS);

        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> two.listen(reactor, this::echo));

        assertTrue(words(refused).contains("v6only"), words(refused));
    }

    @Test
    void one_socket_per_address_serves_each_and_stops_with_all() throws Exception {
        ListeningPort port = AllLocalInterfacesServerEndpoint.on(0)
                .withMode(Mode.PER_ADDRESS)
                .listen(reactor, this::echo)
                .await();

        for (InetSocketAddress local : port.localAddresses()) {
            assertEquals(number(port), local.getPort());
            Connection connection = reactor.connectTcp(local, StreamOptions.DEFAULT, NioEndpointsTest::silent)
                    .await();
            connection.close();
        }
        port.stopListening().await();
        port.stopListening().await();

        for (InetSocketAddress local : port.localAddresses()) {
            assertThrows(
                    ConnectException.class,
                    () -> reactor.connectTcp(local, StreamOptions.DEFAULT, NioEndpointsTest::silent)
                            .await());
        }
    }

    @Test
    void a_number_taken_on_one_address_fails_all_or_leaves_that_one_out() throws Exception {
        ListeningPort other = Tcp4ServerEndpoint.of("127.0.0.1", 0)
                .listen(reactor, this::echo)
                .await();
        AllLocalInterfacesServerEndpoint all = AllLocalInterfacesServerEndpoint.on(number(other));

        BindException failure = assertThrows(
                BindException.class, () -> all.listen(reactor, this::echo).await());
        ListeningPort rest =
                all.withBestEffort(true).listen(reactor, this::echo).await();

        assertTrue(words(failure).contains(":" + number(other)), words(failure));
        assertTrue(rest.localAddresses().stream()
                .anyMatch(local -> AddressText.formatSocket(local).equals("[::1]:" + number(other))));
        assertTrue(rest.missing().stream().anyMatch(one -> one.kind() == FailureKind.IN_USE));
    }

    @Test
    void a_name_that_does_not_exist_says_so() {
        NoAddressFailure failure = assertThrows(
                NoAddressFailure.class,
                () -> HostnameClientEndpoint.of("nosuch.invalid", 80)
                        .withResolver(new ScriptedResolver()
                                .fails(StandardProtocolFamily.INET6, FailureKind.NO_SUCH_NAME, 0)
                                .fails(StandardProtocolFamily.INET, FailureKind.NO_SUCH_NAME, 0))
                        .connect(reactor, NioEndpointsTest::silent)
                        .await());

        assertEquals(FailureKind.NO_SUCH_NAME, failure.kind());
    }

    @Test
    void a_lookup_that_never_answers_is_ended_by_the_deadline() {
        DeadlineFailure failure = assertThrows(
                DeadlineFailure.class,
                () -> HostnameClientEndpoint.of("slow.test", 80)
                        .withResolver(new ScriptedResolver())
                        .withDeadline(Duration.ofMillis(50))
                        .connect(reactor, NioEndpointsTest::silent)
                        .await());

        assertTrue(words(failure).contains("50ms"), words(failure));
    }

    @Test
    void cancelling_a_thousand_connects_in_the_same_turn_leaves_none_behind() throws Exception {
        ListeningPort port =
                Tcp6ServerEndpoint.of("::1", 0).listen(reactor, this::echo).await();
        HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("::1", number(port));
        int won = 0;

        for (int i = 0; i < 1000; i++) {
            var connecting = endpoint.connect(reactor, NioEndpointsTest::silent);
            if (!connecting.cancel()) {
                connecting.await().close();
                won++;
            }
        }

        assertTrue(won <= 1000);
        // Whoever is still in the kernel's queue comes before this one.
        Connection last = endpoint.connect(reactor, NioEndpointsTest::silent).await();
        Connection peer;
        do {
            peer = accepted.take();
            if (peer.remoteAddress().getPort() != last.localAddress().getPort()) {
                peer.closed().await();
            }
        } while (peer.remoteAddress().getPort() != last.localAddress().getPort());
    }

    @Test
    @SuppressWarnings("deprecation") // The call under test.
    void a_reactor_connects_by_name_over_ipv4_through_what_is_found() throws Exception {
        ListeningPort port = AllLocalInterfacesServerEndpoint.on(0)
                .listen(reactor, this::echo)
                .await();

        Connection connection = reactor.connectTcp(
                        "localhost", number(port), StreamOptions.DEFAULT, NioEndpointsTest::silent)
                .await();

        assertEquals(
                StandardProtocolFamily.INET,
                AddressRules.family(connection.remoteAddress().getAddress()));
    }
}
