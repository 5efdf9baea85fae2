package org.hextet.endpoints.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.endpoints.Connected;
import org.hextet.endpoints.listening.Together;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.jspecify.annotations.Nullable;

/**
 * A connect with something on top of it, a handshake, that is tried again as a whole. (A {@link ConnectRace} by itself
 * has its retries inside.) All but {@link #start} is of the loop only.
 *
 * @param <T> what the connect yields
 */
public final class RetriedConnect<T> {

    /**
     * One try.
     *
     * @param <T> what the connect yields
     */
    @FunctionalInterface
    public interface Try<T> {

        /**
         * Begins it.
         *
         * @param left until the deadline of the whole; empty if there is none
         * @param seen to be told the timeline where the try has connected, whatever comes of it then
         * @return the try's result
         */
        Pending<T> begin(Optional<Duration> left, Consumer<Timeline> seen);
    }

    private final Reactor reactor;
    private final Retry retry;
    private final Optional<Duration> deadline;
    private final Try<T> each;
    private final BiFunction<T, UnaryOperator<Timeline>, T> told;
    private final Consumer<T> undo;
    private final long startNanos;
    private final Promise<T> promise;

    // Set before anybody has the promise.
    private volatile @Nullable Pending<T> underWay;

    private final List<TimelineEvent> earlier = new ArrayList<>();
    private long tryStartNanos;
    private int retries;
    private boolean over;
    private @Nullable Timeline latest;
    private @Nullable Timer timer;

    /**
     * Tells the timeline of a race that has connected, for the case that what follows fails.
     *
     * @param race under way
     * @param seen is told
     * @return the same race
     */
    public static Pending<Connected> telling(Pending<Connected> race, Consumer<Timeline> seen) {
        race.whenComplete((connected, failure) -> {
            if (failure == null) {
                seen.accept(connected.timeline());
            }
        });
        return race;
    }

    private RetriedConnect(
            Reactor reactor,
            Retry retry,
            Optional<Duration> deadline,
            Try<T> each,
            BiFunction<T, UnaryOperator<Timeline>, T> told,
            Consumer<T> undo) {
        this.reactor = reactor;
        this.retry = retry;
        this.deadline = deadline;
        this.each = each;
        this.told = told;
        this.undo = undo;
        this.startNanos = reactor.nanoTime();
        this.promise = reactor.promise(this::cancel);
    }

    /**
     * Begins. Any thread.
     *
     * @param reactor carries it
     * @param retry when to try again
     * @param deadline of the whole
     * @param each begins a try: the first in the calling thread, where what it throws is thrown on
     * @param told puts the timeline of all tries, made of that of the last, in its place
     * @param undo disposes of what nobody wants any more
     * @param <T> what the connect yields
     * @return what the try yields that succeeds; fails as the last one did
     */
    public static <T> Pending<T> start(
            Reactor reactor,
            Retry retry,
            Optional<Duration> deadline,
            Try<T> each,
            BiFunction<T, UnaryOperator<Timeline>, T> told,
            Consumer<T> undo) {
        RetriedConnect<T> begun = new RetriedConnect<>(reactor, retry, deadline, each, told, undo);
        try {
            begun.begin();
        } catch (RuntimeException | Error refused) {
            begun.promise.cancel();
            throw refused;
        }
        return begun.promise;
    }

    private void begin() {
        Pending<T> begun = each.begin(retries == 0 ? deadline : deadline.map(this::left), seen -> latest = seen);
        underWay = begun;
        begun.whenComplete(this::completed);
    }

    /** In whole milliseconds, which people can read in a message. */
    private Duration left(Duration whole) {
        long leftNanos = Math.max(1, whole.toNanos() - elapsedNanos());
        return Duration.ofMillis((leftNanos + 999_999) / 1_000_000);
    }

    private long elapsedNanos() {
        return reactor.nanoTime() - startNanos;
    }

    private void completed(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            failed(Together.cause(failure));
        } else if (value != null) {
            T result = retries == 0 ? value : told.apply(value, this::whole);
            over = true;
            if (!promise.succeed(result)) {
                undo.accept(value);
            }
        }
    }

    private void failed(Throwable why) {
        if (over) {
            return;
        }
        Optional<Duration> delay = retry.delay(retries + 1, Duration.ofNanos(elapsedNanos()), why)
                .filter(next -> !isTooLate(next.toNanos()));
        if (delay.isEmpty()) {
            over = true;
            promise.fail(retries == 0 ? why : withWhole(why));
            return;
        }
        retries++;
        keep(why instanceof TimelineFailure itself ? itself.timeline() : latest);
        earlier.add(Retry.event(elapsedNanos(), retries, delay.get(), why));
        try {
            timer = reactor.schedule(delay.get(), this::tryAgain);
        } catch (RejectedExecutionException closed) {
            over = true;
            promise.fail(why);
        }
    }

    private boolean isTooLate(long waitNanos) {
        return deadline.filter(whole -> elapsedNanos() + waitNanos >= whole.toNanos())
                .isPresent();
    }

    private void tryAgain() {
        timer = null;
        if (over) {
            return;
        }
        latest = null;
        tryStartNanos = elapsedNanos();
        try {
            begin();
        } catch (RuntimeException | Error refused) {
            over = true;
            promise.fail(refused);
        }
    }

    private void cancel() {
        over = true;
        Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        Pending<T> begun = underWay;
        if (begun != null) {
            begun.cancel();
        }
    }

    // ---- the timeline of all tries

    private void keep(@Nullable Timeline ofTry) {
        if (ofTry != null) {
            ofTry.events().forEach(event -> earlier.add(event.later(tryStartNanos)));
        }
    }

    private Timeline whole(Timeline last) {
        keep(last);
        return new Timeline(
                last.name(), last.port(), last.policy(), last.outcome(), tryStartNanos + last.elapsedNanos(), earlier);
    }

    private Throwable withWhole(Throwable why) {
        if (why instanceof AttemptsFailure last) {
            return like(
                    last,
                    new AttemptsFailure(last.facts(), Recorder.words(last), last.getCause(), whole(last.timeline())));
        } else if (why instanceof NoAddressFailure last) {
            return like(
                    last,
                    new NoAddressFailure(last.facts(), Recorder.words(last), last.getCause(), whole(last.timeline())));
        } else if (why instanceof DeadlineFailure last) {
            return like(
                    last,
                    new DeadlineFailure(last.facts(), Recorder.words(last), last.getCause(), whole(last.timeline())));
        }
        return why;
    }

    private static Throwable like(Throwable last, Throwable whole) {
        for (Throwable each : last.getSuppressed()) {
            whole.addSuppressed(each);
        }
        return whole;
    }
}
