package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Membership;
import org.hextet.api.MulticastPort;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.rig.DatagramRecorder;
import org.hextet.tck.rig.DatagramRig;
import org.hextet.tck.rig.DatagramRig.PlainSending;
import org.hextet.tck.rig.ReceivedCopy;
import org.hextet.tck.rig.Rig;

/**
 * A multicast port of the transport under test.
 *
 * @param rig of the check
 * @param port open
 * @param heard what it hears
 */
record Member(Rig rig, MulticastPort port, DatagramRecorder heard) {

    /** The part of the guard for which a datagram is awaited that may be lost. */
    private static final int PART = 30;

    /** Bound to an address, with a number that the kernel chooses. */
    static Member on(Rig rig, String local) throws IOException {
        return on(rig, local, DatagramOptions.DEFAULT);
    }

    static Member on(Rig rig, String local, DatagramOptions options) throws IOException {
        return on(rig, new InetSocketAddress(rig.address(local), 0), options);
    }

    static Member on(Rig rig, InetSocketAddress local, DatagramOptions options) throws IOException {
        DatagramRecorder recorder = rig.udp().recorder(options);
        return new Member(rig, rig.udp().openMulticast(local, options, recorder), recorder);
    }

    /** One more port of the same number. */
    Member another() throws IOException {
        return on(rig, port.localAddresses().get(0), DatagramOptions.DEFAULT);
    }

    /** Its port number. */
    int number() {
        return port.localAddresses().get(0).getPort();
    }

    Membership join(Meeting meeting) {
        return rig.await(port.join(meeting.group(), meeting.link()));
    }

    Membership join(Meeting meeting, InetAddress source) {
        return rig.await(port.join(meeting.group(), meeting.link(), source));
    }

    void leave(Membership membership) {
        rig.await(membership.leave());
    }

    /** Sends one datagram to a group; members hear it whose port has that number. */
    void write(String text, Meeting to, int number) {
        port.write(DatagramRig.payload(text), to.at(number));
    }

    /** Writes to a group until this hears it. */
    ReceivedCopy deliver(Member from, Meeting by) throws Exception {
        return rig.udp().deliverPlain("a datagram to " + by, heard, text -> from.write(text, by, number()));
    }

    /**
     * Writes to this port alone until it hears it: what was sent before on the same path has come by then, or never.
     */
    void sentinel(Member from, Meeting by) throws Exception {
        InetSocketAddress here = new InetSocketAddress(by.here(), number());
        rig.udp().deliver("a sentinel", heard, data -> from.port.write(data, here));
    }

    /** Sends once, then a sentinel on the same path: only that one may be heard. */
    void expectDeaf(String what, PlainSending once, PlainSending sentinel) throws Exception {
        String text = rig.udp().fresh();
        once.send(text);
        rig.udp().deliverPlain("the sentinel after " + what, heard, sentinel);
        rig.udp().expectUnheard(what, heard, text);
    }

    /** As {@link #expectDeaf(String, PlainSending, PlainSending)}, of a datagram of another port to a group. */
    void expectDeaf(String what, Member from, Meeting to) throws Exception {
        InetSocketAddress here = new InetSocketAddress(to.here(), number());
        expectDeaf(
                what, text -> from.write(text, to, number()), text -> from.port.write(DatagramRig.payload(text), here));
    }

    /**
     * Writes to a group until this hears it, each time with another payload; then a sentinel.
     *
     * @return how often the one that came did so
     */
    long deliveries(Member from, Meeting by) throws Exception {
        for (int i = 0; i < DatagramRig.TRIES; i++) {
            String text = rig.udp().fresh();
            from.write(text, by, number());
            if (heard.hear(text, Patience.guard().dividedBy(PART)).isPresent()) {
                sentinel(from, by);
                return heard.texts().stream().filter(text::equals).count();
            }
        }
        throw rig.fail("no datagram to " + by + " came, of " + DatagramRig.TRIES + "; the receiver: " + heard);
    }
}
