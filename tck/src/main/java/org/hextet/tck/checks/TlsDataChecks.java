package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TLS;
import static org.hextet.tck.matrix.Needs.V6ONLY;
import static org.hextet.tck.rig.TlsIdentity.A;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;
import org.hextet.tck.rig.TlsRig;

/** Secured connections: their bytes, their ends, and what they have of plain ones. */
final class TlsDataChecks {

    private static final int MIB = 1 << 20;

    private static final List<String> VERSIONS = List.of(TlsRig.TLS_1_3, TlsRig.TLS_1_2);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A peer in the check's hands, and what the transport's end of the connection hears. */
    private record Met(String who, TlsPeer peer, Recorder recorder) {

        /** The peer is the client. */
        static Met client(Rig rig, String version, UnaryOperator<Recorder> behaviour) throws Exception {
            Server server = rig.tls()
                    .listen(
                            AnyLoopback.of(rig),
                            StreamOptions.DEFAULT,
                            rig.tls().server(A),
                            behaviour);
            TlsPeer peer = TlsPeer.client(rig, rig.tls().context(), version);
            rig.connect(server.address(), peer.on(rig.recorder()));
            peer.handshake();
            return new Met("a server in " + version, peer, server.awaitAccepted());
        }

        /** The peer is the server. */
        static Met server(Rig rig, String version, UnaryOperator<Recorder> behaviour) throws Exception {
            TlsPeer peer = TlsPeer.server(rig, rig.tls().context(A), version);
            Server plain = rig.listen(AnyLoopback.of(rig), peer::on);
            Recorder recorder = behaviour.apply(rig.recorder());
            rig.tls().connecting(plain.address(), rig.tls().client(), recorder);
            peer.handshake();
            recorder.awaitConnected();
            return new Met("a client in " + version, peer, recorder);
        }

        static List<Met> both(Rig rig, String version) throws Exception {
            return List.of(
                    client(rig, version, UnaryOperator.identity()), server(rig, version, UnaryOperator.identity()));
        }
    }

    @Check(
            id = "TLS-001",
            level = MUST,
            needs = TLS,
            source = "RFC 8446; Netty SocketSslEchoTest",
            because = "a stream that loses, doubles or swaps one byte is of no use",
            lookAt = "records that come in pieces, and several in one read",
            patience = 2)
    void eight_mebibytes_pass_both_ways_in_each_version_and_family(Rig rig) throws Exception {
        Payload up = Payload.of(8 * MIB, 1);
        Payload down = Payload.of(8 * MIB, 2);
        for (String version : VERSIONS) {
            rig.onEachLoopback(loopback -> {
                Pump upwards = Pump.inRandomPieces(up, 1);
                Pump downwards = Pump.inRandomPieces(down, 2);
                Pair pair = rig.tls()
                        .pair(
                                loopback,
                                StreamOptions.DEFAULT,
                                rig.tls().server(A),
                                TlsRig.only(rig.tls().client(), version),
                                upwards.drive(rig.recorder().withoutContent()),
                                server -> downwards.drive(server.withoutContent()));
                for (Connection side : List.of(pair.clientConnection(), pair.serverConnection())) {
                    rig.expectEqual(
                            "the version of TLS",
                            version,
                            side.tlsSession().orElseThrow().session().getProtocol());
                }
                upwards.start(pair.clientConnection());
                downwards.start(pair.serverConnection());

                pair.server().awaitBytes(up.size());
                pair.client().awaitBytes(down.size());
                rig.expectEqual(
                        "the digest of what the server received in " + version,
                        up.digest(),
                        pair.server().digest());
                rig.expectEqual(
                        "the digest of what the client received in " + version,
                        down.digest(),
                        pair.client().digest());

                if (rig.has(HOST_NET)) {
                    echoToTheJdk(rig, loopback, version, up);
                }
            });
        }
    }

    /** The JDK's blocking socket writes, and reads what is echoed. */
    private static void echoToTheJdk(Rig rig, InetAddress loopback, String version, Payload payload) throws Exception {
        Server server = rig.tls()
                .listen(
                        loopback,
                        StreamOptions.DEFAULT,
                        TlsRig.only(rig.tls().server(A), version),
                        recorder -> recorder.withoutContent().echoing());
        SSLSocket socket = rig.closing(
                rig.tls().jdkClient(rig.jdkConnect(server.address()), rig.tls().context()));
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread writer = new Thread(
                () -> {
                    try {
                        OutputStream output = socket.getOutputStream();
                        output.write(payload.bytes());
                        written.complete(true);
                    } catch (IOException failed) {
                        written.completeExceptionally(failed);
                    }
                },
                "tck writer");
        writer.start();
        byte[] echoed = socket.getInputStream().readNBytes(payload.size());
        rig.await((Future<Boolean>) written, "the JDK's socket to have written all");
        writer.join();
        rig.expectEqual("what was echoed to the JDK's socket in " + version, payload.bytes(), echoed);
        socket.close();
        TcpEndChecks.expectClean(
                rig,
                "the close reason after the JDK's socket was closed in " + version,
                server.awaitAccepted().awaitClosed());
    }

