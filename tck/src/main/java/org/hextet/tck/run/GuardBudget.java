package org.hextet.tck.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;

/**
 * How long the guards still are for each provider. One that lets wait after wait run out would keep everybody for
 * hours: after some whole guards it gets parts of them. One that does not even come back from being opened is not
 * opened again where that happened. Used on one thread.
 */
final class GuardBudget {

    /** So many rows of a provider may cost a whole guard. */
    private static final int WHOLE_ONES = 10;

    /** What is on the loopback is a matter of milliseconds. */
    private static final double SHORT = 1 / 10.0;

    /** Elsewhere the kernel has timeouts of its own, of some seconds. */
    private static final double LONG = 1 / 3.0;

    private final double first;
    private final int wholeOnes;
    private final Map<String, Integer> spent = new HashMap<>();
    private final Map<String, String> hanging = new HashMap<>();

    private GuardBudget(double first, int wholeOnes) {
        this.first = first;
        this.wholeOnes = wholeOnes;
    }

    static GuardBudget ofRun() {
        return new GuardBudget(1, WHOLE_ONES);
    }

    /** Every row has the same: for whoever runs few of them, or gives each a small part. */
    static GuardBudget always(double part) {
        return new GuardBudget(part, Integer.MAX_VALUE);
    }

    /** The part of the usual guard that a row gets. */
    double part(Row row, Subject subject) {
        if (!isSpent(subject)) {
            return first;
        }
        boolean isQuick = row.patience() == 1 && row.environments().stream().allMatch(Environment::isInThisProcess);
        return isQuick ? SHORT : LONG;
    }

    /** True if this provider had all the waits that a run can afford. */
    boolean isSpent(Subject subject) {
        return spent.getOrDefault(subject.name(), 0) >= wholeOnes;
    }

    /** Why a row is not even tried; it fails then. */
    Optional<String> whyNotTried(Environment environment, Subject subject) {
        return Optional.ofNullable(hanging.get(place(environment, subject.transportName())))
                .or(() -> Optional.ofNullable(hanging.get(place(environment, subject.resolverName()))));
    }

    private static String place(Environment environment, String provider) {
        return provider + " in " + environment.text();
    }

    void note(Environment environment, Subject subject, Ran ran, double part) {
        CheckResult result = ran.result();
        if (result.outcome() != Outcome.FAIL) {
            return;
        }
        Duration guard = Patience.wholeWait(part);
        // A wait that ran out is a little late, never early; the last digits are nobody's.
        if (result.took().compareTo(guard.minusMillis(1)) >= 0) {
            spent.merge(subject.name(), 1, Integer::sum);
        }
        switch (ran.aftermath()) {
            case TRANSPORT_HANGS -> noteHanging(environment, subject.transportName(), "transport", result);
            case RESOLVER_HANGS -> noteHanging(environment, subject.resolverName(), "resolver", result);
            case CLEAN, LEFTOVERS -> {}
        }
    }

    private void noteHanging(Environment environment, String provider, String kind, CheckResult result) {
        hanging.putIfAbsent(
                place(environment, provider),
                "not tried: opening the " + kind + " did not come back in "
                        + result.row().id());
    }
}
