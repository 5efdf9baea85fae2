package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Whatever bytes come, they are judged: foreign, malformed, or an answer that can be read to its end. */
class MutatedAnswersTest {

    /** More of them on wish; the seed is in the name of the failure. */
    private static final int ROUNDS = Integer.getInteger("hextet.mutations", 20_000);

    private final Query query = Query.of(
            new Question(ScriptedServer.name("host.test"), Type.A), id -> false, new Unpredictable(), 1232, false);

    private byte[] answer(List<String> records) throws Exception {
        byte[] bytes = new byte[query.message().remaining()];
        query.message().get(bytes);
        Message message = new Message(bytes);
        message.getHeader().setFlag(Flags.QR);
        for (String record : records) {
            message.addRecord(ScriptedServer.record(record), Section.ANSWER);
        }
        message.addRecord(ScriptedServer.record("test. 60 SOA ns. admin. 1 2 3 4 5"), Section.AUTHORITY);
        return message.toWire();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void no_bytes_throw_or_hang(long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> corpus = List.of(
                answer(List.of("host.test. 60 A 192.0.2.1", "host.test. 60 A 192.0.2.2")),
                answer(List.of("host.test. 60 CNAME a.test.", "a.test. 60 CNAME b.test.", "b.test. 1 A 192.0.2.1")),
                answer(List.of("test. 60 DNAME other.", "host.other. 60 A 192.0.2.1")),
                answer(List.of("host.test. 60 HTTPS 1 . alpn=h2 port=1", "host.test. 60 TXT \"a\" \"b\"")),
                answer(List.of()));
        int ours = 0;

        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            for (int change = random.nextInt(4); change >= 0; change--) {
                // The number and the first flag stay, or nothing of it would be read.
                bytes[3 + random.nextInt(bytes.length - 3)] = (byte) random.nextInt();
            }
            Query.Match match = query.match(ByteBuffer.wrap(bytes, 0, length));
            if (match instanceof Query.Match.Ours one) {
                ours++;
                Reading reading =
                        Reading.of(one.answer(), new Question(ScriptedServer.name("host.test"), Type.A), true);
                if (reading instanceof Reading.Answered answered && answered.verdict() instanceof Verdict.Found found) {
                    found.records().forEach(record -> RecordText.of(record, 1));
                }
            }
        }

        assertTrue(ours > ROUNDS / 20);
    }

    @Test
    void names_of_the_greatest_length_are_read() throws Exception {
        String label = "x".repeat(63);
        Name longest = ScriptedServer.name(label + "." + label + "." + label + "." + "x".repeat(61));
        assertEquals(255, longest.length());

        Query.Match match = query.match(ByteBuffer.wrap(answer(List.of("host.test. 60 CNAME " + longest))));

        assertTrue(match instanceof Query.Match.Ours);
    }
}
