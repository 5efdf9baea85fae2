package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.lab.Environment.MTU;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DONT_FRAGMENT;
import static org.hextet.tck.matrix.Needs.PATH_MTU;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.OptionalInt;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.TooLargeFailure;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** How much one packet carries: of the own link, and of a path whose smallest link is behind a router. */
final class PathMtuChecks {

    /** Of a veth link, as it is made. */
    private static final int LINK_MTU = 1500;

    private static final DatagramOptions WHOLE =
            DatagramOptions.DEFAULT.with(NetworkSocketOptions.IP_DONTFRAGMENT, true);

    /** The headers of IP and UDP. */
    private static int headers(InetAddress of) {
        return of instanceof Inet4Address ? 28 : 48;
    }

    /** A port of the destination's family. */
    private static DatagramRecorder open(Rig rig, InetAddress destination, DatagramOptions options) throws IOException {
        return rig.udp().open(rig.address(destination instanceof Inet4Address ? "0.0.0.0" : "::"), options);
    }

    private static List<InetAddress> far(Rig rig, int link) {
        return List.of(rig.lab().farUniqueLocal(link), rig.lab().farIpv4(link));
    }

    /** A payload of that many bytes that no other datagram of this check has. */
    private static String sized(Rig rig, int bytes) {
        String start = rig.udp().fresh() + " ";
        return start + "x".repeat(bytes - start.length());
    }

    private static void expectTooLarge(
            Rig rig, String what, NetworkFailure failure, InetSocketAddress to, int size, int mtu) {
        Throwable seen = failure.asThrowable();
        rig.expectFailure("the failure of " + what, FailureKind.TOO_LARGE, SocketException.class, seen);
        rig.expect(
                seen instanceof TooLargeFailure,
                "the failure of " + what + " is " + seen + ", expected a TooLargeFailure");
        if (!rig.has(PATH_MTU)) {
            return;
        }
        TooLargeFailure tooLarge = (TooLargeFailure) seen;
        rig.expectEqual("the path MTU in the failure of " + what, OptionalInt.of(mtu), tooLarge.pathMtu());
        rig.expectEqual(
                "the limit in the failure of " + what,
                OptionalInt.of(mtu - headers(to.getAddress())),
                tooLarge.limit());
        if (tooLarge.size().isPresent()) {
            rig.expectEqual("the size in the failure of " + what, OptionalInt.of(size), tooLarge.size());
        }
        rig.expectWords("the failure of " + what, seen, Integer.toString(mtu));
        rig.expectSameAddress(
                "the destination in the failure of " + what,
                to,
                failure.remote().orElseThrow(() -> rig.fail("the failure of " + what + " has no remote address")));
    }

