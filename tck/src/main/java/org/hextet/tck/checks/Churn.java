package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/**
 * Connections that come and go in every way there is, with data on its way in both directions, and are used after their
 * end. Each has a letter, and nothing else may be received on it: a number that was taken for another's shows.
 */
final class Churn {

    private static final int ROUNDS = 12;

    /** How a connection ends. */
    private enum Way {
        CLOSE_IN_CONNECTED('A'),
        CLOSE_IN_RECEIVED('B'),
        ABORT_IN_RECEIVED('C'),
        SHUT_OUTPUT_IN_RECEIVED('D'),
        PEER_CLOSES_IN_RECEIVED('E'),
        PEER_ABORTS_IN_RECEIVED('F'),
        BOTH_ABORT('G'),
        CLOSE_TWICE_FROM_ANOTHER_THREAD('H'),
        ABORT_AFTER_CLOSE_FROM_ANOTHER_THREAD('I'),
        ABORT_FROM_ANOTHER_THREAD('J'),
        CLOSED_BY_A_SIBLING('K'),
        ABORTED_BY_A_SIBLING('L'),
        ENDS_ITS_SIBLINGS('M');

        private final byte letter;

        Way(char letter) {
            this.letter = (byte) letter;
        }

        static Way of(byte letter) {
            return Stream.of(values())
                    .filter(way -> way.letter == letter)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private final Rig rig;
    private final Reactor reactor;
    private final InetAddress loopback;
    private int ended;

    private Churn(Rig rig, Reactor reactor, InetAddress loopback) {
        this.rig = rig;
        this.reactor = reactor;
        this.loopback = loopback;
    }

    /** How many connections have ended. */
    static int run(Rig rig, InetAddress loopback) throws Exception {
        Churn churn = new Churn(rig, rig.openReactor(), loopback);
        for (int round = 0; round < ROUNDS; round++) {
            churn.endInEachWay();
        }
        churn.cancelConnects();
        churn.stopListening();
        churn.closeReactor();
        return churn.ended;
    }

    private Server listen() {
        return rig.listen(reactor, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, peer -> {
            byte[] letter = new byte[1];
            return peer.withoutContent()
                    .onReceived((connection, lent) -> answer(connection, lent, letter))
                    .onClosed(this::useAfterEnd);
        });
    }

    private static ByteBuffer content(Way way, int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, way.letter);
        return ByteBuffer.wrap(content);
    }

    private void endInEachWay() throws InterruptedException {
        Server server = listen();
        Map<Way, Recorder> clients = new EnumMap<>(Way.class);
        List<Pending<Connection>> connecting = new ArrayList<>();
        for (Way way : Way.values()) {
            Recorder client = client(way);
            clients.put(way, client);
            if (way != Way.ENDS_ITS_SIBLINGS) {
                connecting.add(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            }
        }
        connecting.forEach(rig::await);
        // In its callbacks others end that may have something in the same batch of events.
        Recorder closed = client(clients, Way.CLOSED_BY_A_SIBLING);
        Recorder aborted = client(clients, Way.ABORTED_BY_A_SIBLING);
        Recorder ending = client(clients, Way.ENDS_ITS_SIBLINGS);
        ending.onReceived((connection, lent) -> {
            expectOnly(Way.ENDS_ITS_SIBLINGS, lent);
            closed.connection().close();
            aborted.connection().abort();
            connection.close();
        });
        rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> ending));

        List<Thread> others = new ArrayList<>();
        for (Way way : Way.values()) {
            Recorder client = client(clients, way);
            switch (way) {
                case CLOSE_TWICE_FROM_ANOTHER_THREAD,
                        ABORT_AFTER_CLOSE_FROM_ANOTHER_THREAD,
                        ABORT_FROM_ANOTHER_THREAD ->
                    others.add(new Thread(() -> endFromOutside(way, client), "tck another thread"));
                default -> {}
            }
        }
        others.forEach(Thread::start);
        for (Thread other : others) {
            other.join();
        }
        server.awaitAccepted(clients.size());
        List<Recorder> ends = new ArrayList<>(clients.values());
        ends.addAll(server.accepted());
        for (Recorder end : ends) {
            end.awaitClosed();
            useAfterEnd(end.connection());
        }
        ended += ends.size();
        server.port().stopListening();
        rig.await(server.port().stopListening());
    }

    private static Recorder client(Map<Way, Recorder> clients, Way way) {
        return Objects.requireNonNull(clients.get(way), "each way has a client");
    }

    private Recorder client(Way way) {
        boolean[] begun = {false};
        return rig.recorder()
                .withoutContent()
                .onConnected(connection -> {
                    connection.write(content(way, 256 << 10));
                    if (way == Way.CLOSE_IN_CONNECTED) {
                        connection.close();
                    }
                })
                .onReceived((connection, lent) -> {
                    expectOnly(way, lent);
                    if (!begun[0]) {
                        begun[0] = true;
                        endInReceived(way, connection);
                    }
                })
                .onClosed(this::useAfterEnd);
    }

