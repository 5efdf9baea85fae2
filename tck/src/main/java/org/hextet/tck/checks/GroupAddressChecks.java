package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.MULTICAST;

import java.net.InetSocketAddress;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.Rig;

/** Addresses of groups in use: what is refused before any packet. */
final class GroupAddressChecks {

    private static final String GROUP = "ff02::7b:ffff";

    @Check(
            id = "ADR-022",
            level = MUST,
            needs = MULTICAST,
            source = "RFC 4007, section 6",
            because = "without a zone the kernel takes the first route, and the datagram leaves on any link",
            lookAt = "where the caller's addresses are asked for their zone: groups of a link need one, as hosts do")
    void a_link_local_group_without_zone_and_interface_is_refused(Rig rig) throws Exception {
        // Bound to the loopback, so that a transport that sends all the same has no source for another link.
        Member member = Member.on(rig, "::1");
        DatagramRecorder plain = rig.udp().open(rig.v6(), DatagramOptions.DEFAULT);
        InetSocketAddress group = new InetSocketAddress(rig.address(GROUP), 9);

        Throwable join =
                rig.expectRefused("joining " + GROUP, () -> member.port().join(rig.address(GROUP)));
        rig.expect(
                join instanceof IllegalArgumentException || join instanceof NetworkFailure,
                "joining " + GROUP + " was refused by " + join
                        + ", expected an IllegalArgumentException or a NetworkFailure");
        rig.expectWords("the refusal of joining " + GROUP, join, GROUP, "zone");
        expectRefused(rig, "a multicast port", () -> member.port().write(DatagramRig.payload("?"), group));
        expectRefused(
                rig,
                "a multicast port, by a route,",
                () -> member.port().write(DatagramRig.payload("?"), Route.to(group)));
        expectRefused(rig, "a datagram port", () -> plain.port().write(DatagramRig.payload("?"), group));
        expectRefused(rig, "a datagram port, by connecting,", () -> plain.port().connect(group));
    }

    private static void expectRefused(Rig rig, String who, Action writing) {
        IllegalArgumentException refused =
                rig.expectThrown(IllegalArgumentException.class, "a write to " + GROUP + " of " + who, writing);
        rig.expectWords("the refusal of a write to " + GROUP + " of " + who, refused, GROUP, "zone");
    }
}
