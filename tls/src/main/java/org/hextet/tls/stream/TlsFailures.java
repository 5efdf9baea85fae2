package org.hextet.tls.stream;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.TlsRole;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.tls.CertificateRefusedException;
import org.jspecify.annotations.Nullable;

/** The failures of one connection's TLS, and their words. */
final class TlsFailures {

    private static final String HANDSHAKE = "TLS handshake";

    /** Causes lie in causes: more than this many are a ring. */
    private static final int DEPTH = 16;

    private final Connection below;
    private final Handshake handshake;

    TlsFailures(Connection below, Handshake handshake) {
        this.below = below;
        this.handshake = handshake;
    }

    /** The handshake, or later the stream, broke. */
    IOException broken(boolean inHandshake, Throwable cause) {
        String what = inHandshake ? HANDSHAKE : "TLS";
        return of(FailureKind.TLS, what, words(cause, inHandshake), cause);
    }

    IOException endedEarly() {
        String advice = handshake.role() == TlsRole.CLIENT
                ? "the peer closed the connection in the middle of it; does it speak TLS on this port?"
                : "the peer closed the connection in the middle of it";
        return of(FailureKind.TLS, HANDSHAKE, advice, null);
    }

    IOException renegotiation() {
        return of(FailureKind.TLS, "TLS", "the peer wants to renegotiate, which is refused", null);
    }

    IOException early(int bytes) {
        return of(
                FailureKind.TLS,
                HANDSHAKE,
                bytes + " bytes of plain text came behind the message that asked for TLS: somebody on the way may have"
                        + " put them there; dropped (RFC 3207, section 4.2)",
                null);
    }

    IOException tooLate(boolean heard) {
        return of(
                FailureKind.TIMEOUT,
                HANDSHAKE,
                "not done within " + seconds(handshake.deadline())
                        + (heard ? "" : "; the peer said nothing: does it speak TLS on this port?"),
                null);
    }

    IOException tooSlow(long queued) {
        return Failures.of(
                new Facts(FailureKind.TOO_SLOW, "write", below.localAddress(), below.remoteAddress(), null),
                "connection " + AddressText.formatSocket(below.localAddress()) + " to "
                        + AddressText.formatSocket(below.remoteAddress()) + ": the peer is too slow, " + queued
                        + " bytes wait for it and the write limit is "
                        + handshake.options().writeLimit() + "; stop writing at writingPaused, or raise the limit",
                null);
    }

    /** What the end of the connection below means for a handshake that was not over. */
    Throwable ended(CloseReason reason) {
        if (reason instanceof CloseReason.Failed failed) {
            IOException cause = failed.cause();
            if (!(cause instanceof NetworkFailure known)) {
                return of(FailureKind.OTHER, HANDSHAKE, cause.toString(), cause);
            }
            return known.facts().operation().equals(HANDSHAKE)
                    ? cause
                    : of(known.kind(), HANDSHAKE, String.valueOf(cause.getMessage()), cause);
        }
        if (reason instanceof CloseReason.Aborted aborted && aborted.cause() != null) {
            return aborted.cause();
        }
        return of(FailureKind.ABORTED, HANDSHAKE, "the connection was ended here in the middle of it", null);
    }

    private String words(Throwable thrown, boolean inHandshake) {
        if (thrown instanceof NotTlsException) {
            return thrown.getMessage()
                    + (!inHandshake
                            ? ""
                            : handshake.role() == TlsRole.CLIENT
                                    ? "; the port speaks plain text, or expects StartTLS"
                                    : "; the peer does not speak TLS");
        }
        @Nullable Throwable cause = thrown;
        String certificate = null;
        String fault = "";
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (cause instanceof CertificateRefusedException refused && refused.getMessage() != null) {
                return refused.getMessage();
            }
            if (cause instanceof CertificateException && cause.getMessage() != null) {
                certificate = cause.getMessage();
            }
            if (cause != thrown && (cause instanceof RuntimeException || cause instanceof Error)) {
                fault = ": " + cause;
            }
            cause = cause.getCause();
        }
        if (certificate != null) {
            return "the certificate of the peer is refused: " + certificate;
        }
        String said =
                thrown instanceof IOException && thrown.getMessage() != null ? thrown.getMessage() : thrown.toString();
        Optional<String> alert = Alerts.words(said);
        // Those of OpenSSL have several lines.
        return alert.orElse(said.replaceAll("\\R", "; ")) + fault;
    }

    private IOException of(FailureKind kind, String operation, String words, @Nullable Throwable cause) {
        String name = handshake
                .name()
                .map(asked -> asked.isAddress() ? "" : " (" + asked.text() + ")")
                .orElse("");
        return Failures.of(
                new Facts(kind, operation, below.localAddress(), below.remoteAddress(), null),
                operation + " with " + AddressText.formatSocket(below.remoteAddress()) + name + ": " + words,
                cause);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
