package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Answer;
import org.hextet.policies.Event;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of a connect: a lookup, and the attempts on what it gave. Reports to the policy's {@link Race} what happens
 * and carries out its steps; keeps the books (who is under way, what was answered), so that whatever a policy says, one
 * connection at most is left. Of the loop only.
 */
final class Round {

    /** Who is told how the round came out: one of the two, once. */
    interface Outcome {

        /** An attempt has connected; everything else was given back. */
        void won(Attempt attempt, Connection connection);

        /** Nothing is under way any more, and nothing was won. */
        void lost(Function<Timeline, Throwable> failure);

        /** After {@link #won}: the pending of that attempt is done. */
        void settled(@Nullable Connection connection, @Nullable Throwable failure);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final Recorder recorder;
    private final Outcome outcome;
    private final long startNanos;
    private final Memory memory;

    /** Of the service whose number the policy names. */
    private record Destination(AddressKey address, int service) {

        static Destination of(InetAddress address, int service) {
            return new Destination(AddressKey.of(address), service);
        }
    }

    private final Map<Destination, Attempt> attempts = new LinkedHashMap<>();
    private final Set<Destination> answered = new HashSet<>();

    /** By address and port: what two services have is tried once. */
    private final Set<Destination> begun = new HashSet<>();

    private final ArrayDeque<Event> events = new ArrayDeque<>();

    /** What a policy that begins with history is told behind its beginning. */
    private final List<Event> early = new ArrayList<>();

    private boolean over;
    private boolean reporting;
    private @Nullable Race race;
    private @Nullable RoundLookups lookups;
    private @Nullable Timer wakeTimer;

    Round(Reactor reactor, ConnectPlan plan, Recorder recorder, Outcome outcome) {
        this.reactor = reactor;
        this.plan = plan;
        this.recorder = recorder;
        this.outcome = outcome;
        this.startNanos = recorder.now();
        this.memory = new Memory(reactor, plan);
    }

    void begin() {
        Set<StandardProtocolFamily> families;
        try {
            families = EndOfRace.checked(plan.policy().families());
            if (!memory.recall()) {
                race = plan.policy().race();
            }
        } catch (RuntimeException | Error thrown) {
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        RoundLookups asking = new RoundLookups(reactor, plan, recorder, families, this::told, this::lose);
        lookups = asking;
        asking.begin();
    }

    // ---- what the policy is told, and what it says

    private long now() {
        return recorder.now() - startNanos;
    }

    private void told(Event event) {
        if (event instanceof Event.Answered delivered) {
            for (Answer answer : delivered.answers()) {
                answer.addresses().forEach(address -> answered.add(Destination.of(address, answer.service())));
            }
        }
        report(event);
    }

    /** As late as can be: what was recalled has to be found to hold in this network. */
    private boolean beginsWithHistory() {
        History history = memory.history();
        if (!history.equals(History.NONE)) {
            recorder.add(new TimelineEvent.Recalled(recorder.now(), Memory.words(history)));
        }
        try {
            race = plan.policy().race(history);
            return true;
        } catch (RuntimeException | Error thrown) {
            policyFailed("it threw " + thrown, thrown);
            return false;
        }
    }

    /** Events wait for each other: a step may fail at once, which is the next event. */
    private void report(Event event) {
        if (over) {
            return;
        }
        if (race == null && !(event instanceof Event.Answered)) {
            early.add(event);
            return;
        }
        if (race == null && !beginsWithHistory()) {
            return;
        }
        events.addAll(early);
        early.clear();
        events.add(event);
        if (reporting) {
            return;
        }
        reporting = true;
        try {
            Event next;
            while (!over && (next = events.poll()) != null) {
                carryOut(next);
            }
        } finally {
            reporting = false;
        }
        // A policy's timer may be one that it has no more use for.
        if (!over && noAttempt() && attempts.size() == answered.size()) {
            asking().nothingLeft();
        }
        if (!over && isIdle()) {
            policyFailed("it came to no decision: nothing is under way, and it waits for nothing", null);
        }
    }

    private boolean isIdle() {
        return wakeTimer == null && !asking().isOpen() && noAttempt();
    }

    private boolean noAttempt() {
        return attempts.values().stream().noneMatch(attempt -> attempt.state == Attempt.State.UNDER_WAY);
    }

    private void carryOut(Event event) {
        Race asked = race;
        if (asked == null) {
            return;
        }
        List<Step> steps;
        try {
            steps = List.copyOf(asked.on(now(), event));
        } catch (RuntimeException | Error thrown) {
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        for (Step step : steps) {
            if (over) {
                return;
            }
            carryOut(step);
        }
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Attempt attempt) {
            attempt(attempt.address(), attempt.service());
        } else if (step instanceof Step.Cancel cancel) {
            Attempt attempt = attempts.get(Destination.of(cancel.address(), cancel.service()));
            if (attempt != null && attempt.state == Attempt.State.UNDER_WAY) {
                cancel(attempt);
            }
        } else if (step instanceof Step.WakeAt wake) {
            wakeAt(wake.atNanos());
        } else if (step instanceof Step.Failed) {
            int leftOut = asking().leftOut();
            lose(timeline -> EndOfRace.failed(plan, recorder, answered.size(), leftOut, timeline));
        } else {
            // Nothing has connected, so nothing can have won; and a step that this version does not know was not asked
            // for.
            policyFailed("it said " + described(step) + ", which nothing has led to", null);
        }
    }

    private static String described(Step step) {
        return step instanceof Step.Won won
                ? AddressText.format(won.address()) + " has won"
                : step.getClass().getSimpleName();
    }

    private void wakeAt(long atNanos) {
        cancel(wakeTimer);
        wakeTimer = reactor.schedule(Duration.ofNanos(Math.max(0, atNanos - now())), () -> {
            wakeTimer = null;
            if (!over) {
                report(new Event.Woken());
            }
        });
    }

    /** Nothing is told before it is there. */
    private RoundLookups asking() {
        return Objects.requireNonNull(lookups, "made by begin");
    }

    // ---- attempts

    private void attempt(InetAddress address, int service) {
        Destination key = Destination.of(address, service);
        if (!answered.contains(key)) {
            policyFailed("it named " + AddressText.format(address) + ", which nobody answered", null);
            return;
        }
        if (attempts.containsKey(key)) {
            policyFailed("it named " + AddressText.format(address) + " a second time", null);
            return;
        }
        Attempt attempt = new Attempt(address, service, recorder.now());
        attempts.put(key, attempt);
        int port = asking().port(service);
        if (!begun.add(Destination.of(address, port))) {
            recorder.add(new TimelineEvent.Service(
                    recorder.now(), AddressText.format(address) + " port " + port + ": tried for a better service"));
            attempt.state = Attempt.State.OVER;
            report(new Event.AttemptFailed(address, service));
            return;
        }
        recorder.add(new TimelineEvent.AttemptStart(recorder.now(), address));
        asking().attemptBegan();
        Pending<Connection> pending;
        try {
            pending = connect(new InetSocketAddress(address, port), () -> new Contender(this, attempt));
        } catch (UnsupportedOperationException lacking) {
            // An option that this provider lacks: so it would go with every address.
            attempt.state = Attempt.State.OVER;
            lose(timeline -> lacking);
            return;
        } catch (RuntimeException refused) {
            attemptFailed(attempt, refused);
            return;
        }
        attempt.begun(pending);
        pending.whenComplete((connection, failure) -> completed(attempt, connection, failure));
    }

    private Pending<Connection> connect(InetSocketAddress remote, Supplier<? extends Protocol> contender) {
        StreamOptions options = plan.options().withDeadline(plan.attemptTimeout());
        return plan.tls().isPresent()
                ? reactor.connectTls(remote, options, plan.tls().get(), contender)
                : reactor.connectTcp(remote, options, contender);
    }

    private void completed(Attempt attempt, @Nullable Connection connection, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (attempt.state == Attempt.State.WON) {
                outcome.settled(null, cause);
            } else if (attempt.state == Attempt.State.UNDER_WAY && !over) {
                attemptFailed(attempt, cause);
            }
        } else if (connection != null) {
            if (attempt.state == Attempt.State.WON) {
                outcome.settled(connection, null);
            } else {
                connection.abort();
            }
        }
    }

