package org.hextet.tck.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.MulticastPort;
import org.hextet.api.Reactor;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.FarHost.FarDatagrams;
import org.hextet.tck.lab.PlainDatagrams;

/**
 * What a check of datagrams works with: ports, plain peers, and datagrams that may be lost. Each payload is a text of
 * its own, so that one that comes twice, or late, is known.
 */
public final class DatagramRig {

    /** As often one datagram is sent: any may be lost. */
    public static final int TRIES = 5;

    /** The part of the guard for which an answer is awaited before the datagram is sent again. */
    private static final int PART = 30;

    /**
     * Where datagrams arrive.
     *
     * @param <T> what is known of one
     */
    @FunctionalInterface
    public interface Hearer<T> {
        /**
         * Waits for a datagram with that payload, of those that came and those that come.
         *
         * @param text the payload, one character a byte
         * @param atMost how long
         * @return the first one; empty if none came in time
         * @throws IOException if waiting failed
         */
        Optional<T> hear(String text, Duration atMost) throws IOException;
    }

    /** Sends one datagram. */
    @FunctionalInterface
    public interface Sending {
        /**
         * Sends it.
         *
         * @param data its payload
         * @throws Exception what sending said
         */
        void send(ByteBuffer data) throws Exception;
    }

    /** Sends one datagram by a plain socket. */
    @FunctionalInterface
    public interface PlainSending {
        /**
         * Sends it.
         *
         * @param text its payload, one character a byte
         * @throws Exception what sending said
         */
        void send(String text) throws Exception;
    }

    private final Rig rig;
    private final AtomicInteger number = new AtomicInteger();

    DatagramRig(Rig rig) {
        this.rig = rig;
    }

    // Ports of the transport under test.

    /**
     * A protocol that writes down what it hears.
     *
     * @param options those of its port: it reads the facts that they ask for and the transport has
     * @return a new one
     */
    public DatagramRecorder recorder(DatagramOptions options) {
        Set<DatagramFact> facts = EnumSet.noneOf(DatagramFact.class);
        for (DatagramFact fact : options.facts()) {
            if (rig.has(fact.capability().name())) {
                facts.add(fact);
            }
        }
        return new DatagramRecorder(facts);
    }

    /**
     * Opens a port whose number the kernel chooses, on the check's reactor.
     *
     * @param address of this host
     * @return what it hears; {@link DatagramRecorder#port()} is open
     * @throws IOException what opening the reactor said
     */
    public DatagramRecorder open(InetAddress address) throws IOException {
        return open(address, DatagramOptions.DEFAULT);
    }

    /**
     * Opens a port whose number the kernel chooses, on the check's reactor.
     *
     * @param address of this host
     * @param options how
     * @return what it hears; {@link DatagramRecorder#port()} is open
     * @throws IOException what opening the reactor said
     */
    public DatagramRecorder open(InetAddress address, DatagramOptions options) throws IOException {
        return open(rig.reactor(), new InetSocketAddress(address, 0), options, UnaryOperator.identity());
    }

    /**
     * Opens a port.
     *
     * @param reactor whose
     * @param local where
     * @param options how
     * @param behaviour sets its recorder up
     * @return what it hears; {@link DatagramRecorder#port()} is open
     */
    public DatagramRecorder open(
            Reactor reactor,
            InetSocketAddress local,
            DatagramOptions options,
            UnaryOperator<DatagramRecorder> behaviour) {
        DatagramRecorder recorder = behaviour.apply(recorder(options));
        rig.trail().add("a datagram port on", local);
        rig.await(reactor.listenUdp(local, options, () -> recorder));
        return recorder;
    }

    /**
     * Opens a port that can join groups, on the check's reactor.
     *
     * @param local where
     * @param options how
     * @param recorder of {@link #recorder}
     * @return open
     * @throws IOException what opening the reactor said
     */
    public MulticastPort openMulticast(InetSocketAddress local, DatagramOptions options, DatagramRecorder recorder)
            throws IOException {
        rig.trail().add("a multicast port on", local);
        return rig.await(rig.reactor().listenMulticast(local, options, () -> recorder));
    }

    // Plain peers.

