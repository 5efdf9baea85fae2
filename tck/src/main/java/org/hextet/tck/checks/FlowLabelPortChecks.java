package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.UNPRIV;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL;
import static org.hextet.tck.matrix.Needs.FLOW_LABEL_RECV;
import static org.hextet.tck.matrix.Needs.UDP;

import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** Flow labels of datagrams: leased by a port for a destination, and given to each write. */
final class FlowLabelPortChecks {

    private static final int LARGEST = 0xFFFFF;

    /** Leases of one socket without privilege, and what is asked for above that. */
    private static final int MOST = 32;

    private static final DatagramOptions HEARING_LABELS = DatagramOptions.DEFAULT.withFact(DatagramFact.FLOW_LABEL);

    private static FlowLabel leased(Rig rig, DatagramRecorder port, InetAddress destination) {
        return rig.await(port.port().lease(destination, FlowLabelRequest.any()));
    }

    private static ReceivedCopy deliver(Rig rig, DatagramRecorder from, DatagramRecorder to, Route route)
            throws Exception {
        return rig.udp()
                .deliver("a datagram with a flow label", to, data -> from.port().write(data, route));
    }

    @Check(
            id = "FLB-004",
            level = MUST,
            needs = {UDP, FLOW_LABEL, FLOW_LABEL_RECV},
            source = "the IPv6 plan; RFC 6437, section 3",
            because = "a label that does not leave is no label",
            lookAt = "IPV6_FLOWINFO_SEND, and the label in sin6_flowinfo of each send; IPV6_FLOWINFO on receipt")
    void a_datagram_carries_the_label_that_its_write_was_given(Rig rig) throws Exception {
        DatagramRecorder receiver = rig.udp().open(rig.v6(), HEARING_LABELS);
        DatagramRecorder sender = rig.udp().open(rig.v6());
        FlowLabel first = leased(rig, sender, rig.v6());
        FlowLabel second = leased(rig, sender, rig.v6());
        rig.expect(first.value() != second.value(), "two exclusive leases have the one label " + first.value());
        rig.expectSameAddress("the destination of a lease", rig.v6(), first.destination());

        Route route = Route.to(receiver.address());
        for (FlowLabel label : List.of(first, second, first)) {
            expectLabel(rig, label, deliver(rig, sender, receiver, route.withFlowLabel(label)));
        }
        // The label goes with one datagram: the next has another one, of the system's.
        int plain = deliver(rig, sender, receiver, route).flowLabel();
        rig.expect(
                plain != first.value() && plain != second.value(),
                "a datagram that was given no label has one that is leased: " + plain);

        DatagramRecorder connected = rig.udp().open(rig.v6());
        rig.await(connected.port().connect(receiver.address()));
        FlowLabel ofConnected = leased(rig, connected, rig.v6());
        expectLabel(
                rig,
                ofConnected,
                deliver(rig, connected, receiver, Route.toPeer().withFlowLabel(ofConnected)));
        expectLabelOfOptions(rig, receiver);
    }

    private static void expectLabelOfOptions(Rig rig, DatagramRecorder receiver) throws Exception {
        DatagramRecorder port = rig.udp().open(rig.v6(), DatagramOptions.DEFAULT.withFlowLabel(FlowLabelRequest.any()));
        rig.expect(port.port().flowLabel().isEmpty(), "a port that is not connected has a flow label for its peer");
        rig.await(port.port().connect(receiver.address()));
        FlowLabel label = port.port()
                .flowLabel()
                .orElseThrow(() -> rig.fail("a connected port that was opened with a flow label has none"));

        expectLabel(
                rig,
                label,
                rig.udp()
                        .deliver(
                                "a datagram of a port opened with a flow label",
                                receiver,
                                data -> port.port().write(data)));
    }

    private static void expectLabel(Rig rig, FlowLabel label, ReceivedCopy seen) {
        rig.expect(
                label.value() >= 1 && label.value() <= LARGEST,
                "the label is " + label.value() + ", expected 1 to 0xFFFFF");
        rig.expectEqual("the label of what was received", label.value(), seen.flowLabel());
    }

