package org.hextet.resolver.dnsjava;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One question as it goes to one server, and how its answer is known (RFC 5452, section 9.1). */
final class Query {

    /** What came. */
    sealed interface Match {

        /** The answer. */
        record Ours(Message answer) implements Match {}

        /** It has the number of ours and cannot be read. */
        record Malformed(String why) implements Match {}

        /** Late, forged or stray: it counts for nothing. */
        record Foreign() implements Match {}
    }

    private static final int LETTER_CASE = 0x20;
    private static final short RECURSION_DESIRED = 0x100;
    private static final int OPT_BYTES = 11;

    private final int id;
    private final Record question;
    private final boolean mixedCase;
    private final boolean withEdns;
    private final byte[] wire;

    private Query(int id, Record question, boolean mixedCase, int ednsBytes) {
        this.id = id;
        this.question = question;
        this.mixedCase = mixedCase;
        this.withEdns = ednsBytes > 0;
        this.wire = wire(id, question, ednsBytes);
    }

    /** Written by hand: every lookup does it, and it is always the same. */
    private static byte[] wire(int id, Record question, int ednsBytes) {
        byte[] name = question.getName().toWire();
        boolean withEdns = ednsBytes > 0;
        ByteBuffer message =
                ByteBuffer.allocate(Header.LENGTH + name.length + 2 * Short.BYTES + (withEdns ? OPT_BYTES : 0));
        message.putShort((short) id).putShort(RECURSION_DESIRED);
        // One question, no answer, no authority, and what is additional.
        message.putShort((short) 1).putInt(0).putShort((short) (withEdns ? 1 : 0));
        message.put(name).putShort((short) question.getType()).putShort((short) question.getDClass());
        if (withEdns) {
            // RFC 6891, section 6.1.2: the root, the type, the size; no extended code, version 0, no flags, no options.
            message.put((byte) 0)
                    .putShort((short) Type.OPT)
                    .putShort((short) ednsBytes)
                    .putInt(0)
                    .putShort((short) 0);
        }
        return message.array();
    }

    /**
     * Writes a question.
     *
     * @param isTaken whether another question that goes the same way has a number
     * @param ednsBytes the longest answer by UDP; 0 for no EDNS
     * @param mixedCase whether letters are in random case
     */
    static Query of(Question question, IntPredicate isTaken, Unpredictable random, int ednsBytes, boolean mixedCase) {
        Name name = mixedCase ? mixed(question.name(), random) : question.name();
        int id = random.id();
        while (isTaken.test(id)) {
            id = random.id();
        }
        return new Query(id, Record.newRecord(name, question.type(), DClass.IN), mixedCase, ednsBytes);
    }

    int id() {
        return id;
    }

    boolean withEdns() {
        return withEdns;
    }

    /** Without the two bytes of length that go before it on a stream. */
    ByteBuffer message() {
        return ByteBuffer.wrap(wire);
    }

    /** Judges what came from the server that was asked; {@code data} is lent, and read as a whole. */
    Match match(ByteBuffer data) {
        int start = data.position();
        if (data.remaining() < Header.LENGTH || (data.getShort(start) & 0xffff) != id || data.get(start + 2) >= 0) {
            // Too short, another number, or a question: the first bit of the flags is QR.
            return new Match.Foreign();
        }
        Message message;
        try {
            message = new Message(data.slice());
        } catch (IOException | RuntimeException unreadable) {
            return new Match.Malformed(String.valueOf(unreadable.getMessage()));
        }
        return message.getHeader().getOpcode() == Opcode.QUERY && isAsked(message)
                ? new Match.Ours(message)
                : new Match.Foreign();
    }

    private boolean isAsked(Message message) {
        if (message.getSection(Section.QUESTION).isEmpty()) {
            // A server that cannot read a question does not always repeat it.
            int rcode = message.getHeader().getRcode();
            return rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN;
        }
        Record repeated = message.getSection(Section.QUESTION).get(0);
        return message.getSection(Section.QUESTION).size() == 1
                && repeated.getType() == question.getType()
                && repeated.getDClass() == question.getDClass()
                && repeated.getName().equals(question.getName())
                && (!mixedCase
                        || Arrays.equals(
                                repeated.getName().toWire(), question.getName().toWire()));
    }

    private static Name mixed(Name name, Unpredictable random) {
        byte[] wire = name.toWire();
        int bits = 0;
        int left = 0;
        // A label is its length, then so many bytes.
        for (int at = 0; at < wire.length; at += 1 + wire[at]) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                int lower = wire[i] | LETTER_CASE;
                if (lower >= 'a' && lower <= 'z') {
                    if (left == 0) {
                        bits = random.bits16();
                        left = Short.SIZE;
                    }
                    wire[i] = (byte) ((bits & 1) == 0 ? lower : lower & ~LETTER_CASE);
                    bits >>>= 1;
                    left--;
                }
            }
        }
        try {
            return new Name(wire);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
