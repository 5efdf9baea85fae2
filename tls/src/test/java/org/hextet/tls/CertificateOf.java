package org.hextet.tls;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A certificate with a subjectAltName and nothing else, of a kind that no tool makes. */
@SuppressWarnings("serial") // nobody writes it anywhere
final class CertificateOf extends X509Certificate {

    private final @Nullable List<List<?>> names;
    private final boolean isReadable;

    CertificateOf(@Nullable List<List<?>> names) {
        this(names, true);
    }

    private CertificateOf(@Nullable List<List<?>> names, boolean isReadable) {
        this.names = names;
        this.isReadable = isReadable;
    }

    static CertificateOf unreadable() {
        return new CertificateOf(null, false);
    }

    @Override
    public @Nullable Collection<List<?>> getSubjectAlternativeNames() throws CertificateParsingException {
        if (!isReadable) {
            throw new CertificateParsingException("damaged");
        }
        return names;
    }

    private static UnsupportedOperationException namesOnly() {
        return new UnsupportedOperationException("names only");
    }

    @Override
    public void checkValidity() {
        throw namesOnly();
    }

    @Override
    public void checkValidity(Date date) {
        throw namesOnly();
    }

    @Override
    public int getVersion() {
        throw namesOnly();
    }

    @Override
    public BigInteger getSerialNumber() {
        throw namesOnly();
    }

    @Override
    @SuppressWarnings("deprecation") // to be implemented all the same
    public Principal getIssuerDN() {
        throw namesOnly();
    }

    @Override
    @SuppressWarnings("deprecation") // to be implemented all the same
    public Principal getSubjectDN() {
        throw namesOnly();
    }

    @Override
    public Date getNotBefore() {
        throw namesOnly();
    }

    @Override
    public Date getNotAfter() {
        throw namesOnly();
    }

    @Override
    public byte[] getTBSCertificate() {
        throw namesOnly();
    }

    @Override
    public byte[] getSignature() {
        throw namesOnly();
    }

    @Override
    public String getSigAlgName() {
        throw namesOnly();
    }

    @Override
    public String getSigAlgOID() {
        throw namesOnly();
    }

    @Override
    public byte[] getSigAlgParams() {
        throw namesOnly();
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        throw namesOnly();
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        throw namesOnly();
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        throw namesOnly();
    }

    @Override
    public int getBasicConstraints() {
        throw namesOnly();
    }

    @Override
    public byte[] getEncoded() {
        throw namesOnly();
    }

    @Override
    public void verify(PublicKey key) {
        throw namesOnly();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw namesOnly();
    }

    @Override
    public String toString() {
        return String.valueOf(names);
    }

    @Override
    public PublicKey getPublicKey() {
        throw namesOnly();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        throw namesOnly();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        throw namesOnly();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        throw namesOnly();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        throw namesOnly();
    }
}
