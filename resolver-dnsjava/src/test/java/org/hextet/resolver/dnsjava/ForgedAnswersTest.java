package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that are forged, late or malformed. */
class ForgedAnswersTest extends ScriptedLookups {

    @Test
    void only_the_true_answer_counts() throws Exception {
        Reactor stranger = closed(Reactor.open("nio"));
        DatagramPort elsewhere = stranger.listenUdp(
                        new java.net.InetSocketAddress(server.socketAddress().getAddress(), 0),
                        DatagramOptions.DEFAULT,
                        () -> (port, datagram) -> {})
                .await();
        server.on("host.test A", one -> {
            Message wrongId = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            wrongId.getHeader().setID(one.query().getHeader().getID() ^ 1);
            one.reply(wrongId);
            Message wrongQuestion = one.response(Rcode.NOERROR, "evil.test. 60 A 192.0.2.66");
            wrongQuestion.removeAllRecords(Section.QUESTION);
            wrongQuestion.addRecord(
                    Record.newRecord(ScriptedServer.name("evil.test"), Type.A, DClass.IN), Section.QUESTION);
            one.reply(wrongQuestion);
            Message wrongType = one.response(Rcode.NOERROR);
            wrongType.removeAllRecords(Section.QUESTION);
            wrongType.addRecord(
                    Record.newRecord(ScriptedServer.name("host.test"), Type.AAAA, DClass.IN), Section.QUESTION);
            one.reply(wrongType);
            Message noQuestion = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            noQuestion.removeAllRecords(Section.QUESTION);
            one.reply(noQuestion);
            // The question itself, sent back.
            one.reply(one.query());
            one.reply(new byte[0]);
            one.reply(new byte[11]);
            // From another port, with everything else right.
            Message elsewhereAnswer = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            elsewhere.write(
                    java.nio.ByteBuffer.wrap(elsewhereAnswer.toWire()),
                    new java.net.InetSocketAddress(server.socketAddress().getAddress(), one.port()));
            elsewhere.option(java.net.StandardSocketOptions.SO_SNDBUF);
            one.answer("host.test. 60 A 192.0.2.1");
        });

        // An attempt more would show.
        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver("attempts=1"), "host.test", IPV4).next());
        assertEquals(1, server.asked().size());
    }

    @Test
    void an_answer_to_an_earlier_try_is_not_taken_for_one_to_a_later_question() throws Exception {
        server.held("late.test A", "late.test. 60 A 192.0.2.66").with("next.test A", "next.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver("timeout=1s", "attempts=1");

        assertEquals("INET timeout", lookup(resolver, "late.test", IPV4).next());
        server.release();

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "next.test", IPV4).next());
    }

    @Test
    void a_flood_of_guessed_numbers_does_not_win() throws Exception {
        server.on("host.test A", one -> {
            Message guess = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            byte[] bytes = guess.toWire();
            int id = one.query().getHeader().getID();
            // As many as a receive buffer holds.
            for (int i = 1; i <= 200; i++) {
                ByteBuffer.wrap(bytes).putShort(0, (short) (id + i));
                one.reply(bytes.clone());
            }
            one.answer("host.test. 60 A 192.0.2.1");
        });

        assertEquals("INET 192.0.2.1 60", lookup(resolver(), "host.test", IPV4).next());
        assertEquals(1, server.asked().size());
    }

    static Stream<byte[]> malformedTails() {
        byte[] longLabel = new byte[66 + 14];
        longLabel[0] = 64;
        byte[] longName = new byte[4 * 64 + 1 + 14];
        for (int at = 0; at < 4 * 64; at += 64) {
            longName[at] = 63;
            java.util.Arrays.fill(longName, at + 1, at + 64, (byte) 'x');
        }
        longName[4 * 64 + 2] = 1;
        longName[4 * 64 + 4] = 1;
        return Stream.of(
                // A label of 64.
                longLabel,
                // A name of 257.
                longName,
                // Pointers that lead to each other.
                new byte[] {(byte) 0xc0, 12 + 17, (byte) 0xc0, 12 + 15, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4},
                // A name that points at itself.
                new byte[] {(byte) 0xc0, 12 + 17, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4},
                // Cut in the middle of a record.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0},
                // Nothing where a record should be.
                new byte[0],
                // An address of three bytes.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 3, 1, 2, 3},
                // Longer than the message.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, (byte) 0xff, (byte) 0xff, 1});
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("malformedTails")
    void an_answer_that_cannot_be_read_is_a_typed_failure(byte[] tail) throws Exception {
        server.on("host.test A", one -> {
            Message empty = one.response(Rcode.NOERROR);
            empty.getHeader().setFlag(org.xbill.DNS.Flags.AA);
            byte[] head = empty.toWire();
            byte[] whole = java.util.Arrays.copyOf(head, head.length + tail.length);
            // One answer is promised.
            whole[7] = 1;
            System.arraycopy(tail, 0, whole, head.length, tail.length);
            one.reply(whole);
        });

        RecordedAnswers answers = lookup(resolver("timeout=60s"), "host.test", IPV4);

        assertEquals("INET temporary", answers.next());
        assertTrue(answers.message().contains("cannot be read"), answers::message);
    }
}
