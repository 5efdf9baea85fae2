package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.STARTTLS;
import static org.hextet.tck.matrix.Needs.TLS;
import static org.hextet.tck.rig.TlsIdentity.A;
import static org.hextet.tck.rig.TlsIdentity.CLIENT;
import static org.hextet.tck.rig.TlsIdentity.UNKNOWN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsRig;

/** Handshakes: what is agreed on, what goes wrong, who runs what, and what is left when they end. */
final class TlsHandshakeChecks {

    private static final List<String> VERSIONS = List.of(TlsRig.TLS_1_3, TlsRig.TLS_1_2);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The alert in the clear that a peer sends who has no keys yet. */
    private static byte[] alert(int description) {
        return new byte[] {21, 3, 3, 0, 2, 2, (byte) description};
    }

    private static TlsSettings withApplicationProtocols(TlsSettings settings, String... names) {
        return TlsRig.changed(settings, parameters -> parameters.setApplicationProtocols(names));
    }

    @Check(
            id = "TLS-013",
            level = MUST,
            needs = TLS,
            source = "RFC 7301, section 3.2",
            because = "both sides must speak the same protocol after the handshake, or none",
            lookAt = "the engine's application protocols, and the alert that a server answers with")
    void both_sides_see_the_application_protocol_or_the_handshake_fails(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            UnaryOperator<SSLParameters> only = parameters -> {
                parameters.setProtocols(new String[] {version});
                return parameters;
            };
            TlsSettings server = TlsRig.changed(
                    rig.tls().server(A),
                    parameters -> only.apply(parameters).setApplicationProtocols(new String[] {"h2", "http/1.1"}));
            Server listening = rig.tls().listen(AnyLoopback.of(rig), server);

            Connection client = rig.tls()
                    .connect(
                            listening.address(),
                            withApplicationProtocols(rig.tls().client(), "other", "http/1.1"),
                            rig.recorder());
            Connection accepted = listening.awaitAccepted().connection();
            for (Connection side : List.of(client, accepted)) {
                rig.expectEqual(
                        "the application protocol",
                        Optional.of("http/1.1"),
                        side.tlsSession().orElseThrow().applicationProtocol());
            }

            int before = rig.tls().handshakeFailures().size();
            Throwable failure = rig.awaitFailure(rig.tls()
                    .connecting(
                            listening.address(),
                            withApplicationProtocols(rig.tls().client(), "other"),
                            rig.recorder()));
            rig.tls().expectFailure("the failure of the client", failure, "no_application_protocol");
            rig.tls().expectFailure("the failure of the server", rig.tls().awaitHandshakeFailure(before));

            Connection without =
                    rig.tls().connect(listening.address(), rig.tls().client(), rig.recorder());
            rig.expectEqual(
                    "the application protocol of a client that offers none",
                    Optional.empty(),
                    without.tlsSession().orElseThrow().applicationProtocol());
            rig.expectEqual(
                    "the role of the client",
                    TlsRole.CLIENT,
                    without.tlsSession().orElseThrow().role());
        }
    }

    @Check(
            id = "TLS-020",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 6.2",
            because = "the alert is all that the peer says of its reason",
            lookAt = "how an alert of the engine becomes words, and the order of alert and end")
    void a_fatal_alert_of_the_peer_is_named(Rig rig) throws Exception {
        for (Map.Entry<Integer, String> alert : Map.of(
                        40, "handshake_failure", 70, "protocol_version", 112, "unrecognized_name", 49, "access_denied")
                .entrySet()) {
            Server plain = rig.listen(
                    AnyLoopback.of(rig),
                    recorder -> recorder.onReceived((from, lent) -> {
                        from.write(ByteBuffer.wrap(alert(alert.getKey())));
                        from.close();
                    }));
            Throwable failure = rig.awaitFailure(
                    rig.tls().connecting(plain.address(), rig.tls().client(), rig.recorder()));
            rig.tls().expectFailure("the failure of a connect", failure, alert.getValue());
        }
        for (String version : VERSIONS) {
            Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
            TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), version);
            rig.connect(server.address(), peer.on(rig.recorder()));
            peer.handshake();
            Recorder accepted = server.awaitAccepted();

            peer.sendAlert();

            rig.tls().expectFailed("the close reason in " + version, accepted.awaitClosed(), "bad_record_mac");
        }
    }

    @Check(
            id = "TLS-021",
            level = MUST,
            needs = TLS,
            source = "uvloop test corrupted_ssl",
            because = "every public port is visited by scanners, and by people who forgot the s of https",
            lookAt = "what is done with bytes that are no record, and whether it is the port's affair")
    void what_is_no_tls_is_dropped_with_a_reason_and_the_next_client_is_served(Rig rig) throws Exception {
        byte[] random = Payload.of(2000, 21).bytes();
        byte[] seemingly = random.clone();
        System.arraycopy(new byte[] {22, 3, 1, 0, 100}, 0, seemingly, 0, 5);
        List<byte[]> garbage = List.of(
                ascii("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), random, seemingly, new byte[100], ascii("\r\n"));
        rig.onEachLoopback(loopback -> {
            Server server = rig.tls().listen(loopback, rig.tls().server(A));
            for (byte[] one : garbage) {
                int before = rig.tls().handshakeFailures().size();
                Recorder stranger = rig.recorder();
                rig.connect(server.address(), stranger).write(ByteBuffer.wrap(one));

                stranger.awaitClosed();
                rig.tls()
                        .expectFailure(
                                "the reason of one who speaks no TLS", rig.tls().awaitHandshakeFailure(before));

                rig.tls().connect(server.address(), rig.tls().client(), rig.recorder());
                server.awaitAccepted();
                rig.expectEqual(
                        "how many failures were told",
                        before + 1,
                        rig.tls().handshakeFailures().size());
            }
            rig.expectEqual("what was thrown", List.of(), rig.incidents().thrown());
        });
        Server plain = rig.listen(
                AnyLoopback.of(rig),
                recorder -> recorder.onReceived((from, lent) -> {
                    from.write(Bytes.of("HTTP/1.1 400 Bad Request\r\n\r\n"));
                    from.close();
                }));
        rig.tls()
                .expectFailure(
                        "the failure of a client of a server that speaks no TLS",
                        rig.awaitFailure(
                                rig.tls().connecting(plain.address(), rig.tls().client(), rig.recorder())));
    }

    @Check(
            id = "TLS-035",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "whoever begins a hundred handshakes and ends none must not keep others out",
            lookAt = "what a connection holds between the first byte of a record and its last")
    void a_hundred_handshakes_that_stop_half_way_hold_up_nobody(Rig rig) throws Exception {
        byte[] half = {22, 3, 1, 2, 0, 1};
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
        int before = rig.tls().handshakeFailures().size();
        List<Connection> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Connection stranger = rig.connect(server.address(), rig.recorder());
            stranger.write(ByteBuffer.wrap(half));
            strangers.add(stranger);
        }

        rig.tls().connect(server.address(), rig.tls().client(), rig.recorder());
        server.awaitAccepted();
        rig.expectEqual(
                "how many failures were told while all waited",
                before,
                rig.tls().handshakeFailures().size());

        strangers.forEach(Connection::abort);
        for (int i = 0; i < strangers.size(); i++) {
            rig.tls().awaitHandshakeFailure(before + i);
        }
        rig.expectEqual("what was thrown", List.of(), rig.incidents().thrown());
    }

    @Check(
            id = "TLS-022",
            level = MUST,
            needs = TLS,
            source = "uvloop test ssl_handshake_timeout",
            because = "a peer that says nothing must not hold a socket for ever",
            lookAt = "the handshake's timer, and the socket when it fires")
    void a_silent_peer_is_dropped_at_the_handshake_deadline_and_not_before(Rig rig) throws Exception {
        Duration deadline = Duration.ofMillis(300);
        rig.onEachLoopback(loopback -> {
            Reactor reactor = rig.reactor();
            Server silent = rig.listen(loopback, Recorder::keepingOutputOpen);
            long begin = reactor.nanoTime();
            Throwable failure = rig.awaitFailure(rig.tls()
                    .connecting(silent.address(), rig.tls().client().withHandshakeDeadline(deadline), rig.recorder()));

            expectNotBefore(rig, "the connect", reactor.nanoTime() - begin, deadline);
            rig.expectFailure("its failure", FailureKind.TIMEOUT, SocketTimeoutException.class, failure);
            rig.expectWords("its failure", failure, "300 ms", "handshake");
            silent.awaitAccepted().await("the end of the client", TlsHandshakeChecks::isAtEnd);

            AtomicLong told = new AtomicLong();
            Reactor listening = rig.openReactor(options -> options.withUncaught(incident -> {
                told.set(System.nanoTime());
                rig.incidents().uncaught(incident);
            }));
            int before = rig.tls().handshakeFailures().size();
            Server server = rig.tls()
                    .listen(
                            listening,
                            new InetSocketAddress(loopback, 0),
                            StreamOptions.DEFAULT,
                            rig.tls().server(A).withHandshakeDeadline(deadline),
                            UnaryOperator.identity());
            long connecting = System.nanoTime();
            // Half a record is a peer that is silent all the same.
            Recorder stranger = rig.recorder()
                    .onConnected(connected -> connected.write(ByteBuffer.wrap(new byte[] {22, 3, 1, 2, 0, 1})));
            rig.connect(server.address(), stranger);

            stranger.awaitClosed();
            Throwable late = rig.tls().awaitHandshakeFailure(before);
            expectNotBefore(rig, "the accepted connection", told.get() - connecting, deadline);
            rig.expectFailure(
                    "the failure told of the accepted connection",
                    FailureKind.TIMEOUT,
                    SocketTimeoutException.class,
                    late);
            rig.expectEqual("what was accepted", List.of(), server.accepted());
        });
    }

    private static boolean isAtEnd(Recorder recorder) {
        return recorder.heard(Event.INPUT_ENDED) || recorder.heard(Event.CLOSED);
    }

    private static void expectNotBefore(Rig rig, String what, long nanos, Duration deadline) {
        rig.expect(
                nanos >= deadline.toNanos(),
                what + " ended after " + nanos + " ns, expected not before its deadline of " + deadline.toNanos()
                        + " ns");
    }

    @Check(
            id = "TLS-023",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 5.1",
            because = "the length is the peer's word: memory must not be given for it",
            lookAt = "where the length of a record is read: before anything is kept of it")
    void a_record_longer_than_allowed_is_refused_at_its_header(Rig rig) throws Exception {
        // Nothing follows the header: who waits for the record, to keep it, waits for ever.
        byte[] handshake = {22, 3, 3, (byte) 0xff, (byte) 0xff};
        byte[] data = {23, 3, 3, (byte) 0xff, (byte) 0xff};
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
        Recorder stranger = rig.recorder();
        rig.connect(server.address(), stranger).write(ByteBuffer.wrap(handshake));

        stranger.awaitClosed();
        rig.tls().expectFailure("the reason in a handshake", rig.tls().awaitHandshakeFailure(0), "65535");
        byte[] answer = stranger.received();
        rig.expect(
                answer.length == 7 && answer[0] == 21 && answer[5] == 2 && answer[6] == 22,
                "the peer got " + answer.length + " bytes " + Arrays.toString(answer)
                        + ", expected the fatal alert record_overflow");

        for (String version : VERSIONS) {
            TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), version);
            rig.connect(server.address(), peer.on(rig.recorder()));
            peer.handshake();
            Recorder accepted = server.awaitAccepted();

            peer.send(data);

            rig.tls().expectFailed("the close reason in " + version, accepted.awaitClosed(), "65535");
            peer.awaitEnd();
        }
    }

    @Check(
            id = "TLS-024",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "how a stream is cut means nothing; some middleboxes cut it to the byte",
            lookAt = "what is kept of a record that is not whole")
    void a_handshake_byte_by_byte_works(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
            TlsPeer client = TlsPeer.client(rig, rig.tls().context(), version).inSingleBytes();
            rig.connect(server.address(), client.on(rig.recorder()));
            client.handshake().write(ascii("from the client"));
            server.awaitAccepted().awaitBytes("from the client".length());

            TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), version).inSingleBytes();
            Server plain = rig.listen(AnyLoopback.of(rig), peer::on);
            Recorder protocol = rig.recorder();
            Pending<Connection> connecting =
                    rig.tls().connecting(plain.address(), rig.tls().client(), protocol);
            peer.handshake();
            rig.await(connecting);
            peer.write(ascii("from the server"));
            protocol.awaitBytes("from the server".length());
            rig.expectEqual("what the client received", "from the server", protocol.receivedText());
        }
    }

    @Check(
            id = "TLS-025",
            level = MUST,
            needs = TLS,
            source = "contract; Netty SocketSslClientRenegotiateTest",
            because = "renegotiation costs the one who is asked, and was the way into CVE-2009-3555",
            lookAt = "handshake messages that come when the handshake is over: the JDK's engine would go along")
    void a_peer_that_wants_to_renegotiate_is_refused(Rig rig) throws Exception {
        Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
        TlsPeer client = TlsPeer.client(rig, rig.tls().context(), TlsRig.TLS_1_2);
        rig.connect(server.address(), client.on(rig.recorder()));
        client.handshake().write(ascii("x"));
        Recorder accepted = server.awaitAccepted();
        accepted.awaitBytes(1);
        client.engine().beginHandshake();
        client.send(client.pending());
        expectNoHandshake(rig, "a client", client);
        expectRefusedRenegotiation(rig, "a client", accepted);

        TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_2);
        Server plain = rig.listen(AnyLoopback.of(rig), peer::on);
        Recorder protocol = rig.recorder();
        Pending<Connection> connecting =
                rig.tls().connecting(plain.address(), rig.tls().client(), protocol);
        peer.handshake();
        rig.await(connecting);
        peer.engine().beginHandshake();
        peer.send(peer.pending());
        expectNoHandshake(rig, "a server", peer);
        expectRefusedRenegotiation(rig, "a server", protocol);
    }

    /** An alert answers, or nothing but the end. */
    private static void expectNoHandshake(Rig rig, String who, TlsPeer peer) {
        int type = peer.nextRecordType();
        rig.expect(
                type == 21 || type < 0,
                "a record of type " + type + " answers " + who + " that renegotiates, expected an alert or the end");
    }

    private static void expectRefusedRenegotiation(Rig rig, String who, Recorder recorder) {
        rig.tls()
                .expectFailed(
                        "the close reason after " + who + " has asked to renegotiate",
                        recorder.awaitClosed(),
                        "renegotiat");
        rig.expectEqual("how often the protocol heard connected", 1L, recorder.count(Event.CONNECTED));
    }

    /** Runs what it is given on a thread of its own, and knows it. */
    private static ExecutorService ownThread(Rig rig) {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "tck tls task"));
        rig.closing(executor::shutdown);
        return executor;
    }

    @Check(
            id = "TLS-026",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "a check of a certificate may ask the network, and every connection of the loop would wait",
            lookAt = "the delegated tasks of the engine, and who goes on when they are done")
    void certificates_are_checked_off_the_loop_and_connected_is_told_on_it(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Thread loop = rig.onLoop(reactor, Thread::currentThread);
        ExecutorService own = ownThread(rig);
        for (String version : VERSIONS) {
            for (Optional<Executor> tasks : List.of(Optional.<Executor>empty(), Optional.<Executor>of(own))) {
                WatchedTrust ofClient = WatchedTrust.of(rig);
                WatchedTrust ofServer = WatchedTrust.of(rig);
                TlsSettings client =
                        TlsRig.only(TlsSettings.of(rig.tls().context(ofClient.managers(), CLIENT)), version);
                TlsSettings server = TlsRig.changed(
                        TlsSettings.of(rig.tls().context(ofServer.managers(), A)),
                        parameters -> parameters.setNeedClientAuth(true));
                Pair pair = rig.tls()
                        .pair(
                                AnyLoopback.of(rig),
                                StreamOptions.DEFAULT,
                                tasks.map(server::withTasks).orElse(server),
                                tasks.map(client::withTasks).orElse(client),
                                rig.recorder(),
                                UnaryOperator.identity());

                for (WatchedTrust watched : List.of(ofClient, ofServer)) {
                    rig.expect(!watched.threads().isEmpty(), "the trust manager was not asked");
                    rig.expect(
                            !watched.threads().contains(loop),
                            "a certificate was checked on the reactor's thread, in " + version);
                    if (tasks.isPresent()) {
                        rig.expectEqual(
                                "the threads on which certificates were checked",
                                Set.of("tck tls task"),
                                Set.copyOf(watched.threads().stream()
                                        .map(Thread::getName)
                                        .toList()));
                    }
                }
                rig.expectEqual(
                        "the client's threads", Set.of(loop), pair.client().threads());
                rig.expectEqual(
                        "the server's threads", Set.of(loop), pair.server().threads());
            }
        }
    }

    @Check(
            id = "TLS-027",
            level = MUST,
            needs = TLS,
            source = "uvloop test first_data_after_wakeup",
            because = "the first request often comes in the packet that ends the handshake, and nothing comes after it",
            lookAt = "what is left of the input when the handshake ends: nobody else will ask for it")
    void data_right_behind_finished_is_received_after_connected(Rig rig) throws Exception {
        byte[] data = ascii("right behind");
        for (String version : VERSIONS) {
            Server server = rig.tls().listen(AnyLoopback.of(rig), rig.tls().server(A));
            TlsPeer client = TlsPeer.client(rig, rig.tls().context(), version);
            rig.connect(server.address(), client.on(rig.recorder()));
            if (version.equals(TlsRig.TLS_1_3)) {
                client.handshakeWith(data);
            } else {
                // Here the server speaks last, and data comes behind its own Finished.
                client.handshake().write(data);
            }
            Recorder accepted = server.awaitAccepted();
            accepted.awaitBytes(data.length);
            rig.expectEqual("what the server heard in " + version, "CONNECTED RECEIVED", accepted.story());
            rig.expectEqual("what the server received", "right behind", accepted.receivedText());
        }
        TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_2);
        Server plain = rig.listen(AnyLoopback.of(rig), peer::on);
        Recorder protocol = rig.recorder();
        Pending<Connection> connecting =
                rig.tls().connecting(plain.address(), rig.tls().client(), protocol);
        peer.handshakeWith(data);
        rig.await(connecting);
        protocol.awaitBytes(data.length);
        rig.expectEqual("what the client heard", "CONNECTED RECEIVED", protocol.story());
        rig.expectEqual("what the client received", "right behind", protocol.receivedText());
    }

    @Check(
            id = "TLS-028",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "a protocol that hears connected starts to speak; a failure that is told twice is counted twice",
            lookAt = "when the factory is called, and who tells of a failure: the handshake, or the end below it")
    void a_handshake_that_fails_tells_no_protocol_and_is_reported_once(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.tls().listen(loopback, rig.tls().server(UNKNOWN));
            int before = rig.tls().handshakeFailures().size();
            List<String> made = new ArrayList<>();
            List<Throwable> outcomes = new ArrayList<>();
            Pending<Connection> connecting = rig.onLoop(rig.reactor(), () -> {
                Pending<Connection> begun = rig.reactor()
                        .connectTls(
                                server.address(),
                                StreamOptions.DEFAULT,
                                rig.tls().client(),
                                () -> {
                                    made.add("a protocol");
                                    return rig.recorder();
                                });
                begun.whenComplete((connection, failure) -> outcomes.add(failure));
                return begun;
            });

            Throwable failure = rig.awaitFailure(connecting);
            rig.tls().awaitHandshakeFailure(before);
            // Served after all that came before it.
            Server sentinel = rig.tls().listen(loopback, rig.tls().server(A));
            rig.tls().connect(sentinel.address(), rig.tls().client(), rig.recorder());
            sentinel.awaitAccepted();
            rig.turns(rig.reactor(), 3);

            rig.tls().expectFailure("the failure", failure);
            rig.expectEqual("what the factory made", List.of(), rig.onLoop(rig.reactor(), () -> List.copyOf(made)));
            rig.expectEqual("the number of outcomes", 1, rig.onLoop(rig.reactor(), outcomes::size));
            rig.expectEqual("what the server accepted", List.of(), server.accepted());
            rig.expectEqual(
                    "how many failures the server's side told",
                    before + 1,
                    rig.tls().handshakeFailures().size());
            rig.expectEqual("what was thrown", List.of(), rig.incidents().thrown());
        });
    }

    /** How far a handshake has come when it is ended. */
    private enum Stage {
        /** The peer says nothing. */
        WAITING,
        /** The peer's certificate is being checked, for as long as the check wants. */
        TASK_RUNNING
    }

    /** A client's handshake that does not end by itself. */
    private static final class Running {

        private final Recorder protocol;
        private final Recorder peer;
        private final Pending<Connection> connecting;
        private final CountDownLatch release = new CountDownLatch(1);

        Running(Rig rig, Reactor reactor, Stage stage) throws Exception {
            CountDownLatch inTask = new CountDownLatch(1);
            WatchedTrust trust = WatchedTrust.of(rig).asking(() -> {
                inTask.countDown();
                rig.await(release, "the check to go on");
            });
            rig.closing(release::countDown);
            TlsPeer speaking = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
            Server plain = rig.listen(AnyLoopback.of(rig), speaking::on);
            this.protocol = rig.recorder();
            this.connecting = reactor.connectTls(
                    plain.address(),
                    StreamOptions.DEFAULT,
                    TlsSettings.of(rig.tls().context(trust.managers())),
                    () -> protocol);
            this.peer = plain.awaitAccepted();
            peer.awaitBytes(1);
            if (stage == Stage.TASK_RUNNING) {
                speaking.beginHandshake();
                rig.await(inTask, "the trust manager to be asked");
            }
        }

        void expectEnded(Rig rig, String how, FailureKind kind, Class<? extends Throwable> type) {
            Throwable failure = rig.awaitFailure(connecting);
            rig.expectFailure("the failure of a connect " + how, kind, type, failure);
            peer.await("the end of a client " + how, TlsHandshakeChecks::isAtEnd);
            release.countDown();
            rig.expectEqual("what the protocol heard of a connect " + how, List.of(), protocol.events());
        }
    }

    @Check(
            id = "TLS-029",
            level = MUST,
            needs = TLS,
            source = "contract; uvloop test ssl_handshake_connection_lost",
            because = "races cancel handshakes, programs end in the middle of them; sockets must not stay behind",
            lookAt = "what a task finds that ends after its connection, and who completes the result")
    void a_handshake_that_is_ended_has_one_outcome_and_leaves_nothing(Rig rig) throws Exception {
        for (Stage stage : Stage.values()) {
            Running cancelled = new Running(rig, rig.reactor(), stage);
            rig.expect(cancelled.connecting.cancel(), "a connect in its handshake cannot be cancelled");
            cancelled.expectEnded(rig, "that was cancelled", FailureKind.CANCELLED, CancellationException.class);
            rig.turns(rig.reactor(), 2);

            Reactor other = rig.openReactor();
            Running closed = new Running(rig, other, stage);
            other.close();
            closed.expectEnded(rig, "whose reactor was closed", FailureKind.REACTOR_CLOSED, SocketException.class);
        }
        if (rig.has(STARTTLS)) {
            expectUpgradeEnded(rig, Connection::abort);
            expectUpgradeEnded(rig, Connection::close);
        }
        // The accepting side: a port that closes leaves those alone that it has accepted, a reactor does not.
        Reactor other = rig.openReactor();
        Server server = rig.tls()
                .listen(
                        other,
                        new InetSocketAddress(AnyLoopback.of(rig), 0),
                        StreamOptions.DEFAULT,
                        rig.tls().server(A),
                        UnaryOperator.identity());
        Recorder stranger = rig.recorder().keepingOutputOpen();
        rig.connect(server.address(), stranger);
        rig.turns(other, 2);
        other.close();
        stranger.await("the end of a client whose server's reactor was closed", TlsHandshakeChecks::isAtEnd);
        rig.expectEqual("what was accepted", List.of(), server.accepted());
        rig.expectEqual("what was thrown", List.of(), rig.incidents().thrown());
    }

    private static void expectUpgradeEnded(Rig rig, Consumer<Connection> end) throws Exception {
        Pair pair = rig.pair(
                AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), server -> server.keepingOutputOpen());
        Recorder secured = rig.recorder();
        Pending<Connection> upgrading =
                pair.clientConnection().startTls(rig.tls().client(), () -> secured);
        pair.server().awaitBytes(1);

        end.accept(pair.clientConnection());

        rig.expectFailure(
                "the failure of startTls whose connection is ended",
                FailureKind.ABORTED,
                SocketException.class,
                rig.awaitFailure(upgrading));
        pair.client().awaitClosed();
        pair.server().await("the end of the client", TlsHandshakeChecks::isAtEnd);
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "what the plain protocol heard",
                "CONNECTED CLOSED",
                pair.client().story());
        rig.expectEqual("what the secured protocol heard", List.of(), secured.events());
    }

    @Check(
            id = "TLS-033",
            level = MUST,
            needs = TLS,
            source = "contract; Twisted internet/test/test_tls badContext",
            because = "wrong settings are a mistake of this program: it must hear of them where it made them",
            lookAt = "when the first engine is made: before any socket")
    void bad_settings_are_refused_at_the_call_and_nothing_is_opened(Rig rig) throws Exception {
        InetSocketAddress free = freed(rig);
        Server plain = rig.listen(AnyLoopback.of(rig));
        TlsSettings good = rig.tls().server(A);
        for (TlsSettings bad : List.of(
                TlsSettings.of(uninitialized()),
                TlsRig.only(good, "TLSv9"),
                TlsRig.changed(good, parameters -> parameters.setCipherSuites(new String[] {"NONSENSE"})))) {
            expectBadListen(rig, free, bad);
            expectBadConnect(rig, plain, bad);
        }
        expectBadListen(rig, free, good.withRole(TlsRole.CLIENT));
        expectBadConnect(rig, plain, good.withRole(TlsRole.SERVER));
        expectBadConnect(rig, plain, good.withServerName("a..example"));
        expectBadConnect(rig, plain, good.withServerName(""));

        rig.turns(rig.reactor(), 2);
        rig.expectEqual("what was accepted", List.of(), plain.accepted());
        rig.listen(rig.reactor(), free, StreamOptions.DEFAULT, UnaryOperator.identity());
    }

    private static SSLContext uninitialized() throws NoSuchAlgorithmException {
        return SSLContext.getInstance("TLS");
    }

    /** An address whose port was this check's own, and is free now. */
    private static InetSocketAddress freed(Rig rig) throws IOException {
        Server server = rig.listen(AnyLoopback.of(rig));
        rig.await(server.port().stopListening());
        return server.address();
    }

    private static void expectBadListen(Rig rig, InetSocketAddress local, TlsSettings bad) {
        IllegalArgumentException refused = rig.expectThrown(
                IllegalArgumentException.class,
                "listening with bad settings",
                () -> rig.reactor().listenTls(local, StreamOptions.DEFAULT, bad, rig::recorder));
        rig.expectWords("the refusal to listen with bad settings", refused);
    }

    private static void expectBadConnect(Rig rig, Server server, TlsSettings bad) {
        IllegalArgumentException refused = rig.expectThrown(
                IllegalArgumentException.class,
                "connecting with bad settings",
                () -> rig.reactor().connectTls(server.address(), StreamOptions.DEFAULT, bad, rig::recorder));
        rig.expectWords("the refusal to connect with bad settings", refused);
    }

    @Check(
            id = "TLS-034",
            level = SHOULD,
            needs = TLS,
            source = "RFC 8446, section 2.2; Netty SocketSslSessionReuseTest",
            because = "a full handshake costs both sides most of what a short connection costs",
            lookAt = "host and port that the engine is made with: sessions are kept by them")
    void a_second_connect_to_the_same_peer_resumes_the_session(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            WatchedTrust trust = WatchedTrust.of(rig);
            TlsSettings client = TlsRig.only(TlsSettings.of(rig.tls().context(trust.managers())), version);
            Server server = rig.tls()
                    .listen(
                            AnyLoopback.of(rig),
                            StreamOptions.DEFAULT,
                            rig.tls().server(A),
                            Recorder::echoing);
            for (int i = 0; i < 3; i++) {
                Recorder protocol = rig.recorder();
                Connection connection = rig.tls().connect(server.address(), client, protocol);
                connection.write(Bytes.of("echo"));
                // What a later handshake resumes comes behind this one.
                protocol.awaitBytes("echo".length());
                connection.close();
                protocol.awaitClosed();
            }
            rig.expectEqual(
                    "how often the certificate was checked in three handshakes of " + version, 1, trust.times());
        }
    }
}
