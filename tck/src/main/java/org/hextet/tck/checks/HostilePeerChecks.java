package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarConnection;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Peers that mean no good, or whose host has died. */
final class HostilePeerChecks {

    /** On each loopback. */
    private static final int CLIENTS = 5000;

    /** Objects that a stack frame or a queue may still hold when all is over. */
    private static final int A_FEW = 16;

    private static final int TIMES = 25;

    /** What it was called with is known by weak references alone: all of it must be gone when the connections are. */
    private static final class Visits {

        private final List<WeakReference<Object>> objects = new ArrayList<>();
        private final AtomicInteger connected = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        private Protocol visitor() {
            Protocol visitor = new Protocol() {
                @Override
                public void connected(Connection connection) {
                    connected.incrementAndGet();
                    remember(connection);
                }

                @Override
                public void received(Connection connection, ByteBuffer lent) {
                    connection.write(lent);
                }

                @Override
                public void closed(Connection connection, CloseReason reason) {
                    closed.incrementAndGet();
                }
            };
            remember(visitor);
            return visitor;
        }

        private synchronized void remember(Object object) {
            objects.add(new WeakReference<>(object));
        }

        private synchronized long reachable() {
            return objects.stream().filter(one -> one.get() != null).count();
        }
    }

    @Check(
            id = "LIM-012",
            level = MUST,
            needs = {TCP, HOST_NET},
            patience = 4,
            source = "contract",
            because = "a scan of an afternoon must not cost a server its memory by evening",
            lookAt = "tables of handles, timers and queues of connections that are over: what still refers to them?")
    void ten_thousand_clients_that_connect_and_drop_leave_no_descriptor_and_no_memory(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Visits visits = new Visits();
            ListeningPort port = rig.await(rig.reactor()
                    .listenTcp(new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, visits::visitor));
            InetSocketAddress address = port.localAddresses().get(0);
            drop(address, 0);
            rig.until("the first client has gone", () -> visits.closed.get() == visits.connected.get());
            rig.turns(rig.reactor(), 2);
            OptionalInt before = HostTables.openSockets();

            for (int i = 0; i < CLIENTS; i++) {
                drop(address, i);
            }

            // All that came before this one was accepted before it.
            Recorder last = rig.recorder();
            Connection connection = rig.connect(address, last);
            connection.write(Bytes.of("!"));
            last.awaitBytes(1);
            connection.close();
            last.awaitClosed();
            rig.until("each of the connections has ended", () -> visits.closed.get() == visits.connected.get());
            before.ifPresent(count -> rig.until(
                    "no more sockets are open than the " + count + " before",
                    () -> HostTables.openSockets().orElse(0) <= count));
            rig.until("what belonged to the connections is garbage, but for a few", () -> {
                System.gc();
                return visits.reachable() <= A_FEW;
            });
            rig.await(port.stopListening());
        });
    }

    /** In one of five manners. */
    private static void drop(InetSocketAddress address, int manner) throws IOException {
        try (Socket client = new Socket()) {
            client.setSoLinger(manner % 5 != 1 && manner % 5 != 3, 0);
            client.connect(address);
            switch (manner % 5) {
                case 2, 3 -> client.getOutputStream().write('x');
                case 4 -> client.shutdownOutput();
                default -> {}
            }
        }
    }

    @Check(
            id = "LIM-013",
            level = MUST,
            needs = {TCP, HOST_NET},
            source = "contract",
            because = "a reset comes when it wants to: while a callback runs, while the last bytes wait to leave",
            lookAt =
                    "a failure that is found while a close is under way, and one that is found by a write of a callback")
    void a_reset_while_a_callback_runs_or_a_close_waits_ends_each_connection_with_one_closed(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            rig.turns(rig.reactor(), 2);
            OptionalInt before = HostTables.openSockets();
            List<Recorder> all = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                all.add(resetOfAServer(rig, loopback));
                all.add(resetWhileACallbackRuns(rig, loopback, true));
                all.add(resetWhileACallbackRuns(rig, loopback, false));
                all.add(resetWhileBytesWait(rig, loopback, Connection::close));
                all.add(resetWhileBytesWait(rig, loopback, Connection::shutdownOutput));
            }
            for (Recorder one : all) {
                one.awaitClosed();
            }
            rig.turns(rig.reactor(), 2);
            for (Recorder one : all) {
                rig.expect(
                        one.count(Recorder.Event.CONNECTED) == 1 && one.count(Recorder.Event.CLOSED) == 1,
                        "a connection heard " + one.story() + ", expected one connected and one closed");
            }
            before.ifPresent(count -> rig.until(
                    "no more sockets are open than the " + count + " before",
                    () -> HostTables.openSockets().orElse(0) <= count));
        });
    }

    /** The one that we have connected to accepts, and resets. */
    private static Recorder resetOfAServer(Rig rig, InetAddress loopback) throws IOException {
        Recorder client = rig.recorder();
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            rig.connect(new InetSocketAddress(loopback, server.getLocalPort()), client);
            try (Socket accepted = server.accept()) {
                accepted.setSoLinger(true, 0);
            }
        }
        CloseReason reason = client.awaitClosed();
        expectReset(rig, "reset by the server that has accepted it", reason);
        return client;
    }

    private static void expectReset(Rig rig, String how, CloseReason reason) {
        rig.expect(
                reason instanceof CloseReason.Failed failed
                        && failed.cause() instanceof NetworkFailure failure
                        && failure.kind() == FailureKind.RESET,
                "the reason of a connection " + how + " is " + reason + ", expected a failure of kind reset");
    }

    /** The loop is within connected, or received, when the reset comes; then the callback writes. */
    private static Recorder resetWhileACallbackRuns(Rig rig, InetAddress loopback, boolean inConnected)
            throws IOException {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch hasReset = new CountDownLatch(1);
        Recorder.Step meanwhile = connection -> {
            inCallback.countDown();
            if (!hasReset.await(Patience.guard().toNanos(), TimeUnit.NANOSECONDS)) {
                throw rig.fail("the check's own client has not reset");
            }
            connection.write(Bytes.of("too late"));
        };
        Server server = rig.listen(
                loopback,
                recorder -> inConnected
                        ? recorder.onConnected(meanwhile)
                        : recorder.onReceived((connection, lent) -> meanwhile.run(connection)));
        try (Socket client = new Socket()) {
            client.setSoLinger(true, 0);
            client.connect(server.address());
            client.getOutputStream().write('x');
            rig.await(inCallback, "a callback to run");
        }
        hasReset.countDown();
        Recorder accepted = server.accepted().get(0);
        accepted.awaitClosed();
        rig.await(server.port().stopListening());
        return accepted;
    }

    /** More is queued than fits, the peer reads nothing, and resets. */
    private static Recorder resetWhileBytesWait(Rig rig, InetAddress loopback, Recorder.Step ending)
            throws IOException {
        StreamOptions options = TcpDataChecks.smallBuffers();
        Server server = rig.listen(
                rig.reactor(),
                new InetSocketAddress(loopback, 0),
                options,
                recorder -> recorder.onConnected(connection -> {
                    connection.write(Bytes.zeros(4 << 20));
                    ending.run(connection);
                }));
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.setSoLinger(true, 0);
            client.connect(server.address());
            rig.expect(client.getInputStream().read() == 0, "the client got no byte of what was written");
        }
        Recorder accepted = server.accepted().get(0);
        accepted.awaitClosed();
        rig.await(server.port().stopListening());
        return accepted;
    }

    @Check(
            id = "LIM-014",
            level = MUST,
            needs = {TCP, HOST_NET},
            env = LAB,
            source = "RFC 9293, section 3.5.1: half-open connections",
            because = "a peer that was switched off and on again knows nothing of a connection, and says so when asked",
            lookAt = "a reset that answers a write, on a connection that was quiet before")
    void a_connection_whose_peer_has_forgotten_it_ends_at_the_next_write(Rig rig) throws Exception {
        for (boolean six : new boolean[] {true, false}) {
            try (FarListener listener = rig.far().listen(six ? "fd00::2" : "10.0.0.2", Behaviour.OBEY)) {
                InetAddress far = six ? rig.lab().farUniqueLocal(0) : rig.lab().farIpv4(0);
                Recorder client = rig.recorder();
                Connection connection = rig.connect(listener.at(far), client);
                FarConnection peer = listener.accept(Patience.guard());
                connection.write(Bytes.of("known"));
                rig.expectEqual("how many bytes the far host received", 5, peer.receive(5, Patience.guard()).length);

                // It goes without a word.
                nft(
                        rig,
                        "table inet hextet_silence {\nchain out { type filter hook output priority 0;\ntcp sport "
                                + listener.port() + " drop\n}\n}\n",
                        "-f",
                        "-");
                peer.reset();
                nft(rig, "", "delete", "table", "inet", "hextet_silence");
                rig.turns(rig.reactor(), 2);
                rig.expect(
                        !client.heard(Recorder.Event.CLOSED),
                        "the connection heard " + client.story() + " though its peer has said nothing");

                connection.write(Bytes.of("still there?"));
                expectReset(rig, "whose peer has forgotten it", client.awaitClosed());
            }
        }
    }

    private static void nft(Rig rig, String input, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("nft"));
        words.addAll(List.of(arguments));
        Output output;
        try {
            output = rig.far().run(input, words);
        } catch (IOException lacking) {
            throw rig.notRun("nft, to silence a host: " + lacking.getMessage());
        }
        if (output.exit() != 0) {
            throw rig.notRun("nft, to silence a host: " + output.lastWord());
        }
    }
}
