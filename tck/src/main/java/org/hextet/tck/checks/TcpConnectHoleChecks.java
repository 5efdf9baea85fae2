package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.HOLE;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** Connecting to where nobody answers. */
final class TcpConnectHoleChecks {

    /** One attempt to reach an address that swallows every packet. */
    private record Attempt(InetSocketAddress remote, Recorder protocol, Pending<Connection> connecting) {

        static Attempt begin(Rig rig, InetAddress hole, StreamOptions options) throws Exception {
            InetSocketAddress remote = new InetSocketAddress(hole, 9);
            Recorder protocol = rig.recorder();
            return new Attempt(remote, protocol, rig.reactor().connectTcp(remote, options, () -> protocol));
        }

        void expectGone(Rig rig) throws Exception {
            rig.expectEqual(
                    "the number of sockets that go on connecting to " + AddressText.formatSocket(remote),
                    0L,
                    OpenSockets.connecting(remote.getAddress()));
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("what the protocol heard", List.of(), protocol.events());
        }
    }

    private static List<InetAddress> holes(Rig rig) {
        return List.of(rig.lab().ipv4Holes().get(0), rig.lab().ipv6Holes().get(0));
    }

    @Check(
            id = "TCP-105",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "libuv test-tcp-connect-timeout; Netty testsuite testConnectTimeout",
            because = "the kernel tries for two minutes, and nobody waits that long",
            lookAt = "the timer of the attempt, and what it does with the socket")
    void a_connect_that_nobody_answers_ends_at_its_deadline_and_says_which_and_how_long(Rig rig) throws Exception {
        Duration deadline = Duration.ofSeconds(1);
        StreamOptions options = StreamOptions.DEFAULT.withDeadline(deadline);
        long before = System.nanoTime();
        List<Attempt> attempts = new ArrayList<>();
        for (InetAddress hole : holes(rig)) {
            attempts.add(Attempt.begin(rig, hole, options));
        }

        for (Attempt attempt : attempts) {
            Throwable failure = rig.awaitFailure(attempt.connecting);
            long tookNanos = System.nanoTime() - before;

            rig.expectFailure("the failure", FailureKind.TIMEOUT, SocketTimeoutException.class, failure);
            rig.expectWords("the failure", failure, AddressText.formatSocket(attempt.remote));
            String message = String.valueOf(failure.getMessage());
            rig.expect(
                    message.matches(".*\\b(1(\\.0+)? ?s|1(\\.0+)? seconds?|1000 ?ms)\\b.*"),
                    "the message does not say how long it was waited, 1 s: \"" + message + "\"");
            rig.expect(
                    tookNanos >= deadline.toNanos(),
                    "the connect was given up after " + tookNanos / 1_000_000 + " ms, expected not before 1000 ms");
            attempt.expectGone(rig);
        }
    }

    @Check(
            id = "TCP-106",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "Netty testsuite testConnectCancellation; Go net dial_test",
            because = "a race cancels its losers, and their sockets must not go on knocking",
            lookAt = "what cancel does with a socket that is connecting: a selector keeps it until the next select")
    void a_connect_that_nobody_answers_can_be_cancelled_and_its_socket_is_gone(Rig rig) throws Exception {
        for (InetAddress hole : holes(rig)) {
            Attempt attempt = Attempt.begin(rig, hole, StreamOptions.DEFAULT);
            rig.turns(rig.reactor(), 2);
            // A transport may have the connect made by a thread, which need not be there yet.
            OpenSockets.awaitConnecting(rig, hole);

            rig.expect(attempt.connecting.cancel(), "cancel said that it was too late");

            Throwable failure = rig.awaitFailure(attempt.connecting);
            rig.expectFailure("the failure", FailureKind.CANCELLED, CancellationException.class, failure);
            attempt.expectGone(rig);
            rig.expect(!attempt.connecting.cancel(), "a second cancel said that it cancelled");
        }
    }
}