    @Check(
            id = "FLB-011",
            level = MUST,
            needs = {UDP, FLOW_LABEL},
            source = "Linux, net/ipv6/ip6_flowlabel.c",
            because = "what was released is another flow's soon",
            lookAt = "whether a lease is held, and whose it is, before each write")
    void a_lease_that_was_released_is_refused_before_any_packet(Rig rig) throws Exception {
        DatagramRecorder receiver = rig.udp().open(rig.v6());
        DatagramRecorder sender = rig.udp().open(rig.v6());
        FlowLabel released = leased(rig, sender, rig.v6());
        FlowLabel held = leased(rig, sender, rig.v6());
        Route route = Route.to(receiver.address());
        deliver(rig, sender, receiver, route.withFlowLabel(released));

        released.close();

        rig.expect(!released.isHeld(), "the lease is held after close() has returned");
        expectRefused(rig, "a lease that was released", sender, receiver, route.withFlowLabel(released));
        deliver(rig, sender, receiver, route.withFlowLabel(held));

        // And that of a port that is gone.
        DatagramRecorder gone = rig.udp().open(rig.v6());
        FlowLabel ofGone = leased(rig, gone, rig.v6());
        rig.await(gone.port().close());
        rig.expect(!ofGone.isHeld(), "the lease is held after its port has closed");
        expectRefused(rig, "a lease of a port that is closed", sender, receiver, route.withFlowLabel(ofGone));
    }

    /** A write is refused, and of what follows only the sentinel comes. */
    private static void expectRefused(
            Rig rig, String what, DatagramRecorder sender, DatagramRecorder receiver, Route route) throws Exception {
        String text = rig.udp().fresh();
        IllegalStateException refused = rig.expectThrown(
                IllegalStateException.class,
                "writing with " + what,
                () -> sender.port().write(DatagramRig.payload(text), route));
        rig.expectWords("the refusal of " + what, refused, "label");
        rig.udp()
                .deliver(
                        "a datagram after the refusal of " + what,
                        receiver,
                        data -> sender.port().write(data, receiver.address()));
        rig.udp().expectUnheard("a datagram with " + what, receiver, text);
    }

    @Check(
            id = "FLB-013",
            level = MUST,
            needs = {UDP, FLOW_LABEL},
            source = "contract",
            because = "a flow is between two hosts: its label towards a third one is somebody else's",
            lookAt = "the destination of the lease and of the write: the kernel does not compare them")
    void a_lease_for_another_destination_or_of_another_port_is_refused(Rig rig) throws Exception {
        DatagramRecorder receiver = rig.udp().open(rig.v6());
        DatagramRecorder sender = rig.udp().open(rig.v6());
        // Nothing is sent there: a lease is a matter of this host.
        FlowLabel elsewhere = leased(rig, sender, rig.address("2001:db8::1"));
        Route route = Route.to(receiver.address());
        expectRefused(rig, "a lease for another destination", sender, receiver, route.withFlowLabel(elsewhere));

        DatagramRecorder other = rig.udp().open(rig.v6());
        FlowLabel ofOther = leased(rig, other, rig.v6());
        expectRefused(rig, "a lease of another port", sender, receiver, route.withFlowLabel(ofOther));
        deliver(rig, other, receiver, route.withFlowLabel(ofOther));

        rig.await(sender.port().connect(receiver.address()));
        expectRefused(
                rig,
                "a lease for another destination, by a connected port,",
                sender,
                receiver,
                Route.toPeer().withFlowLabel(elsewhere));
    }

    @Check(
            id = "FLB-016",
            level = MUST,
            needs = {UDP, FLOW_LABEL},
            env = UNPRIV,
            source = "Linux, net/ipv6/ip6_flowlabel.c: FL_MAX_PER_SOCK",
            because = "\"no buffer space\" sends people to look at their memory",
            lookAt = "ENOBUFS of a lease")
    void one_lease_too_many_on_a_port_is_refused_with_the_limit(Rig rig) throws Exception {
        DatagramRecorder port = rig.udp().open(rig.v6());
        List<FlowLabel> leases = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            leases.add(leased(rig, port, rig.v6()));
        }

        Throwable refused =
                rig.awaitFailure("lease " + (MOST + 1), port.port().lease(rig.v6(), FlowLabelRequest.any()));

        rig.expect(refused instanceof NetworkFailure, "the failure is not typed: " + refused);
        rig.expect(
                refused instanceof SocketException,
                "the failure is " + refused + ", expected a java.net.SocketException");
        rig.expectWords("the failure of one lease too many", refused, "lease", Integer.toString(MOST));
        // Those that are there are good, and a place that gets free is.
        rig.expect(leases.stream().allMatch(FlowLabel::isHeld), "a lease is gone after the one too many was refused");
        leases.get(0).close();
        FlowLabel next = leased(rig, port, rig.v6());
        deliver(rig, port, port, Route.to(port.address()).withFlowLabel(next));
    }
}
