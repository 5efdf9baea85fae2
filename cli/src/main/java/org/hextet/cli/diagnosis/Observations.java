package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.Nat64Prefix;
import org.hextet.addresses.Placement;
import org.hextet.cli.lookup.FamilyAnswer;

/**
 * What was seen.
 *
 * @param target what was to be reached; empty if the host alone was looked at
 * @param host what it has
 * @param resolver who looked the name up; empty if nobody did
 * @param lookups one for each family that has its answer
 * @param servers what each name server says by itself
 * @param order the addresses in the order of RFC 6724
 * @param attempts one for each address, in the same order; those not ended are cancelled ones
 * @param nat64 the prefixes of a NAT64; empty if that was not asked, or nobody answered
 * @param isWhole false if it was stopped before its end
 */
record Observations(
        Optional<Target> target,
        HostFacts host,
        Optional<String> resolver,
        List<FamilyAnswer> lookups,
        List<ServerAnswer> servers,
        List<Placement> order,
        List<AttemptReport> attempts,
        Optional<List<Nat64Prefix>> nat64,
        boolean isWhole) {

    Observations {
        lookups = List.copyOf(lookups);
        servers = List.copyOf(servers);
        order = List.copyOf(order);
        attempts = List.copyOf(attempts);
    }

    Optional<FamilyAnswer> lookup(StandardProtocolFamily family) {
        return lookups.stream().filter(each -> each.family() == family).findFirst();
    }

    List<AttemptReport> attempts(StandardProtocolFamily family) {
        return attempts.stream()
                .filter(each -> Families.is(family, each.address()))
                .toList();
    }

    List<Placement> order(StandardProtocolFamily family) {
        return order.stream()
                .filter(each -> Families.is(family, each.destination()))
                .toList();
    }

    /** At least one address of the family connects. */
    boolean connects(StandardProtocolFamily family) {
        return attempts(family).stream().anyMatch(AttemptReport::isConnected);
    }
}