    /**
     * A plain JDK socket, whose port the kernel chooses.
     *
     * @param address of this host
     * @return bound; closed when the check ends
     * @throws IOException what the kernel said
     */
    public PlainDatagrams plain(InetAddress address) throws IOException {
        return rig.closing(PlainDatagrams.open(new InetSocketAddress(address, 0), false));
    }

    /**
     * A plain JDK socket of the far host, whose port its kernel chooses. Only where there is one.
     *
     * @param address of the far host, as text: {@code fd00::2}, {@code fe80::2%far0}, {@code ::}
     * @return bound; closed when the check ends
     * @throws IOException what it said
     */
    public FarDatagrams far(String address) throws IOException {
        return rig.closing(rig.far().datagrams(address, 0));
    }

    // Datagrams that may be lost.

    /**
     * A payload that no other datagram of this check has.
     *
     * @return a few characters of ASCII
     */
    public String fresh() {
        return "datagram " + number.incrementAndGet();
    }

    /**
     * A text as payload.
     *
     * @param text one character a byte
     * @return a new buffer
     */
    public static ByteBuffer payload(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Sends a fresh payload until it arrives, at most {@link #TRIES} times.
     *
     * @param what the datagram is, for the failure's text: {@code the datagram to fe80::2}
     * @param to where it is to arrive: a {@link DatagramRecorder}, or {@code hear} of a plain socket
     * @param sending sends it
     * @param <T> what is known of a datagram there
     * @return what arrived
     * @throws Exception what sending said
     */
    public <T> T deliver(String what, Hearer<T> to, Sending sending) throws Exception {
        return deliver(what, fresh(), to, sending);
    }

    /**
     * Sends a payload until it arrives, at most {@link #TRIES} times.
     *
     * @param what the datagram is, for the failure's text
     * @param text its payload, of {@link #fresh()}
     * @param to where it is to arrive
     * @param sending sends it
     * @param <T> what is known of a datagram there
     * @return what arrived
     * @throws Exception what sending said
     */
    public <T> T deliver(String what, String text, Hearer<T> to, Sending sending) throws Exception {
        return deliverPlain(what, text, to, again -> sending.send(payload(again)));
    }

    /**
     * As {@link #deliver(String, Hearer, Sending)}, sent by a plain socket.
     *
     * @param what the datagram is, for the failure's text
     * @param to where it is to arrive
     * @param sending sends it
     * @param <T> what is known of a datagram there
     * @return what arrived
     * @throws Exception what sending said
     */
    public <T> T deliverPlain(String what, Hearer<T> to, PlainSending sending) throws Exception {
        return deliverPlain(what, fresh(), to, sending);
    }

    /**
     * As {@link #deliver(String, String, Hearer, Sending)}, sent by a plain socket.
     *
     * @param what the datagram is, for the failure's text
     * @param text its payload, of {@link #fresh()}
     * @param to where it is to arrive
     * @param sending sends it
     * @param <T> what is known of a datagram there
     * @return what arrived
     * @throws Exception what sending said
     */
    public <T> T deliverPlain(String what, String text, Hearer<T> to, PlainSending sending) throws Exception {
        Duration guard = Patience.guard();
        for (int i = 1; i <= TRIES; i++) {
            sending.send(text);
            Optional<T> heard = to.hear(text, i < TRIES ? guard.dividedBy(PART) : guard);
            if (heard.isPresent()) {
                return heard.get();
            }
        }
        throw new CheckFailure(what + " did not arrive, though it was sent " + TRIES + " times"
                + (to instanceof DatagramRecorder recorder ? "; the receiver " + recorder : ""));
    }

    /**
     * Fails if a payload was heard. To be called after a sentinel that took the same path has arrived.
     *
     * @param what the datagram is, for the failure's text
     * @param recorder who must not have heard it
     * @param text its payload
     */
    public void expectUnheard(String what, DatagramRecorder recorder, String text) {
        Optional<ReceivedCopy> heard = recorder.received().stream()
                .filter(one -> one.text().equals(text))
                .findFirst();
        rig.expect(
                heard.isEmpty(),
                what + " was received, " + heard.map(ReceivedCopy::toString).orElse("") + ", expected nothing of it");
    }
}
