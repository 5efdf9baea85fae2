package org.hextet.tck.checks;

import static org.hextet.tck.lab.Environment.INJECT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.UDP;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DropPolicy;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.lab.Faults.Errno;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRecorder.Event;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.Rig;

/** Datagrams that the kernel does not take. */
final class InjectedDatagramChecks {

    private static final int LIMIT = 4096;

    private static final int WRITES = 100;

    private static final int SIZE = 100;

    @Check(
            id = "UDP-025",
            level = MUST,
            needs = UDP,
            env = INJECT,
            source = "contract",
            because = "a link that is slower than its senders must cost datagrams, as was chosen, and not the memory",
            lookAt = "EAGAIN of sendto, sendmsg and sendmmsg; the queue's bound, and who counts what it drops")
    void a_full_send_queue_drops_as_its_policy_says_counts_and_stays_bounded(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            for (DropPolicy policy : DropPolicy.values()) {
                try (Faults faults = rig.faults()) {
                    Written written = onTheLoop(rig, loopback, policy, faults);
                    written.expectAsPolicySays(rig, "by the loop, while the socket had no room", policy);
                }
                Written written = fromAnotherThread(rig, loopback, policy);
                written.expectAsPolicySays(rig, "by another thread, while the loop was busy", policy);
            }
        });
    }

    @Check(
            id = "UDP-030",
            level = MUST,
            needs = UDP,
            env = INJECT,
            source = "contract",
            because = "a last word that the kernel refuses is lost: whoever counts losses must find it among them",
            lookAt = "what close sends of a port whose writes were put off, and who hears that it failed")
    void what_the_kernel_refuses_as_a_port_closes_is_told_or_counted(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            try (Faults faults = rig.faults()) {
                DatagramRecorder reader = udp.open(loopback);
                DatagramRecorder writer = udp.open(loopback);
                requireSendCalls(rig, faults, writer, reader);
                int writes = 3;

                faults.failNext(Call.SEND, Errno.EHOSTUNREACH, Integer.MAX_VALUE);
                rig.runOnLoop(rig.reactor(), () -> {
                    for (int i = 0; i < writes; i++) {
                        writer.port().write(Bytes.of("last words"), reader.address());
                    }
                    writer.port().close();
                });
                writer.awaitClosed();

                rig.expectEqual(
                        "of " + writes + " datagrams that the kernel refused, those told and those counted as dropped",
                        (long) writes,
                        writer.failures().size() + writer.port().dropped());
            }
        });
    }

    private static void requireSendCalls(Rig rig, Faults faults, DatagramRecorder writer, DatagramRecorder reader)
            throws Exception {
        rig.udp()
                .deliver(
                        "a datagram before anything fails",
                        reader,
                        data -> writer.port().write(data, reader.address()));
        if (faults.made(Call.SEND) == 0) {
            throw rig.notRun("a transport that makes send calls of the C library: this one makes them in another way,"
                    + " or none");
        }
    }

    private static DatagramRecorder writer(Rig rig, InetAddress loopback, DropPolicy policy) throws IOException {
        return rig.udp()
                .open(
                        loopback,
                        DatagramOptions.DEFAULT
                                .withWatermarks(512, 1024)
                                .withQueueLimit(LIMIT)
                                .withDropPolicy(policy));
    }

    /** What was written, and what came of it. */
    private static final class Written {

        private final List<String> texts = new ArrayList<>();
        private final List<Boolean> answers = new ArrayList<>();
        private long dropped;
        private long mostQueued;
        private List<String> received = List.of();

        /** All of one size, so that one makes room for one. */
        void write(Rig rig, int count, DatagramRecorder writer, DatagramRecorder reader) {
            for (int i = 0; i < count; i++) {
                String text = rig.udp().fresh();
                text += " ".repeat(SIZE - text.length());
                texts.add(text);
                answers.add(writer.port().write(Bytes.of(text), reader.address()));
                mostQueued = Math.max(mostQueued, writer.port().queuedBytes());
            }
        }

        int lost() {
            return (int) answers.stream().filter(answer -> !answer).count();
        }

        /** Waits for what was not dropped, and for one written after it. */
        void collect(Rig rig, DatagramRecorder writer, DatagramRecorder reader) throws Exception {
            dropped = writer.port().dropped();
            reader.await(
                    (WRITES - lost()) + " of " + WRITES + " datagrams",
                    one -> one.texts().stream().filter(texts::contains).count() >= WRITES - lost());
            rig.udp()
                    .deliver(
                            "a datagram after them",
                            reader,
                            data -> writer.port().write(data, reader.address()));
            received = reader.texts().stream().filter(texts::contains).toList();
        }

        void expectAsPolicySays(Rig rig, String how, DropPolicy policy) {
            String what = "of " + WRITES + " datagrams written " + how + ", with " + policy + ", ";
            int lost = lost();
            rig.expect(
                    lost > 0 && lost < WRITES,
                    what + lost + " writes answered that one was dropped, expected some of them");
            rig.expectEqual(what + "the number of those counted as dropped", (long) lost, dropped);
            rig.expectEqual(what + "the number of those received", WRITES - lost, received.size());
            rig.expect(
                    mostQueued <= LIMIT,
                    what + mostQueued + " bytes were queued at most, expected " + LIMIT + " or fewer");
            rig.expect(
                    (WRITES - lost) * SIZE <= 2 * LIMIT,
                    what + (WRITES - lost) + " were kept, expected no more than the queue's limit holds");
            int first = received.isEmpty() ? -1 : texts.indexOf(received.get(0));
            int last = received.isEmpty() ? -1 : texts.indexOf(received.get(received.size() - 1));
            switch (policy) {
                case NEWEST -> rig.expectEqual(what + "those received", texts.subList(0, WRITES - lost), received);
                case OLDEST -> {
                    rig.expectEqual(what + "the last one received", WRITES - 1, last);
                    // What was out of the queue already could not be dropped any more.
                    rig.expect(
                            first == 0 || first == lost,
                            what + "the first one received is number " + first + ", expected those to be dropped that"
                                    + " had waited longest");
                    rig.expect(isAscending(), what + "those received are not in order");
                }
            }
        }

        private boolean isAscending() {
            for (int i = 1; i < received.size(); i++) {
                if (texts.indexOf(received.get(i)) <= texts.indexOf(received.get(i - 1))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Written onTheLoop(Rig rig, InetAddress loopback, DropPolicy policy, Faults faults) throws Exception {
        DatagramRecorder reader = rig.udp().open(loopback);
        DatagramRecorder writer = writer(rig, loopback, policy);
        requireSendCalls(rig, faults, writer, reader);

        // Each try fails from now on: the socket has no room.
        faults.failNext(Call.SEND, Errno.EAGAIN, Integer.MAX_VALUE);
        Written written = new Written();
        written.write(rig, 1, writer, reader);
        rig.until("a send call has failed", () -> faults.struck(Call.SEND) > 0);
        rig.turns(rig.reactor(), 2);
        rig.runOnLoop(rig.reactor(), () -> written.write(rig, WRITES - 1, writer, reader));
        writer.await("writingPaused", one -> one.heard(Event.PAUSED));
        rig.expect(!writer.port().isWritable(), "a port whose queue is full says that it is writable");
        rig.expect(!writer.heard(Event.RESUMED), "writingResumed was told while nothing could be sent");
        rig.turns(rig.reactor(), 3);
        rig.expect(writer.port().queuedBytes() > 0, "a port whose queue is full has 0 bytes queued");
        rig.expectEqual("what was received meanwhile", 1, reader.received().size());

        faults.failNext(Call.SEND, Errno.EAGAIN, 0);
        writer.await("writingResumed", one -> one.heard(Event.RESUMED));
        written.collect(rig, writer, reader);
        rig.expectEqual("the bytes queued afterwards", 0L, writer.port().queuedBytes());
        rig.expect(writer.port().isWritable(), "a port whose queue is empty says that it is not writable");
        rig.expectEqual("the failures told", List.of(), writer.failures());
        return written;
    }

    private static Written fromAnotherThread(Rig rig, InetAddress loopback, DropPolicy policy) throws Exception {
        DatagramRecorder reader = rig.udp().open(loopback);
        DatagramRecorder writer = writer(rig, loopback, policy);
        Written written = new Written();
        HeldLoop held = HeldLoop.of(rig, rig.reactor());
        try {
            written.write(rig, WRITES, writer, reader);
        } finally {
            held.release();
        }
        rig.turns(rig.reactor(), 2);
        written.collect(rig, writer, reader);
        return written;
    }
}
