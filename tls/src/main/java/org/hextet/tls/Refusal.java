package org.hextet.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.hextet.tls.stream.ServerName;
import org.jspecify.annotations.Nullable;

/** Says in plain words why the platform refused a chain of certificates, which it says in the terms of its code. */
final class Refusal {

    /** Causes lie in causes: more than this many are a ring. */
    private static final int DEPTH = 16;

    private final X509Certificate[] chain;
    private final X509Certificate[] trusted;
    private final @Nullable CertPathValidatorException invalid;
    private final boolean hasNoPath;

    private Refusal(X509Certificate[] chain, X509Certificate[] trusted, CertificateException said) {
        this.chain = chain;
        this.trusted = trusted;
        this.invalid = in(said, CertPathValidatorException.class);
        this.hasNoPath = in(said, CertPathBuilderException.class) != null
                || (invalid != null && invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR);
    }

    /**
     * Explains.
     *
     * @param chain what the peer showed, its own certificate first
     * @param trusted whose certificates are believed
     * @param asked whom it must be of; null: anybody
     * @param said the platform's refusal
     */
    static CertificateRefusedException of(
            X509Certificate[] chain, X509Certificate[] trusted, @Nullable ServerName asked, CertificateException said) {
        Refusal refusal = new Refusal(chain, trusted, said);
        String why = refusal.why();
        if (why.isEmpty() && asked != null) {
            try {
                asked.requireIn(chain[0]);
            } catch (CertificateRefusedException ofOthers) {
                return ofOthers;
            }
        }
        // The reason of a path validator is what the JDK chooses the alert by, if it is the direct cause.
        return new CertificateRefusedException(
                "the certificate of the peer (" + Certificates.name(chain[0]) + ", of " + ServerIdentity.of(chain[0])
                        + ") is refused: " + (why.isEmpty() ? said.getMessage() : why),
                refusal.invalid == null ? said : refusal.invalid);
    }

    private String why() {
        List<String> reasons = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < chain.length; i++) {
            X509Certificate certificate = chain[i];
            Instant first = certificate.getNotBefore().toInstant();
            Instant last = certificate.getNotAfter().toInstant();
            if (now.isAfter(last)) {
                reasons.add(subject(i) + " expired since " + last);
            } else if (now.isBefore(first)) {
                reasons.add(subject(i) + " not valid before " + first + " (it is " + now.truncatedTo(ChronoUnit.SECONDS)
                        + " here)");
            }
        }
        if (hasNoPath) {
            reasons.add(untrusted());
        } else if (invalid != null && !isOfDates(invalid.getReason())) {
            reasons.add(String.valueOf(invalid.getMessage()));
        }
        return String.join("; ", reasons);
    }

    private static boolean isOfDates(CertPathValidatorException.Reason reason) {
        return reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID;
    }

    private String subject(int index) {
        return index == 0
                ? "it is"
                : "number " + (index + 1) + " of its chain, " + Certificates.name(chain[index]) + ", is";
    }

    private String untrusted() {
        X509Certificate top = chain[chain.length - 1];
        boolean isOwnIssuer = top.getIssuerX500Principal().equals(top.getSubjectX500Principal());
        if (isOwnIssuer && chain.length == 1) {
            return "it is self-signed, and not among the trusted; if it is the right one, name it by withTrust"
                    + " (--tls-trust)";
        }
        String issuer = "\"" + top.getIssuerX500Principal().getName() + "\"";
        for (X509Certificate known : trusted) {
            if (known.getSubjectX500Principal().equals(top.getIssuerX500Principal()) && !known.equals(top)) {
                return "it says that " + issuer
                        + " issued it, but the key of the one who is trusted by that name did not" + " sign it";
            }
        }
        return "it was issued by " + issuer + ", whom nobody here trusts; if that is the right authority, name its"
                + " certificate by withTrust (--tls-trust)"
                + (isOwnIssuer ? "" : ", and if it is an intermediate one, the peer must send its certificate too");
    }

    private static <T extends Throwable> @Nullable T in(Throwable thrown, Class<T> type) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
