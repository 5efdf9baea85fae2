package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.MC;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.MULTICAST;

import java.net.Inet6Address;
import java.util.List;
import org.hextet.addresses.Zones;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.endpoints.MulticastEndpoint;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.Rig;

/** Endpoints of datagrams as text. */
final class UdpUrisChecks {

    private static final String GROUP = "ff02::1234";
    private static final String SOURCE = "fd00::2";

    @Check(
            id = "URI-005",
            level = MUST,
            needs = MULTICAST,
            env = MC,
            source = "contract",
            because = "which group, where, and of whom is a setting of a program, not its code",
            lookAt = "what the scheme udp makes of a group, its zone and the option source")
    void a_uri_with_a_group_joins_it_and_for_its_source_alone(Rig rig) throws Exception {
        String link = Zones.ofHost().text(((Inet6Address) rig.lab().linkLocal(0)).getScopeId());
        String plain = "udp://[" + GROUP + "%" + link + "]:0";
        String single = plain + "?source=[" + SOURCE + "]";
        MulticastEndpoint any = MulticastEndpoint.of(GROUP + "%" + link, 0);
        rig.expectEqual("the endpoint of " + plain, any, DatagramEndpoint.of(plain));
        rig.expectEqual("the endpoint with %25", any, DatagramEndpoint.of(plain.replace("%", "%25")));
        rig.expectEqual("the endpoint of " + single, any.withSources(List.of(SOURCE)), DatagramEndpoint.of(single));
        rig.expectEqual(
                "its text, read again",
                DatagramEndpoint.of(single),
                DatagramEndpoint.of(DatagramEndpoint.of(single).toString()));

        FarDatagrams wanted = sendingFrom(rig, SOURCE);
        FarDatagrams other = sendingFrom(rig, "fe80::2%" + rig.far().zone(0));
        DatagramRecorder open = listening(rig, plain);
        expectHears(rig, open, wanted);
        expectHears(rig, open, other);

        if (!rig.has(Needs.MULTICAST_SSM)) {
            rig.expectUnsupported(Needs.MULTICAST_SSM, "listening on " + single, () -> listening(rig, single));
            return;
        }
        DatagramRecorder closed = listening(rig, single);
        String foreign = rig.udp().fresh();
        other.send(foreign, group(rig), closed.address().getPort());
        expectHears(rig, closed, wanted);
        rig.udp().expectUnheard("a datagram of another source than " + SOURCE, closed, foreign);
    }

    private static String group(Rig rig) throws Exception {
        return GROUP + "%" + rig.far().zone(0);
    }

    private static FarDatagrams sendingFrom(Rig rig, String address) throws Exception {
        FarDatagrams far = rig.udp().far(address);
        far.setOutgoingLink(rig.far().zone(0));
        return far;
    }

    private static DatagramRecorder listening(Rig rig, String uri) throws Exception {
        DatagramRecorder recorder = rig.udp().recorder(DatagramOptions.DEFAULT);
        DatagramPort port = rig.await(DatagramEndpoint.of(uri).listen(rig.reactor(), () -> recorder));
        rig.expect(port.localAddresses().get(0).getPort() != 0, "the bound port is 0, expected the real one");
        return recorder;
    }

    private static void expectHears(Rig rig, DatagramRecorder member, FarDatagrams from) throws Exception {
        String group = group(rig);
        int number = member.address().getPort();
        rig.udp().deliverPlain("a datagram to " + group, member, text -> from.send(text, group, number));
    }
}
