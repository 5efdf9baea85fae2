package org.hextet.tck.rig;

import java.util.Locale;

/**
 * Who a peer of a check is: the certificates that the TCK carries. They are made by {@code certificates/make}, of the
 * authority that {@link TlsRig#client()} trusts where nothing else is said, and valid until 2099. The common name is
 * {@code tck-} and the name below in lower case with hyphens.
 */
public enum TlsIdentity {
    /** Of a.example, xn--bcher-kva.example (bücher.example), 127.0.0.1, {@code ::1} and {@code fe80::1}. */
    A,
    /** Of b.example, 192.0.2.1 and {@code 2001:db8::1}. */
    B,
    /** Of {@code *.example}. */
    WILDCARD,
    /** Of {@code f*.example}. */
    PARTIAL,
    /** Of nobody: without subjectAltName, the common name is a.example. */
    COMMON_NAME,
    /** As {@link #A}, valid until 2021. */
    EXPIRED,
    /** As {@link #A}, valid from 2098 on. */
    FUTURE,
    /** As {@link #A}, of an authority that nobody trusts. */
    UNKNOWN,
    /** As {@link #A}, signed by itself. */
    ALONE,
    /** Of a client. */
    CLIENT;

    /** Its entry in the key store. */
    String alias() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Its common name.
     *
     * @return as it stands in its certificate
     */
    public String commonName() {
        return this == COMMON_NAME ? "a.example" : "tck-" + alias();
    }
}
