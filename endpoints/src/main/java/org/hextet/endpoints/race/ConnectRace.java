package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.observers.Observers;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.Timeline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connect: a {@link Round}, and further ones as long as the plan's retry says so, until one wins, the deadline
 * passes or the caller cancels. The winner's connection is handed to the protocol, its timeline told.
 *
 * <p>Everything but {@link #start} is of the loop only.
 *
 * @param <T> what the connect yields
 */
public final class ConnectRace<T> implements Round.Outcome {

    /**
     * How long a lookup may take where the connect has no deadline: what resolv.conf(5) allows at most by itself, three
     * servers of 5 s asked twice.
     */
    public static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(30);

    /** How much later than its deadline a resolver is given up that has not kept to it. */
    public static final Duration LOOKUP_GRACE = Duration.ofSeconds(1);

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
    private final ConnectListener observed;
    private final Recorder recorder;
    private final Promise<T> promise;

    private Phase phase = Phase.RUNNING;
    private @Nullable Round round;
    private int retries;
    private @Nullable Timer retryTimer;
    private @Nullable Timer deadlineTimer;
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
        this.observed = Observers.ofProcess().begun(plan.name(), plan.port());
        this.recorder = new Recorder(reactor, plan, observed);
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
            race.observed.decided(race.recorder.timeline(Timeline.Outcome.FAILED));
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
            plan.options().deadline().ifPresent(deadline -> {
                deadlineTimer = reactor.schedule(recorder.left(deadline), this::deadlinePassed);
            });
            beginRound();
        } catch (RuntimeException | Error bug) {
            end(Timeline.Outcome.FAILED, timeline -> bug);
        }
    }

    private void beginRound() {
        recorder.roundBegins();
        Round next = new Round(reactor, plan, recorder, this);
        round = next;
        next.begin();
    }

    // ---- how a round came out

    @Override
    public void won(Attempt attempt, Connection connection) {
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

    @Override
    public void settled(@Nullable Connection connection, @Nullable Throwable failure) {
        if (failure != null) {
            promise.fail(failure);
        } else if (connection != null && !deliver(connection)) {
            connection.abort();
        }
    }

    private boolean deliver(Connection connection) {
        Timeline timeline = wonTimeline;
        return timeline != null && promise.succeed(result.apply(connection, timeline));
    }

    @Override
    public void lost(Function<Timeline, Throwable> failure) {
        if (plan.options()
                .deadline()
                .filter(deadline -> recorder.untilNanos(deadline) <= 0)
                .isPresent()) {
            // The lookup was given the same deadline, and was a moment faster to say so.
            deadlinePassed();
            return;
        }
        Optional<Duration> wait = plan.retry().flatMap(retry -> wait(retry, failure));
        if (wait.isPresent()) {
            retryTimer = reactor.schedule(wait.get(), this::tryAgain);
        } else {
            end(Timeline.Outcome.FAILED, failure);
        }
    }

    // ---- retries

    /** How long to wait before another round; empty for none. */
    private Optional<Duration> wait(Retry retry, Function<Timeline, Throwable> failure) {
        Throwable why = failure.apply(recorder.timelineOfRound());
        Optional<Duration> delay = retry.delay(retries + 1, Duration.ofNanos(recorder.now()), why)
                // No wait for what can only be too late.
                .filter(next -> plan.options()
                        .deadline()
                        .filter(deadline -> recorder.untilNanos(deadline) <= next.toNanos())
                        .isEmpty());
        if (delay.isPresent()) {
            retries++;
            recorder.add(Retry.event(recorder.now(), retries, delay.get(), why));
        }
        return delay;
    }

    private void tryAgain() {
        retryTimer = null;
        if (phase == Phase.RUNNING) {
            try {
                beginRound();
            } catch (RuntimeException | Error bug) {
                end(Timeline.Outcome.FAILED, timeline -> bug);
            }
        }
    }

    // ---- the end

    private void deadlinePassed() {
        if (phase == Phase.RUNNING) {
            Round current = round;
            List<InetAddress> pending = current == null ? List.of() : current.underWay();
            Set<StandardProtocolFamily> unanswered = current == null ? Set.of() : current.unanswered();
            end(
                    Timeline.Outcome.TIMEOUT,
                    timeline -> EndOfRace.deadline(plan, recorder, pending, unanswered, timeline));
        }
    }

    /** The promise is cancelled, or the reactor ends. */
    private void cancelled() {
        if (phase == Phase.RUNNING) {
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

    private void release() {
        for (Timer timer : timers()) {
            timer.cancel();
        }
        Round current = round;
        if (current != null) {
            current.stop();
        }
    }

    private List<Timer> timers() {
        return Stream.of(deadlineTimer, retryTimer).filter(Objects::nonNull).toList();
    }

    private void tell(Timeline timeline) {
        observed.decided(timeline);
        try {
            plan.listener().accept(timeline);
        } catch (RuntimeException | Error thrown) {
            LOG.warn("connect to {}: the listener of the timeline threw", plan.target(), thrown);
        }
    }
}
