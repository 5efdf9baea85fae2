package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.INJECT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Incident;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.lab.Faults.Errno;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** Errors that no host gives at will: calls are made to fail with them. */
final class InjectedErrorsChecks {

    private static final List<Errno> EXHAUSTED = List.of(Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM);

    @Check(
            id = "ERR-011",
            level = MUST,
            needs = TCP,
            env = INJECT,
            source = "accept(2), socket(2), send(2)",
            because = "a host that is short of memory for a moment must not lose its servers for good",
            lookAt = "what is done with an errno that is not one of the usual: is the loop still there afterwards?")
    void exhaustion_of_the_system_is_typed_and_the_next_try_works(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                InjectedCalls calls =
                        InjectedCalls.on(rig, loopback, faults, List.of(Call.SOCKET, Call.ACCEPT, Call.SEND));
                for (Errno errno : EXHAUSTED) {
                    socketFails(rig, faults, calls, errno);
                    acceptFails(rig, faults, calls, errno);
                    writeFails(rig, faults, calls, errno);
                }
            }
        });
    }

    private static void socketFails(Rig rig, Faults faults, InjectedCalls calls, Errno errno) throws IOException {
        InetSocketAddress address = calls.server().address();
        Recorder unheard = rig.recorder();
        faults.failNext(Call.SOCKET, errno);
        Throwable connecting =
                rig.awaitFailure(rig.reactor().connectTcp(address, StreamOptions.DEFAULT, () -> unheard));
        calls.awaitStruck(Call.SOCKET, 1);
        expectTyped(rig, "the connect whose socket call fails with " + errno, errno, connecting);
        rig.expectEqual("what the protocol of that connect heard", "nothing", unheard.story());

        faults.failNext(Call.SOCKET, errno);
        Throwable listening = rig.awaitFailure(rig.reactor()
                .listenTcp(new InetSocketAddress(address.getAddress(), 0), StreamOptions.DEFAULT, rig::recorder));
        calls.awaitStruck(Call.SOCKET, 1);
        expectTyped(rig, "the listen whose socket call fails with " + errno, errno, listening);

        calls.expectServes("after a socket call failed with " + errno);
        rig.listen(address.getAddress());
    }

    private static void expectTyped(Rig rig, String what, Errno errno, Throwable seen) {
        if (!(seen instanceof NetworkFailure failure)) {
            throw rig.fail(what, "a NetworkFailure", seen);
        }
        rig.expectWords(what, seen, errno.name());
        if (errno == Errno.ENFILE) {
            rig.expectEqual("the kind of " + what, FailureKind.DESCRIPTOR_LIMIT, failure.kind());
        }
    }

    /** The client is in the kernel's queue, and stays there until accepting goes on. */
    private static void acceptFails(Rig rig, Faults faults, InjectedCalls calls, Errno errno) throws IOException {
        int before = pauses(rig).size();
        faults.failNext(Call.ACCEPT, errno);
        Recorder client = rig.recorder();
        Connection connection = rig.connect(calls.server().address(), client);
        calls.awaitStruck(Call.ACCEPT, 1);

        connection.write(Bytes.of("x"));
        client.awaitBytes(1);
        rig.until(
                "the pause of a port whose accept fails with " + errno + " is told",
                () -> pauses(rig).size() > before);
        expectTyped(
                rig,
                "why a port paused whose accept fails with " + errno,
                errno,
                pauses(rig).get(before).why().asThrowable());
        connection.close();
        client.awaitClosed();
        calls.expectServes("after an accept failed with " + errno);
    }

    private static List<Incident.AcceptingPaused> pauses(Rig rig) {
        return rig.incidents().all().stream()
                .filter(Incident.AcceptingPaused.class::isInstance)
                .map(Incident.AcceptingPaused.class::cast)
                .toList();
    }

    /** Either the connection ends, and says why, or the bytes are sent later. */
    private static void writeFails(Rig rig, Faults faults, InjectedCalls calls, Errno errno) throws IOException {
        Recorder client = rig.recorder();
        Connection connection = rig.connect(calls.server().address(), client);
        connection.write(Bytes.of("before"));
        client.awaitBytes("before".length());

        faults.failNext(Call.SEND, errno);
        connection.write(Bytes.of("+after"));
        calls.awaitStruck(Call.SEND, 1);
        client.await(
                "its end, or the echo of what it wrote",
                one -> one.heard(Recorder.Event.CLOSED) || one.receivedBytes() >= "before+after".length());

        if (client.heard(Recorder.Event.CLOSED)) {
            CloseReason reason = client.awaitClosed();
            if (!(reason instanceof CloseReason.Failed failed)) {
                throw rig.fail("the reason of a connection whose write fails with " + errno, "Failed", reason);
            }
            expectTyped(rig, "the failure of a connection whose write fails with " + errno, errno, failed.cause());
        } else {
            rig.expectEqual("the echo of what was written", "before+after", client.receivedText());
            connection.close();
            client.awaitClosed();
        }
        calls.expectServes("after a write failed with " + errno);
    }

    @Check(
            id = "ERR-012",
            level = MUST,
            needs = TCP,
            env = INJECT,
            source = "signal(7); connect(2)",
            because = "a profiler or a debugger sends signals: nobody's connection may end for that",
            lookAt = "the loop around each system call; of connect: it goes on, and is not made again")
    void an_interrupted_call_is_never_seen_by_the_user(Rig rig) throws Exception {
        List<Call> interrupted = List.of(Call.CONNECT, Call.ACCEPT, Call.RECEIVE, Call.SEND, Call.WAIT, Call.CLOSE);
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                InjectedCalls calls = InjectedCalls.on(rig, loopback, faults, interrupted);
                for (Call call : interrupted) {
                    for (int times : new int[] {1, 3}) {
                        faults.failNext(call, Errno.EINTR, times);
                        while (faults.struck(call) < times) {
                            // One after the other, where a connection makes one such call alone.
                            int before = faults.struck(call);
                            calls.expectServes("while " + InjectedCalls.name(call) + " is interrupted");
                            calls.awaitStruck(call, before + 1);
                        }
                        calls.expectServes("after " + InjectedCalls.name(call) + " was interrupted");
                    }
                }
                if (rig.has(UDP)) {
                    interruptDatagrams(rig, loopback, faults);
                }
                for (Recorder accepted : calls.server().accepted()) {
                    CloseReason reason = accepted.awaitClosed();
                    rig.expect(
                            reason instanceof CloseReason.ClosedByPeer,
                            "the reason of an accepted connection is " + reason + ", expected ClosedByPeer");
                }
                rig.expectEqual(
                        "what was told of interrupted calls",
                        "[]",
                        rig.incidents().all().toString());
            }
        });
    }

    private static void interruptDatagrams(Rig rig, InetAddress loopback, Faults faults) throws Exception {
        DatagramRecorder echo = rig.udp()
                .open(
                        rig.reactor(),
                        new InetSocketAddress(loopback, 0),
                        DatagramOptions.DEFAULT,
                        DatagramRecorder::echoing);
        DatagramRecorder client = rig.udp().open(loopback);
        for (Call call : List.of(Call.SEND, Call.RECEIVE)) {
            for (int times : new int[] {1, 3}) {
                faults.failNext(call, Errno.EINTR, times);
                for (int i = 0; i < times; i++) {
                    rig.udp()
                            .deliver(
                                    "the echo of a datagram while " + InjectedCalls.name(call) + " is interrupted",
                                    client,
                                    data -> client.port().write(data, echo.address()));
                }
                rig.until(
                        "the " + InjectedCalls.name(call) + " calls of datagrams have failed",
                        () -> faults.struck(call) >= times);
            }
        }
        rig.expectEqual("the failures told of interrupted calls", List.of(), client.failures());
        rig.expectEqual("the failures told of interrupted calls to the other", List.of(), echo.failures());
    }
}
