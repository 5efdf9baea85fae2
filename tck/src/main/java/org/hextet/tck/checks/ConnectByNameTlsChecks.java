package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TLS;
import static org.hextet.tck.rig.TlsIdentity.A;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.TlsClientEndpoint;
import org.hextet.policies.ConnectPolicy;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Connecting by name, with TLS on top. */
final class ConnectByNameTlsChecks {

    private static final String NAME = "a.example";

    /** Longer than any check: an attempt that begins has another reason than this delay. */
    private static final Duration NEVER = Duration.ofHours(1);

    /** Which ports are free on both loopbacks is found out by trying. */
    private static final int TRIES = 20;

    /** A server of another kind on {@code ::1}, and one of TLS on the same port of 127.0.0.1. */
    private record Servers(Server plain, Server secured) {

        static Servers open(Rig rig, UnaryOperator<Recorder> plain) throws IOException {
            InetAddress v4 = rig.v4();
            for (int i = 1; ; i++) {
                Server first = rig.listen(rig.v6(), plain);
                try {
                    Server second = rig.tls()
                            .listen(
                                    rig.reactor(),
                                    new InetSocketAddress(v4, first.address().getPort()),
                                    StreamOptions.DEFAULT,
                                    rig.tls().server(A),
                                    UnaryOperator.identity());
                    return new Servers(first, second);
                } catch (RuntimeException | AssertionError failed) {
                    boolean isInUse =
                            failed.getCause() instanceof NetworkFailure typed && typed.kind() == FailureKind.IN_USE;
                    if (!isInUse || i == TRIES) {
                        throw failed;
                    }
                }
            }
        }

        HostnameClientEndpoint endpoint(Rig rig, Duration attemptDelay) {
            return HostnameClientEndpoint.of(NAME, secured.address().getPort())
                    .withResolver(new StaticResolver().answering(NAME, rig.v6(), rig.v4()))
                    .withPolicy(ConnectPolicy.staggered().attemptDelay(attemptDelay));
        }
    }

    @Check(
            id = "CBN-054",
            level = MUST,
            needs = TLS,
            source = "draft-ietf-happy-happyeyeballs-v3",
            because = "a middlebox that accepts everything wins every race of connects, and speaks for nobody",
            lookAt = "what an attempt counts as before its handshake is over, and what a handshake that fails is to it")
    void a_peer_that_speaks_no_tls_loses_where_the_handshake_decides(Rig rig) throws Exception {
        // It answers at once, and not in TLS: the second starts on that failure.
        expectSecondWins(
                rig,
                Servers.open(
                        rig,
                        recorder -> recorder.onReceived((from, lent) -> {
                            from.write(Bytes.of("HTTP/1.1 400 Bad Request\r\n\r\n"));
                            from.close();
                        })),
                NEVER);
        // It accepts, and says nothing: the second starts after the attempt delay.
        expectSecondWins(rig, Servers.open(rig, Recorder::keepingOutputOpen), Duration.ofMillis(20));
    }

    private static void expectSecondWins(Rig rig, Servers servers, Duration attemptDelay) throws Exception {
        TlsSettings settings = rig.tls().client();
        HostnameClientEndpoint endpoint = servers.endpoint(rig, attemptDelay);
        AtomicInteger made = new AtomicInteger();
        Recorder protocol = rig.recorder();

        Connection won = rig.await(TlsClientEndpoint.over(endpoint, settings)
                .withHandshakeDeciding()
                .connect(rig.reactor(), () -> {
                    made.incrementAndGet();
                    return protocol;
                }));

        rig.expectSameAddress("the winner", rig.v4(), won.remoteAddress().getAddress());
        rig.expect(won.tlsSession().isPresent(), "the winner is not secured");
        servers.secured().awaitAccepted();
        servers.plain()
                .awaitAccepted()
                .await("the end of the loser", one -> one.heard(Event.INPUT_ENDED) || one.heard(Event.CLOSED));
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("the number of calls of the protocol factory", 1, made.get());
        rig.expectEqual("what the winner's protocol heard", "CONNECTED", protocol.story());
        rig.expectEqual("what came uncaught", List.of(), rig.incidents().thrown());
    }
}
