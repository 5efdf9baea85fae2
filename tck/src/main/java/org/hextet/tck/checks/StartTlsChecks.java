package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.STARTTLS;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.rig.TlsIdentity.A;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsRig;

/** A live connection that goes on in TLS: what was said before, what comes too early, what is left when it fails. */
final class StartTlsChecks {

    private static final int MIB = 1 << 20;

    /** What a client says that wants TLS, and what a server answers. */
    private static final String COMMAND = "upgrade\n";

    private static final String GO_AHEAD = "go\n";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One end that goes on in TLS when a line has come. */
    private static final class Upgrading {

        private final Rig rig;
        private final TlsSettings settings;
        private final String answer;
        private final Recorder secured;
        private final CompletableFuture<Recorder> plain = new CompletableFuture<>();
        private final CompletableFuture<Pending<Connection>> begun = new CompletableFuture<>();

        private Upgrading(Rig rig, TlsSettings settings, String answer) {
            this.rig = rig;
            this.settings = settings;
            this.answer = answer;
            this.secured = rig.recorder();
        }

        static Upgrading server(Rig rig) throws IOException {
            return new Upgrading(rig, rig.tls().server(A), GO_AHEAD);
        }

        /** Says nothing in the clear. */
        static Upgrading silentServer(Rig rig) throws IOException {
            return new Upgrading(rig, rig.tls().server(A), "");
        }

        static Upgrading client(Rig rig) throws IOException {
            return client(rig, rig.tls().client());
        }

        static Upgrading client(Rig rig, TlsSettings settings) {
            return new Upgrading(rig, settings, "");
        }

        /** The position moves over the line and no further: what is behind it was said too early. */
        Recorder on(Recorder recorder) {
            plain.complete(recorder);
            return recorder.onReceived((from, lent) -> {
                while (lent.hasRemaining()) {
                    if (lent.get() == '\n') {
                        if (!answer.isEmpty()) {
                            from.write(Bytes.of(answer));
                        }
                        begun.complete(from.startTls(settings, () -> secured));
                        return;
                    }
                }
            });
        }

        Recorder plain() {
            return rig.await((Future<Recorder>) plain, "a connection that is to be upgraded");
        }

        Pending<Connection> begun() {
            return rig.await((Future<Pending<Connection>>) begun, "startTls to be called");
        }

        Recorder secured() {
            return secured;
        }

        void awaitSecured() {
            rig.await(begun());
            secured.awaitConnected();
        }

        /** Waits for the upgrade to fail: once, by TLS, and never back to plain. */
        Throwable expectRefused(String what, String... facts) {
            Throwable failure = rig.awaitFailure(what, begun());
            rig.tls().expectFailure("the failure of " + what, failure, facts);
            rig.tls().expectFailed("the close reason after " + what, plain().awaitClosed(), facts);
            rig.turns(plain().connection().reactor(), 2);
            rig.expectEqual("what the secured protocol heard of " + what, List.of(), secured.events());
            rig.expectEqual("how often closed was told after " + what, 1L, plain().count(Event.CLOSED));
            return failure;
        }
    }

    @Check(
            id = "STL-001",
            level = MUST,
            needs = STARTTLS,
            source = "contract; Netty SocketStartTlsTest; Twisted internet/test/test_tls",
            because = "mail, chat and databases begin in the clear and go on in TLS, on one connection",
            lookAt = "what is queued and what has come when the protocol of the connection changes")
    void both_sides_go_on_in_tls_and_nothing_said_before_is_lost(Rig rig) throws Exception {
        byte[] before = new byte[MIB];
        Arrays.fill(before, (byte) '.');
        rig.onEachLoopback(loopback -> {
            for (boolean onLoop : new boolean[] {true, false}) {
                Upgrading server = Upgrading.server(rig);
                Server listening = rig.listen(loopback, server::on);
                Upgrading client = Upgrading.client(rig);
                Recorder plain = onLoop ? client.on(rig.recorder()) : rig.recorder();
                Connection connection = rig.connect(listening.address(), plain);
                connection.write(ByteBuffer.wrap(before));
                connection.write(Bytes.of(COMMAND));
                if (!onLoop) {
                    plain.awaitBytes(GO_AHEAD.length());
                    client.plain.complete(plain);
                    client.begun.complete(connection.startTls(rig.tls().client(), client::secured));
                }
                client.awaitSecured();
                server.awaitSecured();

                client.secured().connection().write(Bytes.of("from the client"));
                server.secured().connection().write(Bytes.of("from the server"));
                server.secured().awaitBytes("from the client".length());
                client.secured().awaitBytes("from the server".length());

                rig.expectEqual(
                        "how much the server received before",
                        (long) before.length + COMMAND.length(),
                        server.plain().receivedBytes());
                rig.expectEqual("what the client received before", GO_AHEAD, plain.receivedText());
                rig.expectEqual(
                        "what the server received in TLS",
                        "from the client",
                        server.secured().receivedText());
                rig.expectEqual(
                        "what the client received in TLS",
                        "from the server",
                        client.secured().receivedText());
                rig.expectEqual(
                        "the role of the side that connected",
                        Optional.of(TlsRole.CLIENT),
                        client.secured().connection().tlsSession().map(session -> session.role()));
                rig.expectEqual("the TLS session of the plain connection", Optional.empty(), connection.tlsSession());
                client.secured().connection().close();
                TcpEndChecks.expectClean(
                        rig, "the close reason of the server", server.secured().awaitClosed());
                client.secured().awaitClosed();
                rig.turns(rig.reactor(), 2);
                for (Recorder dead : List.of(plain, server.plain())) {
                    rig.expect(
                            !dead.heard(Event.CLOSED) && !dead.heard(Event.INPUT_ENDED),
                            "a protocol whose connection went on as another one heard " + dead.story());
                }
            }
        });
    }

