package org.hextet.tck.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.hextet.api.Incident;
import org.hextet.api.UncaughtListener;
import org.hextet.tck.expect.Signal;

/** What the reactors of a check told their uncaught listener, in order. Any thread may look. */
public final class Incidents implements UncaughtListener {

    private final Signal signal = new Signal();
    private final List<Incident> heard = new ArrayList<>();

    Incidents() {}

    @Override
    public void uncaught(Incident incident) {
        signal.change(() -> heard.add(incident));
    }

    /**
     * All that was heard so far.
     *
     * @return a snapshot
     */
    public List<Incident> all() {
        return signal.look(() -> List.copyOf(heard));
    }

    /**
     * What was thrown, so far.
     *
     * @return a snapshot
     */
    public List<Throwable> thrown() {
        return all().stream()
                .filter(Incident.Threw.class::isInstance)
                .map(one -> ((Incident.Threw) one).thrown())
                .toList();
    }

    /**
     * Waits for one incident.
     *
     * @param what of what kind, for the failure's text
     * @param wanted whether it is the one
     * @return the first that fits
     */
    public Incident await(String what, Predicate<Incident> wanted) {
        signal.await(what, () -> heard.stream().anyMatch(wanted), () -> "heard " + heard);
        return all().stream().filter(wanted).findFirst().orElseThrow();
    }
}
