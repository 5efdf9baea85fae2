package org.hextet.cli.lookup;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;

/**
 * What a lookup said of one family.
 *
 * @param family which one
 * @param elapsedNanos since the question
 * @param addresses in the order in which they came; empty if there are none
 * @param ttlSeconds how long they hold, if the resolver knows
 * @param failure why there are none
 */
public record FamilyAnswer(
        StandardProtocolFamily family,
        long elapsedNanos,
        List<InetAddress> addresses,
        OptionalLong ttlSeconds,
        Optional<UnknownHostException> failure) {

    /**
     * Copies the addresses.
     *
     * @param family as of the record
     * @param elapsedNanos as of the record
     * @param addresses as of the record
     * @param ttlSeconds as of the record
     * @param failure as of the record
     */
    public FamilyAnswer {
        addresses = List.copyOf(addresses);
    }

    /**
     * What went wrong.
     *
     * @return empty if there are addresses
     */
    public Optional<FailureKind> kind() {
        return failure.map(why -> why instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER);
    }

    /**
     * Whether somebody answered: with addresses, or that there are none.
     *
     * @return false after a timeout and the like: another time there may be addresses
     */
    public boolean isDefinite() {
        return kind().map(kind -> kind == FailureKind.NO_DATA || kind == FailureKind.NO_SUCH_NAME)
                .orElse(true);
    }

    /**
     * Of several the failure that leaves most hope: a name that may exist is not called absent.
     *
     * @param answers at least one of them failed
     * @return that failure
     */
    public static UnknownHostException mostHopeful(List<FamilyAnswer> answers) {
        List<FailureKind> hope =
                List.of(FailureKind.TEMPORARY, FailureKind.TIMEOUT, FailureKind.CANCELLED, FailureKind.NO_DATA);
        for (FailureKind kind : hope) {
            for (FamilyAnswer each : answers) {
                if (each.kind().filter(kind::equals).isPresent()) {
                    return each.failure().orElseThrow();
                }
            }
        }
        return answers.stream()
                .flatMap(each -> each.failure().stream())
                .findFirst()
                .orElseThrow();
    }
}