    @Check(
            id = "MTU-001",
            level = MUST,
            needs = DONT_FRAGMENT,
            env = LAB,
            source = "RFC 3542, section 11.2; udp(7), EMSGSIZE",
            because = "who probes a path, or runs QUIC over it, must know what did not fit",
            lookAt = "IPV6_DONTFRAG and IP_MTU_DISCOVER, and EMSGSIZE of the send")
    void a_datagram_above_the_links_mtu_fails_where_nobody_may_fragment_it(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 0)) {
            FarDatagrams far = rig.udp().far("::");
            InetSocketAddress to = far.at(destination);
            DatagramRecorder ofPort = open(rig, destination, WHOLE);
            DatagramRecorder ofRoute = open(rig, destination, DatagramOptions.DEFAULT);
            DatagramRecorder connected = open(rig, destination, WHOLE);
            rig.await(connected.port().connect(to));

            expectRefused(
                    rig,
                    "a write of a port",
                    far,
                    to,
                    ofPort,
                    text -> ofPort.port().write(DatagramRig.payload(text), to));
            expectRefused(
                    rig,
                    "a write by a route",
                    far,
                    to,
                    ofRoute,
                    text -> ofRoute.port()
                            .write(DatagramRig.payload(text), Route.to(to).withDontFragment(true)));
            expectRefused(
                    rig,
                    "a write of a connected port",
                    far,
                    to,
                    connected,
                    text -> connected.port().write(DatagramRig.payload(text)));

            // The route's word goes for that one datagram.
            deliver(rig, far, sized(rig, 1600), ofRoute.port(), Route.to(to));
        }
    }

    private static void expectRefused(
            Rig rig,
            String what,
            FarDatagrams far,
            InetSocketAddress to,
            DatagramRecorder port,
            DatagramRig.PlainSending sending)
            throws Exception {
        String large = sized(rig, 1600);
        sending.send(large);
        rig.udp().deliverPlain("a small datagram after " + what, far::hear, sending);
        rig.expect(!far.hasHeard(large), "the far host received " + what + " that nobody may fragment");
        expectTooLarge(rig, what, port.awaitFailure(1), to, 1600, LINK_MTU);
        // The largest that fits.
        String largest = sized(rig, LINK_MTU - headers(to.getAddress()));
        deliverText(rig, far, largest, sending);
        rig.expectEqual("the failures of " + what, 1, port.failures().size());
    }

    private static void deliver(Rig rig, FarDatagrams far, String text, DatagramPort port, Route route)
            throws Exception {
        deliverText(rig, far, text, again -> port.write(DatagramRig.payload(again), route));
    }

    private static void deliverText(Rig rig, FarDatagrams far, String text, DatagramRig.PlainSending sending)
            throws Exception {
        rig.udp().deliver("a datagram of " + text.length() + " bytes", text, far::hear, data -> sending.send(text));
    }

    @Check(
            id = "MTU-002",
            level = MUST,
            needs = {DONT_FRAGMENT, PATH_MTU},
            env = MTU,
            source = "RFC 3542, section 11.3; RFC 8201",
            because = "a path that swallows large datagrams without a word looks like a dead peer",
            lookAt =
                    "the number: IPV6_MTU and IP_MTU of a connected socket, IPV6_RECVPATHMTU or the error queue of others")
    void a_datagram_above_the_paths_mtu_fails_with_it(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 1)) {
            for (boolean isConnected : new boolean[] {false, true}) {
                rig.lab().forgetPaths();
                FarDatagrams far = rig.udp().far("::");
                InetSocketAddress to = far.at(destination);
                DatagramRecorder port = open(rig, destination, WHOLE);
                if (isConnected) {
                    rig.await(port.port().connect(to));
                }
                tooLargeForPath(rig, port, to, far);

                expectTooLarge(
                        rig,
                        (isConnected ? "a connected" : "an unconnected") + " port's write of 1400 bytes",
                        port.awaitFailure(1),
                        to,
                        1400,
                        rig.lab().smallMtu());
            }
        }
    }

    /** Writes until the path's MTU is known; each time the far host has heard a smaller one since. */
    private static void tooLargeForPath(Rig rig, DatagramRecorder port, InetSocketAddress to, FarDatagrams far)
            throws Exception {
        for (int i = 0; port.failures().isEmpty() && i < DatagramRig.TRIES; i++) {
            port.port().write(DatagramRig.payload(sized(rig, 1400)), to);
            rig.udp().deliver("a small datagram", far::hear, data -> port.port().write(data, to));
        }
    }

    @Check(
            id = "MTU-003",
            level = MUST,
            needs = PATH_MTU,
            env = MTU,
            source = "ipv6(7), IPV6_MTU",
            because = "who packs datagrams must know how large they may be, and ask it again",
            lookAt = "IPV6_MTU and IP_MTU: of a connected socket only")
    void a_connected_port_tells_the_mtu_of_its_path(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 1)) {
            rig.lab().forgetPaths();
            FarDatagrams far = rig.udp().far("::");
            DatagramRecorder unconnected = open(rig, destination, DatagramOptions.DEFAULT);
            IllegalStateException refused = rig.expectThrown(
                    IllegalStateException.class,
                    "asking a port that is not connected for its path MTU",
                    () -> unconnected.port().pathMtu());
            rig.expectWords("its refusal", refused, "MTU", "connect");

            DatagramRecorder port = open(rig, destination, DatagramOptions.DEFAULT);
            rig.await(port.port().connect(far.at(destination)));
            rig.expectEqual(
                    "the path MTU before anything was sent",
                    LINK_MTU,
                    port.port().pathMtu());

            rig.until("the path MTU is " + rig.lab().smallMtu(), () -> {
                try {
                    port.port().write(DatagramRig.payload(sized(rig, 1400)));
                    return port.port().pathMtu() == rig.lab().smallMtu();
                } catch (IOException failed) {
                    throw rig.fail("asking for the path MTU failed with " + failed);
                }
            });
        }
    }

    @Check(
            id = "MTU-004",
            level = MUST,
            needs = UDP,
            env = MTU,
            source = "RFC 8200, section 4.5",
            because = "who does not ask for more wants his datagram to arrive",
            lookAt = "that nothing forbids to fragment unless it was asked for")
    void a_datagram_above_the_paths_mtu_arrives_whole_where_it_may_be_fragmented(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 1)) {
            rig.lab().forgetPaths();
            FarDatagrams far = rig.udp().far("::");
            DatagramRecorder port = open(rig, destination, DatagramOptions.DEFAULT);

            deliver(rig, far, sized(rig, 4000), port.port(), Route.to(far.at(destination)));
        }
    }

    @Check(
            id = "MTU-005",
            level = MUST,
            needs = UDP,
            lacks = DONT_FRAGMENT,
            source = "contract",
            because = "who believes that nothing is fragmented measures the wrong thing",
            lookAt = "the option, when it is set and when a port is opened with it, and the route")
    void a_prohibition_of_fragments_that_is_lacking_is_refused_by_name(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            rig.expectUnsupported(
                    DONT_FRAGMENT,
                    "listening with IP_DONTFRAGMENT",
                    () -> rig.reactor()
                            .listenUdp(
                                    new InetSocketAddress(loopback, 0),
                                    WHOLE,
                                    () -> rig.udp().recorder(WHOLE)));
            DatagramRecorder port = rig.udp().open(loopback);
            rig.expectUnsupported(
                    DONT_FRAGMENT,
                    "setting IP_DONTFRAGMENT",
                    () -> port.port().option(NetworkSocketOptions.IP_DONTFRAGMENT, true));
            for (boolean on : new boolean[] {true, false}) {
                rig.expectUnsupported(
                        DONT_FRAGMENT,
                        "writing by a route that says it",
                        () -> port.port()
                                .write(Bytes.of("?"), Route.to(port.address()).withDontFragment(on)));
            }
            rig.udp()
                    .deliver(
                            "a datagram after the refusals",
                            port,
                            data -> port.port().write(data, port.address()));
        });
    }

    @Check(
            id = "MTU-006",
            level = MUST,
            needs = DONT_FRAGMENT,
            env = MTU,
            source = "RFC 8200, section 5",
            because = "1280 bytes are what every path of IPv6 carries",
            lookAt = "what is counted: payload, or the whole packet")
    void the_least_that_ipv6_carries_arrives_on_every_path(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 1)) {
            rig.lab().forgetPaths();
            FarDatagrams far = rig.udp().far("::");
            InetSocketAddress to = far.at(destination);
            DatagramRecorder port = open(rig, destination, WHOLE);
            DatagramRecorder connected = open(rig, destination, WHOLE);
            rig.await(connected.port().connect(to));

            deliver(rig, far, sized(rig, 1232), port.port(), Route.to(to));
            deliver(rig, far, sized(rig, 1232), connected.port(), Route.toPeer());
            for (DatagramRecorder each : List.of(port, connected)) {
                rig.expect(each.failures().isEmpty(), "a datagram of 1232 bytes failed: " + each.failures());
            }
        }
    }

    @Check(
            id = "MTU-007",
            level = MUST,
            needs = TCP,
            env = MTU,
            patience = 2,
            source = "RFC 8201",
            because = "a stream that stops at the first full segment is the best known trouble of small MTUs",
            lookAt = "nothing here: the kernel cuts segments anew; unless somebody wrote his own")
    void a_stream_crosses_a_path_of_small_mtu(Rig rig) throws Exception {
        int bytes = 8 << 20;
        for (InetAddress destination : far(rig, 1)) {
            rig.lab().forgetPaths();
            FarListener listener = rig.far().listen("::", Behaviour.ECHO);
            Recorder client = rig.recorder().withoutContent();
            Connection connection = rig.await(rig.reactor()
                    .connectTcp(
                            listener.at(destination), StreamOptions.DEFAULT.withWriteLimit(2L * bytes), () -> client));

            Payload payload = Payload.of(bytes, 7);
            connection.write(payload.buffer());
            client.awaitBytes(bytes);

            rig.expectEqual("the digest of what came back", payload.digest(), client.digest());
            connection.close();
            client.awaitClosed();
            listener.close();
        }
    }

    @Check(
            id = "MTU-008",
            level = MAY,
            needs = {DONT_FRAGMENT, PATH_MTU},
            env = MTU,
            source = "RFC 3542, section 11.3",
            because = "the first datagram that is too large is lost without a failure: this is all that tells of it",
            lookAt = "IPV6_RECVPATHMTU: a message without data that has the destination and the number")
    void a_smaller_path_mtu_is_told(Rig rig) throws Exception {
        for (InetAddress destination : far(rig, 1)) {
            rig.lab().forgetPaths();
            FarDatagrams far = rig.udp().far("::");
            InetSocketAddress to = far.at(destination);
            DatagramRecorder port = open(rig, destination, WHOLE);
            tooLargeForPath(rig, port, to, far);

            port.await("pathMtuChanged", one -> !one.pathMtus().isEmpty());

            DatagramRecorder.PathMtu told = port.pathMtus().get(0);
            rig.expectEqual("the path MTU that was told", rig.lab().smallMtu(), told.mtu());
            rig.expectSameAddress(
                    "the destination that was told",
                    destination,
                    told.destination().getAddress());
        }
    }
}
