package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.CHILD;
import static org.hextet.tck.lab.Environment.LAB;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL_RECV;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.StreamOptions;
import org.hextet.api.TcpReactor;
import org.hextet.api.UdpReactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/**
 * Flow labels leased from the kernel, mostly by TCP connections; the rows of datagrams alone are in
 * {@link FlowLabelPortChecks}. A label that was released, or asked for in vain, lingers for some seconds, and each try
 * begins that anew: so every try is made with a number of its own.
 */
final class FlowLabelChecks {

    private static final int LARGEST = 0xFFFFF;

    private static final int TRIES = 8;

    /** A number that nobody has, unless by a rare chance. */
    private static int fresh() {
        return ThreadLocalRandom.current().nextInt(1, LARGEST + 1);
    }

    private static StreamOptions with(FlowLabelRequest request) {
        return StreamOptions.DEFAULT.withFlowLabel(request);
    }

    private static StreamOptions with(int label, Sharing sharing) {
        return with(FlowLabelRequest.of(label).withSharing(sharing));
    }

    private static Pending<Connection> connecting(Rig rig, Server server, StreamOptions options) throws IOException {
        return rig.reactor().connectTcp(server.address(), options, rig::recorder);
    }

    /** A connection whose label was free. */
    private static Connection leased(Rig rig, Server server, Sharing sharing) throws IOException {
        for (int i = 1; ; i++) {
            Ended<Connection> ended =
                    Ended.of(rig, connecting(rig, server, with(fresh(), sharing)), "a connect with a flow label");
            if (ended.value().isPresent()) {
                return ended.value().get();
            }
            Throwable failure = ended.failure().orElseThrow();
            boolean taken = failure instanceof NetworkFailure typed && typed.kind() == FailureKind.IN_USE;
            if (!taken || i == TRIES) {
                throw rig.fail("a connect with a fresh flow label", "a connection", failure);
            }
        }
    }

    private static FlowLabel labelOf(Rig rig, Connection connection) {
        return connection.flowLabel().orElseThrow(() -> rig.fail("a connection with a flow label says it has none"));
    }

    private static void expectTaken(Rig rig, String what, Throwable seen) {
        rig.expectFailure(what, FailureKind.IN_USE, BindException.class, seen);
    }

    @Check(
            id = "FLB-001",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c; RFC 6437, section 3",
            because = "a label of the kernel's choice is random and nobody else's",
            lookAt = "IPV6_FLOWLABEL_MGR with label 0 and FL_F_CREATE: the number is written back")
    void a_lease_without_a_number_gives_a_label_in_range(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());

        Connection connection = rig.await(connecting(rig, server, with(FlowLabelRequest.any())));

