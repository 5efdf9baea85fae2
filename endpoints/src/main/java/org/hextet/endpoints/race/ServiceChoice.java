package org.hextet.endpoints.race;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hextet.api.DnsRecord;

/**
 * What the records of one name say: services, or another name to ask (RFC 9460, sections 2.4, 7 and 8). A pure
 * function.
 *
 * @param services those that fit, best first
 * @param alias the name to ask instead, in AliasMode
 * @param passedOver records that are of no use, with the reasons
 */
record ServiceChoice(List<Service> services, Optional<String> alias, List<String> passedOver) {

    /** Each is a lookup, and attempts of its own. */
    static final int MOST_SERVICES = 8;

    private static final Set<String> KNOWN_KEYS = Set.of("alpn", "no-default-alpn", "port", "ipv4hint", "ipv6hint");

    static ServiceChoice of(List<DnsRecord> records, BindingPlan plan, int port) {
        List<Found> found = records.stream()
                .filter(record -> record.content() instanceof DnsRecord.Binding)
                .map(record -> new Found(record, (DnsRecord.Binding) record.content()))
                // Equal ones stand in the order of the resolver, which shuffles them.
                .sorted(Comparator.comparingInt(one -> one.binding.priority()))
                .toList();
        Optional<Found> alias =
                found.stream().filter(one -> one.binding.priority() == 0).findFirst();
        if (alias.isPresent()) {
            String target = alias.get().binding.target();
            return target.equals(".")
                    ? new ServiceChoice(
                            List.of(),
                            Optional.empty(),
                            List.of(alias.get().record.name() + ": says that there is none"))
                    : new ServiceChoice(List.of(), Optional.of(Service.plain(target)), List.of());
        }
        List<Service> services = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (Found one : found) {
            Service service = one.service(port);
            Optional<String> why = services.size() < MOST_SERVICES
                    ? unfit(one.binding, plan)
                    : Optional.of("there are " + MOST_SERVICES + " better ones");
            if (why.isPresent()) {
                passedOver.add(service.words() + ": " + why.get());
            } else {
                services.add(service);
            }
        }
        return new ServiceChoice(List.copyOf(services), Optional.empty(), List.copyOf(passedOver));
    }

    private static Optional<String> unfit(DnsRecord.Binding binding, BindingPlan plan) {
        List<String> unknown = binding.mandatory().stream()
                .filter(key -> !KNOWN_KEYS.contains(key))
                .toList();
        if (!unknown.isEmpty()) {
            return Optional.of("mandatory " + String.join(", ", unknown) + " is not known here");
        }
        if (binding.port().isPresent() && binding.port().getAsInt() == 0) {
            return Optional.of("nobody listens on port 0");
        }
        List<String> offered = plan.offered().orElse(List.of());
        List<String> defaults = binding.hasDefaultAlpn() ? plan.bindings().defaultProtocols() : List.of();
        boolean isDefaultUnknown =
                binding.hasDefaultAlpn() && plan.bindings().defaultProtocols().isEmpty();
        List<String> spoken = Stream.concat(binding.alpn().stream(), defaults.stream())
                .distinct()
                .toList();
        boolean fits;
        String wanted;
        if (plan.offered().isEmpty()) {
            fits = spoken.stream().anyMatch(protocol -> !isQuic(protocol));
            wanted = "TCP";
        } else if (offered.isEmpty()) {
            // A client that offers nothing speaks the default.
            fits = binding.hasDefaultAlpn();
            wanted = "the default";
        } else {
            fits = spoken.stream().anyMatch(offered::contains);
            wanted = String.join(", ", offered);
        }
        return fits || isDefaultUnknown
                ? Optional.empty()
                : Optional.of(
                        "speaks " + (spoken.isEmpty() ? "nothing" : String.join(", ", spoken)) + ", not " + wanted);
    }

    private static boolean isQuic(String protocol) {
        return protocol.equals("h3")
                || protocol.startsWith("h3-")
                || protocol.startsWith("hq")
                || protocol.equals("doq");
    }

    private record Found(DnsRecord record, DnsRecord.Binding binding) {

        Service service(int port) {
            String target = Service.plain(binding.target().equals(".") ? record.name() : binding.target());
            int itsPort = binding.port().orElse(port);
            return new Service(
                    target,
                    itsPort,
                    binding.hints(),
                    "priority " + binding.priority() + ", " + target + " port " + itsPort
                            + (binding.alpn().isEmpty() ? "" : ", alpn " + String.join(",", binding.alpn())));
        }
    }
}
