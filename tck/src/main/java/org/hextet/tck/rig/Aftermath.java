package org.hextet.tck.rig;

/** What a check may leave behind, the worst last. */
public enum Aftermath {
    /** Nothing. */
    CLEAN,
    /** Threads, descriptors or code that still runs. */
    LEFTOVERS,
    /** A resolver that does not come back from being opened. */
    RESOLVER_HANGS,
    /** A transport that does not come back from being opened. */
    TRANSPORT_HANGS
}
