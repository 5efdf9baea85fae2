package org.hextet.tck;

/**
 * A row was run somewhere.
 *
 * @param result how it went
 * @param aftermath in which state it left the process
 */
record Ran(CheckResult result, Aftermath aftermath) {

    /** What a check may leave behind, the worst last. */
    enum Aftermath {
        /** Nothing. */
        CLEAN,
        /** Threads, descriptors or code that still runs. */
        LEFTOVERS,
        /** A resolver that does not come back from being opened. */
        RESOLVER_HANGS,
        /** A transport that does not come back from being opened. */
        TRANSPORT_HANGS
    }

    static Ran cleanly(CheckResult result) {
        return new Ran(result, Aftermath.CLEAN);
    }

    boolean isClean() {
        return aftermath == Aftermath.CLEAN;
    }
}
