package org.hextet.tck;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;

/**
 * What a check is run against.
 *
 * @param transport the transport under test, or the default one beneath a resolver; empty for the house
 * @param resolver the resolver under test
 */
record Subject(Optional<Transport> transport, Optional<Resolver> resolver) {

    static final Subject HOUSE = new Subject(Optional.empty(), Optional.empty());

    static Subject of(Transport transport) {
        return new Subject(Optional.of(transport), Optional.empty());
    }

    static Subject of(Transport transport, Resolver resolver) {
        return new Subject(Optional.of(transport), Optional.of(resolver));
    }

    String transportName() {
        return transport.map(one -> one.text().name()).orElse("-");
    }

    String resolverName() {
        return resolver.map(one -> one.text().name()).orElse("-");
    }

    /** The name by which its provider speaks of itself. */
    String providerName() {
        return resolver.map(Resolver::name)
                .or(() -> transport.map(Transport::name))
                .orElse("house");
    }

    /** The name in a sentence. */
    String name() {
        return resolver.map(one -> one.text().name())
                .or(() -> transport.map(one -> one.text().name()))
                .orElse("house");
    }

    /** The first of its providers that only this process has. */
    Optional<String> unregistered() {
        return transport
                .filter(one -> !one.isService())
                .map(Transport::name)
                .or(() -> resolver.filter(one -> !one.isService()).map(Resolver::name));
    }

    /** Why it cannot be opened. */
    Optional<String> problem() {
        return Stream.concat(
                        transport
                                .flatMap(one -> one.problem().map(why -> one.name() + " is unavailable here: " + why))
                                .stream(),
                        resolver
                                .flatMap(one -> one.problem().map(why -> one.name() + " is unavailable here: " + why))
                                .stream())
                .findFirst();
    }

    /** Why a row has no meaning here: a capability that is absent, or one that is present. */
    Optional<String> unsupported(Row row) {
        for (String need : row.needs()) {
            if (!has(need)) {
                return Optional.of("no " + need + ": " + whyAbsent(new Capability(need)));
            }
        }
        for (String lack : row.lacks()) {
            if (has(lack)) {
                return Optional.of("only where " + lack + " is absent");
            }
        }
        return Optional.empty();
    }

    /** Whether its resolver can be brought to ask a script wherever it runs. */
    boolean takesScript() {
        return problem().isEmpty() && resolver.filter(Resolver::takesScript).isPresent();
    }

    boolean has(String capability) {
        return lists().stream().anyMatch(list -> list.has(new Capability(capability)));
    }

    private String whyAbsent(Capability capability) {
        return lists().stream()
                .map(list -> list.absent().get(capability))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(name() + " does not declare it");
    }

    private List<Capabilities> lists() {
        return Stream.concat(
                        resolver.map(Resolver::capabilities).stream(), transport.map(Transport::capabilities).stream())
                .toList();
    }
}
