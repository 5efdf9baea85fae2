package org.hextet.endpoints.secured;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.listening.Together;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * An operation that needs TLS settings, which may stand in files: those are read first, in the calling thread, or on
 * another one where the calling thread is the reactor's.
 *
 * @param <T> what the operation yields
 */
public final class SettingsFirst<T> {

    private final SettingsSource source;
    private final Function<TlsSettings, Pending<T>> operation;
    private final Consumer<T> undo;
    private final Reactor reactor;
    private final Promise<T> promise;

    // Of the loop only.
    private boolean cancelled;
    private @Nullable Pending<T> underWay;

    private SettingsFirst(
            Reactor reactor, SettingsSource source, Function<TlsSettings, Pending<T>> operation, Consumer<T> undo) {
        this.reactor = reactor;
        this.source = source;
        this.operation = operation;
        this.undo = undo;
        this.promise = reactor.promise(this::cancel);
    }

    /**
     * Begins. Any thread.
     *
     * @param reactor carries the operation
     * @param source of the settings
     * @param operation what needs them; what it throws is thrown here, or where files had to be read first fails the
     *     result
     * @param undo disposes of what the operation yields when nobody wants it any more
     * @param <T> what the operation yields
     * @return the operation's result; fails with what is wrong with a file
     */
    public static <T> Pending<T> then(
            Reactor reactor, SettingsSource source, Function<TlsSettings, Pending<T>> operation, Consumer<T> undo) {
        if (!source.isReady() && reactor.inReactor()) {
            SettingsFirst<T> first = new SettingsFirst<>(reactor, source, operation, undo);
            Tls.tasks().execute(first::read);
            return first.promise;
        }
        TlsSettings settings;
        try {
            settings = source.settings();
        } catch (IOException unusable) {
            Promise<T> failed = reactor.promise(() -> {});
            failed.fail(unusable);
            return failed;
        }
        return operation.apply(settings);
    }

    /** Off the loop. */
    private void read() {
        try {
            TlsSettings settings = source.settings();
            reactor.execute(() -> begin(settings));
        } catch (RejectedExecutionException closed) {
            promise.fail(
                    Failures.of(new Facts(FailureKind.REACTOR_CLOSED, "connect"), "the reactor is closed", closed));
        } catch (IOException | RuntimeException | Error unusable) {
            promise.fail(unusable);
        }
    }

    private void begin(TlsSettings settings) {
        if (cancelled) {
            return;
        }
        Pending<T> begun;
        try {
            begun = operation.apply(settings);
        } catch (RuntimeException | Error refused) {
            promise.fail(refused);
            return;
        }
        underWay = begun;
        begun.whenComplete((value, failure) -> {
            if (failure != null) {
                promise.fail(Together.cause(failure));
            } else if (!promise.succeed(value)) {
                undo.accept(value);
            }
        });
    }

    private void cancel() {
        cancelled = true;
        Pending<T> begun = underWay;
        if (begun != null) {
            begun.cancel();
        }
    }
}
