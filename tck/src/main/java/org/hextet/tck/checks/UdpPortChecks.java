package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DUAL_STACK;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.UDP;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.Incident;
import org.hextet.api.Route;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.PlainDatagrams;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRecorder.Event;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/** What becomes of datagrams of all sizes, and of a port that ends. */
final class UdpPortChecks {

    private static final int LONGEST_IPV4 = 65_507;
    private static final int LONGEST_IPV6 = 65_527;

    private static int longest(Rig rig, InetAddress loopback) {
        return loopback.equals(rig.v4()) ? LONGEST_IPV4 : LONGEST_IPV6;
    }

    /** So many in one turn. */
    private static final int BURST = 64;

    /** A payload of a size, which differs from that of every other. */
    private static String ofSize(int size) {
        return ofSize(size, size);
    }

    private static String ofSize(int size, int seed) {
        return new String(Payload.of(size, seed).bytes(), StandardCharsets.ISO_8859_1);
    }

    @Check(
            id = "UDP-014",
            level = MUST,
            needs = UDP,
            source = "Netty DatagramUnicastTest testReceiveEmptyDatagrams; mio empty_datagram",
            because = "empty datagrams keep mappings alive and say \"I am here\"",
            lookAt = "a result of 0 that is taken for \"nothing there\", or for \"not sent\"")
    void an_empty_datagram_is_one_callback_of_length_zero(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder reader = udp.open(loopback);
            DatagramRecorder writer = udp.open(loopback);
            AtomicInteger sent = new AtomicInteger();

            ReceivedCopy empty = udp.deliver("an empty datagram", "", reader, data -> {
                sent.incrementAndGet();
                writer.port().write(data, reader.address());
            });
            udp.deliver("a sentinel", reader, data -> writer.port().write(data, reader.address()));

            rig.expectSameAddress("the sender of an empty datagram", writer.address(), empty.sender());
            rig.expect(!empty.truncated(), "an empty datagram says that it was cut");
            long heard = reader.texts().stream().filter(String::isEmpty).count();
            rig.expect(
                    heard == 1 || sent.get() > 1,
                    "an empty datagram that was sent once was received " + heard + " times");
            DatagramRecorder another = udp.open(loopback);
            rig.await(writer.port().connect(another.address()));
            udp.deliver(
                    "an empty datagram of a connected port",
                    "",
                    another,
                    data -> writer.port().write(data));
            rig.await(writer.port().disconnect());
            if (rig.has(HOST_NET)) {
                PlainDatagrams plain = udp.plain(loopback);
                udp.deliver(
                        "an empty datagram to a plain socket",
                        "",
                        plain::hear,
                        data -> writer.port().write(data, plain.address()));
                DatagramRecorder fresh = udp.open(loopback);
                udp.deliverPlain(
                        "an empty datagram of a plain socket", "", fresh, text -> plain.send(text, fresh.address()));
            }
        });
    }

    @Check(
            id = "UDP-015",
            level = MUST,
            needs = {UDP, HOST_NET},
            source = "OpenJDK java/net/DatagramSocket SendReceiveMaxSize",
            because = "20 bytes less than IPv6 carries is what IPv4 carries, and often what is allowed for both",
            lookAt = "the size of the receive buffer, and the limit that is checked before sending")
    void the_longest_datagrams_of_both_families_arrive_whole(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder reader = udp.open(loopback);
            DatagramRecorder writer = udp.open(loopback);
            PlainDatagrams plain = udp.plain(loopback);
            String longest = ofSize(longest(rig, loopback));

            ReceivedCopy whole = udp.deliver(
                    "the longest datagram",
                    longest,
                    reader,
                    data -> writer.port().write(data, reader.address()));
            rig.expect(!whole.truncated(), "the longest datagram says that it was cut");
            udp.deliver(
                    "the longest datagram to a plain socket",
                    longest,
                    plain::hear,
                    data -> writer.port().write(data, plain.address()));
        });
    }

    @Check(
            id = "UDP-016",
            level = MUST,
            needs = UDP,
            source = "libuv test-udp-dgram-too-big; OpenJDK java/net/DatagramSocket SendReceiveMaxSize",
            because = "whoever packs datagrams needs the number, not \"message too long\"",
            lookAt = "EMSGSIZE, and the check before sending: 65,507 bytes by IPv4, 65,527 by IPv6")
    void one_byte_more_than_the_longest_is_told_with_the_limit_and_the_port_lives(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            List<InetAddress> locals = new ArrayList<>(List.of(loopback));
            if (rig.has(DUAL_STACK)) {
                rig.v6();
                locals.add(rig.address("::"));
            }
            for (InetAddress local : locals) {
                DatagramRecorder reader = udp.open(loopback);
                DatagramRecorder writer = udp.open(local);
                int limit = longest(rig, loopback);
                int told = 0;
                for (DatagramWrite way : DatagramWrite.values()) {
                    way.write(writer.port(), Bytes.zeros(limit + 1), reader.address());

                    Throwable seen = writer.awaitFailure(++told).asThrowable();
                    String what = "a datagram of " + (limit + 1) + " bytes, written " + way;
                    TooLarge.expect(rig, what, seen, limit + 1, limit);
                    rig.expectWords(what, seen, AddressText.formatSocket(reader.address()));
                }
                ReceivedCopy next = udp.deliver(
                        "a datagram after those that were too long",
                        reader,
                        data -> writer.port().write(data, reader.address()));
                rig.expectEqual("the datagrams received", List.of(next.text()), reader.texts());
                rig.expectEqual(
                        "how many failures were told",
                        DatagramWrite.values().length,
                        writer.failures().size());
                rig.expect(!writer.heard(Event.CLOSED), "the port has closed");
            }
        });
    }

    @Check(
            id = "UDP-017",
            level = MUST,
            needs = UDP,
            source = "contract; recvmsg(2), MSG_TRUNC",
            because = "a message whose end is missing is parsed as if it were whole",
            lookAt = "MSG_TRUNC, or a buffer one byte longer than the limit: java.nio cuts in silence")
    void a_datagram_longer_than_the_receive_limit_says_that_it_was_cut(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder writer = udp.open(loopback);
            for (int limit : new int[] {1, 100, 1500}) {
                DatagramRecorder reader = udp.open(loopback, DatagramOptions.DEFAULT.withReceiveLimit(limit));
                for (int size : new int[] {limit, limit + 1, limit, 2 * limit + 1, 20_000, limit}) {
                    // Each begins in its own way, so that what is left of it is known.
                    String text = ofSize(size);
                    String left = text.substring(0, Math.min(size, limit));
                    int before = reader.received().size();
                    ReceivedCopy heard = udp.deliver(
                            "a datagram of " + size + " bytes",
                            text,
                            (whole, atMost) -> reader.hearAfter(before, left, atMost),
                            data -> writer.port().write(data, reader.address()));

                    String what = "a datagram of " + size + " bytes, with a receive limit of " + limit + ",";
                    rig.expect(
                            heard.truncated() == size > limit,
                            what + (heard.truncated() ? " says" : " does not say") + " that it was cut");
                }
                cutBurst(rig, writer, reader, limit);
            }
        });
    }

    /** Many in one turn, of one length: they may travel as one. */
    private static void cutBurst(Rig rig, DatagramRecorder writer, DatagramRecorder reader, int limit)
            throws Exception {
        int before = reader.received().size();
        rig.runOnLoop(rig.reactor(), () -> {
            for (int i = 0; i < BURST; i++) {
                writer.port().write(Bytes.zeros(limit + 10), reader.address());
            }
        });
        rig.udp()
                .deliver(
                        "a sentinel",
                        (whole, atMost) ->
                                reader.hearAfter(before, whole.substring(0, Math.min(limit, whole.length())), atMost),
                        data -> writer.port().write(data, reader.address()));
        String zeros = "\0".repeat(limit);
        for (ReceivedCopy heard :
                reader.received().subList(before, reader.received().size())) {
            boolean isOfBurst = heard.text().startsWith("\0");
            rig.expect(
                    !isOfBurst || (heard.text().equals(zeros) && heard.truncated()),
                    "one of many datagrams that are longer than the receive limit, " + limit + ", came as " + heard);
        }
    }

    @Check(
            id = "UDP-018",
            level = MUST,
            needs = UDP,
            source = "RFC 768",
            because = "datagrams have boundaries, and that is all that they promise",
            lookAt = "batches: where one datagram ends and the next begins, and its length")
    void a_hundred_sizes_are_a_callback_each(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder reader = udp.open(loopback);
            DatagramRecorder writer = udp.open(loopback);
            List<String> once = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                // 1 byte to 50,000; among them what fits into one packet of Ethernet, and into none.
                String text = ofSize(i <= 50 ? i * 31 - 30 : i * i * 5);
                AtomicInteger sent = new AtomicInteger();
                udp.deliver("a datagram of " + text.length() + " bytes", text, reader, data -> {
                    sent.incrementAndGet();
                    writer.port().write(data, reader.address());
                });
                if (sent.get() == 1) {
                    once.add(text);
                }
            }
            udp.deliver("a sentinel", reader, data -> writer.port().write(data, reader.address()));
            for (String text : once) {
                rig.expectEqual(
                        "how often a datagram of " + text.length() + " bytes was received",
                        1L,
                        reader.texts().stream().filter(text::equals).count());
            }
            rig.expect(
                    reader.received().stream().noneMatch(ReceivedCopy::truncated),
                    "a datagram shorter than the receive limit says that it was cut");

            List<String> sizes =
                    IntStream.range(1, BURST).mapToObj(i -> ofSize(i * 23)).toList();
            List<String> run = Stream.concat(
                            IntStream.range(0, BURST).mapToObj(i -> ofSize(500, i)), Stream.of(ofSize(123)))
                    .toList();
            for (List<String> texts : List.of(sizes, run)) {
                burst(rig, writer, List.of(udp.open(loopback)), texts);
                burst(rig, writer, List.of(udp.open(loopback), udp.open(loopback)), texts);
            }
        });
    }

    /** In one turn, to the readers in turn: some may be lost, but none may be cut, joined, doubled or another's. */
    private static void burst(Rig rig, DatagramRecorder writer, List<DatagramRecorder> readers, List<String> texts)
            throws Exception {
        rig.runOnLoop(rig.reactor(), () -> {
            for (int i = 0; i < texts.size(); i++) {
                writer.port()
                        .write(
                                DatagramRig.payload(texts.get(i)),
                                readers.get(i % readers.size()).address());
            }
        });
        for (int i = 0; i < readers.size(); i++) {
            DatagramRecorder reader = readers.get(i);
            ReceivedCopy sentinel = rig.udp()
                    .deliver("a sentinel", reader, data -> writer.port().write(data, reader.address()));
            List<String> own = new ArrayList<>(IntStream.range(0, texts.size())
                    .filter(number -> number % readers.size() == readers.indexOf(reader))
                    .mapToObj(texts::get)
                    .toList());
            for (ReceivedCopy heard : reader.received()) {
                rig.expect(
                        heard.text().equals(sentinel.text()) || own.remove(heard.text()),
                        "of " + texts.size() + " datagrams written in one turn came " + heard
                                + ", which is none of those written to that address, or a second time");
            }
        }
    }

    @Check(
            id = "UDP-021",
            level = MUST,
            needs = UDP,
            source = "uvloop test_udp send_after_close",
            because = "a late answer to a port that has closed is every day's work, not a crash",
            lookAt = "what each call does when the descriptor is gone, or its number another's")
    void a_closed_port_tells_its_end_once_and_ignores_writes(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            closeAmongOthers(rig, loopback);
            DatagramRecorder reader = udp.open(loopback);
            DatagramRecorder closing = udp.open(loopback);
            DatagramPort port = closing.port();
            InetSocketAddress address = closing.address();
            String unwanted = udp.fresh();

            rig.await(port.close());
            rig.await(port.close());
            rig.runOnLoop(rig.reactor(), port::close);

            CloseReason reason = rig.await(port.closed());
            rig.expect(reason instanceof CloseReason.ClosedHere, "the reason is " + reason + ", expected ClosedHere");
            expectWritesIgnored(rig, port, reader.address(), unwanted);
            rig.runOnLoop(rig.reactor(), () -> expectWritesIgnored(rig, port, reader.address(), unwanted));
            rig.expect(!port.isWritable(), "a closed port says that it is writable");
            rig.expectEqual("the bytes queued by a closed port", 0L, port.queuedBytes());
            rig.expectSameAddress(
                    "its local address afterwards",
                    address,
                    port.localAddresses().get(0));
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("what its protocol heard", List.of(Event.OPENED, Event.CLOSED), closing.events());

            // The socket is gone: its number is free.
            DatagramRecorder next = udp.open(rig.reactor(), address, DatagramOptions.DEFAULT, UnaryOperator.identity());
            udp.deliver(
                    "a datagram of the next port", reader, data -> next.port().write(data, reader.address()));
            udp.expectUnheard("a datagram written to a closed port", reader, unwanted);
        });
    }

    /** What was written leaves, what was received with others is not heard any more. */
    private static void closeAmongOthers(Rig rig, InetAddress loopback) throws Exception {
        DatagramRig udp = rig.udp();
        DatagramRecorder closing = udp.open(
                rig.reactor(),
                new InetSocketAddress(loopback, 0),
                DatagramOptions.DEFAULT,
                recorder -> recorder.onReceived((port, datagram) -> port.close()));
        for (int i = 1; i <= DatagramRig.TRIES; i++) {
            DatagramRecorder writer = udp.open(loopback);
            List<String> written = new ArrayList<>();
            DatagramRecorder reader = udp.open(loopback);
            rig.runOnLoop(rig.reactor(), () -> {
                for (int j = 0; j < 8; j++) {
                    writer.port().write(Bytes.of("to one that closes"), closing.address());
                    String text = udp.fresh();
                    written.add(text);
                    writer.port().write(Bytes.of(text), reader.address());
                }
                writer.port().close();
            });
            writer.awaitClosed();
            long dropped = writer.port().dropped();
            boolean whole = reader.awaits(
                    Patience.guard().dividedBy(30), one -> one.received().size() >= written.size() - dropped);
            rig.expectEqual("what was dropped by a port that closed in the turn of its writes", 0L, dropped);
            if (whole) {
                rig.expectEqual("what was received of a port that closed", written, reader.texts());
                break;
            }
            rig.expect(i < DatagramRig.TRIES, "what was written in the turn of a close did not arrive: " + reader);
        }
        closing.awaitClosed();
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "what was heard by one that closed in a callback",
                List.of(Event.OPENED, Event.RECEIVED, Event.CLOSED),
                closing.events());
    }

    private static void expectWritesIgnored(Rig rig, DatagramPort port, InetSocketAddress to, String text) {
        for (DatagramWrite way : DatagramWrite.values()) {
            ByteBuffer data = Bytes.of(text);
            rig.expect(
                    !way.write(port, data, to),
                    "a write to a closed port, " + way + ", answered true, expected it to be ignored");
        }
        rig.expect(
                !port.write(Bytes.of(text)),
                "a write without an address to a closed port answered true, expected it to be ignored");
    }

    @Check(
            id = "UDP-022",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp stopProtocolScheduling",
            because = "a protocol that ends inside its own beginning runs code on what it has not built yet",
            lookAt = "whether close tells the protocol at once, or later")
    void a_close_inside_opened_is_told_after_it(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            DatagramRecorder closing = rig.udp().recorder(DatagramOptions.DEFAULT);
            AtomicBoolean isInside = new AtomicBoolean();
            closing.onOpened(port -> {
                port.close();
                isInside.set(closing.heard(Event.CLOSED));
            });

            Ended.of(
                    rig,
                    rig.reactor().listenUdp(new InetSocketAddress(loopback, 0), DatagramOptions.DEFAULT, () -> closing),
                    "a listen whose protocol closes its port");
            closing.awaitClosed();
            rig.turns(rig.reactor(), 2);

            rig.expect(!isInside.get(), "closed was told inside opened, expected it later");
            rig.expectEqual("what the protocol heard", List.of(Event.OPENED, Event.CLOSED), closing.events());
            rig.expectEqual("how deep its callbacks were inside one another", 1, closing.deepest());
        });
    }

    /** Thrown on purpose. */
    private static final class OnPurpose extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OnPurpose() {
            super("thrown on purpose");
        }
    }

    @Check(
            id = "UDP-023",
            level = MUST,
            needs = UDP,
            source = "Twisted test/test_udp datagramReceivedError",
            because = "one malformed datagram of anybody must not end a service for all",
            lookAt = "where a callback is called: what it throws ends neither the port nor the batch")
    void what_a_datagram_callback_throws_is_logged_and_the_next_datagram_is_delivered(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            int before = rig.incidents().all().size();
            OnPurpose onPurpose = new OnPurpose();
            String poison = udp.fresh();
            AtomicInteger thrown = new AtomicInteger();
            DatagramRecorder reader = udp.open(
                    rig.reactor(),
                    new InetSocketAddress(loopback, 0),
                    DatagramOptions.DEFAULT,
                    recorder -> recorder.onReceived((port, datagram) -> {
                        if (DatagramRig.payload(poison).equals(datagram.data())) {
                            thrown.incrementAndGet();
                            throw onPurpose;
                        }
                    }));
            DatagramRecorder writer = udp.open(loopback);

            udp.deliver("a datagram whose callback throws", poison, reader, data -> {
                // Two in one turn, so that the second lies behind the first where they are taken in batches.
                String second = udp.fresh();
                rig.runOnLoop(rig.reactor(), () -> {
                    writer.port().write(data, reader.address());
                    writer.port().write(Bytes.of(second), reader.address());
                });
            });
            udp.deliver(
                    "the next datagram",
                    (text, atMost) -> {
                        Optional<ReceivedCopy> heard = reader.hear(text, atMost);
                        rig.expect(
                                heard.isPresent() || !reader.heard(Event.CLOSED),
                                "the port has closed, since a callback threw");
                        return heard;
                    },
                    data -> writer.port().write(data, reader.address()));

            rig.incidents()
                    .await(
                            "what the callback threw",
                            incident -> incident instanceof Incident.Threw threw && threw.thrown() == onPurpose);
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "how many incidents were logged",
                    thrown.get(),
                    rig.incidents().all().size() - before);
            rig.expect(!reader.heard(Event.CLOSED), "the port has closed");
        });
    }

    @Check(
            id = "UDP-024",
            level = MUST,
            needs = UDP,
            source = "Twisted test_udp writeSequence",
            because = "header and body lie in two buffers, and a copy of both is what gathering saves",
            lookAt = "what lies between offset and length, and what was consumed of it")
    void several_buffers_leave_as_one_datagram(Rig rig) throws Exception {
        DatagramRig udp = rig.udp();
        rig.onEachLoopback(loopback -> {
            DatagramRecorder reader = udp.open(loopback);
            DatagramRecorder writer = udp.open(loopback);
            Route route = Route.to(reader.address());
            for (boolean onLoop : new boolean[] {false, true}) {
                String text = udp.fresh();
                udp.deliver("a gathered datagram", text, reader, whole -> {
                    ByteBuffer outside = Bytes.of("outside");
                    ByteBuffer direct =
                            ByteBuffer.allocateDirect(4).put(whole.slice(0, 4)).flip();
                    ByteBuffer readOnly = whole.slice(4, 3).asReadOnlyBuffer();
                    ByteBuffer rest = whole.slice(7, whole.remaining() - 7);
                    ByteBuffer[] all = {outside, direct, Bytes.zeros(0), readOnly, rest, outside};
                    Action write = () -> {
                        writer.port().write(all, 1, 4, route);
                        // The caller's memory is the caller's again.
                        overwrite(whole, direct);
                    };
                    if (onLoop) {
                        rig.runOnLoop(rig.reactor(), write);
                    } else {
                        write.run();
                    }
                    for (ByteBuffer inside : List.of(direct, readOnly, rest)) {
                        rig.expectEqual("what is left of a buffer that was written", 0, inside.remaining());
                    }
                    rig.expectEqual("what is left of a buffer outside the range", 7, outside.remaining());
                });
            }
            for (DatagramWrite way : DatagramWrite.values()) {
                udp.deliver(
                        "a datagram whose buffer is overwritten when it was written " + way,
                        reader,
                        data -> rig.runOnLoop(rig.reactor(), () -> {
                            way.write(writer.port(), data, reader.address());
                            overwrite(data);
                        }));
            }
            rig.expectThrown(
                    IndexOutOfBoundsException.class,
                    "writing a range outside of the array",
                    () -> writer.port().write(new ByteBuffer[] {Bytes.of("x")}, 0, 2, route));
        });
    }

    private static void overwrite(ByteBuffer... written) {
        for (ByteBuffer each : written) {
            for (int i = 0; i < each.limit(); i++) {
                each.put(i, (byte) '!');
            }
        }
    }
}
