package org.hextet.tls;

import java.security.cert.CertificateException;

/**
 * The peer's certificate was refused, and the message says which, why, and since when: thrown by the trust managers
 * that {@link TlsSettingsBuilder} makes, and where a name does not fit. It is the cause of the handshake's failure.
 */
public final class CertificateRefusedException extends CertificateException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses.
     *
     * @param message which certificate, why, and what to do
     * @param cause what the platform said
     */
    public CertificateRefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Refuses.
     *
     * @param message which certificate, why, and what to do
     */
    public CertificateRefusedException(String message) {
        super(message);
    }
}
