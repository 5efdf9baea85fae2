package org.hextet.endpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group over real sockets, on loopback. */
@Timeout(60)
final class NioReactorGroupTest {

    private static final ReactorOptions OPTIONS =
            ReactorOptions.DEFAULT.withTransport("nio").withOverwriteLentBuffers(true);

    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private ReactorGroup group = noGroup();

    /** Before {@link #open()}; a field is never null. */
    @SuppressWarnings("NullAway")
    private static ReactorGroup noGroup() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        group = ReactorGroup.open(3, OPTIONS.withThreadName("of-the-group"));
    }

    @AfterEach
    void close() {
        group.close();
    }

    private void assumeReusePort() {
        assumeTrue(group.next().capabilities().has(Capability.REUSE_PORT), "no SO_REUSEPORT here");
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

    @Test
    void two_hundred_connects_are_accepted_once_each_on_the_thread_of_their_reactor() throws Exception {
        assumeReusePort();
        AtomicInteger made = new AtomicInteger();
        Map<Protocol, Thread> madeOn = new ConcurrentHashMap<>();
        Set<String> wrongThreads = ConcurrentHashMap.newKeySet();
        ListeningPort port = group.listen("tcp://*:0", () -> {
                    made.incrementAndGet();
                    Protocol protocol = new Protocol() {
                        @Override
                        public void connected(Connection connection) {
                            if (madeOn.get(this) != Thread.currentThread()
                                    || !connection.reactor().inReactor()) {
                                wrongThreads.add(Thread.currentThread().getName());
                            }
                            accepted.add(connection);
                        }

                        @Override
                        public void received(Connection connection, ByteBuffer lent) {}
                    };
                    madeOn.put(protocol, Thread.currentThread());
                    return protocol;
                })
                .await();
        int number = port.localAddresses().get(0).getPort();

        Set<Integer> clients = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String host = i % 2 == 0 ? "::1" : "127.0.0.1";
            Connection connection = HostnameClientEndpoint.of(host, number)
                    .connect(group.next(), NioReactorGroupTest::silent)
                    .await();
            clients.add(i % 2 * 100_000 + connection.localAddress().getPort());
        }

        Map<Reactor, Integer> perReactor = new LinkedHashMap<>();
        Set<Integer> peers = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Connection connection = accepted.take();
            perReactor.merge(connection.reactor(), 1, Integer::sum);
            boolean isIpv4 = connection.remoteAddress().getAddress() instanceof java.net.Inet4Address;
            peers.add((isIpv4 ? 100_000 : 0) + connection.remoteAddress().getPort());
        }
        assertEquals(200, made.get());
        assertEquals(clients, peers, "each was accepted, once");
        assertEquals(Set.of(), wrongThreads);
        assertEquals(Set.copyOf(group.reactors()), perReactor.keySet(), "the kernel deals them out to all");
        assertTrue(accepted.isEmpty());
    }

    @Test
    void each_datagram_comes_to_one_reactor_and_those_of_one_peer_to_the_same() throws Exception {
        assumeReusePort();
        BlockingQueue<Map.Entry<Reactor, InetSocketAddress>> came = new LinkedBlockingQueue<>();
        List<DatagramPort> ports = group.listenDatagrams(
                        DatagramEndpoint.of("udp://[::1]:0"),
                        () -> (port, datagram) -> came.add(Map.entry(port.reactor(), datagram.sender())))
                .await();
        InetSocketAddress server = ports.get(0).localAddresses().get(0);
        assertEquals(group.reactors(), ports.stream().map(DatagramPort::reactor).toList());

        Map<Integer, Set<Reactor>> bySender = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            try (DatagramSocket sender = new DatagramSocket(new InetSocketAddress(server.getAddress(), 0))) {
                for (int each = 0; each < 3; each++) {
                    sender.send(new DatagramPacket(new byte[] {1}, 1, server));
                    bySender.computeIfAbsent(i, unused -> new HashSet<>())
                            .add(came.take().getKey());
                }
            }
        }

        assertTrue(bySender.values().stream().allMatch(reactors -> reactors.size() == 1), "by flow");
        Set<Reactor> all = new HashSet<>();
        bySender.values().forEach(all::addAll);
        assertEquals(Set.copyOf(group.reactors()), all, "the kernel deals them out to all");
        assertTrue(came.isEmpty(), "once each");
    }

    @Test
    void the_port_is_free_when_it_has_stopped_and_one_number_serves_both_families() throws Exception {
        assumeReusePort();
        ListeningPort port = group.listen("tcp://*:0", this::echo).await();
        int number = port.localAddresses().get(0).getPort();
        assertEquals(3, port.parts().size());

        port.stopListening().await();

        assertThrows(
                ConnectException.class,
                () -> HostnameClientEndpoint.of("::1", number)
                        .connect(group.next(), NioReactorGroupTest::silent)
                        .await());
        try (Reactor alone = Reactor.open(OPTIONS)) {
            Tcp6ServerEndpoint.of("::", number).listen(alone, this::echo).await();
        }
    }

    @Test
    void the_stages_of_the_listen_run_on_the_thread_of_the_first_whenever_they_are_added() throws Exception {
        assumeReusePort();
        Pending<ListeningPort> listening = group.listen("tcp://[::1]:0", this::echo);
        listening.await();
        BlockingQueue<Boolean> onFirst = new LinkedBlockingQueue<>();

        listening.thenAccept(port -> onFirst.add(group.reactors().get(0).inReactor()));

        assertTrue(onFirst.take());
    }

    @Test
    void a_drain_closes_idle_connections_of_every_reactor_in_order() throws Exception {
        assumeReusePort();
        ListeningPort port = group.listen("tcp://[::1]:0", this::echo).await();
        try (Reactor clients = Reactor.open(OPTIONS)) {
            BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
            for (int i = 0; i < 20; i++) {
                Connection connection = HostnameClientEndpoint.of(
                                "::1", port.localAddresses().get(0).getPort())
                        .connect(clients, NioReactorGroupTest::silent)
                        .await();
                connection.closed().thenAccept(ends::add);
                accepted.take();
            }

            group.drain(Duration.ofMillis(1), Duration.ofSeconds(30)).await();

            for (int i = 0; i < 20; i++) {
                assertEquals(new CloseReason.ClosedByPeer(), ends.take());
            }
        }
    }

    @Test
    void closing_inside_a_callback_begins_the_end_of_all() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        group.reactors().get(1).execute(() -> {
            group.close();
            returned.countDown();
        });

        group.terminated().await();

        assertTrue(returned.await(30, TimeUnit.SECONDS));
        for (Reactor each : group.reactors()) {
            assertTrue(each.terminated().isDone());
        }
        group.close();
    }

    @Test
    void the_reactors_have_numbers_in_the_names_of_their_threads() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();

        for (Reactor each : group.reactors()) {
            each.execute(() -> names.add(Thread.currentThread().getName()));
        }

        Set<String> seen = new HashSet<>(List.of(names.take(), names.take(), names.take()));
        assertEquals(Set.of("of-the-group-1", "of-the-group-2", "of-the-group-3"), seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_reactor_that_is_closed_fails_the_listen_and_undoes_the_others(int which) throws Exception {
        assumeReusePort();
        group.reactors().get(which).close();

        Pending<ListeningPort> listening = group.listen("tcp://[::1]:0", this::echo);

        IOException failure = assertThrows(IOException.class, listening::await);
        assertTrue(String.valueOf(failure.getMessage()).contains("closed"), failure.toString());
        // Nothing is left that would hold it up.
        group.close();
    }
}
