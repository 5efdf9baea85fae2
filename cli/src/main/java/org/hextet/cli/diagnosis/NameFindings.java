package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.Placement;
import org.hextet.api.failure.FailureKind;
import org.hextet.cli.lookup.FamilyAnswer;

/** What is to be said of the lookup of a name, and of the order of its addresses. */
final class NameFindings {

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private NameFindings() {}

    static List<Finding> of(Observations seen, Set<StandardProtocolFamily> expected) {
        List<Finding> found = new ArrayList<>();
        boolean isUnknown = !seen.lookups().isEmpty()
                && seen.lookups().stream()
                        .allMatch(each -> each.kind()
                                .filter(FailureKind.NO_SUCH_NAME::equals)
                                .isPresent());
        if (isUnknown) {
            found.add(Finding.problem(Code.NO_SUCH_NAME, message(seen.lookups().get(0))));
            return found;
        }
        for (StandardProtocolFamily family : Families.BOTH) {
            seen.lookup(family).ifPresent(answer -> answer(answer, expected.contains(family), found));
        }
        order(seen, found);
        return found;
    }

    private static void answer(FamilyAnswer answer, boolean isExpected, List<Finding> found) {
        StandardProtocolFamily family = answer.family();
        if (!answer.addresses().isEmpty() || answer.isDefinite()) {
            if (answer.elapsedNanos() >= SLOW_NANOS) {
                found.add(Finding.of(
                        Code.SLOW_LOOKUP,
                        family,
                        "the answer for " + Families.name(family) + " took "
                                + Spoken.duration(answer.elapsedNanos())
                                + ": a name server before the one that answered may be dead",
                        true));
            }
            if (answer.addresses().isEmpty()) {
                found.add(Finding.of(
                        family == StandardProtocolFamily.INET6 ? Code.NO_AAAA : Code.NO_A,
                        family,
                        "the name has no " + Families.name(family) + " address (no " + Families.type(family)
                                + " record)",
                        isExpected));
            }
        } else {
            found.add(Finding.of(Code.LOOKUP_FAILED, family, message(answer), true));
        }
    }

    private static void order(Observations seen, List<Finding> found) {
        if (!seen.order().isEmpty() && !isIpv6(seen.order().get(0))) {
            seen.order().stream()
                    .filter(each -> isIpv6(each) && each.source().isPresent())
                    .findFirst()
                    .ifPresent(ipv6 -> found.add(Finding.note(
                            Code.ORDER_IPV4_FIRST,
                            "IPv4 is tried before IPv6: " + seen.order().get(0).reason())));
        }
    }

    private static boolean isIpv6(Placement placement) {
        return Families.is(StandardProtocolFamily.INET6, placement.destination());
    }

    private static String message(FamilyAnswer answer) {
        return answer.failure().map(why -> String.valueOf(why.getMessage())).orElse("");
    }
}
