package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this host has.
 *
 * @param addresses of its interfaces that are up, IPv6 first
 * @param sources where it would send from to the whole internet; a family without such an address is not in it
 * @param routes its default routes; empty if the system does not tell
 * @param nameServers whom it is told to ask
 * @param jvm switches of this JVM
 * @param synTimeout how long its kernel tries to connect; empty if the system does not tell
 */
record HostFacts(
        List<LocalAddress> addresses,
        Map<StandardProtocolFamily, InetAddress> sources,
        Optional<List<DefaultRoute>> routes,
        ConfiguredServers nameServers,
        List<Finding> jvm,
        Optional<Duration> synTimeout) {

    HostFacts {
        addresses = List.copyOf(addresses);
        sources = Map.copyOf(sources);
        jvm = List.copyOf(jvm);
    }

    /** Has an address of the family that reaches further than its links. */
    boolean hasAddress(StandardProtocolFamily family) {
        return addresses.stream().anyMatch(each -> each.isUsable() && Families.is(family, each.address()));
    }

    boolean hasSource(StandardProtocolFamily family) {
        return sources.containsKey(family);
    }
}
