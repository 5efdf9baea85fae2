package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** A server that echoes, where calls fail: that it serves, and that the calls were made and did fail. */
final class InjectedCalls {

    private final Rig rig;
    private final Faults faults;
    private final Server server;

    private InjectedCalls(Rig rig, Faults faults, Server server) {
        this.rig = rig;
        this.faults = faults;
        this.server = server;
    }

    /** Without one of these calls the row says nothing of the transport, and is NOT_RUN. */
    static InjectedCalls on(Rig rig, InetAddress loopback, Faults faults, List<Call> calls) throws IOException {
        InjectedCalls injected = new InjectedCalls(rig, faults, rig.listen(loopback, Recorder::echoing));
        injected.expectServes("before anything fails");
        for (Call call : calls) {
            if (faults.made(call) == 0) {
                throw rig.notRun("a transport that makes " + name(call)
                        + " calls of the C library: this one makes them in another way, or none");
            }
        }
        return injected;
    }

    static String name(Call call) {
        return call.name().toLowerCase(Locale.ROOT);
    }

    Server server() {
        return server;
    }

    /** A client that was not there before is accepted, hears its echo, and both ends close. */
    void expectServes(String when) throws IOException {
        Recorder client = rig.recorder();
        Connection connection = rig.connect(server.address(), client);
        connection.write(Bytes.of("served?"));
        client.await("its echo " + when, one -> one.receivedBytes() >= "served?".length());
        rig.expectEqual("the echo " + when, "served?", client.receivedText());
        connection.close();
        client.await("its end " + when, Recorder.Event.CLOSED);
        rig.expectEqual("the reason of its end " + when, new CloseReason.ClosedHere(), client.awaitClosed());
    }

    /** The calls that were to fail have failed. */
    void awaitStruck(Call call, int times) {
        rig.until(times + " " + name(call) + " calls have failed", () -> faults.struck(call) >= times);
    }
}
