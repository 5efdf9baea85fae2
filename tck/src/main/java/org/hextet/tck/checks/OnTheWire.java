package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.Behaviour;
import org.hextet.tck.lab.FarHost.FarConnection;
import org.hextet.tck.lab.FarHost.FarListener;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/**
 * An option whose value is a field of every packet: set on connections of both families, opened here and accepted here,
 * and looked for on the way to the far host of the lab.
 *
 * @param option of a connection
 * @param value of it
 * @param words the value for people, as in {@code hop limit 7}
 * @param counters counts the packets with it, and those without
 */
record OnTheWire(SocketOption<Integer> option, int value, String words, Counters counters) {

    private static final String DATA = "marked";

    /** A counter of the packets of one port. */
    @FunctionalInterface
    interface Counters {
        PacketCounter of(Rig rig, int port, int value) throws IOException;
    }

    void expect(Rig rig) throws Exception {
        StreamOptions options = StreamOptions.DEFAULT.with(option, value);
        Map<String, InetAddress> far = new LinkedHashMap<>();
        far.put("fd00::2", rig.lab().farUniqueLocal(0));
        far.put("10.0.0.2", rig.lab().farIpv4(0));
        for (Map.Entry<String, InetAddress> destination : far.entrySet()) {
            connecting(rig, options, destination.getKey(), destination.getValue());
        }
        Map<String, InetAddress> near = new LinkedHashMap<>();
        near.put("fd00::1", rig.lab().uniqueLocal(0));
        near.put("10.0.0.1", rig.lab().ipv4(0));
        for (Map.Entry<String, InetAddress> local : near.entrySet()) {
            accepting(rig, options, local.getKey(), local.getValue());
        }
    }

    private void connecting(Rig rig, StreamOptions options, String text, InetAddress address) throws Exception {
        FarListener listener = rig.far().listen(text, Behaviour.ECHO);
        Recorder client = rig.recorder();
        try (PacketCounter counter = counters.of(rig, listener.port(), value)) {
            Connection connection = rig.await(rig.reactor().connectTcp(listener.at(address), options, () -> client));
            rig.expectEqual(option.name() + " of a connection opened with it", value, connection.option(option));
            connection.write(Bytes.of(DATA));
            client.awaitBytes(DATA.length());
            expectOnly(rig, "connecting to " + text, counter);
        }
    }

    private void accepting(Rig rig, StreamOptions options, String text, InetAddress address) throws Exception {
        Server server = rig.listen(rig.reactor(), new InetSocketAddress(address, 0), options, recorder -> recorder);
        int port = server.address().getPort();
        try (PacketCounter counter = counters.of(rig, port, value)) {
            FarConnection peer = rig.far().connect(text, port);
            server.awaitAccepted().connection().write(Bytes.of(DATA));
            rig.expectEqual(
                    "what the far host received",
                    DATA,
                    new String(peer.receive(DATA.length(), Patience.guard()), StandardCharsets.US_ASCII));
            expectOnly(rig, "accepting on " + text, counter);
        }
    }

    private void expectOnly(Rig rig, String how, PacketCounter counter) throws IOException {
        long other = counter.other();
        long asked = counter.asked();
        rig.expect(
                asked > 0 && other == 0,
                "after " + how + " " + asked + " packets with data left with " + words + " and " + other
                        + " with another one, expected some and none");
    }
}
