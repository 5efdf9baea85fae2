package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.INJECT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.util.Arrays;
import java.util.List;
import org.hextet.api.CloseReason;
import org.hextet.api.StreamOptions;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** Transfers that move less than they could. */
final class InjectedDataChecks {

    private static final int BYTES = 6_000;

    @Check(
            id = "TCP-243",
            level = MUST,
            needs = TCP,
            env = INJECT,
            source = "send(2), recv(2)",
            because = "the kernel may take or give one byte of many, and does so under load",
            lookAt = "what is kept of a write that was taken in part, and whether the rest of the input is asked for")
    void transfers_of_one_byte_at_a_time_keep_streams_whole(Rig rig) throws Exception {
        List<Call> both = List.of(Call.RECEIVE, Call.SEND);
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                InjectedCalls.on(rig, loopback, faults, both);
                for (List<Call> cut : List.of(List.of(Call.RECEIVE), List.of(Call.SEND), both)) {
                    for (int atMost : new int[] {1, 7}) {
                        cut.forEach(call -> faults.cut(call, atMost));
                        Payload payload = Payload.of(BYTES, atMost);
                        Pair pair =
                                rig.pair(loopback, StreamOptions.DEFAULT, rig.recorder(), server -> server.echoing());

                        // In pieces, some of them while others are still queued; then the end.
                        for (int from = 0; from < BYTES; from += 1000) {
                            pair.clientConnection().write(payload.piece(from, 1000));
                        }
                        pair.client().awaitBytes(BYTES);
                        pair.clientConnection().write(payload.piece(0, 100));
                        pair.clientConnection().close();

                        CloseReason reason = pair.server().awaitClosed();
                        String how = cut + " cut to " + atMost + " bytes";
                        rig.expect(
                                reason instanceof CloseReason.ClosedByPeer,
                                "the reason at the server, with " + how + ", is " + reason + ", expected ClosedByPeer");
                        rig.expectEqual(
                                "the digest of what the server received, with " + how,
                                Payload.of(payload, first(payload, 100)).digest(),
                                pair.server().digest());
                        rig.expect(
                                payload.beginsWith(first(pair.client(), BYTES)),
                                "what the client got back, with " + how + ", is not what it wrote");
                        for (Call call : cut) {
                            rig.expect(faults.cuts(call) > 0, "no " + InjectedCalls.name(call) + " call was cut");
                            faults.cut(call, 0);
                        }
                    }
                }
            }
        });
    }

    private static byte[] first(Payload payload, int bytes) {
        return Arrays.copyOf(payload.bytes(), bytes);
    }

    private static byte[] first(Recorder recorder, int bytes) {
        return Arrays.copyOf(recorder.received(), bytes);
    }
}
