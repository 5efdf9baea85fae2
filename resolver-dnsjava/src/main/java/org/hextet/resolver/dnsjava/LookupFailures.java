package org.hextet.resolver.dnsjava;

import java.net.UnknownHostException;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** What those who asked in vain are told: the name as they gave it, what happened, what to do. */
final class LookupFailures {

    private LookupFailures() {}

    static UnknownHostException of(FailureKind kind, String name, String what) {
        return Failures.ofLookup(new Facts(kind, "look up"), "look up " + name + ": " + what, null);
    }
}
