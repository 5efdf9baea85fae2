package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.KEEPALIVE_TIMES;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.REUSE_PORT;
import static org.hextet.tck.matrix.Needs.TCLASS_SEND;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Options of TCP sockets. */
final class TcpOptionsChecks {

    /** Expedited forwarding (RFC 3246), as a traffic class. */
    private static final int EXPEDITED = 0xB8;

    /** An option that nobody has. */
    private static final SocketOption<Integer> UNHEARD_OF = new SocketOption<>() {
        @Override
        public String name() {
            return "TCP_UNHEARD_OF";
        }

        @Override
        public Class<Integer> type() {
            return Integer.class;
        }
    };

    @Check(
            id = "TCP-301",
            level = MUST,
            needs = TCP,
            source = "contract; mio tcp_stream; OpenJDK SocketOptionTests",
            because = "an option that is set and not in force is worse than none",
            lookAt = "which socket the option is set on, and when")
    void flags_that_are_set_are_read_back(Rig rig) throws Exception {
        List<SocketOption<Boolean>> flags = List.of(
                StandardSocketOptions.TCP_NODELAY,
                StandardSocketOptions.SO_KEEPALIVE,
                StandardSocketOptions.SO_REUSEADDR);
        rig.onEachLoopback(loopback -> {
            Pair live = rig.pair(loopback);
            for (SocketOption<Boolean> flag : flags) {
                for (boolean value : new boolean[] {true, false, true}) {
                    for (Connection end : List.of(live.clientConnection(), live.serverConnection())) {
                        end.option(flag, value);
                        rig.expectEqual(flag.name() + " after it was set", value, end.option(flag));
                        rig.runOnLoop(rig.reactor(), () -> {
                            end.option(flag, !value);
                            rig.expectEqual(flag.name() + " after it was set on the loop", !value, end.option(flag));
                        });
                    }
                }
                for (boolean value : new boolean[] {true, false}) {
                    Connection opened = rig.pair(
                                    loopback, StreamOptions.DEFAULT.with(flag, value), rig.recorder(), server -> server)
                            .clientConnection();
                    rig.expectEqual(flag.name() + " of a connection opened with it", value, opened.option(flag));
                }
            }
            for (SocketOption<Boolean> flag :
                    List.of(StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE)) {
                for (boolean value : new boolean[] {true, false}) {
                    Connection accepted = rig.pair(
                                    loopback, StreamOptions.DEFAULT.with(flag, value), rig.recorder(), server -> server)
                            .serverConnection();
                    rig.expectEqual(flag.name() + " of a connection accepted with it", value, accepted.option(flag));
                }
            }
        });
    }

