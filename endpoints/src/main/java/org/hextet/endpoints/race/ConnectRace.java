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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Lookup;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Answer;
import org.hextet.policies.Event;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connect. Reports to the policy's {@link Race} what happens and carries out its steps; keeps the books (who is
 * under way, what was answered), so that whatever a policy says, one connection at most is left.
 *
 * <p>Everything but {@link #start} is of the loop only.
 *
 * @param <T> what the connect yields
 */
public final class ConnectRace<T> {

    /**
     * How long a lookup may take where the connect has no deadline: what resolv.conf(5) allows at most by itself, three
     * servers of 5 s asked twice.
     */
    public static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectRace.class);

    private enum Phase {
        RUNNING,
        WON,
        ENDED
    }

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final Supplier<? extends Protocol> factory;
    private final BiFunction<Connection, Timeline, T> result;
    private final Recorder recorder;
    private final Promise<T> promise;

    private Phase phase = Phase.RUNNING;
    private final Map<AddressKey, Attempt> attempts = new LinkedHashMap<>();
    private final Set<AddressKey> answered = new HashSet<>();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private boolean reporting;
    private @Nullable Race race;
    private @Nullable Deliveries deliveries;
    private @Nullable Lookup lookup;
    private @Nullable Timer deadlineTimer;
    private @Nullable Timer wakeTimer;
    private @Nullable Attempt winner;
    private @Nullable Connection won;
    private @Nullable Timeline wonTimeline;

    private ConnectRace(
            Reactor reactor,
            ConnectPlan plan,
            Supplier<? extends Protocol> factory,
            BiFunction<Connection, Timeline, T> result) {
        this.reactor = reactor;
        this.plan = plan;
        this.factory = factory;
        this.result = result;
        this.recorder = new Recorder(reactor, plan);
        this.promise = reactor.promise(this::cancelled);
    }

    /**
     * Begins. Any thread.
     *
     * @param reactor carries it
     * @param plan what to do
     * @param factory makes the protocol; called once, for the winner, on the reactor's thread
     * @param result makes the value of the pending from the connection and its timeline
     * @param <T> what the connect yields
     * @return completes after the protocol's {@code connected}
     */
    public static <T> Pending<T> start(
            Reactor reactor,
            ConnectPlan plan,
            Supplier<? extends Protocol> factory,
            BiFunction<Connection, Timeline, T> result) {
        ConnectRace<T> race = new ConnectRace<>(reactor, plan, factory, result);
        try {
            if (reactor.inReactor()) {
                race.begin();
            } else {
                reactor.execute(race::begin);
            }
        } catch (RejectedExecutionException closed) {
            race.promise.fail(Failures.of(
                    new Facts(FailureKind.REACTOR_CLOSED, "connect"),
                    "connect to " + plan.target() + ": the reactor is closed",
                    closed));
        }
        return race.promise;
    }

    private void begin() {
        if (phase != Phase.RUNNING) {
            return; // Cancelled on the way to the loop.
        }
        try {
            run();
        } catch (RuntimeException | Error bug) {
            end(Timeline.Outcome.FAILED, timeline -> bug);
        }
    }

    private void run() {
        plan.options().deadline().ifPresent(deadline -> {
            deadlineTimer = reactor.schedule(left(deadline), this::deadlinePassed);
        });
        Set<StandardProtocolFamily> families;
        try {
            families = EndOfRace.checked(plan.policy().families());
            race = plan.policy().race();
        } catch (RuntimeException | Error thrown) {
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        Deliveries incoming = new Deliveries(reactor, recorder, families, plan.options(), this::delivered);
        deliveries = incoming;
        if (plan.targets() instanceof Targets.Known known) {
            incoming.known(known.addresses());
        } else if (plan.targets() instanceof Targets.Named named) {
            lookUp(named, families, incoming);
        }
    }

    private void lookUp(Targets.Named named, Set<StandardProtocolFamily> families, Deliveries incoming) {
        for (StandardProtocolFamily family : families) {
            recorder.add(new TimelineEvent.LookupStart(recorder.now(), family));
        }
        Duration atMost = plan.options().deadline().map(this::left).orElse(LOOKUP_DEADLINE);
        Lookup begun;
        try {
            begun = named.resolver().lookup(reactor, named.name(), families, atMost, incoming);
        } catch (IllegalArgumentException mistake) {
            end(Timeline.Outcome.FAILED, timeline -> mistake);
            return;
        } catch (RuntimeException | Error thrown) {
            end(Timeline.Outcome.FAILED, timeline -> EndOfRace.resolver(plan, named, thrown, timeline));
            return;
        }
        if (phase == Phase.RUNNING) {
            lookup = begun;
        } else {
            begun.cancel();
        }
    }

    /** What is left of the deadline: never nothing, because a lookup needs some time to be told that there is none. */
    private Duration left(Duration deadline) {
        Duration left = deadline.minusNanos(recorder.now());
        return left.isNegative() || left.isZero() ? Duration.ofNanos(1) : left;
    }

    // ---- what the policy is told, and what it says

    private void delivered(List<Answer> answers) {
        for (Answer answer : answers) {
            answer.addresses().forEach(address -> answered.add(AddressKey.of(address)));
        }
        report(new Event.Answered(answers));
    }

    /** Events wait for each other: a step may fail at once, which is the next event. */
    private void report(Event event) {
        events.add(event);
        if (reporting) {
            return;
        }
        reporting = true;
        try {
            Event next;
            while (phase == Phase.RUNNING && (next = events.poll()) != null) {
                carryOut(next);
            }
        } finally {
            reporting = false;
        }
        if (phase == Phase.RUNNING && isIdle()) {
            policyFailed("it came to no decision: nothing is under way, and it waits for nothing", null);
        }
    }

    private boolean isIdle() {
        return wakeTimer == null
                && (deliveries == null || !deliveries.isOpen())
                && attempts.values().stream().noneMatch(attempt -> attempt.state == Attempt.State.UNDER_WAY);
    }

    private void carryOut(Event event) {
        Race asked = race;
        if (asked == null) {
            return;
        }
        List<Step> steps;
        try {
            steps = List.copyOf(asked.on(recorder.now(), event));
        } catch (RuntimeException | Error thrown) {
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        for (Step step : steps) {
            if (phase != Phase.RUNNING) {
                return;
            }
            carryOut(step);
        }
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Attempt attempt) {
            attempt(attempt.address());
        } else if (step instanceof Step.Cancel cancel) {
            Attempt attempt = attempts.get(AddressKey.of(cancel.address()));
            if (attempt != null && attempt.state == Attempt.State.UNDER_WAY) {
                cancel(attempt);
            }
        } else if (step instanceof Step.WakeAt wake) {
            wakeAt(wake.atNanos());
        } else if (step instanceof Step.Failed) {
            failed();
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
        Timer before = wakeTimer;
        if (before != null) {
            before.cancel();
        }
        wakeTimer = reactor.schedule(Duration.ofNanos(Math.max(0, atNanos - recorder.now())), () -> {
            wakeTimer = null;
            if (phase == Phase.RUNNING) {
                report(new Event.Woken());
            }
        });
    }

    // ---- attempts

    private void attempt(InetAddress address) {
        AddressKey key = AddressKey.of(address);
        if (!answered.contains(key)) {
            policyFailed("it named " + AddressText.format(address) + ", which nobody answered", null);
            return;
        }
        if (attempts.containsKey(key)) {
            policyFailed("it named " + AddressText.format(address) + " a second time", null);
            return;
        }
        Attempt attempt = new Attempt(address);
        attempts.put(key, attempt);
        recorder.add(new TimelineEvent.AttemptStart(recorder.now(), address));
        Pending<Connection> pending;
        try {
            pending = connect(new InetSocketAddress(address, plan.port()), () -> new Contender(this, attempt));
        } catch (UnsupportedOperationException lacking) {
            // An option that this provider lacks: so it would go with every address.
            attempt.state = Attempt.State.OVER;
            end(Timeline.Outcome.FAILED, timeline -> lacking);
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
                promise.fail(cause);
            } else if (attempt.state == Attempt.State.UNDER_WAY && phase == Phase.RUNNING) {
                attemptFailed(attempt, cause);
            }
        } else if (connection != null && (attempt.state != Attempt.State.WON || !deliver(connection))) {
            connection.abort();
        }
    }

    private boolean deliver(Connection connection) {
        Timeline timeline = wonTimeline;
        return timeline != null && promise.succeed(result.apply(connection, timeline));
    }

    private void attemptFailed(Attempt attempt, Throwable failure) {
        attempt.state = Attempt.State.OVER;
        recorder.attemptFailed(attempt.remote, failure);
        report(new Event.AttemptFailed(attempt.remote));
    }

    private void cancel(Attempt attempt) {
        recorder.add(new TimelineEvent.AttemptCancelled(recorder.now(), attempt.remote));
        attempt.cancel();
    }

    /** An attempt has connected: the first wins, whoever comes after it in the same turn is aborted. */
    void connected(Attempt attempt, Connection connection) {
        if (phase != Phase.RUNNING || attempt.state != Attempt.State.UNDER_WAY) {
            connection.abort();
            return;
        }
        attempt.state = Attempt.State.WON;
        recorder.add(new TimelineEvent.Connected(recorder.now(), attempt.remote));
        try {
            Race asked = race;
            if (asked != null) {
                asked.on(recorder.now(), new Event.Connected(attempt.remote));
            }
        } catch (RuntimeException | Error thrown) {
            attempt.state = Attempt.State.OVER;
            connection.abort();
            policyFailed("it threw " + thrown, thrown);
            return;
        }
        handOver(attempt, connection);
    }

    private void handOver(Attempt attempt, Connection connection) {
        phase = Phase.WON;
        release();
        Protocol protocol;
        try {
            protocol = factory.get();
        } catch (RuntimeException | Error thrown) {
            factoryFailed(attempt, connection, thrown);
            return;
        }
        if (isNull(protocol)) {
            factoryFailed(attempt, connection, null);
            return;
        }
        winner = attempt;
        won = connection;
        Timeline timeline = recorder.timeline(Timeline.Outcome.CONNECTED);
        wonTimeline = timeline;
        tell(timeline);
        connection.switchProtocol(protocol);
    }

    /** A factory of code that knows no nullness annotations may give null all the same. */
    private static boolean isNull(@Nullable Object given) {
        return given == null;
    }

    private void factoryFailed(Attempt attempt, Connection connection, @Nullable Throwable thrown) {
        attempt.state = Attempt.State.OVER;
        connection.abort();
        end(Timeline.Outcome.FAILED, timeline -> EndOfRace.factory(plan, connection, thrown, timeline));
    }

    // ---- the end

    private void failed() {
        if (plan.options().deadline().filter(this::hasPassed).isPresent()) {
            // The lookup was given the same deadline, and was a moment faster to say so.
            deadlinePassed();
            return;
        }
        int leftOut = deliveries == null ? 0 : deliveries.leftOut();
        end(Timeline.Outcome.FAILED, timeline -> EndOfRace.failed(plan, recorder, answered.size(), leftOut, timeline));
    }

    private boolean hasPassed(Duration deadline) {
        return deadline.minusNanos(recorder.now()).compareTo(Duration.ZERO) <= 0;
    }

    private void deadlinePassed() {
        if (phase == Phase.RUNNING) {
            List<InetAddress> pending = underWay();
            Set<StandardProtocolFamily> unanswered =
                    deliveries == null ? Set.of() : Set.copyOf(deliveries.unanswered());
            stopPolicy();
            end(
                    Timeline.Outcome.TIMEOUT,
                    timeline -> EndOfRace.deadline(plan, recorder, pending, unanswered, timeline));
        }
    }

    private List<InetAddress> underWay() {
        List<InetAddress> pending = new ArrayList<>();
        for (Attempt attempt : attempts.values()) {
            if (attempt.state == Attempt.State.UNDER_WAY) {
                pending.add(attempt.remote);
            }
        }
        return pending;
    }

    private void policyFailed(String how, @Nullable Throwable thrown) {
        end(Timeline.Outcome.FAILED, timeline -> EndOfRace.policy(plan, recorder, how, thrown, timeline));
    }

    /** The promise is cancelled, or the reactor ends. */
    private void cancelled() {
        if (phase == Phase.RUNNING) {
            stopPolicy();
            phase = Phase.ENDED;
            release();
            tell(recorder.timeline(Timeline.Outcome.CANCELLED));
        } else if (phase == Phase.WON) {
            phase = Phase.ENDED;
            Attempt attempt = winner;
            Connection connection = won;
            if (attempt != null) {
                attempt.cancel();
            }
            if (connection != null) {
                connection.abort();
            }
        }
    }

    /**
     * A policy that keeps books of its own hears of the end; what it says is of no interest, what it throws neither.
     */
    private void stopPolicy() {
        Race asked = race;
        if (asked != null && !reporting) {
            try {
                asked.on(recorder.now(), new Event.Stopped());
            } catch (RuntimeException | Error thrown) {
                LOG.debug("connect to {}: the policy threw when it was stopped", plan.target(), thrown);
            }
        }
    }

    private void end(Timeline.Outcome outcome, Function<Timeline, Throwable> failure) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        release();
        Timeline timeline = recorder.timeline(outcome);
        tell(timeline);
        promise.fail(failure.apply(timeline));
    }

    /** Gives back all that is under way but the winner. */
    private void release() {
        for (Timer timer : timers()) {
            timer.cancel();
        }
        Lookup asked = lookup;
        if (asked != null) {
            asked.cancel();
        }
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (attempt.state == Attempt.State.UNDER_WAY) {
                cancel(attempt);
            }
        }
        events.clear();
    }

    private List<Timer> timers() {
        List<Timer> timers = new ArrayList<>(2);
        Optional.ofNullable(deadlineTimer).ifPresent(timers::add);
        Optional.ofNullable(wakeTimer).ifPresent(timers::add);
        return timers;
    }

    private void tell(Timeline timeline) {
        try {
            plan.listener().accept(timeline);
        } catch (RuntimeException | Error thrown) {
            LOG.warn("connect to {}: the listener of the timeline threw", plan.target(), thrown);
        }
    }
}