    @Check(
            id = "STL-002",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 3207, section 4.2; CVE-2011-0411",
            because = "who is on the way puts commands behind the client's, and they run with his rights",
            lookAt = "what is left of the lent buffer when the callback that asked for TLS returns")
    void what_is_behind_the_command_in_one_segment_ends_the_servers_connection(Rig rig) throws Exception {
        String what = "an upgrade with words behind the command";
        Upgrading server = Upgrading.silentServer(rig);
        Server listening = rig.listen(AnyLoopback.of(rig), server::on);
        TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), TlsRig.TLS_1_3);
        Recorder raw = peer.on(rig.recorder());
        rig.connect(listening.address(), raw);
        peer.send(ascii(COMMAND + "put in between\n"));

        expectEndedBy(rig, what, peer, server);
        server.expectRefused(what);
        peer.awaitEnd();
        expectNoSessionAfter(rig, raw);
    }

    /** The peer goes on as if nothing were wrong. */
    private static void expectEndedBy(Rig rig, String what, TlsPeer peer, Upgrading upgrading) throws Exception {
        // Else the first words of TLS may come in one segment with those in the clear, and be taken for such.
        upgrading.begun();
        if (peer.tryHandshake()) {
            upgrading.awaitSecured();
            String heard = upgrading.secured().receivedText().strip();
            rig.fail(what + " went on"
                    + (heard.isEmpty() ? "" : ", and \"" + heard + "\" was received as if in TLS")
                    + "; expected the end of the connection");
        }
    }

    private static void expectNoSessionAfter(Rig rig, Recorder peer) {
        byte[] seen = peer.received();
        int words = peer.receivedText().startsWith(GO_AHEAD) ? GO_AHEAD.length() : 0;
        // Of TLS no more than an alert.
        rig.expect(
                seen.length == words || seen[words] == 21,
                "the peer got a record of TLS that is no alert: " + peer.receivedText());
    }

    @Check(
            id = "STL-003",
            level = MUST,
            needs = STARTTLS,
            source = "CVE-2021-23222; RFC 3207, section 4.2",
            because = "answers that were put in between are taken for the server's own",
            lookAt = "what is left of the lent buffer when the callback that asked for TLS returns")
    void what_is_behind_the_go_ahead_in_one_segment_ends_the_clients_connection(Rig rig) throws Exception {
        String what = "an upgrade with words behind the go-ahead";
        TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
        Server plain = rig.listen(AnyLoopback.of(rig), peer::on);
        Upgrading client = Upgrading.client(rig);
        rig.connect(plain.address(), client.on(rig.recorder()));
        peer.send(ascii(GO_AHEAD + "put in between\n"));

        expectEndedBy(rig, what, peer, client);
        client.expectRefused(what);
        peer.awaitEnd();
    }

    @Check(
            id = "STL-004",
            level = MUST,
            needs = STARTTLS,
            source = "RFC 3207, section 4.2",
            because = "what comes in a segment of its own was put in between as well",
            lookAt = "bytes that are no record, as the first of a handshake")
    void plain_bytes_in_place_of_the_handshake_end_it_and_reach_nobody(Rig rig) throws Exception {
        Upgrading server = Upgrading.server(rig);
        Server listening = rig.listen(AnyLoopback.of(rig), server::on);
        TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), TlsRig.TLS_1_3);
        Recorder raw = peer.on(rig.recorder());
        rig.connect(listening.address(), raw);
        peer.send(ascii(COMMAND));
        peer.clear(GO_AHEAD.length());
        peer.send(ascii("put in between\n"));
        // What would be a good handshake comes too late.
        String what = "an upgrade with words before the handshake";
        expectEndedBy(rig, what, peer, server);
        server.expectRefused(what);
        peer.awaitEnd();
        expectNoSessionAfter(rig, raw);

        TlsPeer speaking = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
        Server plain = rig.listen(AnyLoopback.of(rig), speaking::on);
        Upgrading client = Upgrading.client(rig);
        rig.connect(plain.address(), client.on(rig.recorder()));
        speaking.send(ascii(GO_AHEAD));
        // It has asked for TLS: its ClientHello is there.
        speaking.nextRecordType();
        speaking.send(ascii("put in between\n"));
        client.expectRefused("an upgrade with words in place of a ServerHello");
    }

    @Check(
            id = "STL-010",
            level = MUST,
            needs = STARTTLS,
            source = "contract; uvloop test start_tls_wrong_args",
            because = "two handshakes on one stream are none",
            lookAt = "the flag that startTls was called, set at the call; the state after the end")
    void a_second_start_and_one_after_the_end_fail_typed(Rig rig) throws Exception {
        TlsSettings settings = rig.tls().client();
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = rig.pair(
                    AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), server -> server.keepingOutputOpen());
            Connection connection = pair.clientConnection();
            inPlace(rig, onLoop, () -> {
                connection.startTls(settings, rig::recorder);
                rig.expectThrown(
                        IllegalStateException.class,
                        "a second startTls",
                        () -> connection.startTls(settings, rig::recorder));
                rig.expectThrown(
                        IllegalStateException.class,
                        "a write after startTls",
                        () -> connection.write(Bytes.of("unsaid")));
            });
            connection.abort();
            pair.client().awaitClosed();

            Pair shut = rig.pair(
                    AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), server -> server.keepingOutputOpen());
            inPlace(rig, onLoop, () -> {
                shut.clientConnection().shutdownOutput();
                rig.expectThrown(
                        IllegalStateException.class,
                        "startTls after shutdownOutput",
                        () -> shut.clientConnection().startTls(settings, rig::recorder));
            });
            shut.clientConnection().abort();

            for (Recorder.Step end : List.<Recorder.Step>of(Connection::close, Connection::abort)) {
                Pair ended = rig.pair(AnyLoopback.of(rig));
                CompletableFuture<Pending<Connection>> early = new CompletableFuture<>();
                inPlace(rig, onLoop, () -> {
                    end.run(ended.clientConnection());
                    early.complete(ended.clientConnection().startTls(settings, rig::recorder));
                });
                expectAborted(rig, "startTls right after the end", early.join());
                ended.client().awaitClosed();
                Pair over = rig.pair(AnyLoopback.of(rig));
                end.run(over.clientConnection());
                over.client().awaitClosed();
                expectAborted(
                        rig,
                        "startTls when all is over",
                        over.clientConnection().startTls(settings, rig::recorder));
            }
        }
    }

    private static void expectAborted(Rig rig, String what, Pending<Connection> upgrading) {
        rig.expectFailure(
                "the failure of " + what, FailureKind.ABORTED, SocketException.class, rig.awaitFailure(upgrading));
    }

    private static void inPlace(Rig rig, boolean onLoop, Action action) throws Exception {
        if (onLoop) {
            rig.runOnLoop(rig.reactor(), action);
        } else {
            action.run();
        }
    }

    @Check(
            id = "STL-011",
            level = MUST,
            needs = STARTTLS,
            source = "contract; Twisted TCPConnectionTests",
            because = "the go-ahead must leave in the clear, and the password behind it must not",
            lookAt = "what is queued when TLS takes the connection over: it goes first, as it is")
    void what_is_written_before_leaves_in_the_clear_and_what_is_written_after_only_encrypted(Rig rig) throws Exception {
        String secret = "a word that nobody may read";
        // More than the kernel takes at once.
        byte[] before = Payload.of(6 * MIB, 11).bytes();
        for (String version : List.of(TlsRig.TLS_1_3, TlsRig.TLS_1_2)) {
            for (boolean onLoop : new boolean[] {true, false}) {
                TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), version);
                Recorder[] raw = new Recorder[1];
                Server plain = rig.listen(AnyLoopback.of(rig), recorder -> raw[0] = peer.on(recorder));
                Recorder secured = rig.recorder().onConnected(connection -> connection.write(Bytes.of(secret)));
                Connection connection = rig.connect(plain.address(), rig.recorder());
                plain.awaitAccepted();

                inPlace(rig, onLoop, () -> {
                    connection.write(ByteBuffer.wrap(before));
                    connection.startTls(rig.tls().client(), () -> secured);
                });

                rig.expectEqual("what came before the upgrade", before, peer.clear(before.length));
                rig.expectEqual("the type of the first record", 22, peer.nextRecordType());
                peer.handshake();
                rig.expectEqual(
                        "what came encrypted",
                        secret,
                        new String(peer.read(secret.length()), StandardCharsets.US_ASCII));
                String wire = new String(raw[0].received(), StandardCharsets.ISO_8859_1);
                rig.expect(!wire.contains(secret), "what was written after the upgrade is on the wire in the clear");
            }
        }
    }

    @Check(
            id = "STL-012",
            level = MUST,
            needs = STARTTLS,
            source = "contract",
            because = "a client that falls back to plain does what the one on the way wants",
            lookAt = "who has the connection when the handshake fails: nobody")
    void a_handshake_that_fails_ends_the_connection_and_never_goes_back_to_plain(Rig rig) throws Exception {
        // The server does not like the client.
        TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), TlsRig.TLS_1_3);
        Recorder[] raw = new Recorder[1];
        Server plain = rig.listen(AnyLoopback.of(rig), recorder -> raw[0] = peer.on(recorder));
        Upgrading client = Upgrading.client(rig);
        rig.connect(plain.address(), client.on(rig.recorder()));
        peer.send(ascii(GO_AHEAD));
        peer.nextRecordType();
        peer.send(new byte[] {21, 3, 3, 0, 2, 2, 40});
        client.expectRefused("an upgrade that the server refuses", "handshake_failure");
        expectDead(rig, client.plain().connection());
        peer.awaitEnd();
        rig.expect(
                !new String(raw[0].received(), StandardCharsets.ISO_8859_1).contains("unsaid"),
                "words that were written after the failure reached the server");

        // The client does not like the server.
        Upgrading server = Upgrading.server(rig);
        Server listening = rig.listen(AnyLoopback.of(rig), server::on);
        Upgrading doubting = Upgrading.client(rig, rig.tls().client("c.example"));
        rig.connect(listening.address(), doubting.on(rig.recorder())).write(Bytes.of(COMMAND));
        doubting.expectRefused("an upgrade with a server of another name", "c.example", "a.example");
        expectDead(rig, doubting.plain().connection());
        // In TLS 1.3 the server may have taken it for done.
        if (Ended.of(rig, server.begun(), "the server's side").failure().isPresent()) {
            server.expectRefused("an upgrade that the client refuses");
        } else {
            rig.tls().expectFailed("the server's close reason", server.secured().awaitClosed());
        }
    }

    private static void expectDead(Rig rig, Connection connection) {
        rig.expectThrown(
                IllegalStateException.class,
                "a write on a connection whose upgrade has failed",
                () -> connection.write(Bytes.of("unsaid")));
    }

    @Check(
            id = "STL-016",
            level = MUST,
            needs = STARTTLS,
            source = "Twisted internet/test/test_tls disconnectAfterWriteAfterStartTLS",
            because = "a last message and a close are the shortest protocol there is",
            lookAt = "close inside connected of the secured connection, while the handshake's last words still leave")
    void what_is_written_before_a_close_right_after_the_upgrade_arrives(Rig rig) throws Exception {
        for (boolean closesClient : new boolean[] {true, false}) {
            Upgrading server = Upgrading.server(rig);
            Upgrading client = Upgrading.client(rig);
            Upgrading closing = closesClient ? client : server;
            Upgrading other = closesClient ? server : client;
            closing.secured().onConnected(connection -> {
                connection.write(Bytes.of("last words"));
                connection.close();
            });
            Server listening = rig.listen(AnyLoopback.of(rig), server::on);
            rig.connect(listening.address(), client.on(rig.recorder())).write(Bytes.of(COMMAND));

            TcpEndChecks.expectClean(
                    rig, "the close reason of the peer", other.secured().awaitClosed());
            rig.expectEqual(
                    "what the peer received", "last words", other.secured().receivedText());
            rig.expectEqual(
                    "the close reason of the side that closed",
                    new CloseReason.ClosedHere(),
                    closing.secured().awaitClosed());
            rig.turns(rig.reactor(), 2);
            for (Recorder secured : List.of(closing.secured(), other.secured())) {
                rig.expectEqual("how often closed was told", 1L, secured.count(Event.CLOSED));
            }
        }
    }

    @Check(
            id = "STL-017",
            level = MUST,
            needs = TCP,
            lacks = STARTTLS,
            source = "contract",
            because = "a connection that was to be secured and silently is not is a hole",
            lookAt = "what startTls does where it is lacking")
    void an_upgrade_that_is_lacking_is_refused_by_name(Rig rig) throws Exception {
        Pair pair = rig.pair(AnyLoopback.of(rig));
        TlsSettings settings = rig.tls().client();

        rig.expectUnsupported(
                STARTTLS, "startTls", () -> pair.clientConnection().startTls(settings, rig::recorder));
        pair.clientConnection().write(Bytes.of("in the clear"));
        pair.server().awaitBytes("in the clear".length());
    }
}
