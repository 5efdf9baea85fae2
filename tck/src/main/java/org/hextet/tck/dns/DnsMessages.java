package org.hextet.tck.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/**
 * Reads questions and writes answers. The only class that needs dnsjava, which the TCK can do without: rows with a
 * script are then not run.
 */
final class DnsMessages {

    /** A question as it came. */
    record Asked(int id, String name, String type, boolean hasEdns) {}

    private DnsMessages() {}

    /** Reads one record, so that what is not there is missed now. */
    static void requireLibrary() {
        if (record(". 0 A 127.0.0.1").getType() != Type.A) {
            throw new AssertionError("an A record of another type");
        }
    }

    /** Name in small letters, without final dot. */
    static Asked read(byte[] message) throws IOException {
        Message read = new Message(message);
        Record question = read.getQuestion();
        if (question == null) {
            throw new IOException("a message without a question");
        }
        return new Asked(
                read.getHeader().getID(),
                question.getName().toString(true).toLowerCase(Locale.ROOT),
                Type.string(question.getType()),
                read.getOPT() != null);
    }

    /** An answer: header, the question as it was asked, records as in master files. */
    static byte[] answer(byte[] asked, int rcode, boolean knowsAll, List<String> answers, List<String> authority) {
        try {
            Message question = new Message(asked);
            Message answer = new Message(question.getHeader().getID());
            Header header = answer.getHeader();
            header.setFlag(Flags.QR);
            if (question.getHeader().getFlag(Flags.RD)) {
                header.setFlag(Flags.RD);
            }
            if (knowsAll) {
                header.setFlag(Flags.RA);
            }
            header.setRcode(rcode);
            answer.addRecord(question.getQuestion(), Section.QUESTION);
            answers.forEach(record -> answer.addRecord(record(record), Section.ANSWER));
            authority.forEach(record -> answer.addRecord(record(record), Section.AUTHORITY));
            return answer.toWire();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Record record(String text) {
        try {
            Tokenizer words = new Tokenizer(text);
            Name name = Name.fromString(words.getString(), Name.root);
            long ttl = words.getLong();
            int type = Type.value(words.getString());
            return Record.fromString(name, type, DClass.IN, ttl, words, Name.root);
        } catch (IOException wrong) {
            throw new UncheckedIOException("record \"" + text + "\" of a check: " + wrong.getMessage(), wrong);
        }
    }
}
