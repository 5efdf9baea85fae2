package org.hextet.tck.rig;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.CheckFailure;
import org.jspecify.annotations.Nullable;

/**
 * A datagram protocol that writes down what it hears, and does what it was told to do. Set it up before its port is
 * opened; any thread may look and wait, but the reactor's may not wait.
 *
 * <p>Datagrams are copied. What a step throws leaves the callback, as in any protocol.
 */
public final class DatagramRecorder extends CallbackRecorder<DatagramRecorder.Event, DatagramRecorder>
        implements DatagramProtocol, DatagramRig.Hearer<ReceivedCopy> {

    /** What a datagram protocol heard. */
    public enum Event {
        /** {@link DatagramProtocol#opened}. */
        OPENED,
        /** {@link DatagramProtocol#received}, each one. */
        RECEIVED,
        /** {@link DatagramProtocol#failed}, each one. */
        FAILED,
        /** {@link DatagramProtocol#pathMtuChanged}. */
        PATH_MTU,
        /** {@link DatagramProtocol#writingPaused}. */
        PAUSED,
        /** {@link DatagramProtocol#writingResumed}. */
        RESUMED,
        /** {@link DatagramProtocol#closed}. */
        CLOSED
    }

    /** Something to do in a callback. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @param port the recorder's port
         * @throws Exception leaves the callback
         */
        void run(DatagramPort port) throws Exception;
    }

    /**
     * What {@link DatagramProtocol#pathMtuChanged} told.
     *
     * @param destination whom to
     * @param mtu bytes of a whole packet
     */
    public record PathMtu(InetSocketAddress destination, int mtu) {}

    private final Set<DatagramFact> facts;
    private final List<ReceivedCopy> received = new ArrayList<>();
    private final List<NetworkFailure> failures = new ArrayList<>();
    private final List<PathMtu> pathMtus = new ArrayList<>();
    private @Nullable DatagramPort port;
    private Step whenOpened = opened -> {};
    private DatagramProtocol whenReceived = (from, datagram) -> {};
    private Step whenPaused = paused -> {};
    private Step whenResumed = resumed -> {};
    private Step whenClosed = closed -> {};

    DatagramRecorder(Set<DatagramFact> facts) {
        this.facts = Set.copyOf(facts);
    }

    // What it does.

    /**
     * What to do when the port is bound.
     *
     * @param step runs in {@code opened}
     * @return this
     */
    public DatagramRecorder onOpened(Step step) {
        whenOpened = step;
        return this;
    }

    /**
     * What to do with each datagram, after it was written down.
     *
     * @param handler its {@code received} is called, with the very datagram that was lent
     * @return this
     */
    public DatagramRecorder onReceived(DatagramProtocol handler) {
        whenReceived = handler;
        return this;
    }

    /**
     * What to do above the high watermark.
     *
     * @param step runs in {@code writingPaused}
     * @return this
     */
    public DatagramRecorder onPaused(Step step) {
        whenPaused = step;
        return this;
    }

    /**
     * What to do below the low watermark.
     *
     * @param step runs in {@code writingResumed}
     * @return this
     */
    public DatagramRecorder onResumed(Step step) {
        whenResumed = step;
        return this;
    }

    /**
     * What to do at the end.
     *
     * @param step runs in {@code closed}
     * @return this
     */
    public DatagramRecorder onClosed(Step step) {
        whenClosed = step;
        return this;
    }

    /**
     * Writes back what comes, to the address that it came from.
     *
     * @return this
     */
    public DatagramRecorder echoing() {
        return onReceived((from, datagram) -> from.write(datagram.data(), datagram.sender()));
    }

    // What it hears.

    @Override
    public void opened(DatagramPort bound) throws Exception {
        log.hear(Event.OPENED, () -> port = bound, () -> whenOpened.run(bound));
    }

    @Override
    public void received(DatagramPort from, Datagram datagram) throws Exception {
        ReceivedCopy copy = ReceivedCopy.of(datagram, facts);
        log.hear(Event.RECEIVED, () -> received.add(copy), () -> whenReceived.received(from, datagram));
    }

    @Override
    public void failed(DatagramPort failed, NetworkFailure failure) throws Exception {
        log.hear(Event.FAILED, () -> failures.add(failure), () -> {});
    }

    @Override
    public void pathMtuChanged(DatagramPort changed, InetSocketAddress destination, int mtu) throws Exception {
        log.hear(Event.PATH_MTU, () -> pathMtus.add(new PathMtu(destination, mtu)), () -> {});
    }

    @Override
    public void writingPaused(DatagramPort paused) throws Exception {
        log.hear(Event.PAUSED, () -> {}, () -> whenPaused.run(paused));
    }

    @Override
    public void writingResumed(DatagramPort resumed) throws Exception {
        log.hear(Event.RESUMED, () -> {}, () -> whenResumed.run(resumed));
    }

    @Override
    public void closed(DatagramPort gone, CloseReason why) throws Exception {
        log.hear(Event.CLOSED, () -> ends(why), () -> whenClosed.run(gone));
    }

    // What there is to see.

    /**
     * The port, which is open.
     *
     * @return that it was told
     */
    public DatagramPort port() {
        return signal.look(() -> {
            if (port == null) {
                throw new CheckFailure("no opened was heard");
            }
            return port;
        });
    }

    /**
     * Where its port is bound.
     *
     * @return the first address, with the real port
     */
    public InetSocketAddress address() {
        return port().localAddresses().get(0);
    }

    /**
     * The datagrams that came so far, in order.
     *
     * @return a snapshot
     */
    public List<ReceivedCopy> received() {
        return signal.look(() -> List.copyOf(received));
    }

    /**
     * The payloads that came so far as text, in order.
     *
     * @return a snapshot
     */
    public List<String> texts() {
        return received().stream().map(ReceivedCopy::text).toList();
    }

    /**
     * The failures so far, in order.
     *
     * @return a snapshot
     */
    public List<NetworkFailure> failures() {
        return signal.look(() -> List.copyOf(failures));
    }

    /**
     * The path MTUs told so far, in order.
     *
     * @return a snapshot
     */
    public List<PathMtu> pathMtus() {
        return signal.look(() -> List.copyOf(pathMtus));
    }

    // What to wait for.

    /**
     * Waits for so many datagrams.
     *
     * @param atLeast how many in all
     * @return all that came so far
     */
    public List<ReceivedCopy> awaitReceived(int atLeast) {
        await(atLeast + " datagrams", one -> received.size() >= atLeast);
        return received();
    }

    /**
     * Waits for a failure.
     *
     * @param number the first is 1
     * @return it
     */
    public NetworkFailure awaitFailure(int number) {
        await("failure " + number, one -> failures.size() >= number);
        return failures().get(number - 1);
    }

    /**
     * Waits until something holds of this recorder, or the time is over.
     *
     * @param atMost how long
     * @param holds looks, after each event
     * @return whether it holds
     */
    public boolean awaits(Duration atMost, Predicate<DatagramRecorder> holds) {
        return signal.holdsWithin(atMost, "an event", () -> holds.test(this), this::whole);
    }

    /**
     * Waits for a datagram with that payload, of those that came and those that come.
     *
     * @param text the payload, one character a byte
     * @param atMost how long
     * @return the first one; empty if none came in time
     */
    @Override
    public Optional<ReceivedCopy> hear(String text, Duration atMost) {
        return hearAfter(0, text, atMost);
    }

    /**
     * As {@link #hear}, of those that came after the first ones.
     *
     * @param first how many are left out
     * @param text the payload, one character a byte
     * @param atMost how long
     * @return the first of the others; empty if none came in time
     */
    public Optional<ReceivedCopy> hearAfter(int first, String text, Duration atMost) {
        signal.holdsWithin(atMost, text, () -> find(first, text).isPresent(), this::whole);
        return signal.look(() -> find(first, text));
    }

    private Optional<ReceivedCopy> find(int first, String text) {
        return received.stream()
                .skip(first)
                .filter(one -> one.text().equals(text))
                .findFirst();
    }

    @Override
    DatagramRecorder self() {
        return this;
    }

    @Override
    String seen() {
        int first = Math.max(0, received.size() - 8);
        return "; " + received.size() + " datagrams"
                + (received.isEmpty() ? "" : ", the last " + received.subList(first, received.size()))
                + (failures.isEmpty() ? "" : ", failures " + failures);
    }
}