    private void attemptFailed(Attempt attempt, Throwable failure) {
        attempt.state = Attempt.State.OVER;
        recorder.attemptFailed(attempt.remote, failure);
        memory.failed(attempt.remote, failure);
        report(new Event.AttemptFailed(attempt.remote, attempt.service));
    }

    private void cancel(Attempt attempt) {
        recorder.add(new TimelineEvent.AttemptCancelled(recorder.now(), attempt.remote));
        attempt.cancel();
    }

    /** An attempt has connected: the first wins, whoever comes after it in the same turn is aborted. */
    void connected(Attempt attempt, Connection connection) {
        if (over || attempt.state != Attempt.State.UNDER_WAY) {
            connection.abort();
            return;
        }
        attempt.state = Attempt.State.WON;
        recorder.add(new TimelineEvent.Connected(recorder.now(), attempt.remote));
        try {
            Race asked = race;
            if (asked != null) {
                asked.on(now(), new Event.Connected(attempt.remote, attempt.service));
            }
        } catch (RuntimeException | Error thrown) {
            attempt.state = Attempt.State.OVER;
            connection.abort();
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        remember(attempt);
        end();
        outcome.won(attempt, connection);
    }

    private void remember(Attempt winner) {
        memory.succeeded(winner.remote, recorder.now() - winner.startNanos);
        for (Attempt other : attempts.values()) {
            if (other.state == Attempt.State.UNDER_WAY && other.startNanos < winner.startNanos) {
                memory.overtaken(other);
            }
        }
    }

    // ---- the end

    private void policyFailed(String how, @Nullable Throwable thrown) {
        lose(timeline -> EndOfRace.policy(plan, recorder, how, thrown, timeline));
    }

    private void lose(Function<Timeline, Throwable> failure) {
        if (!over) {
            end();
            outcome.lost(failure);
        }
    }

    /** Those under way. */
    List<InetAddress> underWay() {
        List<InetAddress> pending = new ArrayList<>();
        for (Attempt attempt : attempts.values()) {
            if (attempt.state == Attempt.State.UNDER_WAY) {
                pending.add(attempt.remote);
            }
        }
        return pending;
    }

    /** The families whose lookup is under way. */
    Set<StandardProtocolFamily> unanswered() {
        RoundLookups asking = lookups;
        return asking == null ? Set.of() : asking.unanswered();
    }

    /**
     * Ends it from outside; nobody is told, but the policy: one that keeps books of its own hears of the end. What it
     * says is of no interest, what it throws neither.
     */
    void stop() {
        if (over) {
            return;
        }
        Race asked = race;
        if (asked != null && !reporting) {
            try {
                asked.on(now(), new Event.Stopped());
            } catch (RuntimeException | Error thrown) {
                LOG.debug("connect to {}: the policy threw when it was stopped", plan.target(), thrown);
            }
        }
        end();
    }

    /** Gives back all that is under way but the winner. */
    private void end() {
        over = true;
        cancel(wakeTimer);
        RoundLookups asking = lookups;
        if (asking != null) {
            asking.cancel();
        }
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (attempt.state == Attempt.State.UNDER_WAY) {
                cancel(attempt);
            }
        }
        events.clear();
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
