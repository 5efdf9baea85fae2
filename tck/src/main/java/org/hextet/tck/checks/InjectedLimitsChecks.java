package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.INJECT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.util.ArrayList;
import java.util.List;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.lab.Faults.Errno;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Descriptors whose calls fail, and calls on descriptors that are gone. */
final class InjectedLimitsChecks {

    @Check(
            id = "LIM-005",
            level = MUST,
            needs = TCP,
            env = INJECT,
            source = "accept(2): errors that belong to the connection, not to the listener",
            because = "one client that gave up in the queue must not stop a server for all the others",
            lookAt = "which errors of accept pause the port, and which are only the next client's turn")
    void after_an_accept_that_fails_for_one_connection_the_next_client_is_served(Rig rig) throws Exception {
        List<Errno> ofTheConnection =
                List.of(Errno.ECONNABORTED, Errno.EPROTO, Errno.ENETDOWN, Errno.EHOSTUNREACH, Errno.EPERM);
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                InjectedCalls calls = InjectedCalls.on(rig, loopback, faults, List.of(Call.ACCEPT));
                Server server = calls.server();
                for (Errno errno : ofTheConnection) {
                    int accepted = server.accepted().size();
                    // Four in the queue: the first three are lost, and nobody else comes to wake the port.
                    server.port().pauseAccepting();
                    rig.turns(rig.reactor(), 1);
                    List<Recorder> clients = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        Recorder client = rig.recorder();
                        rig.connect(server.address(), client).write(Bytes.of("x"));
                        clients.add(client);
                    }
                    faults.failNext(Call.ACCEPT, errno, 3);
                    server.port().resumeAccepting();

                    for (Recorder client : clients) {
                        client.await(
                                "an echo, or closed, after three accepts failed with " + errno,
                                one -> one.receivedBytes() > 0 || one.heard(Recorder.Event.CLOSED));
                    }
                    calls.awaitStruck(Call.ACCEPT, 3);
                    // Mostly the last; the first, where an accept was under way when the port paused.
                    List<Recorder> served = clients.stream()
                            .filter(client -> client.receivedBytes() > 0)
                            .toList();
                    rig.expectEqual(
                            "how many of four clients were served, with three lost by " + errno, 1, served.size());
                    served.get(0).connection().close();
                    served.get(0).awaitClosed();
                    calls.expectServes("after accepts failed with " + errno);
                    rig.expectEqual(
                            "how many connections were accepted, with three lost by " + errno,
                            accepted + 2,
                            server.accepted().size());
                }
            }
        });
    }

    @Check(
            id = "LIM-011",
            level = MUST,
            needs = TCP,
            env = INJECT,
            patience = 2,
            source = "contract; close(2): the number is used again at once",
            because = "a call on a number that was closed reads, writes or closes somebody else's connection",
            lookAt = "what still runs when a connection has ended: queued writes, interest in events, options, a close")
    void no_descriptor_is_used_after_its_close_and_reused_numbers_mix_nothing_up(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                InjectedCalls.on(rig, loopback, faults, List.of(Call.RECEIVE, Call.SEND, Call.CLOSE));
                // At first closed numbers are used again at once, as the kernel does: nothing may be mixed up.
                Churn.run(rig, loopback);
                expectNoLateUse(rig, faults, "with numbers used again at once");
                // Then they are kept, so that each late use is one that can be seen.
                faults.keepClosed(2048);
                int ended = Churn.run(rig, loopback);
                rig.expect(
                        faults.kept() > ended,
                        faults.kept() + " closed numbers were kept, expected more than the " + ended
                                + " connections that have ended");
                expectNoLateUse(rig, faults, "with closed numbers kept");
                faults.keepNone();
            }
        });
    }

    private static void expectNoLateUse(Rig rig, Faults faults, String how) {
        rig.expectEqual(
                "the list of calls on closed descriptors, " + how,
                "[]",
                faults.lateUses().toString());
    }
}