    @Check(
            id = "TCP-302",
            level = MUST,
            needs = {TCP, HOST_NET, RESET},
            source = "contract; Netty testSoLingerZeroCausesOnlyRstOnClose",
            because = "who asks for a reset on close wants just that, and no end of stream before it",
            lookAt = "a half-close that close() does first")
    void a_linger_of_zero_makes_close_a_reset_and_a_negative_one_switches_it_off(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            expectResetOnClose(
                    rig, rig.listen(loopback), connection -> connection.option(StandardSocketOptions.SO_LINGER, 0));
            Server lingering = rig.listen(
                    rig.reactor(),
                    new InetSocketAddress(loopback, 0),
                    StreamOptions.DEFAULT.with(StandardSocketOptions.SO_LINGER, 0),
                    server -> server);
            expectResetOnClose(rig, lingering, connection -> {});

            Socket peer = rig.jdkConnect(lingering.address());
            Connection accepted = lingering.awaitAccepted().connection();
            accepted.option(StandardSocketOptions.SO_LINGER, -1);
            int off = accepted.option(StandardSocketOptions.SO_LINGER);
            rig.expect(off < 0, "SO_LINGER is " + off + " after it was switched off, expected a negative number");
            accepted.close();
            rig.expectEqual(
                    "what the peer read after the close",
                    -1,
                    peer.getInputStream().read());
        });
    }

    private static void expectResetOnClose(Rig rig, Server server, Recorder.Step setting) throws Exception {
        Socket peer = rig.jdkConnect(server.address());
        Recorder accepted = server.awaitAccepted();
        setting.run(accepted.connection());
        accepted.connection().close();
        try {
            rig.fail(
                    "what the peer read after the close",
                    "a reset",
                    peer.getInputStream().read());
        } catch (SocketException reset) {
            accepted.awaitClosed();
        }
    }

    @Check(
            id = "TCP-303",
            level = MUST,
            needs = TCP,
            source = "contract; socket(7), tcp(7); RFC 7323, section 2.3",
            because = "the window's scale is fixed in the handshake: a buffer asked for later comes too late",
            lookAt = "options set before connect(2) and, for SO_RCVBUF of accepted connections, before listen(2)")
    void buffers_are_at_least_what_was_asked_for(Rig rig) throws Exception {
        int small = 20_000;
        int large = 200_000;
        InetAddress loopback = AnyLoopback.of(rig);
        for (SocketOption<Integer> buffer : List.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF)) {
            Pair smaller = pairWith(rig, loopback, buffer, small);
            Pair larger = pairWith(rig, loopback, buffer, large);
            expectBuffers(
                    rig, buffer, "connecting", smaller.clientConnection(), larger.clientConnection(), small, large);
            expectBuffers(rig, buffer, "accepted", smaller.serverConnection(), larger.serverConnection(), small, large);

            // More than any system gives is cut to its limit, and is no error.
            Pair enormous = pairWith(rig, loopback, buffer, 1 << 30);
            int cut = enormous.clientConnection().option(buffer);
            rig.expect(
                    cut >= larger.clientConnection().option(buffer) || cut >= large,
                    buffer.name() + " is " + cut + " where 1 GiB was asked for, less than where " + large + " was");
        }
    }

    private static Pair pairWith(Rig rig, InetAddress loopback, SocketOption<Integer> buffer, int size)
            throws IOException {
        return rig.pair(loopback, StreamOptions.DEFAULT.with(buffer, size), rig.recorder(), server -> server);
    }

    private static void expectBuffers(
            Rig rig,
            SocketOption<Integer> buffer,
            String side,
            Connection smaller,
            Connection larger,
            int small,
            int large)
            throws IOException {
        int got = smaller.option(buffer);
        int more = larger.option(buffer);
        String what = buffer.name() + " of the " + side + " end";
        rig.expect(got >= small, what + " is " + got + ", expected at least the " + small + " asked for");
        rig.expect(more >= large, what + " is " + more + ", expected at least the " + large + " asked for");
        rig.expect(
                got < more,
                what + " is " + got + " where " + small + " was asked for and " + more + " where " + large
                        + " was: the option is not in force");
    }

    @Check(
            id = "TCP-304",
            level = MUST,
            needs = TCP,
            source = "contract; OpenJDK SocketOptionTests",
            because = "an option that is ignored in silence is found in production",
            lookAt = "the list of options of the provider, asked before anything is opened")
    void an_option_that_the_provider_lacks_is_refused_by_its_name(Rig rig) throws Exception {
        InetAddress loopback = AnyLoopback.of(rig);
        Pair pair = rig.pair(loopback);
        StreamOptions options = StreamOptions.DEFAULT.with(UNHEARD_OF, 1);
        InetSocketAddress local = new InetSocketAddress(loopback, 0);
        InetSocketAddress remote = pair.clientConnection().remoteAddress();

        for (Connection end : List.of(pair.clientConnection(), pair.serverConnection())) {
            expectLacking(rig, "reading it", () -> end.option(UNHEARD_OF));
            expectLacking(rig, "setting it", () -> end.option(UNHEARD_OF, 1));
            rig.runOnLoop(rig.reactor(), () -> {
                expectLacking(rig, "reading it on the loop", () -> end.option(UNHEARD_OF));
                expectLacking(rig, "setting it on the loop", () -> end.option(UNHEARD_OF, 1));
            });
        }
        expectLacking(rig, "listening with it", () -> rig.reactor().listenTcp(local, options, rig::recorder));
        expectLacking(rig, "connecting with it", () -> rig.reactor().connectTcp(remote, options, rig::recorder));
    }

    private static void expectLacking(Rig rig, String what, Action action) {
        UnsupportedOperationException thrown = rig.expectThrown(UnsupportedOperationException.class, what, action);
        rig.expectWords("what " + what + " threw", thrown, UNHEARD_OF.name(), rig.transport());
    }

    @Check(
            id = "TCP-305",
            level = MUST,
            needs = TCP,
            source = "contract; OpenJDK SocketOptionTests",
            because = "a mistyped number must not become another option's value, or a kernel's error later",
            lookAt = "the range of each option, and its type")
    void a_wrong_value_is_refused_and_the_old_one_stays(Rig rig) throws Exception {
        InetAddress loopback = AnyLoopback.of(rig);
        Pair pair = rig.pair(loopback);
        for (SocketOption<Integer> buffer : List.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF)) {
            for (Connection end : List.of(pair.clientConnection(), pair.serverConnection())) {
                int before = end.option(buffer);
                String what = "setting " + buffer.name() + " to -1";
                rig.expectThrown(IllegalArgumentException.class, what, () -> end.option(buffer, -1));
                rig.runOnLoop(
                        rig.reactor(),
                        () -> rig.expectThrown(IllegalArgumentException.class, what, () -> end.option(buffer, -1)));
                rig.expectEqual(buffer.name() + " after the refusal", before, end.option(buffer));
            }
            StreamOptions wrong = StreamOptions.DEFAULT.with(buffer, -1);
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "listening with " + buffer.name() + " -1",
                    () -> rig.reactor().listenTcp(new InetSocketAddress(loopback, 0), wrong, rig::recorder));
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "connecting with " + buffer.name() + " -1",
                    () -> rig.reactor().connectTcp(pair.clientConnection().remoteAddress(), wrong, rig::recorder));
        }
        rig.expectThrown(
                IllegalArgumentException.class,
                "options with a text where a flag is wanted",
                () -> StreamOptions.DEFAULT.with(untyped(StandardSocketOptions.TCP_NODELAY), "yes"));
        pair.clientConnection().write(Bytes.of("alive"));
        pair.server().awaitBytes("alive".length());
    }

    /** What a caller does who has lost the type: options read from a file. */
    @SuppressWarnings("unchecked")
    private static SocketOption<Object> untyped(SocketOption<?> option) {
        return (SocketOption<Object>) option;
    }

    @Check(
            id = "TCP-306",
            level = MUST,
            needs = {TCP, REUSE_PORT},
            source = "contract; libuv test tcp-reuseport",
            because = "several loops share one port so that several processors accept",
            lookAt = "SO_REUSEPORT set before bind(2), on both")
    void two_listeners_that_share_a_port_accept_each_connection_once(Rig rig) throws Exception {
        int connects = 200;
        StreamOptions shared = StreamOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true);
        rig.onEachLoopback(loopback -> {
            Server one = rig.listen(rig.reactor(), new InetSocketAddress(loopback, 0), shared, server -> server);
            Server other = rig.listen(rig.reactor(), one.address(), shared, server -> server);
            List<Pending<Connection>> pendings = new ArrayList<>();
            for (int i = 0; i < connects; i++) {
                pendings.add(rig.reactor().connectTcp(one.address(), StreamOptions.DEFAULT, rig::recorder));
            }
            Set<Integer> clients = new HashSet<>();
            for (Pending<Connection> pending : pendings) {
                clients.add(rig.await(pending).localAddress().getPort());
            }

            // Each accepted one is told of its end: none is left in a queue, none is accepted twice.
            List<Recorder> accepted = new ArrayList<>();
            rig.until("all connections are accepted", () -> {
                accepted.clear();
                accepted.addAll(one.accepted());
                accepted.addAll(other.accepted());
                return accepted.size() >= connects;
            });
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "connections accepted by both",
                    connects,
                    one.accepted().size() + other.accepted().size());
            Set<Integer> peers = new HashSet<>();
            for (Recorder recorder : accepted) {
                peers.add(recorder.awaitConnected().remoteAddress().getPort());
            }
            rig.expectEqual("the ports of the accepted peers", clients, peers);
        });
    }

    @Check(
            id = "TCP-307",
            level = MUST,
            needs = TCP,
            source = "contract; Netty EpollReuseAddrTest",
            because = "two programs that think they have the port both lose half of their clients",
            lookAt = "options that are set by default before bind(2)")
    void a_second_listener_without_port_sharing_is_refused(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            List<StreamOptions> firsts = new ArrayList<>(List.of(StreamOptions.DEFAULT));
            if (rig.has(REUSE_PORT)) {
                firsts.add(StreamOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true));
            }
            for (StreamOptions first : firsts) {
                Server server =
                        rig.listen(rig.reactor(), new InetSocketAddress(loopback, 0), first, recorder -> recorder);

                Throwable refusal = rig.awaitFailure(
                        rig.reactor().listenTcp(server.address(), StreamOptions.DEFAULT, rig::recorder));

                rig.expectFailure("the second listen", FailureKind.IN_USE, BindException.class, refusal);
            }
        });
    }

    @Check(
            id = "TCP-308",
            level = SHOULD,
            needs = {TCP, TCLASS_SEND},
            env = LAB,
            source = "RFC 3542, section 6.5; ip(7), IP_TOS",
            because =
                    "voice and video are marked so that routers hurry them; half of the option's families is half of that",
            lookAt = "IPV6_TCLASS of an IPv6 socket: IP_TOS alone marks only IPv4")
    void the_traffic_class_asked_for_is_on_the_wire_in_both_families(Rig rig) throws Exception {
        new OnTheWire(StandardSocketOptions.IP_TOS, EXPEDITED, "traffic class 0xB8", PacketCounter::ofTrafficClass)
                .expect(rig);
    }

    @Check(
            id = "TCP-316",
            level = SHOULD,
            needs = {TCP, KEEPALIVE_TIMES},
            source = "contract; tcp(7)",
            because = "the kernel's default, two hours, is too long for every user of keepalive",
            lookAt = "jdk.net.ExtendedSocketOptions among the options that the provider knows")
    void keepalive_times_that_are_set_are_read_back(Rig rig) throws Exception {
        Pair live = rig.pair(AnyLoopback.of(rig));
        int value = 17;
        for (SocketOption<Integer> time : List.of(
                ExtendedSocketOptions.TCP_KEEPIDLE,
                ExtendedSocketOptions.TCP_KEEPINTERVAL,
                ExtendedSocketOptions.TCP_KEEPCOUNT)) {
            value++;
            for (Connection end : List.of(live.clientConnection(), live.serverConnection())) {
                end.option(time, value);
                rig.expectEqual(time.name() + " after it was set", value, end.option(time));
            }
            Pair opened = pairWith(rig, AnyLoopback.of(rig), time, value + 20);
            rig.expectEqual(
                    time.name() + " of a connection opened with it",
                    value + 20,
                    opened.clientConnection().option(time));
            rig.expectEqual(
                    time.name() + " of a connection accepted with it",
                    value + 20,
                    opened.serverConnection().option(time));
        }
    }
}
