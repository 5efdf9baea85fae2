package org.hextet.tck.rig;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.tck.expect.Signal;

/**
 * The callbacks that a recorder heard: in which order, on which threads, and how deep inside one another, those of
 * other recorders too.
 *
 * @param <E> its kinds of callbacks
 */
final class CallbackLog<E extends Enum<E>> {

    /** What a recorder does in a callback, after it was written down. */
    @FunctionalInterface
    interface Reaction {
        void run() throws Exception;
    }

    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private final Signal signal;
    private final List<E> events = new ArrayList<>();
    private final Set<Thread> threads = new LinkedHashSet<>();
    private int deepest;

    /** @param signal guards it, together with what its recorder writes down beside it */
    CallbackLog(Signal signal) {
        this.signal = signal;
    }

    /** Writes it down with what else belongs to it, then reacts: whatever that throws leaves the callback. */
    void hear(E event, Runnable note, Reaction reaction) throws Exception {
        hear(event, false, note, reaction);
    }

    /** As {@link #hear}; several with nothing between stand as one. */
    void hearJoined(E event, Runnable note, Reaction reaction) throws Exception {
        hear(event, true, note, reaction);
    }

    private void hear(E event, boolean joined, Runnable note, Reaction reaction) throws Exception {
        int[] depth = DEPTH.get();
        depth[0]++;
        try {
            signal.change(() -> {
                if (!joined || events.isEmpty() || events.get(events.size() - 1) != event) {
                    events.add(event);
                }
                threads.add(Thread.currentThread());
                deepest = Math.max(deepest, depth[0]);
                note.run();
            });
            reaction.run();
        } finally {
            depth[0]--;
        }
    }

    List<E> events() {
        return signal.look(() -> List.copyOf(events));
    }

    boolean heard(E event) {
        return signal.look(() -> events.contains(event));
    }

    String story() {
        return signal.look(() ->
                events.isEmpty() ? "nothing" : events.stream().map(Enum::name).collect(Collectors.joining(" ")));
    }

    Set<Thread> threads() {
        return signal.look(() -> Set.copyOf(threads));
    }

    int deepest() {
        return signal.look(() -> deepest);
    }
}