        FlowLabel label = labelOf(rig, connection);
        rig.expect(
                label.value() >= 1 && label.value() <= LARGEST,
                "the label is " + label.value() + ", expected 1 to 0xFFFFF");
        rig.expectEqual("its sharing mode", Sharing.EXCLUSIVE, label.sharing());
        rig.expectSameAddress("its destination", rig.v6(), label.destination());
        rig.expect(label.isHeld(), "the lease of a live connection is not held");
        rig.expect(
                label == labelOf(rig, connection), "flowLabel() gives another object at the second call, not the same");
        Connection other = rig.await(connecting(rig, server, with(FlowLabelRequest.any())));
        rig.expect(
                labelOf(rig, other).value() != label.value(),
                "two exclusive leases have the one label " + label.value());
        Connection plain = rig.connect(server.address(), rig.recorder());
        rig.expect(plain.flowLabel().isEmpty(), "a connection that asked for no label has one");
    }

    @Check(
            id = "FLB-002",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c",
            because = "both ends of a tunnel, or a firewall, know the flow by that number",
            lookAt = "the byte order of the label")
    void a_lease_by_number_gives_that_label_or_says_that_it_is_taken(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        for (int wanted : new int[] {fresh(), fresh(), 1, LARGEST}) {
            Ended<Connection> ended = Ended.of(
                    rig, connecting(rig, server, with(wanted, Sharing.EXCLUSIVE)), "a connect with a flow label");
            if (ended.value().isPresent()) {
                rig.expectEqual(
                        "the label that was leased",
                        wanted,
                        labelOf(rig, ended.value().get()).value());
            } else {
                expectTaken(
                        rig,
                        "a connect with the label " + wanted,
                        ended.failure().orElseThrow());
            }
        }
        int held = labelOf(rig, leased(rig, server, Sharing.EXCLUSIVE)).value();
        Throwable taken = rig.awaitFailure(
                "a connect with a label that is held", connecting(rig, server, with(held, Sharing.EXCLUSIVE)));
        expectTaken(rig, "a connect with a label that is held", taken);
        rig.expectWords("a connect with a label that is held", taken, String.format("0x%05x", held));
    }

    @Check(
            id = "FLB-003",
            level = MUST,
            needs = FLOW_LABEL,
            env = LAB,
            source = "the IPv6 plan; RFC 6437, section 3",
            because = "a flow whose packets differ in their label is two flows to every router",
            lookAt = "the lease before connect(2), IPV6_FLOWINFO_SEND, and sin6_flowinfo of the destination")
    void every_segment_of_a_connection_has_its_label(Rig rig) throws Exception {
        int bytes = 1 << 20;
        // With another label, too: that shows that the counter tells them apart.
        for (boolean byNumber : new boolean[] {true, false}) {
            FarListener listener = rig.far().listen("fd00::2", Behaviour.ECHO);
            int wanted = fresh();
            try (PacketCounter counter = PacketCounter.ofFlowLabelAtFarHost(rig, listener.port(), wanted)) {
                Recorder client = rig.recorder().withoutContent();
                FlowLabelRequest request = byNumber ? FlowLabelRequest.of(wanted) : FlowLabelRequest.any();
                Connection connection = rig.await(rig.reactor()
                        .connectTcp(listener.at(rig.lab().farUniqueLocal(0)), with(request), () -> client));
                connection.write(Bytes.zeros(bytes));
                client.awaitBytes(bytes);
                connection.close();
                client.awaitClosed();
                long asked = counter.asked();
                long other = counter.other();
                if (byNumber) {
                    // SYN, acknowledgements, data, FIN.
                    rig.expect(
                            asked >= 10 && other == 0,
                            "the far host saw " + asked + " segments with the label " + wanted + " and " + other
                                    + " with another one, expected 10 or more and none");
                } else {
                    rig.expect(
                            asked == 0 && other >= 10,
                            "the counter of labels does not tell labels apart: " + asked + " and " + other);
                }
            }
            listener.close();
        }
    }

    @Check(
            id = "FLB-005",
            level = MUST,
            needs = FLOW_LABEL,
            source = "the IPv6 plan",
            because = "a label that nobody has leased is somebody else's flow",
            lookAt = "what of the api takes a number, or makes a label out of one")
    void there_is_no_way_to_send_a_bare_number(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        Connection connection = rig.await(connecting(rig, server, with(FlowLabelRequest.any())));
        rig.expectThrown(
                IllegalArgumentException.class,
                "setting PEER_FLOW_LABEL",
                () -> connection.option(NetworkSocketOptions.PEER_FLOW_LABEL, fresh()));
        rig.expectThrown(
                IllegalArgumentException.class,
                "connecting with PEER_FLOW_LABEL",
                () -> connecting(
                        rig, server, StreamOptions.DEFAULT.with(NetworkSocketOptions.PEER_FLOW_LABEL, fresh())));

        // A label is a lease, an interface that only a transport implements; nothing makes one. A route takes one, and
        // its port refuses all but its own.
        rig.expect(FlowLabel.class.isInterface(), "FlowLabel is a class: it can be made");
        for (Class<?> type : List.of(
                FlowLabel.class,
                FlowLabelRequest.class,
                StreamOptions.class,
                DatagramOptions.class,
                Connection.class,
                DatagramPort.class,
                Reactor.class,
                TcpReactor.class,
                UdpReactor.class,
                Route.class,
                NetworkSocketOptions.class)) {
            for (Method method : type.getMethods()) {
                String name = type.getSimpleName() + "." + method.getName();
                rig.expect(
                        !Modifier.isStatic(method.getModifiers()) || method.getReturnType() != FlowLabel.class,
                        name + " is a factory of labels");
                rig.expect(
                        Arrays.stream(method.getParameterTypes()).noneMatch(FlowLabel.class::equals)
                                || method.getDeclaringClass() == Route.class,
                        name + " takes a label of wherever it may come from");
            }
        }
        if (rig.has(UDP)) {
            DatagramRecorder port = rig.udp().open(rig.v6());
            Route bare = Route.to(port.address()).withFlowLabel(new BareNumber(fresh(), rig.v6()));
            rig.expectThrown(
                    IllegalStateException.class,
                    "writing with a label that nobody leased",
                    () -> port.port().write(Bytes.of("?"), bare));
            rig.udp()
                    .deliver(
                            "a datagram after the refusal",
                            port,
                            data -> port.port().write(data, port.address()));
            rig.udp().expectUnheard("a datagram with a label that nobody leased", port, "?");
        }
        List<String> ofLabels = Stream.of(NetworkSocketOptions.class.getFields())
                .map(Member::getName)
                .filter(name -> name.contains("FLOW"))
                .toList();
        rig.expectEqual("the socket options of flow labels", List.of("PEER_FLOW_LABEL"), ofLabels);
    }

    /** What a user could make himself: it says that it is a lease. */
    private record BareNumber(int value, InetAddress destination) implements FlowLabel {

        @Override
        public Sharing sharing() {
            return Sharing.ANY;
        }

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public void renew(Duration linger, Duration expires) {}

        @Override
        public void close() {}
    }

    @Check(
            id = "FLB-006",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c",
            because = "exclusive means that nobody shares it, however he asks",
            lookAt = "EPERM and EEXIST of the lease: a label that is taken")
    void a_label_that_is_leased_exclusively_is_taken_in_any_mode(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        for (Sharing mode : Sharing.values()) {
            Connection holder = leased(rig, server, Sharing.EXCLUSIVE);
            int label = labelOf(rig, holder).value();

            String what = "a connect with the exclusive label of another, as " + mode;
            Throwable seen = rig.awaitFailure(what, connecting(rig, server, with(label, mode)));

            expectTaken(rig, what, seen);
            rig.expect(labelOf(rig, holder).isHeld(), "the holder's lease is gone after another asked for it");
        }
    }

    @Check(
            id = "FLB-007",
            level = MUST,
            needs = FLOW_LABEL,
            env = CHILD,
            source = "Linux, net/ipv6/ip6_flowlabel.c: IPV6_FL_S_PROCESS",
            because = "several connections of one program may be one flow; those of another program may not",
            lookAt = "the sharing mode, as the kernel numbers it")
    void a_label_shared_in_the_process_is_leased_again_here_and_refused_to_another_process(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        int label = labelOf(rig, leased(rig, server, Sharing.PROCESS)).value();

        Connection second = rig.await(connecting(rig, server, with(label, Sharing.PROCESS)));
        rig.expectEqual(
                "the label of the second connection",
                label,
                labelOf(rig, second).value());
        String said = inAnotherProcess(rig, server, label, Sharing.PROCESS);
        rig.expect(
                said.startsWith("failed in-use"),
                "another process says \"" + said + "\", expected \"failed in-use …\"");
    }

    private static String inAnotherProcess(Rig rig, Server server, int label, Sharing sharing) throws IOException {
        Output output = ChildTransport.with(
                        rig,
                        LabelledMain.class,
                        "::1",
                        Integer.toString(server.address().getPort()),
                        Integer.toString(label),
                        sharing.name())
                .run(Patience.guard());
        if (output.exit() != 0) {
            throw rig.fail("the child JVM ended with " + output.exit() + ": " + output.lastWord());
        }
        return output.stdout().strip();
    }

    @Check(
            id = "FLB-008",
            level = MUST,
            needs = FLOW_LABEL,
            env = CHILD,
            source = "Linux, net/ipv6/ip6_flowlabel.c: IPV6_FL_S_USER",
            because = "a program and its helpers may be one flow",
            lookAt = "the sharing mode, as the kernel numbers it")
    void a_label_shared_by_the_user_is_leased_by_another_process_of_his(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        int label = labelOf(rig, leased(rig, server, Sharing.USER)).value();

        rig.expectEqual(
                "what another process of the user says",
                "leased " + label,
                inAnotherProcess(rig, server, label, Sharing.USER));
    }

    @Check(
            id = "FLB-009",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c: IPV6_FL_S_ANY",
            because = "a flow may be several connections, if all of them say so",
            lookAt = "the second lease of one number: it creates nothing")
    void a_label_shared_with_anybody_is_carried_by_two_connections(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6(), Recorder::echoing);
        Connection first = leased(rig, server, Sharing.ANY);
        int label = labelOf(rig, first).value();
        Connection second = rig.await(connecting(rig, server, with(label, Sharing.ANY)));

        rig.expectEqual("the second label", label, labelOf(rig, second).value());
        for (Connection each : List.of(first, second)) {
            rig.expectEqual("its sharing mode", Sharing.ANY, labelOf(rig, each).sharing());
        }
        for (int i = 0; i < 2; i++) {
            Connection accepted = server.awaitAccepted().connection();
            if (rig.has(FLOW_LABEL_RECV)) {
                rig.expectEqual(
                        "the label that a server sees", label, accepted.option(NetworkSocketOptions.PEER_FLOW_LABEL));
            }
        }
        first.abort();
        rig.await(first.closed(), "the end of the first connection");
        rig.expect(labelOf(rig, second).isHeld(), "the second lease has ended with the first");
    }

    @Check(
            id = "FLB-010",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c",
            because = "\"taken\" alone does not say that it could be shared in the holder's mode",
            lookAt = "/proc/net/ip6_flowlabel, where the holder's mode stands")
    void a_label_held_in_another_mode_is_refused_with_both_modes(Rig rig) throws Exception {
        FlowLabelTable.require(rig);
        Server server = rig.listen(rig.v6());
        for (Sharing held : Sharing.values()) {
            for (Sharing wanted : Sharing.values()) {
                if (held != wanted) {
                    int label = labelOf(rig, leased(rig, server, held)).value();

                    String what = "a connect as " + wanted + " with a label held as " + held;
                    Throwable seen = rig.awaitFailure(what, connecting(rig, server, with(label, wanted)));

                    expectTaken(rig, what, seen);
                    rig.expectWords(what, seen, held.name(), wanted.name());
                }
            }
        }
    }

    @Check(
            id = "FLB-012",
            level = MUST,
            needs = FLOW_LABEL,
            source = "contract; Linux: a second release is ESRCH",
            because = "try-with-resources and a clean-up both close: neither may fail",
            lookAt = "who notes that a lease has ended, and when: at once, on whatever thread")
    void a_lease_is_closed_twice_without_an_error_and_not_renewed_afterwards(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6(), Recorder::echoing);
        for (boolean onLoop : new boolean[] {false, true}) {
            Recorder client = rig.recorder();
            Connection connection =
                    rig.await(rig.reactor().connectTcp(server.address(), with(FlowLabelRequest.any()), () -> client));
            FlowLabel label = labelOf(rig, connection);
            int value = label.value();
            Action closing = () -> {
                label.close();
                rig.expect(!label.isHeld(), "the lease is held after close() has returned");
                label.close();
            };
            if (onLoop) {
                rig.runOnLoop(rig.reactor(), closing);
            } else {
                closing.run();
            }

            IOException refused = rig.expectThrown(
                    IOException.class,
                    "renewing a lease that has ended",
                    () -> label.renew(Duration.ofSeconds(10), Duration.ofSeconds(10)));
            rig.expect(
                    refused instanceof NetworkFailure,
                    "renewing a lease that has ended threw " + refused + ", expected a NetworkFailure");
            rig.expectWords("what renewing a lease that has ended threw", refused, "renew");
            rig.expectEqual("the label after its end", value, label.value());
            if (FlowLabelTable.isThere()) {
                rig.until("no user of the label is left", () -> FlowLabelTable.users(value) == 0);
            }
            connection.write(Bytes.of("alive"));
            client.awaitBytes("alive".length());
        }
        if (rig.has(UDP)) {
            DatagramRecorder port = rig.udp().open(rig.v6());
            FlowLabel label = rig.await(port.port().lease(rig.v6(), FlowLabelRequest.any()));
            label.close();
            label.close();
            if (FlowLabelTable.isThere()) {
                rig.until("no user of the port's label is left", () -> FlowLabelTable.users(label.value()) == 0);
            }
            rig.expectThrown(
                    IOException.class,
                    "renewing a lease of a port that has ended",
                    () -> label.renew(Duration.ofSeconds(10), Duration.ofSeconds(10)));
        }
        // And one that ends with its connection.
        Connection connection = rig.await(connecting(rig, server, with(FlowLabelRequest.any())));
        FlowLabel label = labelOf(rig, connection);
        connection.abort();
        rig.await(connection.closed(), "the end of the connection");
        rig.expect(!label.isHeld(), "the lease is held after its connection has ended");
        label.close();
        rig.expectThrown(
                IOException.class,
                "renewing a lease whose connection has ended",
                () -> label.renew(Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }

    @Check(
            id = "FLB-014",
            level = MUST,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c",
            because = "IPv4 has no flow labels: who asks for one must hear it",
            lookAt = "the family after a mapped address was turned into IPv4, and the wildcard")
    void a_lease_for_the_wildcard_or_for_ipv4_is_refused(Rig rig) throws Exception {
        Server server = rig.listen(rig.v4());
        int port = server.address().getPort();
        InetAddress mapped =
                Inet6Address.getByAddress("", new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1}, -1);
        for (InetAddress destination : List.of(rig.v4(), mapped)) {
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "connecting to " + destination + " with a flow label",
                    () -> rig.reactor()
                            .connectTcp(
                                    new InetSocketAddress(destination, port),
                                    with(FlowLabelRequest.any()),
                                    rig::recorder));
        }
        Server onIpv6 = rig.listen(rig.v6());
        InetSocketAddress wildcard =
                new InetSocketAddress(rig.address("::"), onIpv6.address().getPort());
        Throwable seen = rig.expectRefused(
                "connecting to :: with a flow label",
                () -> rig.reactor().connectTcp(wildcard, with(FlowLabelRequest.any()), rig::recorder));
        rig.expect(
                seen instanceof IllegalArgumentException || seen instanceof NetworkFailure,
                "connecting to :: with a flow label failed with " + seen
                        + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the failure of a lease for ::", seen, "::");
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "how many connections were accepted",
                0,
                server.accepted().size() + onIpv6.accepted().size());
        if (rig.has(UDP)) {
            DatagramRecorder six = rig.udp().open(rig.address("::"));
            for (InetAddress destination : List.of(rig.v4(), mapped, rig.address("::"))) {
                expectNoLease(rig, six, destination);
            }
            expectNoLease(rig, rig.udp().open(rig.v4()), rig.v6());
        }
    }

    private static void expectNoLease(Rig rig, DatagramRecorder port, InetAddress destination) {
        Throwable refused = rig.expectRefused(
                "leasing a label for " + destination, () -> port.port().lease(destination, FlowLabelRequest.any()));
        rig.expect(
                refused instanceof IllegalArgumentException || refused instanceof NetworkFailure,
                "leasing a label for " + destination + " was refused by " + refused
                        + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the refusal of a lease for " + destination, refused);
    }

    @Check(
            id = "FLB-015",
            level = MUST,
            needs = FLOW_LABEL,
            source = "contract",
            because = "a lease that outlives its connection keeps the number from everybody, and the host has few",
            lookAt = "each way in which a connection, or an attempt, ends: is the socket closed there?")
    void nobody_holds_a_label_when_its_connection_or_reactor_has_ended(Rig rig) throws Exception {
        FlowLabelTable.require(rig);
        Server server = rig.listen(rig.v6());
        List<Integer> labels = new ArrayList<>();

        Connection closed = leased(rig, server, Sharing.EXCLUSIVE);
        Connection aborted = leased(rig, server, Sharing.PROCESS);
        Connection released = leased(rig, server, Sharing.USER);
        Connection left = leased(rig, server, Sharing.ANY);
        for (Connection each : List.of(closed, aborted, released, left)) {
            int label = labelOf(rig, each).value();
            labels.add(label);
            rig.expectEqual("the number of users of a label that is held", 1, FlowLabelTable.users(label));
        }
        closed.close();
        rig.await(closed.closed(), "the end of a connection");
        aborted.abort();
        rig.await(aborted.closed(), "the end of a connection");
        labelOf(rig, released).close();

        int refusedLabel = fresh();
        labels.add(refusedLabel);
        rig.awaitFailure(
                rig.reactor().connectTcp(rig.refusing(rig.v6()), with(refusedLabel, Sharing.EXCLUSIVE), rig::recorder));
        int cancelledLabel = fresh();
        labels.add(cancelledLabel);
        Pending<Connection> cancelled = connecting(rig, server, with(cancelledLabel, Sharing.EXCLUSIVE));
        cancelled.cancel();
        Ended.of(rig, cancelled, "a cancelled connect").value().ifPresent(Connection::abort);
        for (int label : labels) {
            if (label != labelOf(rig, left).value()) {
                rig.until("no user of the label " + label + " is left", () -> FlowLabelTable.users(label) == 0);
            }
        }
        if (rig.has(UDP)) {
            int ofPort = leasedByPort(rig, rig.udp().open(rig.v6()));
            DatagramRecorder closing = rig.udp().open(rig.v6());
            int ofClosed = leasedByPort(rig, closing);
            rig.await(closing.port().close());
            rig.until("no user of the label of a closed port is left", () -> FlowLabelTable.users(ofClosed) == 0);
            rig.expectEqual("the number of users of a label of a port that is open", 1, FlowLabelTable.users(ofPort));
            labels.clear();
            labels.add(ofPort);
        }
        int last = labelOf(rig, left).value();
        rig.expectEqual("the number of users of a label that is still held", 1, FlowLabelTable.users(last));
        rig.reactor().close();
        if (rig.has(UDP)) {
            int ofPort = labels.get(0);
            rig.until("no user of a port's label is left after its reactor", () -> FlowLabelTable.users(ofPort) == 0);
        }
        rig.until("no user of a label is left after its reactor", () -> FlowLabelTable.users(last) == 0);
        rig.expect(!labelOf(rig, left).isHeld(), "a lease is held after its reactor was closed");
    }

    private static int leasedByPort(Rig rig, DatagramRecorder port) {
        int label =
                rig.await(port.port().lease(rig.v6(), FlowLabelRequest.any())).value();
        rig.expectEqual("the number of users of a label that a port holds", 1, FlowLabelTable.users(label));
        return label;
    }

    @Check(
            id = "FLB-017",
            level = SHOULD,
            needs = FLOW_LABEL,
            env = CHILD,
            source = "Linux, net/ipv6/ip6_flowlabel.c: FL_MIN_LINGER",
            because = "who released a number himself does not expect it to be taken, and tries again too soon",
            lookAt = "/proc/net/ip6_flowlabel: a label without users lingers")
    void a_number_released_lately_is_refused_to_another_process_because_it_lingers(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        Connection connection = leased(rig, server, Sharing.EXCLUSIVE);
        int label = labelOf(rig, connection).value();
        connection.abort();
        rig.await(connection.closed(), "the end of the connection");

        String said = inAnotherProcess(rig, server, label, Sharing.EXCLUSIVE);

        rig.expect(
                said.startsWith("failed in-use") && said.contains("linger"),
                "another process says \"" + said + "\", expected \"failed in-use …\" and that it lingers");
    }

    @Check(
            id = "FLB-018",
            level = SHOULD,
            needs = FLOW_LABEL,
            source = "Linux, net/ipv6/ip6_flowlabel.c: IPV6_FL_A_RENEW",
            because = "a flow lasts longer than its author has thought",
            lookAt = "the unit of linger and expires, seconds; and on which socket the lease is renewed")
    void a_lease_that_is_renewed_lives_on_with_its_label(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6(), Recorder::echoing);
        Recorder client = rig.recorder();
        Connection connection = rig.await(rig.reactor()
                .connectTcp(
                        server.address(),
                        with(FlowLabelRequest.any().withTimes(Duration.ofSeconds(6), Duration.ofSeconds(6))),
                        () -> client));
        FlowLabel label = labelOf(rig, connection);
        int value = label.value();
        Optional<FlowLabelTable.Entry> before = entry(value);

        label.renew(Duration.ofSeconds(30), Duration.ofSeconds(50));
        rig.runOnLoop(rig.reactor(), () -> label.renew(Duration.ofSeconds(31), Duration.ofSeconds(51)));

        rig.expectEqual("the label after renewal", value, label.value());
        rig.expect(label.isHeld(), "a lease that was renewed is not held");
        before.ifPresent(old -> {
            FlowLabelTable.Entry renewed =
                    entry(value).orElseThrow(() -> rig.fail("the kernel has no label that was renewed"));
            rig.expectEqual("the linger of a label leased with 6 s", 6, old.linger());
            rig.expectEqual("the linger of a label renewed with 31 s", 31, renewed.linger());
            rig.expect(
                    renewed.expires() > old.expires(),
                    "a label renewed for 51 s expires in " + renewed.expires() + " s, before that in " + old.expires());
        });
        rig.expectThrown(
                IllegalArgumentException.class,
                "renewing for less than nothing",
                () -> label.renew(Duration.ofSeconds(-1), Duration.ofSeconds(6)));
        if (rig.has(UDP)) {
            expectRenewed(rig);
        }
        connection.write(Bytes.of("alive"));
        client.awaitBytes("alive".length());
        if (rig.has(FLOW_LABEL_RECV)) {
            rig.expectEqual(
                    "the label that the server sees after renewal",
                    value,
                    server.awaitAccepted().connection().option(NetworkSocketOptions.PEER_FLOW_LABEL));
        }
    }

    private static void expectRenewed(Rig rig) throws IOException {
        DatagramRecorder port = rig.udp().open(rig.v6());
        FlowLabel label = rig.await(port.port()
                .lease(rig.v6(), FlowLabelRequest.any().withTimes(Duration.ofSeconds(6), Duration.ofSeconds(6))));
        label.renew(Duration.ofSeconds(31), Duration.ofSeconds(51));
        rig.expect(label.isHeld(), "a port's lease that was renewed is not held");
        entry(label.value())
                .ifPresent(renewed ->
                        rig.expectEqual("the linger of a port's label renewed with 31 s", 31, renewed.linger()));
    }

    private static Optional<FlowLabelTable.Entry> entry(int label) {
        return FlowLabelTable.isThere() ? FlowLabelTable.entry(label) : Optional.empty();
    }

    @Check(
            id = "FLB-019",
            level = MUST,
            needs = TCP,
            lacks = FLOW_LABEL,
            source = "contract",
            because = "a flow that has no label where one was asked for is found by nobody",
            lookAt = "what is done with a request that the transport cannot grant: before anything is opened")
    void a_lease_that_is_lacking_is_refused_by_name_and_nothing_is_opened(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        for (FlowLabelRequest request : List.of(FlowLabelRequest.any(), FlowLabelRequest.of(fresh()))) {
            rig.expectUnsupported(
                    FLOW_LABEL, "connecting with a flow label", () -> connecting(rig, server, with(request)));
        }
        Connection plain = rig.connect(server.address(), rig.recorder());
        rig.expect(plain.flowLabel().isEmpty(), "a connection has a flow label that the transport lacks");
        if (rig.has(UDP)) {
            DatagramRecorder port = rig.udp().open(rig.v6());
            for (FlowLabelRequest request : List.of(FlowLabelRequest.any(), FlowLabelRequest.of(fresh()))) {
                rig.expectUnsupported(
                        FLOW_LABEL,
                        "leasing a flow label for datagrams",
                        () -> port.port().lease(rig.v6(), request));
            }
            rig.expectUnsupported(
                    FLOW_LABEL,
                    "writing a datagram with a flow label",
                    () -> port.port()
                            .write(
                                    Bytes.of("?"),
                                    Route.to(port.address()).withFlowLabel(new BareNumber(fresh(), rig.v6()))));
            rig.udp()
                    .deliver(
                            "a datagram after the refusals",
                            port,
                            data -> port.port().write(data, port.address()));
            rig.udp().expectUnheard("a datagram with a label that is lacking", port, "?");
            DatagramRecorder labelled =
                    rig.udp().open(rig.v6(), DatagramOptions.DEFAULT.withFlowLabel(FlowLabelRequest.any()));
            rig.expectUnsupported(
                    FLOW_LABEL,
                    "connecting a port opened with a flow label",
                    () -> labelled.port().connect(port.address()));
        }
        // The first to come is the one without a label.
        rig.expectSameAddress(
                "the first peer",
                plain.localAddress(),
                server.awaitAccepted().connection().remoteAddress());
    }

    @Check(
            id = "FLB-020",
            level = MAY,
            needs = {TCP, FLOW_LABEL_RECV},
            source = "RFC 6437, section 2; Linux: IPV6_FL_F_REMOTE",
            because = "a server that treats flows apart must know which is which",
            lookAt = "IPV6_FLOWLABEL_MGR with FL_F_REMOTE on the accepted socket, and the byte order")
    void the_flow_label_of_an_accepted_connections_peer_is_told(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6(), Recorder::echoing);
        Connection plain = rig.connect(server.address(), rig.recorder());
        Connection accepted = server.awaitAccepted().connection();
        int automatic = accepted.option(NetworkSocketOptions.PEER_FLOW_LABEL);
        rig.expect(
                automatic >= 0 && automatic <= LARGEST,
                "the label of a peer that asked for none is " + automatic + ", expected 0 to 0xFFFFF");
        rig.expect(plain.flowLabel().isEmpty(), "a connection that asked for no label has one");
        rig.expectThrown(
                IllegalArgumentException.class,
                "setting PEER_FLOW_LABEL",
                () -> accepted.option(NetworkSocketOptions.PEER_FLOW_LABEL, 1));
        if (rig.has(FLOW_LABEL)) {
            Connection labelled = rig.await(connecting(rig, server, with(FlowLabelRequest.any())));
            rig.expectEqual(
                    "the label of a peer that leased one",
                    labelOf(rig, labelled).value(),
                    server.awaitAccepted().connection().option(NetworkSocketOptions.PEER_FLOW_LABEL));
        }
    }
}
