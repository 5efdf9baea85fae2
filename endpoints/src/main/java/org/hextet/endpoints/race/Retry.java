package org.hextet.endpoints.race;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hextet.api.NoProviderException;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.FactoryFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.PolicyFailure;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Backoff;

/**
 * When a connect that has failed is tried again, and what never is: what will fail in the same way for as long as
 * nobody changes the call, the code, the certificate or the zone.
 *
 * @param backoff how long to wait, and when to give up
 * @param random of the jitter; asked for at each retry, on the reactor's thread
 */
public record Retry(Backoff backoff, Supplier<? extends RandomGenerator> random) {

    /** Answers, not failures: the name server has spoken. Another error of a lookup may pass. */
    private static final Set<FailureKind> DEFINITE = Set.of(FailureKind.NO_SUCH_NAME, FailureKind.NO_DATA);

    /** This side has ended it. */
    private static final Set<FailureKind> ENDED =
            Set.of(FailureKind.ABORTED, FailureKind.CANCELLED, FailureKind.REACTOR_CLOSED);

    /**
     * How long to wait for the next try.
     *
     * @param retry which one it would be, from 1
     * @param elapsed since the first try began
     * @param why what ended the last one
     * @return empty: there is none
     */
    Optional<Duration> delay(int retry, Duration elapsed, Throwable why) {
        return mayPass(why) ? backoff.delay(retry, elapsed, random.get()) : Optional.empty();
    }

    static TimelineEvent event(long atNanos, int retry, Duration delay, Throwable why) {
        return new TimelineEvent.Retry(atNanos, retry, delay.toNanos(), Recorder.kind(why), Recorder.words(why));
    }

    /** Whether the same call may come out differently by itself. */
    static boolean mayPass(Throwable failure) {
        if (failure instanceof AttemptsFailure attempts) {
            // One address that may recover is enough.
            return attempts.getSuppressed().length == 0
                    || Set.of(attempts.getSuppressed()).stream().anyMatch(Retry::mayPass);
        }
        if (!(failure instanceof IOException)
                || failure instanceof PolicyFailure
                || failure instanceof FactoryFailure
                || failure instanceof NoProviderException
                || isRefusedIdentity(failure)) {
            return false;
        }
        FailureKind kind = Recorder.kind(failure);
        return !ENDED.contains(kind)
                && !(failure instanceof NoAddressFailure && (DEFINITE.contains(kind) || kind == FailureKind.OTHER));
    }

    /** The peer is not who it should be: a certificate or a name was refused. */
    private static boolean isRefusedIdentity(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }
}