    @Check(
            id = "TLS-015",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 6.1",
            because = "a clean end says that the message is whole",
            lookAt = "how a close_notify becomes inputEnded, and whether it is answered")
    void a_close_notify_is_a_clean_end_and_is_answered(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            for (Met met : Met.both(rig, version)) {
                met.peer().write(ascii("last words"));
                met.peer().closeNotify();

                rig.expectEqual(
                        "the close reason of " + met.who(),
                        new CloseReason.ClosedByPeer(),
                        met.recorder().awaitClosed());
                // Before TLS 1.3 a close_notify ends both ways: there may be no end of input to be told.
                rig.expectEqual(
                        "what was heard by " + met.who(),
                        version.equals(TlsRig.TLS_1_2) && !met.recorder().heard(Event.INPUT_ENDED)
                                ? "CONNECTED RECEIVED CLOSED"
                                : "CONNECTED RECEIVED INPUT_ENDED CLOSED",
                        met.recorder().story());
                rig.expectEqual(
                        "what was received", "last words", met.recorder().receivedText());
                met.peer().awaitCloseNotify();
                met.peer().awaitEnd();
            }
            Pair pair = rig.tls().pair(AnyLoopback.of(rig));
            pair.clientConnection().close();
            rig.expectEqual(
                    "the close reason of the side that was told",
                    new CloseReason.ClosedByPeer(),
                    pair.server().awaitClosed());
            rig.expectEqual(
                    "the close reason of the side that closed",
                    new CloseReason.ClosedHere(),
                    pair.client().awaitClosed());
        }
    }

    @Check(
            id = "TLS-016",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 6.1",
            because = "anybody on the way can send a FIN; a message that he cut off must not look whole",
            lookAt = "the end of the connection below, when no close_notify came before it")
    void an_end_without_close_notify_is_told_as_truncated_after_its_data(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            for (Met met : Met.both(rig, version)) {
                met.peer().write(ascii("half a mess"));
                met.peer().connection().shutdownOutput();

                expectTruncated(rig, met, "half a mess".length());
            }
            // In the middle of a record.
            for (Met met : Met.both(rig, version)) {
                byte[] first = met.peer().sealed(ascii("half a mess"));
                byte[] second = met.peer().sealed(ascii("age"));
                byte[] cut = Arrays.copyOf(first, first.length + second.length - 1);
                System.arraycopy(second, 0, cut, first.length, second.length - 1);
                met.peer().send(cut);
                met.peer().connection().shutdownOutput();

                expectTruncated(rig, met, "half a mess".length());
            }
        }
    }

    private static void expectTruncated(Rig rig, Met met, long bytes) {
        rig.expectEqual(
                "the close reason of " + met.who(),
                new CloseReason.Truncated(bytes),
                met.recorder().awaitClosed());
        rig.expectEqual("what was received", "half a mess", met.recorder().receivedText());
        rig.expectEqual(
                "what was heard by " + met.who(),
                "CONNECTED RECEIVED CLOSED",
                met.recorder().story());
    }

    @Check(
            id = "TLS-017",
            level = MUST,
            needs = {TLS, RESET},
            source = "contract",
            because = "a peer that died and one that ended are answered differently",
            lookAt = "the reason of the connection below: TLS has nothing to add")
    void a_reset_in_the_middle_is_told_as_reset(Rig rig) throws Exception {
        for (String version : VERSIONS) {
            for (Met met : Met.both(rig, version)) {
                met.peer().write(ascii("words"));
                met.recorder().awaitBytes("words".length());
                byte[] record = met.peer().sealed(ascii("cut off"));
                met.peer().send(Arrays.copyOf(record, record.length / 2));

                met.peer().connection().abort();

                TcpEndChecks.expectReset(
                        rig, "the close reason of " + met.who(), met.recorder().awaitClosed());
                rig.expectEqual(
                        "what was heard by " + met.who(),
                        "CONNECTED RECEIVED CLOSED",
                        met.recorder().story());
            }
        }
    }

    @Check(
            id = "TLS-018",
            level = MUST,
            needs = TLS,
            source = "RFC 8446, section 6.1",
            because = "in TLS 1.3 each direction ends by itself, and the answer may be long",
            lookAt = "what is done with input after the own close_notify")
    void after_shutdown_of_the_output_the_peers_bytes_still_arrive(Rig rig) throws Exception {
        Payload answer = Payload.of(MIB, 18);
        TlsSettings client = TlsRig.only(rig.tls().client(), TlsRig.TLS_1_3);
        Pair pair = rig.tls()
                .pair(
                        AnyLoopback.of(rig),
                        StreamOptions.DEFAULT,
                        rig.tls().server(A),
                        client,
                        rig.recorder().withoutContent(),
                        server -> server.onInputEnded(connection -> {
                            connection.write(answer.buffer());
                            connection.close();
                        }));

        pair.clientConnection().write(Bytes.of("the question"));
        pair.clientConnection().shutdownOutput();

        TcpEndChecks.expectClean(
                rig, "the close reason of the client", pair.client().awaitClosed());
        rig.expectEqual(
                "how many bytes came after the end of the output",
                (long) answer.size(),
                pair.client().receivedBytes());
        rig.expectEqual(
                "the digest of what came", answer.digest(), pair.client().digest());
        TcpEndChecks.expectClean(
                rig, "the close reason of the server", pair.server().awaitClosed());
        rig.expectEqual(
                "what the server received", "the question", pair.server().receivedText());
        rig.expectEqual(
                "what the client heard",
                "CONNECTED RECEIVED INPUT_ENDED CLOSED",
                pair.client().story());

        for (Met met : Met.both(rig, TlsRig.TLS_1_3)) {
            met.recorder().connection().shutdownOutput();
            met.peer().awaitCloseNotify();
            met.peer().write(answer.bytes());
            met.peer().closeNotify();
            TcpEndChecks.expectClean(rig, "the close reason", met.recorder().awaitClosed());
            rig.expectEqual(
                    "what came from a peer of another maker",
                    answer.bytes(),
                    met.recorder().received());
        }
    }

    @Check(
            id = "TLS-019",
            level = MUST,
            needs = TLS,
            source = "uvloop test flush_before_shutdown",
            because = "a server answers and closes; the client must have the whole answer, and know that it is",
            lookAt = "what close does while something is queued: the close_notify goes after it")
    void close_delivers_what_is_queued_and_then_a_close_notify(Rig rig) throws Exception {
        Payload payload = Payload.of(8 * MIB, 19);
        for (String version : VERSIONS) {
            for (Met met : Met.both(rig, version)) {
                Connection connection = met.recorder().connection();
                rig.runOnLoop(connection.reactor(), () -> {
                    connection.write(payload.buffer());
                    connection.close();
                });

                byte[] arrived = met.peer().awaitCloseNotify();
                rig.expectEqual("what came before the close_notify of " + met.who(), payload.bytes(), arrived);
                met.peer().awaitEnd();
                rig.expectEqual(
                        "the close reason",
                        new CloseReason.ClosedHere(),
                        met.recorder().awaitClosed());
            }
        }
    }

    @Check(
            id = "TLS-030",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "one slow reader must not hold what a fast peer sends",
            lookAt = "whether a pause reaches the connection below, and what is decrypted in spite of it",
            patience = 2)
    void a_paused_reader_holds_little_of_64_mebibytes_and_gets_them_all_later(Rig rig) throws Exception {
        int piece = 16 << 10;
        StreamOptions options = TcpDataChecks.smallBuffers();
        Payload block = Payload.of(MIB, 30);
        for (String version : VERSIONS) {
            Pump pump = Pump.inPiecesOf(piece, block, 64);
            Pair pair = rig.tls()
                    .pair(
                            AnyLoopback.of(rig),
                            options,
                            rig.tls().server(A),
                            TlsRig.only(rig.tls().client(), version),
                            pump.drive(rig.recorder()),
                            server -> server.withoutContent().onConnected(Connection::pauseReading));

            pump.start(pair.clientConnection());
            pump.awaitStopped(rig);

            long most = (long) options.highWatermark() + piece + TcpDataChecks.KERNEL;
            rig.expect(
                    pump.written() <= most,
                    pump.written() + " bytes were written to a reader that is paused, expected at most " + most
                            + ": the high watermark, one write, and what the kernel's buffers hold");
            rig.expectEqual(
                    "what a paused reader has received", 0L, pair.server().receivedBytes());
            pair.serverConnection().resumeReading();
            pair.server().awaitBytes(64L * MIB);
            rig.expectEqual(
                    "the digest of what arrived in " + version,
                    block.digestOfRepeated(64),
                    pair.server().digest());
            rig.expect(!pair.server().heard(Event.CLOSED), "the connection ended: " + pair.server());
        }
    }

    /** A row of another area. */
    private record Other(String id, Rig.Body body) {}

    private static void runOverTls(Rig rig, List<Other> rows) throws Exception {
        for (Other row : rows) {
            rig.overTls(row.id(), row.body());
        }
    }

    @Check(
            id = "TLS-031",
            level = MUST,
            needs = TLS,
            source = "contract",
            because = "a program that goes over to TLS changes a word, and must not meet other rules",
            lookAt = "the row of tcp-data that the failure names",
            patience = 12)
    void the_rules_for_data_hold_over_tls_too(Rig rig) throws Exception {
        TcpDataChecks data = new TcpDataChecks();
        TcpReadingChecks reading = new TcpReadingChecks();
        TcpEndChecks end = new TcpEndChecks();
        runOverTls(
                rig,
                List.of(
                        new Other("TCP-201", data::eight_mebibytes_in_random_pieces_pass_both_ways_at_once),
                        new Other("TCP-202", data::ten_thousand_small_writes_of_one_turn_arrive_in_order),
                        new Other("TCP-203", data::sixteen_buffers_some_of_them_empty_are_written_in_order),
                        new Other("TCP-204", data::one_write_of_64_mebibytes_returns_while_the_peer_does_not_read),
                        new Other("TCP-205", data::of_every_kind_of_buffer_exactly_the_remaining_bytes_are_sent),
                        new Other("TCP-206", data::a_write_of_nothing_is_nothing_at_the_peer),
                        new Other("TCP-207", data::records_of_four_threads_keep_each_threads_order_and_are_never_torn),
                        new Other("TCP-208", data::a_writer_beyond_the_high_watermark_is_told_to_pause_once),
                        new Other("TCP-209", data::a_paused_writer_is_told_to_go_on_once_at_or_below_the_low_watermark),
                        new Other("TCP-210", data::writes_of_a_paused_writer_are_accepted_and_do_not_pause_again),
                        new Other("TCP-211", data::a_writer_that_obeys_is_stopped_at_the_high_watermark),
                        new Other("TCP-212", reading::nothing_is_received_between_pause_on_the_loop_and_resume),
                        new Other("TCP-213", reading::a_paused_reader_stops_its_peer_through_the_window),
                        new Other("TCP-214", reading::a_pause_inside_received_holds_what_follows_and_keeps_its_order),
                        new Other("TCP-215", reading::a_thousand_pauses_lose_nothing_and_double_nothing),
                        new Other(
                                "TCP-216",
                                reading::bytes_and_end_of_a_peer_that_left_during_the_pause_come_after_resume),
                        new Other(
                                "TCP-217",
                                reading::an_own_close_ends_a_paused_connection_and_a_later_resume_does_nothing),
                        new Other("TCP-218", end::close_delivers_what_is_queued_and_then_ends_in_order),
                        new Other("TCP-220", end::a_clean_end_of_the_peer_is_told_once),
                        new Other("TCP-221", end::shutdown_output_delivers_what_is_queued_and_leaves_the_way_in_open),
                        new Other("TCP-222", end::a_second_shutdown_of_the_output_does_nothing),
                        new Other("TCP-223", end::a_write_after_shutdown_of_the_output_fails_and_reading_goes_on),
                        new Other("TCP-224", end::a_protocol_that_wants_it_may_write_on_after_the_peers_half_close),
                        new Other("TCP-225", end::a_protocol_that_does_not_want_it_ends_after_its_queue_has_left),
                        new Other("TCP-226", end::both_sides_that_shut_their_output_end_cleanly),
                        new Other("TCP-228", end::after_an_abort_inside_received_nothing_more_is_received),
                        new Other("TCP-229", end::a_second_end_does_nothing),
                        new Other("TCP-231", end::what_is_written_after_the_end_never_reaches_the_peer),
                        new Other("TCP-235", end::writing_to_a_peer_that_is_gone_ends_as_reset),
                        new Other("TCP-238", reading::a_peer_that_sends_one_byte_a_segment_is_received_whole),
                        new Other("TCP-239", data::a_buffer_may_be_overwritten_as_soon_as_write_has_returned),
                        new Other(
                                "TCP-240",
                                reading::the_lent_buffer_is_read_only_and_its_bytes_written_back_arrive_in_order),
                        new Other("TCP-241", data::a_connection_with_more_queued_than_its_write_limit_ends_as_too_slow),
                        new Other("TCP-242", end::a_connection_on_which_no_byte_moves_ends_after_its_idle_timeout)));
        if (rig.has(HOST_NET)) {
            runOverTls(
                    rig,
                    List.of(new Other(
                            "TCP-219", end::a_reply_and_close_over_unread_input_reach_the_peer_before_any_reset)));
        }
        if (rig.has(RESET)) {
            runOverTls(
                    rig,
                    List.of(
                            new Other("TCP-230", end::abort_ends_a_close_that_waits_for_a_peer_that_does_not_read),
                            new Other("TCP-232", end::a_reset_by_the_peer_is_told_once_as_reset),
                            new Other("TCP-233", end::a_reset_during_a_pause_is_told_at_the_latest_after_resume),
                            new Other("TCP-234", end::before_a_reset_comes_a_prefix_of_the_data)));
        }
        if (rig.has(RESET) && rig.has(HOST_NET)) {
            runOverTls(rig, List.of(new Other("TCP-227", end::abort_resets_the_peer)));
        }
    }

    @Check(
            id = "TLS-032",
            level = MUST,
            needs = TLS,
            source = "the IPv6 plan",
            because = "addresses are the affair of what lies below; TLS must not change them",
            lookAt = "the row of tcp-listen or tcp-connect that the failure names",
            patience = 4)
    void the_rules_for_addresses_hold_over_tls_too(Rig rig) throws Exception {
        TcpListenChecks listen = new TcpListenChecks();
        TcpConnectChecks connect = new TcpConnectChecks();
        runOverTls(
                rig,
                List.of(
                        new Other("TCP-001", listen::the_default_is_the_ipv4_wildcard_and_closed_to_ipv6),
                        new Other("TCP-006", listen::a_port_on_the_ipv6_loopback_tells_its_address_and_real_port),
                        new Other("TCP-007", listen::a_port_on_one_loopback_refuses_the_other_family),
                        new Other("TCP-011", listen::port_zero_twice_gives_two_ports),
                        new Other("TCP-012", listen::a_taken_address_is_refused_with_advice_and_its_owner_still_serves),
                        new Other("TCP-016", listen::one_port_number_serves_on_both_loopbacks),
                        new Other("TCP-017", listen::an_address_of_another_host_is_not_available),
                        new Other("TCP-101", connect::both_ends_of_a_connection_agree_on_its_addresses),
                        new Other("TCP-103", connect::a_closed_port_refuses_and_the_message_has_address_and_port),
                        new Other("TCP-104", connect::a_connect_that_fails_tells_its_protocol_nothing_and_fails_once),
                        new Other(
                                "TCP-108", connect::a_connect_from_an_address_has_it_and_a_port_of_the_kernels_choice),
                        new Other("TCP-109", connect::a_connect_from_an_address_and_port_has_both),
                        new Other("TCP-110", connect::a_bind_port_that_a_listener_has_fails_and_names_the_bind_address),
                        new Other("TCP-111", connect::a_bind_address_of_another_host_is_not_available),
                        new Other("TCP-112", connect::an_ipv6_target_with_an_ipv4_bind_is_refused_and_both_are_named),
                        new Other("TCP-113", connect::an_ipv4_target_with_an_ipv6_bind_is_refused_and_both_are_named),
                        new Other("TCP-114", connect::a_connect_from_the_wildcard_of_the_targets_family_works),
                        new Other("TCP-122", connect::port_zero_as_a_target_is_an_argument_error),
                        new Other("TCP-123", connect::groups_and_the_broadcast_address_are_refused_as_targets),
                        new Other("TCP-126", connect::a_mapped_literal_as_a_target_gives_an_ipv4_connection),
                        new Other("TCP-132", connect::options_given_with_a_connect_are_in_force_when_connected_runs)));
        if (rig.has(DUAL_STACK)) {
            runOverTls(
                    rig,
                    List.of(
                            new Other("TCP-002", listen::the_ipv6_wildcard_accepts_clients_of_both_families),
                            new Other("TCP-010", listen::an_ipv4_client_of_the_ipv6_wildcard_is_shown_as_ipv4),
                            new Other("TCP-013", listen::a_dual_listener_fails_where_the_ipv4_wildcard_has_the_port),
                            new Other("TCP-014", listen::an_ipv4_listener_fails_where_a_dual_one_has_the_port)));
        }
        if (rig.has(V6ONLY)) {
            runOverTls(
                    rig,
                    List.of(
                            new Other("TCP-003", listen::the_ipv6_wildcard_with_v6only_accepts_ipv6_and_refuses_ipv4),
                            new Other(
                                    "TCP-015", listen::a_v6only_listener_shares_a_port_number_with_the_ipv4_wildcard)));
        }
    }
}
