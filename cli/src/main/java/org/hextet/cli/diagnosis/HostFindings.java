package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.cli.lookup.FamilyAnswer;

/** What is to be said of the host, its name servers and this JVM. */
final class HostFindings {

    private final Observations seen;
    private final Set<StandardProtocolFamily> expected;
    private final boolean wantsIpv4Only;
    private final List<Finding> found = new ArrayList<>();

    private HostFindings(Observations seen, Set<StandardProtocolFamily> expected, boolean wantsIpv4Only) {
        this.seen = seen;
        this.wantsIpv4Only = wantsIpv4Only;
        this.expected = expected;
    }

    static List<Finding> of(Observations seen, Expectation expectation) {
        Set<StandardProtocolFamily> expected = expectation.families(seen);
        boolean wantsIpv4Only = expectation
                .given()
                .filter(Set.of(StandardProtocolFamily.INET)::equals)
                .isPresent();
        HostFindings findings = new HostFindings(seen, expected, wantsIpv4Only);
        Families.BOTH.forEach(findings::family);
        findings.addresses();
        findings.nat64();
        findings.nameServers();
        findings.jvm();
        return findings.found;
    }

    /** Whether it can send to the internet. Who is to reach one host needs no such way where that one has its own. */
    private void family(StandardProtocolFamily family) {
        HostFacts host = seen.host();
        String name = Families.name(family);
        boolean isReached = seen.target().isPresent()
                && seen.order(family).stream().anyMatch(each -> each.source().isPresent());
        boolean isNeeded = expected.contains(family) && !isReached && !isElsewhere(family);
        if (host.hasSource(family)) {
            return;
        }
        if (!host.hasAddress(family)) {
            found.add(Finding.of(
                    Code.NO_ADDRESS,
                    family,
                    "this host has no " + name + " address that reaches further than its links",
                    isNeeded));
        } else {
            boolean hasRoute = host.routes()
                    .filter(routes -> routes.stream().anyMatch(route -> route.family() == family))
                    .isPresent();
            found.add(Finding.of(
                    Code.NO_ROUTE,
                    family,
                    "this host has " + name + " addresses and "
                            + (hasRoute
                                    ? "a default route, and still no address to send from"
                                    : "no default route: it reaches its own networks only"),
                    isNeeded));
        }
    }

    /** The name has no address of the family: how the host would send there is not asked. */
    private boolean isElsewhere(StandardProtocolFamily family) {
        return seen.target().isPresent() && seen.order(family).isEmpty();
    }

    private void addresses() {
        for (LocalAddress each : seen.host().addresses()) {
            if (!each.flags().isEmpty()) {
                boolean isDuplicate = each.flags().contains("duplicate");
                found.add(Finding.of(
                        Code.ADDRESS_UNUSABLE,
                        Families.is(StandardProtocolFamily.INET6, each.address())
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET,
                        AddressText.format(each.address()) + " on " + each.interfaceName() + " is "
                                + String.join(", ", each.flags())
                                + (isDuplicate ? ": another host has it; give this one another address" : ""),
                        isDuplicate));
            }
        }
    }

    private void nat64() {
        if (seen.nat64().isPresent()
                && !seen.nat64().get().isEmpty()
                && !seen.host().hasSource(StandardProtocolFamily.INET)) {
            found.add(Finding.note(
                    Code.NAT64_ONLY,
                    "this host reaches IPv4 through NAT64 alone (" + prefixes()
                            + "): names work, and programs that connect to IPv4 addresses written out do not"));
        }
    }

    private String prefixes() {
        return seen.nat64().stream().flatMap(List::stream).map(Object::toString).collect(Collectors.joining(", "));
    }

    private void nameServers() {
        ConfiguredServers configured = seen.host().nameServers();
        configured
                .unusable()
                .forEach(why -> found.add(Finding.problem(Code.UNUSABLE_NAME_SERVER, "resolv.conf: " + why)));
        if (configured.servers().isEmpty()
                && configured.unusable().isEmpty()
                && seen.servers().isEmpty()) {
            found.add(Finding.note(
                    Code.NO_NAME_SERVER, "resolv.conf names no server: one on this host is asked, port 53"));
        }
        for (ServerAnswer each : seen.servers()) {
            if (each.isDead()) {
                found.add(Finding.problem(
                        Code.DNS_SERVER_DEAD,
                        "name server " + AddressText.formatSocket(each.server()) + " does not serve: " + each.reason()
                                + "; lookups wait for it"));
            }
        }
        Families.BOTH.forEach(this::disagreement);
    }

    private void disagreement(StandardProtocolFamily family) {
        List<String> with = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (ServerAnswer server : seen.servers()) {
            for (FamilyAnswer answer : server.answers()) {
                if (answer.family() == family) {
                    if (!answer.addresses().isEmpty()) {
                        with.add(AddressText.formatSocket(server.server()));
                    } else if (answer.kind().filter(HostFindings::isAbsence).isPresent()) {
                        without.add(AddressText.formatSocket(server.server()));
                    }
                }
            }
        }
        if (!with.isEmpty() && !without.isEmpty()) {
            found.add(Finding.of(
                    Code.DNS_SERVERS_DISAGREE,
                    family,
                    "name servers disagree: " + String.join(", ", with) + " has " + Families.name(family)
                            + " addresses, " + String.join(", ", without) + " has none; which one answers is chance",
                    true));
        }
    }

    private static boolean isAbsence(FailureKind kind) {
        return kind == FailureKind.NO_DATA || kind == FailureKind.NO_SUCH_NAME;
    }

    private void jvm() {
        for (Finding each : seen.host().jvm()) {
            if (each.code() == Code.PREFER_IPV4_ADDRESSES && seen.target().isPresent()) {
                // Of the JVM's own lookups, not of this connect.
                continue;
            }
            boolean isWished = wantsIpv4Only && each.code() == Code.PREFER_IPV4_STACK;
            found.add(isWished ? Finding.note(each.code(), each.text()) : each);
        }
    }
}
