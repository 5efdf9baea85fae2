package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** How a connection ends: in order, by half, by force, by the peer, by time. */
final class TcpEndChecks {

    private static final int MIB = 1 << 20;

    /** Closing waits as long as a check does: on a slow machine the patience of close must not be what ends it. */
    private static final StreamOptions PATIENT = StreamOptions.DEFAULT.withCloseTimeout(Duration.ofMinutes(5));

    /** Neither a failure nor an abort. */
    static void expectClean(Rig rig, String what, CloseReason reason) {
        if (!(reason instanceof CloseReason.ClosedByPeer) && !(reason instanceof CloseReason.ClosedHere)) {
            rig.fail(what, "a clean end (ClosedByPeer or ClosedHere)", reason);
        }
    }

    static void expectReset(Rig rig, String what, CloseReason reason) {
        if (!(reason instanceof CloseReason.Failed failed)) {
            throw rig.fail(what, "Failed, of kind reset", reason);
        }
        rig.expectFailure(what, FailureKind.RESET, SocketException.class, failed.cause());
    }

    private static void expectClosedOnce(Rig rig, String who, Recorder recorder) throws IOException {
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("how often " + who + " heard closed", 1L, recorder.count(Event.CLOSED));
        List<Event> events = recorder.events();
        rig.expectEqual("the last thing that " + who + " heard", Event.CLOSED, events.get(events.size() - 1));
    }