    private static void endInReceived(Way way, Connection connection) {
        switch (way) {
            case CLOSE_IN_RECEIVED -> {
                connection.write(content(way, 64 << 10));
                connection.close();
                connection.close();
            }
            case ABORT_IN_RECEIVED, BOTH_ABORT -> {
                connection.write(content(way, 64 << 10));
                connection.abort();
            }
            case SHUT_OUTPUT_IN_RECEIVED -> connection.shutdownOutput();
            default -> connection.write(content(way, 16));
        }
    }

    /** The server's side: it writes back what comes, and ends where that is its part. The first byte is the letter. */
    private void answer(Connection connection, ByteBuffer lent, byte[] letter) {
        if (letter[0] == 0) {
            letter[0] = lent.get(lent.position());
        }
        Way way = Way.of(letter[0]);
        expectOnly(way, lent);
        connection.write(lent);
        switch (way) {
            case PEER_CLOSES_IN_RECEIVED, SHUT_OUTPUT_IN_RECEIVED -> connection.close();
            case PEER_ABORTS_IN_RECEIVED, BOTH_ABORT -> connection.abort();
            default -> {}
        }
    }

    private void expectOnly(Way way, ByteBuffer lent) {
        for (ByteBuffer left = lent.duplicate(); left.hasRemaining(); ) {
            byte seen = left.get();
            if (seen != way.letter) {
                throw rig.fail("a byte received on a connection that ends by " + way + " is '" + (char) seen
                        + "', another connection's; expected nothing but '" + (char) way.letter + "'");
            }
        }
    }

    private static void endFromOutside(Way way, Recorder client) {
        client.awaitBytes(1);
        Connection connection = client.connection();
        connection.write(content(way, 64 << 10));
        switch (way) {
            case CLOSE_TWICE_FROM_ANOTHER_THREAD -> {
                connection.close();
                connection.close();
            }
            case ABORT_AFTER_CLOSE_FROM_ANOTHER_THREAD -> {
                connection.close();
                connection.abort();
            }
            default -> {
                connection.abort();
                connection.abort();
            }
        }
    }

    /** All that a careless program does with what is no longer there. */
    private void useAfterEnd(Connection connection) {
        ByteBuffer late = content(Way.CLOSE_IN_CONNECTED, 1);
        List<Action> uses = List.of(
                () -> connection.write(late),
                connection::pauseReading,
                connection::resumeReading,
                connection::shutdownOutput,
                () -> connection.option(StandardSocketOptions.TCP_NODELAY, true),
                () -> connection.option(StandardSocketOptions.TCP_NODELAY),
                connection::close,
                connection::abort);
        for (Action use : uses) {
            try {
                use.run();
            } catch (Exception refused) {
                // As it should be, or ignored as documented: either way nothing may reach a descriptor.
            }
        }
    }

    private void cancelConnects() throws IOException {
        Server server = listen();
        List<Pending<Connection>> all = new ArrayList<>();
        Supplier<Protocol> factory = () -> rig.recorder().onClosed(this::useAfterEnd);
        for (int i = 0; i < 20; i++) {
            Pending<Connection> one = reactor.connectTcp(server.address(), StreamOptions.DEFAULT, factory);
            if (i % 2 == 0) {
                one.cancel();
            } else {
                reactor.execute(one::cancel);
            }
            one.cancel();
            all.add(one);
        }
        for (Pending<Connection> one : all) {
            Ended.of(rig, one, "a cancelled connect to end").value().ifPresent(Connection::abort);
        }
        rig.await(server.port().stopListening());
    }

    /** While clients are on their way to it. */
    private void stopListening() {
        for (int round = 0; round < ROUNDS; round++) {
            Server server = listen();
            List<Pending<Connection>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, rig::recorder));
            }
            server.port().stopListening();
            rig.await(server.port().stopListening());
            server.port().resumeAccepting();
            for (Pending<Connection> one : all) {
                Ended.of(rig, one, "a connect to a port that stops listening")
                        .value()
                        .ifPresent(Connection::abort);
            }
            server.accepted().forEach(one -> one.connection().abort());
        }
    }

    /** With connections open, and somebody who goes on writing and asking. */
    private void closeReactor() throws Exception {
        Server server = listen();
        List<Recorder> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Recorder client = client(Way.ABORT_FROM_ANOTHER_THREAD);
            rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            client.awaitBytes(1);
            clients.add(client);
        }
        Thread busy = new Thread(
                () -> {
                    for (int i = 0; i < 2000; i++) {
                        Connection connection = clients.get(i % clients.size()).connection();
                        connection.write(content(Way.ABORT_FROM_ANOTHER_THREAD, 16));
                        try {
                            reactor.execute(connection::pauseReading);
                        } catch (RejectedExecutionException closed) {
                            // As it should be.
                        }
                    }
                },
                "tck another thread");
        busy.start();
        reactor.close();
        busy.join();
        for (Recorder client : clients) {
            client.awaitClosed();
            useAfterEnd(client.connection());
        }
        ended += clients.size();
    }
}
