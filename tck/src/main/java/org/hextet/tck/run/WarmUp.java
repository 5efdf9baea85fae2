package org.hextet.tck.run;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.StreamOptions;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Level;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.OwnedRig;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.subject.Subject;

/**
 * Uses a transport once while there are descriptors: what the JDK and the provider load when they are first used
 * (native libraries need a descriptor for that) is there when a check takes the last one.
 */
final class WarmUp {

    private static final Row ROW = new Row(
            "WRM-000",
            "warm-up",
            Level.MAY,
            Scope.TRANSPORT,
            List.of(),
            List.of(),
            List.of(Environment.LOOPBACK),
            "a transport is used once",
            "contract",
            "it is cold",
            "the first check that fails",
            1,
            "",
            "",
            "");

    private final Set<String> warm = new HashSet<>();

    WarmUp() {}

    /** At the first call for a transport. Its failures are left for the checks to find. */
    void of(Subject subject) {
        if (!warm.add(subject.transportName()) || subject.problem().isPresent() || !subject.has(Needs.TCP)) {
            return;
        }
        try (OwnedRig owned = OwnedRig.of(ROW, subject, Optional.empty())) {
            Rig rig = owned.rig();
            echo(rig);
            rig.awaitFailure(rig.reactor().connectTcp(rig.refusing(rig.v4()), StreamOptions.DEFAULT, rig::recorder));
            jdkPeers(rig);
            if (subject.has(Needs.UDP)) {
                datagrams(rig);
            }
        } catch (Exception | LinkageError | AssertionError coldStill) {
            System.err.println("warm-up of " + subject.name() + ": " + coldStill);
        }
    }

    private static void echo(Rig rig) throws Exception {
        Pair pair = rig.pair(rig.v4(), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
        pair.clientConnection().write(ByteBuffer.wrap(new byte[] {1}));
        pair.client().awaitBytes(1);
        pair.clientConnection().close();
        pair.server().awaitClosed();
    }

    private static void jdkPeers(Rig rig) throws Exception {
        ServerSocket server = rig.jdkServer(rig.v4());
        Socket client = rig.jdkConnect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        client.getOutputStream().write(1);
        rig.jdkAccept(server).getInputStream().read();
    }

    private static void datagrams(Rig rig) throws Exception {
        DatagramRecorder port = rig.udp().open(rig.v4());
        rig.udp().deliver("a datagram to warm up by", port, data -> port.port().write(data, port.address()));
        rig.await(port.port().connect(port.address()));
        rig.await(port.port().close());
    }
}