    @Check(
            id = "TCP-218",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test tcp-shutdown-after-write",
            because = "a server answers and closes; the client must have the whole answer",
            lookAt = "what close does while something is queued")
    void close_delivers_what_is_queued_and_then_ends_in_order(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = TcpDataChecks.withSilentServer(rig, loopback, PATIENT, rig.recorder());
            Payload payload = Payload.of(8 * MIB, 218);

            rig.runOnLoop(rig.reactor(), () -> {
                pair.clientConnection().write(payload.buffer());
                pair.clientConnection().close();
            });
            rig.turns(rig.reactor(), 2);
            pair.serverConnection().resumeReading();

            CloseReason atServer = pair.server().awaitClosed();
            rig.expectEqual(
                    "how many bytes arrived",
                    (long) payload.size(),
                    pair.server().receivedBytes());
            rig.expectEqual(
                    "the digest of what arrived",
                    payload.digest(),
                    pair.server().digest());
            rig.expect(
                    pair.server().heard(Event.INPUT_ENDED),
                    "the peer was not told of an end of input: " + pair.server());
            expectClean(rig, "the close reason of the peer", atServer);
            rig.expectEqual(
                    "the close reason of the side that closed",
                    new CloseReason.ClosedHere(),
                    pair.client().awaitClosed());
        });
    }

    @Check(
            id = "TCP-219",
            level = MUST,
            needs = {TCP, HOST_NET},
            source = "contract; RFC 1122, section 4.2.2.13",
            because = "a server that refuses a long upload answers why: a reset would take the answer away",
            lookAt = "unread input at close(2): the kernel then sends RST. Shut the output, read on, then close")
    void a_reply_and_close_over_unread_input_reach_the_peer_before_any_reset(Rig rig) throws Exception {
        Payload reply = Payload.of(8 * MIB, 219);
        rig.onEachLoopback(loopback -> {
            for (boolean paused : new boolean[] {true, false}) {
                replyOverUnreadInput(
                        rig,
                        rig.listen(
                                rig.reactor(),
                                new InetSocketAddress(loopback, 0),
                                PATIENT,
                                server -> paused
                                        ? server.withoutContent().onConnected(connection -> {
                                            connection.pauseReading();
                                            answer(connection, reply);
                                        })
                                        : server.withoutContent().onReceived((from, lent) -> answer(from, reply))),
                        reply);
            }
        });
    }

    private static void answer(Connection connection, Payload reply) {
        // Later, so that more input has come.
        connection.reactor().schedule(Duration.ofMillis(5), () -> {
            connection.write(reply.buffer());
            connection.close();
        });
    }

    private static void replyOverUnreadInput(Rig rig, Server server, Payload reply) throws Exception {
        Socket peer = rig.jdkConnect(server.address());
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch uploading = new CountDownLatch(1);
        Thread uploader = new Thread(
                () -> {
                    try {
                        OutputStream out = peer.getOutputStream();
                        byte[] block = new byte[16 << 10];
                        while (!enough.get()) {
                            out.write(block);
                            uploading.countDown();
                        }
                    } catch (IOException endOfUpload) {
                        // A reset after the reply is allowed.
                        enough.set(true);
                    }
                },
                "tck uploader");
        uploader.start();
        try {
            rig.await(uploading, "the first block of the upload");
            byte[] got;
            try {
                got = peer.getInputStream().readNBytes(reply.size());
            } catch (SocketException reset) {
                throw rig.fail("what the peer got in place of the whole reply", "no reset before it", reset);
            }
            rig.expectEqual("how many bytes of the reply the peer got", reply.size(), got.length);
            rig.expectEqual("the reply that the peer got", reply.bytes(), got);
        } finally {
            enough.set(true);
            peer.close();
            uploader.join();
        }
        Recorder accepted = server.awaitAccepted();
        accepted.awaitClosed();
    }

    @Check(
            id = "TCP-220",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted connectionmixins",
            because = "a protocol cleans up in closed, once, and tells a good end from a bad one",
            lookAt = "how a read of nothing becomes inputEnded, and that into closed")
    void a_clean_end_of_the_peer_is_told_once(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(loopback);

            pair.clientConnection().close();

            rig.expectEqual(
                    "the close reason",
                    new CloseReason.ClosedByPeer(),
                    pair.server().awaitClosed());
            expectClosedOnce(rig, "the server", pair.server());
            rig.expectEqual(
                    "what the server heard",
                    "CONNECTED INPUT_ENDED CLOSED",
                    pair.server().story());
            rig.expectEqual(
                    "what closed() of the connection tells",
                    new CloseReason.ClosedByPeer(),
                    rig.await(pair.serverConnection().closed()));
        });
    }

    @Check(
            id = "TCP-221",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test shutdown-eof; Netty SocketShutdownOutputBySelfTest",
            because = "some protocols say by a half-close that the request is over",
            lookAt = "shutdownOutput while something is queued: the FIN goes after it")
    void shutdown_output_delivers_what_is_queued_and_leaves_the_way_in_open(Rig rig) throws Exception {
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                PATIENT,
                rig.recorder(),
                server -> server.withoutContent()
                        .onConnected(Connection::pauseReading)
                        .onInputEnded(connection -> {
                            connection.write(Bytes.of("the answer"));
                            connection.close();
                        }));
        Payload payload = Payload.of(8 * MIB, 221);

        rig.runOnLoop(rig.reactor(), () -> {
            pair.clientConnection().write(payload.buffer());
            pair.clientConnection().shutdownOutput();
        });
        rig.turns(rig.reactor(), 2);
        pair.serverConnection().resumeReading();

        pair.server().await("the end of input", Event.INPUT_ENDED);
        rig.expectEqual(
                "how many bytes arrived", (long) payload.size(), pair.server().receivedBytes());
        rig.expectEqual(
                "the digest of what arrived", payload.digest(), pair.server().digest());
        expectClean(
                rig,
                "the close reason of the side that shut its output",
                pair.client().awaitClosed());
        rig.expectEqual("what came back", "the answer", pair.client().receivedText());
    }

    @Check(
            id = "TCP-222",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test shutdown-twice; Tokio tcp_shutdown",
            because = "two layers of one program may both say that the output is over",
            lookAt = "the flag that the output is shut")
    void a_second_shutdown_of_the_output_does_nothing(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = rig.pair(AnyLoopback.of(rig), PATIENT, rig.recorder(), server -> server.keepingOutputOpen());
            Action shut = () -> pair.clientConnection().shutdownOutput();

            for (int i = 0; i < 2; i++) {
                if (onLoop) {
                    rig.runOnLoop(rig.reactor(), shut);
                } else {
                    shut.run();
                }
            }
            pair.server().await("the end of input", Event.INPUT_ENDED);
            pair.clientConnection().shutdownOutput();
            pair.serverConnection().write(Bytes.of("still here"));

            pair.client().awaitBytes("still here".length());
            rig.expectEqual(
                    "how often the peer was told of the end", 1L, pair.server().count(Event.INPUT_ENDED));
            rig.expect(!pair.client().heard(Event.CLOSED), "the connection ended: " + pair.client());
            rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
        }
    }

    @Check(
            id = "TCP-223",
            level = MUST,
            needs = TCP,
            source = "contract; Netty testWriteAfterShutdownOutput",
            because = "a write that vanishes in silence is a bug that nobody finds",
            lookAt = "the flag that the output is shut, set at the call and not when the FIN leaves")
    void a_write_after_shutdown_of_the_output_fails_and_reading_goes_on(Rig rig) throws Exception {
        for (boolean onLoop : new boolean[] {true, false}) {
            Pair pair = rig.pair(AnyLoopback.of(rig), PATIENT, rig.recorder(), server -> server.keepingOutputOpen());
            Action body = () -> {
                Connection connection = pair.clientConnection();
                connection.write(Bytes.of("said"));
                connection.shutdownOutput();
                rig.expectThrown(
                        IllegalStateException.class,
                        "a write after shutdownOutput",
                        () -> connection.write(Bytes.of("unsaid")));
                rig.expectThrown(
                        IllegalStateException.class,
                        "a gathering write after shutdownOutput",
                        () -> connection.write(new ByteBuffer[] {Bytes.of("unsaid")}, 0, 1));
            };

            if (onLoop) {
                rig.runOnLoop(rig.reactor(), body);
            } else {
                body.run();
            }

            pair.server().await("the end of input", Event.INPUT_ENDED);
            rig.expectEqual("what the peer received", "said", pair.server().receivedText());
            pair.serverConnection().write(Bytes.of("the answer"));
            pair.client().awaitBytes("the answer".length());
            rig.expect(!pair.client().heard(Event.CLOSED), "the connection ended: " + pair.client());
        }
    }

    @Check(
            id = "TCP-224",
            level = MUST,
            needs = TCP,
            source = "contract; Netty SocketHalfClosedTest; Twisted test_tcp doubleHalfClose",
            because = "the answer to a request that ended with a half-close may be long",
            lookAt = "what is done to the socket when a read brings nothing")
    void a_protocol_that_wants_it_may_write_on_after_the_peers_half_close(Rig rig) throws Exception {
        Payload answer = Payload.of(8 * MIB, 224);
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                PATIENT,
                rig.recorder().withoutContent().onConnected(Connection::pauseReading),
                server -> server.onInputEnded(open -> {}));

        pair.clientConnection().shutdownOutput();
        pair.server().await("the end of input", Event.INPUT_ENDED);
        pair.serverConnection().write(answer.buffer());
        rig.turns(rig.reactor(), 2);
        pair.clientConnection().resumeReading();

        pair.client().awaitBytes(answer.size());
        rig.expectEqual(
                "the digest of what arrived", answer.digest(), pair.client().digest());
        pair.serverConnection().close();
        expectClean(
                rig,
                "the close reason of the side that half-closed",
                pair.client().awaitClosed());
        expectClean(rig, "the close reason of the other side", pair.server().awaitClosed());
        rig.expectEqual("how often the end of input was told", 1L, pair.server().count(Event.INPUT_ENDED));
    }

    @Check(
            id = "TCP-225",
            level = MUST,
            needs = TCP,
            source = "contract; Netty ShutdownOutputByPeerTest, without the option",
            because = "most protocols know nothing of half-closes; their answers must leave all the same",
            lookAt = "the default of inputEnded: close, which delivers what is queued")
    void a_protocol_that_does_not_want_it_ends_after_its_queue_has_left(Rig rig) throws Exception {
        Payload queued = Payload.of(8 * MIB, 225);
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                PATIENT,
                rig.recorder().withoutContent().onConnected(Connection::pauseReading),
                server -> server);

        pair.serverConnection().write(queued.buffer());
        pair.clientConnection().shutdownOutput();
        pair.server().await("the end of input", Event.INPUT_ENDED);
        rig.turns(rig.reactor(), 2);
        pair.clientConnection().resumeReading();

        expectClean(rig, "the close reason of the peer", pair.client().awaitClosed());
        rig.expectEqual(
                "how many bytes arrived", (long) queued.size(), pair.client().receivedBytes());
        rig.expectEqual(
                "the digest of what arrived", queued.digest(), pair.client().digest());
        expectClean(rig, "the close reason", pair.server().awaitClosed());
        expectClosedOnce(rig, "the server", pair.server());
    }

    @Check(
            id = "TCP-226",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test shutdown-simultaneous; RFC 9293, section 3.6",
            because = "both sides may be done at the same moment",
            lookAt = "whether anybody closes when both ways are over and no close() was called")
    void both_sides_that_shut_their_output_end_cleanly(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(
                    loopback, PATIENT, rig.recorder().keepingOutputOpen(), server -> server.keepingOutputOpen());

            rig.runOnLoop(rig.reactor(), () -> {
                pair.clientConnection().shutdownOutput();
                pair.serverConnection().shutdownOutput();
            });

            expectClean(rig, "the close reason of the client", pair.client().awaitClosed());
            expectClean(rig, "the close reason of the server", pair.server().awaitClosed());
            expectClosedOnce(rig, "the client", pair.client());
            expectClosedOnce(rig, "the server", pair.server());
        });
    }

    @Check(
            id = "TCP-227",
            level = MUST,
            needs = {TCP, HOST_NET, RESET},
            source = "contract; RFC 9293, section 3.10.5; Netty SocketRstTest; libuv test tcp-close-reset",
            because = "an abort tells the peer that the stream is not complete",
            lookAt = "SO_LINGER of zero before close(2); a selector that keeps the descriptor until its next select")
    void abort_resets_the_peer(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            Socket peer = rig.jdkConnect(server.address());
            Recorder accepted = server.awaitAccepted();

            accepted.connection().abort();

            try {
                int read = peer.getInputStream().read();
                rig.fail("what the peer read after the abort", "a reset", read);
            } catch (SocketTimeoutException nothing) {
                rig.fail("what the peer saw after the abort", "a reset", "nothing");
            } catch (SocketException reset) {
                rig.expectEqual("the own close reason", new CloseReason.Aborted(null), accepted.awaitClosed());
            }
        });
    }

    @Check(
            id = "TCP-228",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp dataReceivedAbort",
            because = "a protocol that has given up must not be given more",
            lookAt = "a loop that reads on after the callback, and closed that is told inside abort")
    void after_an_abort_inside_received_nothing_more_is_received(Rig rig) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean closedInside = new AtomicBoolean();
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> {
                            calls.incrementAndGet();
                            from.abort();
                            closedInside.set(server.heard(Event.CLOSED));
                            returned.set(true);
                        })
                        .onClosed(connection -> {
                            if (!returned.get()) {
                                closedInside.set(true);
                            }
                        }));

        pair.clientConnection().write(Payload.of(4 * MIB, 228).buffer());

        CloseReason reason = pair.server().awaitClosed();
        pair.client().awaitClosed();
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("how often received was called", 1, calls.get());
        rig.expect(!closedInside.get(), "closed was told while received was running");
        rig.expectEqual(
                "what the protocol heard",
                "CONNECTED RECEIVED CLOSED",
                pair.server().story());
        rig.expectEqual("the close reason", new CloseReason.Aborted(null), reason);
    }

    @Check(
            id = "TCP-229",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp clientAbortsConnectionTwice; Netty testCloseTwice",
            because = "several parts of a program may give a connection up",
            lookAt = "the state after the first end")
    void a_second_end_does_nothing(Rig rig) throws Exception {
        List<Recorder.Step> ends = List.of(
                connection -> {
                    connection.abort();
                    connection.abort();
                },
                connection -> {
                    connection.abort();
                    connection.close();
                },
                connection -> {
                    connection.close();
                    connection.close();
                });
        for (Recorder.Step end : ends) {
            for (boolean onLoop : new boolean[] {true, false}) {
                Pair pair = rig.pair(AnyLoopback.of(rig));

                if (onLoop) {
                    rig.runOnLoop(rig.reactor(), () -> end.run(pair.clientConnection()));
                } else {
                    end.run(pair.clientConnection());
                }

                pair.client().awaitClosed();
                pair.server().awaitClosed();
                end.run(pair.clientConnection());
                rig.runOnLoop(rig.reactor(), () -> end.run(pair.clientConnection()));
                expectClosedOnce(rig, "the side that ended twice", pair.client());
                expectClosedOnce(rig, "its peer", pair.server());
                rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
            }
        }
    }

    @Check(
            id = "TCP-230",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract; Twisted test_tcp fullWriteBuffer",
            because = "who waits too long for a peer must be able to get rid of it",
            lookAt = "abort of a connection that is closing already")
    void abort_ends_a_close_that_waits_for_a_peer_that_does_not_read(Rig rig) throws Exception {
        Pair pair = TcpDataChecks.withSilentServer(
                rig,
                AnyLoopback.of(rig),
                TcpDataChecks.smallBuffers().withCloseTimeout(Duration.ofMinutes(5)),
                rig.recorder());
        rig.runOnLoop(rig.reactor(), () -> {
            pair.clientConnection().write(Bytes.zeros(16 * MIB));
            pair.clientConnection().close();
        });
        rig.turns(rig.reactor(), 2);
        rig.expect(!pair.client().heard(Event.CLOSED), "closed came before the peer has read: " + pair.client());

        pair.clientConnection().abort();

        pair.client().awaitClosed();
        expectClosedOnce(rig, "the side that aborted", pair.client());
        // That its socket is gone the peer sees: a part of the bytes, then a reset.
        pair.serverConnection().resumeReading();
        expectReset(rig, "the close reason of the peer", pair.server().awaitClosed());
        rig.expect(pair.server().receivedBytes() < 16 * MIB, "the peer has received all 16 MiB, in spite of the abort");
    }

    @Check(
            id = "TCP-231",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted connectionmixins writeAfterDisconnect; OpenJDK ReadWriteAfterClose",
            because = "the end may always overtake a writer",
            lookAt = "writes between close() and the moment when the queue has left")
    void what_is_written_after_the_end_never_reaches_the_peer(Rig rig) throws Exception {
        for (boolean abort : new boolean[] {false, true}) {
            for (boolean onLoop : new boolean[] {true, false}) {
                Pair pair = rig.pair(AnyLoopback.of(rig));
                Connection connection = pair.clientConnection();
                Action body = () -> {
                    connection.write(Bytes.of("before"));
                    if (abort) {
                        connection.abort();
                    } else {
                        connection.close();
                    }
                    expectIgnored(rig, connection, onLoop);
                };

                if (onLoop) {
                    rig.runOnLoop(rig.reactor(), body);
                } else {
                    body.run();
                }
                pair.client().awaitClosed();
                pair.server().awaitClosed();
                expectIgnored(rig, connection, true);
                rig.runOnLoop(rig.reactor(), () -> expectIgnored(rig, connection, true));

                String seen = pair.server().receivedText();
                rig.expect(
                        seen.equals("before") || (abort && seen.isEmpty()),
                        "the peer received \"" + seen + "\", expected \"before\"" + (abort ? " or nothing" : ""));
                expectClosedOnce(rig, "the side that wrote", pair.client());
                rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
            }
        }
    }

    /** Ignored means: consumed, without an exception; false, where the end is already in force. */
    private static void expectIgnored(Rig rig, Connection connection, boolean inForce) {
        ByteBuffer late = Bytes.of("after");
        boolean answer = connection.write(late);
        rig.expect(!answer || !inForce, "a write after the end answered true, expected false");
        rig.expectEqual("what is left in the buffer", 0, late.remaining());
        ByteBuffer gathered = Bytes.of("after");
        answer = connection.write(new ByteBuffer[] {gathered}, 0, 1);
        rig.expect(!answer || !inForce, "a gathering write after the end answered true, expected false");
        rig.expectEqual("what is left in the gathered buffer", 0, gathered.remaining());
    }

    @Check(
            id = "TCP-232",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract; mio connection_reset_by_peer; OpenJDK ConnectionReset",
            because = "a stream that was cut off must not look like one that ended",
            lookAt = "how the errno of a read becomes a kind")
    void a_reset_by_the_peer_is_told_once_as_reset(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(loopback);

            pair.clientConnection().abort();

            expectReset(rig, "the close reason", pair.server().awaitClosed());
            expectClosedOnce(rig, "the server", pair.server());
            rig.expectEqual(
                    "what the server heard", "CONNECTED CLOSED", pair.server().story());
        });
    }

    @Check(
            id = "TCP-233",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract; Netty EpollDetectPeerCloseWithoutReadTest",
            because = "a paused connection whose peer is gone must not stay for ever",
            lookAt = "errors that the poll reports, or the first read after resume")
    void a_reset_during_a_pause_is_told_at_the_latest_after_resume(Rig rig) throws Exception {
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onConnected(Connection::pauseReading));
        pair.clientConnection().abort();
        pair.client().awaitClosed();
        rig.turns(rig.reactor(), 2);

        pair.serverConnection().resumeReading();

        expectReset(rig, "the close reason", pair.server().awaitClosed());
        expectClosedOnce(rig, "the server", pair.server());
    }

    @Check(
            id = "TCP-234",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract; OpenJDK ConnectionReset",
            because = "what comes before a reset may be delivered or lost, but never altered",
            lookAt = "the last read before the error, and what was held back by a pause")
    void before_a_reset_comes_a_prefix_of_the_data(Rig rig) throws Exception {
        Payload payload = Payload.of(4 * MIB, 234);
        for (boolean paused : new boolean[] {false, true}) {
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> paused ? server.onConnected(Connection::pauseReading) : server);
            rig.runOnLoop(rig.reactor(), () -> pair.clientConnection().write(payload.buffer()));

            pair.clientConnection().abort();
            pair.client().awaitClosed();
            rig.turns(rig.reactor(), 2);
            pair.serverConnection().resumeReading();

            expectReset(rig, "the close reason", pair.server().awaitClosed());
            expectClosedOnce(rig, "the server", pair.server());
            rig.expect(
                    payload.beginsWith(pair.server().received()),
                    "the " + pair.server().receivedBytes()
                            + " bytes received before the reset are not the first of the data");
        }
    }

    @Check(
            id = "TCP-235",
            level = MUST,
            needs = TCP,
            source = "contract; libuv test tcp-write-to-half-open-connection",
            because = "writing to a peer that is gone happens to every server; it must cost only that connection",
            lookAt = "EPIPE and ECONNRESET of a write, and SIGPIPE in native code")
    void writing_to_a_peer_that_is_gone_ends_as_reset(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Pair pair = rig.pair(
                    loopback,
                    StreamOptions.DEFAULT.withCloseTimeout(Duration.ofMillis(200)),
                    rig.recorder(),
                    server -> server.keepingOutputOpen());
            // Closed, its descriptor gone: whatever comes now is answered by a reset.
            pair.clientConnection().close();
            pair.client().awaitClosed();
            pair.server().await("the end of input", Event.INPUT_ENDED);

            // The second finds the answer to the first, at the latest when that has come through.
            rig.until("the writer hears that the peer is gone", () -> {
                rig.runOnLoop(
                        pair.serverConnection().reactor(),
                        () -> pair.serverConnection().write(Bytes.of("x")));
                return pair.server().heard(Event.CLOSED);
            });

            expectReset(rig, "the close reason", pair.server().awaitClosed());
            expectClosedOnce(rig, "the writer", pair.server());
            rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
        });
    }

    @Check(
            id = "TCP-242",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "peers that vanish without a word must not be kept for ever, those that speak rarely must be",
            lookAt = "what counts as a movement: bytes read, and bytes that the kernel took")
    void a_connection_on_which_no_byte_moves_ends_after_its_idle_timeout(Rig rig) throws Exception {
        // On a stalled machine the bytes may come when the timeout has already passed: then once more, with a longer
        // one.
        Duration idle = Duration.ofMillis(200);
        for (int attempt = 0; attempt < 6; attempt++) {
            if (idleTimeoutIsKept(rig, idle)) {
                return;
            }
            idle = idle.multipliedBy(2);
        }
        rig.notRun("this machine moved no byte within half of " + idle.toMillis() + " ms");
    }

    /** False if this machine was too slow to move a byte within the timeout. */
    private static boolean idleTimeoutIsKept(Rig rig, Duration idle) throws Exception {
        Reactor reactor = rig.reactor();
        AtomicLong silentEnd = new AtomicLong();
        AtomicLong writerEnd = new AtomicLong();
        AtomicLong readerEnd = new AtomicLong();
        long begin = reactor.nanoTime();
        Optional<Pair> first = withIdleTimeout(rig, idle, silentEnd);
        Optional<Pair> second = withIdleTimeout(rig, idle, writerEnd);
        Optional<Pair> third = withIdleTimeout(rig, idle, readerEnd);
        if (first.isEmpty() || second.isEmpty() || third.isEmpty()) {
            return false;
        }
        Pair silent = first.get();
        Pair writer = second.get();
        Pair reader = third.get();

        CompletableFuture<Boolean> half = new CompletableFuture<>();
        reactor.schedule(idle.dividedBy(2), () -> half.complete(true));
        rig.await((CompletionStage<Boolean>) half, "a timer of half the idle timeout");
        long moved = reactor.nanoTime();
        writer.clientConnection().write(Bytes.of("x"));
        reader.serverConnection().write(Bytes.of("x"));

        expectIdleEnd(rig, "a connection on which nothing moved", silent, begin, silentEnd, idle);
        writer.client().awaitClosed();
        reader.client().awaitClosed();
        if (writer.server().receivedBytes() == 0 || reader.client().receivedBytes() == 0) {
            return false;
        }
        expectIdleEnd(rig, "a connection that wrote a byte", writer, moved, writerEnd, idle);
        expectIdleEnd(rig, "a connection that read a byte", reader, moved, readerEnd, idle);
        return true;
    }

    /** Nothing if it was over before there was a connection: a handshake is silence, too. */
    private static Optional<Pair> withIdleTimeout(Rig rig, Duration idle, AtomicLong end) throws IOException {
        Server server = rig.listen(AnyLoopback.of(rig));
        Recorder client =
                rig.recorder().onClosed(connection -> end.set(rig.reactor().nanoTime()));
        Optional<Throwable> failed = rig.await(
                rig.reactor()
                        .connectTcp(server.address(), StreamOptions.DEFAULT.withIdleTimeout(idle), () -> client)
                        .handle((connection, failure) -> Optional.ofNullable(failure)),
                "a connect with an idle timeout to be decided");
        if (failed.isEmpty()) {
            return Optional.of(new Pair(client, server.awaitAccepted()));
        }
        rig.expectFailure(
                "a connect with an idle timeout", FailureKind.TIMEOUT, SocketTimeoutException.class, failed.get());
        return Optional.empty();
    }

    private static void expectIdleEnd(Rig rig, String what, Pair pair, long from, AtomicLong end, Duration idle) {
        CloseReason reason = rig.await(pair.clientConnection().closed());
        if (!(reason instanceof CloseReason.Failed failed)) {
            throw rig.fail("the close reason of " + what, "Failed, of kind timeout", reason);
        }
        rig.expectFailure(
                "the close reason of " + what, FailureKind.TIMEOUT, SocketTimeoutException.class, failed.cause());
        long after = end.get() - from;
        rig.expect(
                after >= idle.toNanos(),
                what + " ended after " + after + " ns without a byte, expected not before the idle timeout of "
                        + idle.toNanos() + " ns");
    }
}
