package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.FDLIMIT;
import static org.hextet.tck.lab.Environment.HOLE;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.lab.DescriptorFill;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Running out of what a process has. */
final class LimitsChecks {

    private static final System.Logger LOG = System.getLogger("org.hextet.tck");

    private static final int TIMES = 100;

    // No descriptor left.

    @Check(
            id = "LIM-001",
            level = MUST,
            needs = TCP,
            env = FDLIMIT,
            source = "Twisted test_tcp closePeerOnEMFILE; libuv emfile",
            because = "a server that spins or goes deaf at its limit turns a busy minute into an outage",
            lookAt = "EMFILE of accept: who stops asking, and who asks again when a descriptor is freed")
    void at_the_descriptor_limit_accepting_pauses_and_resumes_and_all_clients_are_served_or_closed(Rig rig)
            throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);
            // The clients are there, in the kernel's queue, before the last descriptor is taken.
            List<Recorder> clients = queued(rig, server, 20);

            try (DescriptorFill fill = rig.fillDescriptors()) {
                server.port().resumeAccepting();
                Incident.AcceptingPaused paused = awaitPaused(rig, server);
                rig.expectFailure(
                        "what the port's pause is told with",
                        FailureKind.DESCRIPTOR_LIMIT,
                        SocketException.class,
                        paused.why().asThrowable());
                rig.expect(fill.held() > 0, "no descriptor could be taken");
            }

            for (Recorder client : clients) {
                client.connection().write(Bytes.of("x"));
            }
            for (Recorder client : clients) {
                client.await("an echo, or closed", one -> one.receivedBytes() > 0 || one.heard(Recorder.Event.CLOSED));
            }
            expectServes(rig, server);
        });
    }

    /** Connected clients that nobody has accepted yet. */
    private static List<Recorder> queued(Rig rig, Server server, int count) throws IOException {
        server.port().pauseAccepting();
        List<Recorder> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Recorder client = rig.recorder();
            rig.connect(server.address(), client);
            clients.add(client);
        }
        return clients;
    }

    private static Incident.AcceptingPaused awaitPaused(Rig rig, Server server) {
        return (Incident.AcceptingPaused) rig.incidents()
                .await(
                        "an incident that tells of the port's pause",
                        incident -> incident instanceof Incident.AcceptingPaused paused && isOf(paused, server));
    }

    private static boolean isOf(Incident.AcceptingPaused paused, Server server) {
        return paused.local().stream().anyMatch(local -> SocketAddressKey.sameAddress(local, server.address()));
    }

    private static void expectServes(Rig rig, Server server) throws IOException {
        Recorder sentinel = rig.recorder();
        Connection connection = rig.connect(server.address(), sentinel);
        connection.write(Bytes.of("!"));
        sentinel.awaitBytes(1);
        connection.close();
        sentinel.awaitClosed();
    }

    @Check(
            id = "LIM-002",
            level = MUST,
            needs = TCP,
            env = FDLIMIT,
            source = "contract",
            because = "those who are connected already must not pay for those who cannot be",
            lookAt = "how long a port that could not accept waits, and how often it tells")
    void at_the_descriptor_limit_timers_and_echoes_go_on_and_a_pause_is_told_once(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6(), Recorder::echoing);
        Recorder talking = rig.recorder();
        Connection connection = rig.connect(server.address(), talking);
        server.awaitAccepted();
        // The first of them may have been taken already: an accept that is under way cannot always be called back.
        List<Recorder> waiting = queued(rig, server, 2);

        try (DescriptorFill fill = rig.fillDescriptors()) {
            rig.expect(fill.held() > 0, "no descriptor could be taken");
            server.port().resumeAccepting();
            awaitPaused(rig, server);

            CountDownLatch ticks = new CountDownLatch(1000);
            tick(rig.reactor(), ticks, connection);
            rig.await(ticks, "1,000 turns of the loop, a timer in each");
            talking.awaitBytes(20);
            int accepted = server.accepted().size();
            rig.expect(
                    accepted <= 2, accepted + " clients are accepted, expected 2 at most: a third had no descriptor");
        }

        for (Recorder each : waiting) {
            each.connection().write(Bytes.of("x"));
            each.await("an echo, or closed", one -> one.receivedBytes() > 0 || one.heard(Recorder.Event.CLOSED));
        }
        long told = rig.incidents().all().stream()
                .filter(incident -> incident instanceof Incident.AcceptingPaused paused && isOf(paused, server))
                .count();
        rig.expectEqual("how often the one pause was told", 1L, told);
    }

    /**
     * A timer in each turn, an echo in each fiftieth. Of a millisecond, so that the port has time to try in vain, too.
     */
    private static void tick(Reactor reactor, CountDownLatch left, Connection echoes) {
        reactor.schedule(Duration.ofMillis(1), () -> {
            if (left.getCount() % 50 == 0) {
                echoes.write(Bytes.of("x"));
            }
            left.countDown();
            if (left.getCount() > 0) {
                tick(reactor, left, echoes);
            }
        });
    }

    @Check(
            id = "LIM-003",
            level = MUST,
            needs = TCP,
            env = FDLIMIT,
            source = "contract",
            because = "a client that has failed once at the limit must work again when the limit is no longer reached",
            lookAt = "what is kept of a connect that could not even get a socket")
    void at_the_descriptor_limit_a_connect_fails_typed_and_afterwards_succeeds(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);
            Recorder refused = rig.recorder();

            try (DescriptorFill fill = rig.fillDescriptors()) {
                rig.expect(fill.held() > 0, "no descriptor could be taken");
                Throwable seen = rig.awaitFailure(
                        rig.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, () -> refused));
                rig.expectFailure(
                        "the connect without a descriptor left",
                        FailureKind.DESCRIPTOR_LIMIT,
                        SocketException.class,
                        seen);
            }

            expectServes(rig, server);
            // With the server's end gone too, nothing becomes free when all is taken again.
            server.awaitAccepted().awaitClosed();
            rig.expectEqual("what the protocol of the failed connect heard", "nothing", refused.story());
        });
    }

    @Check(
            id = "LIM-015",
            level = MUST,
            needs = UDP,
            env = FDLIMIT,
            source = "contract",
            because =
                    "a port that has its socket needs no other: who is answered already must not pay for who comes late",
            lookAt = "EMFILE of socket, where a port is bound, and where another socket takes the place of a port's")
    void at_the_descriptor_limit_a_busy_port_goes_on_and_another_cannot_be_opened(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder echo = udp.open(
                    rig.reactor(),
                    new InetSocketAddress(loopback, 0),
                    DatagramOptions.DEFAULT,
                    DatagramRecorder::echoing);
            DatagramRecorder client = udp.open(loopback);
            rig.await(client.port().connect(echo.address()));
            DatagramRecorder late = udp.recorder(DatagramOptions.DEFAULT);

            try (DescriptorFill fill = rig.fillDescriptors()) {
                rig.expect(fill.held() > 0, "no descriptor could be taken");
                for (int i = 0; i < TIMES; i++) {
                    udp.deliver("an answer", client, data -> client.port().write(data));
                }
                Throwable seen = rig.awaitFailure(rig.reactor()
                        .listenUdp(new InetSocketAddress(loopback, 0), DatagramOptions.DEFAULT, () -> late));
                rig.expectFailure(
                        "the port without a descriptor left",
                        FailureKind.DESCRIPTOR_LIMIT,
                        SocketException.class,
                        seen);
                leavePeer(rig, client);
                udp.deliver(
                        "an answer afterwards", client, data -> client.port().write(data, echo.address()));
            }

            rig.await(client.port().disconnect());
            DatagramRecorder next = udp.open(loopback);
            udp.deliver(
                    "a datagram of the next port", client, data -> next.port().write(data, client.address()));
            rig.expectEqual("what the protocol of the failed port heard", List.of(), late.events());
            rig.expectEqual("the failures told to those that were open", List.of(), client.failures());
        });
    }

    /** A peer is left by another socket, on some systems: then there is none to be had. */
    private static void leavePeer(Rig rig, DatagramRecorder client) {
        Optional<Throwable> refused =
                Ended.of(rig, client.port().disconnect(), "a disconnect").failure();
        if (refused.isPresent()) {
            rig.expectFailure(
                    "the disconnect without a descriptor left",
                    FailureKind.DESCRIPTOR_LIMIT,
                    SocketException.class,
                    refused.get());
            rig.expect(
                    client.port().remoteAddress().isPresent(),
                    "a port that could not leave its peer says that it has none");
        }
    }

    @Check(
            id = "LIM-004",
            level = MUST,
            needs = HOST_NET,
            env = FDLIMIT,
            source = "OpenJDK OpenLeak",
            because = "who retries opening at the limit, and leaks a descriptor each time, never gets below it again",
            lookAt = "each step of opening that makes a descriptor: are those before it closed when it fails?")
    void at_the_descriptor_limit_opening_a_reactor_fails_typed_and_leaves_nothing_half_open(Rig rig) throws Exception {
        // Whatever a first reactor needs for the life of the process is there.
        rig.turns(rig.reactor(), 1);
        try (DescriptorFill fill = rig.fillDescriptors()) {
            // With none, one, two, … descriptors, until they are enough: opening fails at each of its steps once.
            for (int free = 0; free <= 16; free++) {
                int held = fill.held();
                fill.free(free);
                Optional<Reactor> opened = open(rig, free);
                if (opened.isPresent()) {
                    opened.get().close();
                    rig.expect(free > 0, "a reactor opened without a descriptor left");
                    return;
                }
                // The JVM itself has one now and then, to look at its limits.
                rig.until(
                        "all of the " + held + " descriptors are free again that were before a failed opening with "
                                + free,
                        () -> refilled(rig, fill) >= held);
            }
            throw rig.fail("no reactor could be opened with 16 descriptors");
        }
    }

    private static int refilled(Rig rig, DescriptorFill fill) {
        try {
            fill.refill();
            return fill.held();
        } catch (IOException refused) {
            throw rig.fail("taking the descriptors that are free", "all of them", refused);
        }
    }

    private static Optional<Reactor> open(Rig rig, int free) {
        try {
            return Optional.of(rig.openReactor());
        } catch (IOException failed) {
            NetworkFailure failure = rig.expectFailure(
                    "the opening of a reactor with " + free + " descriptors left",
                    FailureKind.DESCRIPTOR_LIMIT,
                    SocketException.class,
                    failed);
            rig.expectEqual("the operation of the failure", "open", failure.operation());
            return Optional.empty();
        }
    }

    // Peers that go.

    @Check(
            id = "LIM-006",
            level = MUST,
            needs = {TCP, HOST_NET},
            source = "contract",
            because = "port scans and health checks reset by the thousand; each must cost nothing when it is over",
            lookAt = "a reset that is met in accept, in the first read, or in between")
    void two_thousand_clients_that_connect_and_reset_leave_nothing_behind(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);
            expectServes(rig, server);
            OptionalInt before = socketsAtRest(rig);

            for (int i = 0; i < 2000; i++) {
                resetting(server.address()).close();
            }

            expectServes(rig, server);
            expectOneEndEach(rig, server);
            expectSockets(rig, before);
        });
    }

    /** Open sockets when nothing is on its way any more: the rig's own connections have ended. */
    private static OptionalInt socketsAtRest(Rig rig) throws IOException {
        rig.turns(rig.reactor(), 2);
        return HostTables.openSockets();
    }

    private static void expectSockets(Rig rig, OptionalInt before) {
        before.ifPresent(count -> rig.until(
                "no more sockets are open than the " + count + " before",
                () -> HostTables.openSockets().orElse(0) <= count));
    }

    /** A plain socket, connected, that resets when it is closed. */
    private static Socket resetting(InetSocketAddress remote) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(4096);
            socket.setSoLinger(true, 0);
            socket.connect(remote);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    private static void expectOneEndEach(Rig rig, Server server) {
        for (Recorder one : server.accepted()) {
            one.await(
                    "connected and closed, or neither",
                    recorder -> !recorder.heard(Recorder.Event.CONNECTED) || recorder.heard(Recorder.Event.CLOSED));
        }
        for (Recorder one : server.accepted()) {
            long connected = one.count(Recorder.Event.CONNECTED);
            long closed = one.count(Recorder.Event.CLOSED);
            rig.expect(
                    connected <= 1 && closed == connected,
                    "an accepted connection heard " + one.story() + ", expected one closed for its one connected");
        }
    }

    @Check(
            id = "LIM-007",
            level = MUST,
            needs = {TCP, HOST_NET, RESET},
            source = "contract",
            because = "a reset comes when it wants to; a state in which it is not met keeps its socket for ever",
            lookAt = "the states of a connection, and what each of them does with a failure")
    void a_reset_in_any_state_ends_each_connection_with_one_closed(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            OptionalInt before = socketsAtRest(rig);
            resetBeforeAccept(rig, loopback);
            resetAfterConnected(rig, loopback);
            resetMidWrite(rig, loopback);
            resetHalfClosed(rig, loopback);
            resetPaused(rig, loopback);
            expectSockets(rig, before);
        });
    }

    private static void finish(Rig rig, Server server) throws IOException {
        expectServes(rig, server);
        expectOneEndEach(rig, server);
        rig.await(server.port().stopListening());
    }

    private static void resetBeforeAccept(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback, Recorder::echoing);
        server.port().pauseAccepting();
        rig.turns(rig.reactor(), 1);
        for (int i = 0; i < TIMES; i++) {
            resetting(server.address()).close();
        }
        server.port().resumeAccepting();
        finish(rig, server);
    }

    private static void resetAfterConnected(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback, Recorder::echoing);
        for (int i = 0; i < TIMES; i++) {
            try (Socket client = resetting(server.address())) {
                server.awaitAccepted();
                rig.expect(client.isConnected(), "the client is not connected");
            }
        }
        finish(rig, server);
        for (Recorder one : server.accepted().subList(0, TIMES)) {
            expectReset(rig, "after connected", one.awaitClosed());
        }
    }

    private static void expectReset(Rig rig, String when, CloseReason reason) {
        rig.expect(
                reason instanceof CloseReason.Failed failed
                        && failed.cause() instanceof NetworkFailure failure
                        && failure.kind() == FailureKind.RESET,
                "the reason of a connection reset " + when + " is " + reason + ", expected a failure of kind reset");
    }

    private static void resetMidWrite(Rig rig, InetAddress loopback) throws IOException {
        StreamOptions options = StreamOptions.DEFAULT.with(StandardSocketOptions.SO_SNDBUF, 16 << 10);
        // More than fits: some of it is still queued when the reset comes.
        Server server = rig.listen(
                rig.reactor(),
                new InetSocketAddress(loopback, 0),
                options,
                recorder -> recorder.echoing().onConnected(connection -> connection.write(Bytes.zeros(512 << 10))));
        for (int i = 0; i < TIMES; i++) {
            try (Socket client = resetting(server.address())) {
                rig.expect(client.getInputStream().read() == 0, "the client got no byte of what was written");
            }
        }
        Recorder sentinel = rig.recorder();
        Connection last = rig.connect(server.address(), sentinel);
        sentinel.awaitBytes(512 << 10);
        last.close();
        sentinel.awaitClosed();
        expectOneEndEach(rig, server);
        rig.await(server.port().stopListening());
    }

    /** The peer has ended its output, or this side has; then comes the reset. */
    private static void resetHalfClosed(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback, recorder -> recorder.echoing().keepingOutputOpen());
        for (int i = 0; i < TIMES; i++) {
            Recorder accepted;
            try (Socket client = resetting(server.address())) {
                accepted = server.awaitAccepted();
                if (i % 2 == 0) {
                    client.shutdownOutput();
                    accepted.await("the peer's half-close", Recorder.Event.INPUT_ENDED);
                } else {
                    accepted.connection().shutdownOutput();
                    rig.expect(client.getInputStream().read() < 0, "the client did not see the half-close");
                }
            }
            if (i % 2 == 0) {
                // Nothing is read any more: the reset is met when something is written.
                accepted.connection().write(Bytes.of("late"));
            }
            accepted.awaitClosed();
        }
        expectServesOneWay(rig, server);
        expectOneEndEach(rig, server);
        rig.await(server.port().stopListening());
    }

    /** As {@link #expectServes}, of a server that does not close when its peer has ended. */
    private static void expectServesOneWay(Rig rig, Server server) throws IOException {
        Recorder sentinel = rig.recorder();
        Connection connection = rig.connect(server.address(), sentinel);
        connection.write(Bytes.of("!"));
        sentinel.awaitBytes(1);
        connection.abort();
        sentinel.awaitClosed();
    }

    private static void resetPaused(Rig rig, InetAddress loopback) throws IOException {
        Server server = rig.listen(loopback, recorder -> recorder.echoing().onConnected(Connection::pauseReading));
        for (int i = 0; i < TIMES; i++) {
            Recorder accepted;
            try (Socket client = resetting(server.address())) {
                accepted = server.awaitAccepted();
                client.getOutputStream().write('x');
            }
            // While paused the end of the peer may stay unknown.
            accepted.connection().resumeReading();
            accepted.awaitClosed();
        }
        Recorder sentinel = rig.recorder();
        Connection last = rig.connect(server.address(), sentinel);
        last.write(Bytes.of("!"));
        server.awaitAccepted().connection().resumeReading();
        sentinel.awaitBytes(1);
        last.close();
        sentinel.awaitClosed();
        expectOneEndEach(rig, server);
        rig.await(server.port().stopListening());
    }

    @Check(
            id = "LIM-008",
            level = MUST,
            needs = {TCP, RESET},
            env = HOLE,
            source = "Twisted test_tcp fullWriteBuffer",
            because = "abort is what is left when a peer is gone; it must not wait for him",
            lookAt = "abort with bytes queued: is the socket closed, or its buffer waited for?")
    void abort_towards_a_peer_that_went_dark_ends_at_once(Rig rig) throws Exception {
        for (boolean six : new boolean[] {true, false}) {
            InetAddress far = six ? rig.lab().farUniqueLocal(0) : rig.lab().farIpv4(0);
            try (FarHost.FarListener listener =
                    rig.far().listen(six ? "fd00::2" : "10.0.0.2", FarHost.Behaviour.OBEY)) {
                InetSocketAddress remote = listener.at(far);
                Recorder client = rig.recorder();
                // Nothing but abort ends it within the guard: the kernel would try for a quarter of an hour.
                StreamOptions options = StreamOptions.DEFAULT.withCloseTimeout(Duration.ofHours(1));
                Pending<Connection> connecting = rig.reactor().connectTcp(remote, options, () -> client);
                Connection connection = rig.await(connecting);
                rig.lab().makeDark(far);
                try {
                    connection.write(Bytes.zeros(16 << 20));
                    client.await("writingPaused, after 16 MiB to a peer that is gone", Recorder.Event.PAUSED);

                    connection.abort();

                    CloseReason reason = client.awaitClosed();
                    rig.expect(
                            reason instanceof CloseReason.Aborted,
                            "the reason of the aborted connection is " + reason + ", expected Aborted");
                    rig.until("the socket is gone", () -> HostTables.socketsTo(remote) == 0);
                } finally {
                    rig.lab().bringBack(far);
                }
            }
        }
    }

    // Many.

    @Check(
            id = "LIM-009",
            level = SHOULD,
            needs = TCP,
            patience = 4,
            source = "contract",
            because = "idle connections are what most servers are made of",
            lookAt = "what each connection keeps while nothing moves on it")
    void ten_thousand_idle_connections_all_answer(Rig rig) throws Exception {
        long limit = HostTables.descriptorLimit().orElse(30_000);
        // Each has two ends here.
        int count = (int) Math.min(10_000, limit / 3);
        Server server =
                rig.listen(rig.v6(), recorder -> recorder.withoutContent().echoing());
        List<Recorder> clients = new ArrayList<>(count);
        while (clients.size() < count) {
            // In batches that fit into any kernel's queue.
            List<Pending<Connection>> batch = new ArrayList<>();
            for (int i = 0; i < 100 && clients.size() < count; i++) {
                Recorder client = rig.recorder().withoutContent();
                clients.add(client);
                batch.add(rig.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            }
            batch.forEach(rig::await);
        }
        server.awaitAccepted(count);
        report(count);

        clients.forEach(client -> client.connection().write(Bytes.of("x")));

        for (Recorder client : clients) {
            client.awaitBytes(1);
            rig.expectEqual("the bytes that a client got back", 1L, client.receivedBytes());
        }
    }

    private static void report(int connections) {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        LOG.log(
                System.Logger.Level.DEBUG,
                "LIM-009: {0} connections with both ends here: {1} KiB of heap in use, {2} threads",
                connections,
                (runtime.totalMemory() - runtime.freeMemory()) >> 10,
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    @Check(
            id = "LIM-010",
            level = MUST,
            needs = UDP,
            patience = 2,
            source = "contract",
            because =
                    "anybody can send more than one callback eats: what cannot be kept must be dropped, by the kernel",
            lookAt = "what is read ahead of the callbacks, and what becomes of it while reading is paused")
    void a_flood_of_datagrams_to_a_slow_callback_is_dropped_and_the_port_lives(Rig rig) throws Exception {
        Reactor reads = rig.openReactor();
        Reactor floods = rig.openReactor();
        rig.onEachLoopback(loopback -> {
            flooded(rig, loopback, reads, floods, false);
            flooded(rig, loopback, reads, floods, true);
        });
    }

    /** Some 20 MB to a port whose socket holds a few hundred KiB at most: no more can be there afterwards. */
    private static void flooded(Rig rig, InetAddress loopback, Reactor reads, Reactor floods, boolean pauses)
            throws Exception {
        int datagrams = 20_000;
        HeldLoop held = new HeldLoop();
        AtomicBoolean slow = new AtomicBoolean(true);
        AtomicLong received = new AtomicLong();
        DatagramRecorder reader = rig.udp()
                .open(
                        reads,
                        new InetSocketAddress(loopback, 0),
                        DatagramOptions.DEFAULT.with(StandardSocketOptions.SO_RCVBUF, 64 << 10),
                        recorder -> recorder.onReceived((port, datagram) -> {
                            received.incrementAndGet();
                            if (slow.getAndSet(false)) {
                                if (pauses) {
                                    port.pauseReading();
                                } else {
                                    held.hold();
                                }
                            }
                        }));
        DatagramRecorder flooding = rig.udp()
                .open(floods, new InetSocketAddress(loopback, 0), DatagramOptions.DEFAULT, UnaryOperator.identity());
        try {
            flooding.port().write(Bytes.zeros(1000), reader.address());
            if (pauses) {
                reader.awaitReceived(1);
            } else {
                held.awaitHeld(rig);
            }
            for (int sent = 0; sent < datagrams; sent += 100) {
                rig.runOnLoop(floods, () -> {
                    for (int i = 0; i < 100; i++) {
                        flooding.port().write(Bytes.zeros(1000), reader.address());
                    }
                });
                if (pauses) {
                    // Whoever reads on all the same has the time to do it.
                    rig.turns(reads, 1);
                }
            }
            rig.turns(floods, 2);
            rig.expectEqual("the number of datagrams received by a slow callback", 1L, received.get());
        } finally {
            held.release();
        }
        reader.port().resumeReading();

        rig.udp()
                .deliver(
                        "a datagram after the flood",
                        reader,
                        data -> flooding.port().write(data, reader.address()));
        String how = pauses ? "while reading was paused" : "while a callback ran";
        rig.expect(
                received.get() < datagrams / 10,
                "of " + datagrams + " datagrams of 1,000 bytes sent " + how + ", " + received.get()
                        + " were kept: more than the socket's 64 KiB, so they were in memory");
        rig.expect(!reader.heard(DatagramRecorder.Event.CLOSED), "the port has closed");
    }
}
