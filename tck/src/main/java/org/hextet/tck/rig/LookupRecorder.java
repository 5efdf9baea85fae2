package org.hextet.tck.rig;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Shown;
import org.hextet.tck.expect.Signal;

/** Writes down the answers of one lookup. Any thread may look and wait, but the reactor's may not wait. */
public final class LookupRecorder implements Answers {

    private final Signal signal = new Signal();
    private final List<StandardProtocolFamily> order = new ArrayList<>();
    private final Map<StandardProtocolFamily, List<InetAddress>> answered = new EnumMap<>(StandardProtocolFamily.class);
    private final Map<StandardProtocolFamily, UnknownHostException> failed =
            new EnumMap<>(StandardProtocolFamily.class);
    private final Set<Thread> threads = new LinkedHashSet<>();

    /** Has heard nothing yet. */
    public LookupRecorder() {}

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        signal.change(() -> {
            order.add(family);
            threads.add(Thread.currentThread());
            answered.put(family, List.copyOf(addresses));
        });
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        signal.change(() -> {
            order.add(family);
            threads.add(Thread.currentThread());
            failed.put(family, why);
        });
    }

    /**
     * Waits for the addresses of a family.
     *
     * @param family {@code INET} or {@code INET6}
     * @return not empty; a failure fails the check
     */
    public List<InetAddress> awaitAddresses(StandardProtocolFamily family) {
        awaitAnswer(family);
        return signal.look(() -> {
            List<InetAddress> addresses = answered.get(family);
            if (addresses == null) {
                UnknownHostException why = Objects.requireNonNull(failed.get(family));
                throw new CheckFailure("the lookup of " + family + " failed: " + Shown.text(why), why);
            }
            return addresses;
        });
    }

    /**
     * Waits for the failure of a family.
     *
     * @param family {@code INET} or {@code INET6}
     * @return why; addresses fail the check
     */
    public UnknownHostException awaitFailure(StandardProtocolFamily family) {
        awaitAnswer(family);
        return signal.look(() -> {
            UnknownHostException why = failed.get(family);
            if (why == null) {
                throw new CheckFailure(
                        "the lookup of " + family + " found " + answered.get(family) + ", expected a failure");
            }
            return why;
        });
    }

    private void awaitAnswer(StandardProtocolFamily family) {
        signal.await("an answer for " + family, () -> order.contains(family), () -> "heard " + order);
    }

    /**
     * Whether anything was heard.
     *
     * @return true after the first call
     */
    public boolean heardAnything() {
        return !order().isEmpty();
    }

    /**
     * The families in the order in which they were answered or failed, each as often as it was.
     *
     * @return a snapshot
     */
    public List<StandardProtocolFamily> order() {
        return signal.look(() -> List.copyOf(order));
    }

    /**
     * On which threads it was called.
     *
     * @return a snapshot
     */
    public Set<Thread> threads() {
        return signal.look(() -> Set.copyOf(threads));
    }
}
