package org.hextet.tck.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A question that a scripted server was asked, and the way back. Thread-safe; reply as often as you like. */
public final class DnsQuestion {

    /** How a question came. */
    public enum Transport {
        /** In a datagram. */
        UDP,
        /** On a stream. */
        TCP,
        /** By a harness of the resolver's own. */
        OTHER
    }

    /** Response codes (RFC 1035, section 4.1.1). */
    public static final int FORMERR = 1;

    /** The server has failed. */
    public static final int SERVFAIL = 2;

    /** There is no such name. */
    public static final int NXDOMAIN = 3;

    /** The server does not want to. */
    public static final int REFUSED = 5;

    /** Time to live 10 s, minimum 3 s: a negative answer holds for 3 s (RFC 2308, section 5). */
    private static final String SOA = ". 10 SOA ns. admin. 1 2 3 4 3";

    private static final int HEADER_BYTES = 12;

    private final int server;
    private final DnsMessages.Asked asked;
    private final byte[] message;
    private final Transport transport;
    private final Optional<InetSocketAddress> sender;
    private final long nanoTime;
    private final DnsReply reply;

    DnsQuestion(
            int server,
            byte[] message,
            Transport transport,
            Optional<InetSocketAddress> sender,
            long nanoTime,
            DnsReply reply)
            throws IOException {
        this.server = server;
        this.asked = DnsMessages.read(message);
        this.message = message.clone();
        this.transport = transport;
        this.sender = sender;
        this.nanoTime = nanoTime;
        this.reply = reply;
    }

    /**
     * Which server was asked.
     *
     * @return its number, from 0
     */
    public int server() {
        return server;
    }

    /**
     * The name asked for.
     *
     * @return in small letters, without final dot
     */
    public String name() {
        return asked.name();
    }

    /**
     * The type asked for.
     *
     * @return for example {@code AAAA}
     */
    public String type() {
        return asked.type();
    }

    /**
     * The number of the question.
     *
     * @return 0 to 65535
     */
    public int id() {
        return asked.id();
    }

    /**
     * Whether it came with EDNS (RFC 6891).
     *
     * @return true if there is an OPT record
     */
    public boolean hasEdns() {
        return asked.hasEdns();
    }

    /**
     * How it came.
     *
     * @return by datagram, stream, or the resolver's own way
     */
    public Transport transport() {
        return transport;
    }

    /**
     * From where it came.
     *
     * @return empty if the way tells no addresses
     */
    public Optional<InetSocketAddress> sender() {
        return sender;
    }

    /**
     * When it came.
     *
     * @return as of {@link System#nanoTime()}
     */
    public long nanoTime() {
        return nanoTime;
    }

    // What is right.

    /**
     * Answers.
     *
     * @param records as in master files, with time to live: {@code "host.test. 60 A 192.0.2.1"}
     */
    public void answer(String... records) {
        send(answered(records));
    }

    /** Says that there is no such name, and that this holds for 3 s. */
    public void noSuchName() {
        send(DnsMessages.answer(message, NXDOMAIN, true, List.of(), List.of(SOA)));
    }

    /** Says that the name has no such record, and that this holds for 3 s. */
    public void noData() {
        send(DnsMessages.answer(message, 0, true, List.of(), List.of(SOA)));
    }

    /**
     * Says it with an SOA record of the check's own, or none.
     *
     * @param rcode 0 for no such record, {@link #NXDOMAIN}
     * @param authority at most one record
     */
    public void negative(int rcode, String... authority) {
        send(DnsMessages.answer(message, rcode, true, List.of(), List.of(authority)));
    }

    // What is not.

    /**
     * Fails.
     *
     * @param rcode for example {@link #SERVFAIL}
     */
    public void fail(int rcode) {
        send(DnsMessages.answer(message, rcode, true, List.of(), List.of()));
    }

    /** Says what a server says that knows nothing of it, and asks nobody: who may know (RFC 2308, section 2.2). */
    public void refer() {
        send(DnsMessages.answer(message, 0, false, List.of(), List.of("test. 60 NS ns.elsewhere.test.")));
    }

    /**
     * Answers with the flag TC: there is more.
     *
     * @param records what fits
     */
    public void truncate(String... records) {
        byte[] answer = answered(records);
        answer[2] |= 2;
        send(answer);
    }

    /**
     * Fails with nothing but a header, as servers do that cannot read on.
     *
     * @param rcode for example {@link #FORMERR}
     */
    public void failBarely(int rcode) {
        byte[] header = new byte[HEADER_BYTES];
        System.arraycopy(message, 0, header, 0, 2);
        header[2] = (byte) 0x80;
        header[3] = (byte) rcode;
        send(header);
    }

    /**
     * A right answer, to be sent as it is, changed, or by somebody else.
     *
     * @param records as of {@link #answer}
     * @return the whole message: its number in bytes 0 and 1, flags in 2 and 3, then four counts of two bytes, the
     *     question from byte 12
     */
    public byte[] answered(String... records) {
        return DnsMessages.answer(message, 0, true, List.of(records), List.of());
    }

    /**
     * The answer to another question, with the number of this one.
     *
     * @param other whose name and type it repeats
     * @param records as of {@link #answer}
     * @return the whole message
     */
    public byte[] answeredTo(DnsQuestion other, String... records) {
        byte[] answer = other.answered(records);
        System.arraycopy(message, 0, answer, 0, 2);
        return answer;
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes whatever is to pass for an answer
     */
    public void send(byte[] bytes) {
        try {
            reply.send(bytes);
        } catch (IOException gone) {
            // Whoever asked has closed his port, as he may.
        }
    }

    /**
     * Sends bytes as somebody who was not asked.
     *
     * @param forger who
     * @param bytes whatever is to pass for an answer
     * @throws IOException if that somebody cannot send
     */
    public void sendAs(DnsReply.Forger forger, byte[] bytes) throws IOException {
        reply.sendAs(forger, bytes);
    }

    /** Name, type and server, as reports show it. */
    @Override
    public String toString() {
        return name() + " " + type() + (transport == Transport.TCP ? " by TCP" : "") + " at server " + server;
    }
}
