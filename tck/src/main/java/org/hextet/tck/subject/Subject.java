package org.hextet.tck.subject;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.tck.matrix.Row;

/**
 * What a check is run against.
 *
 * @param transport the transport under test, or the default one beneath a resolver; empty for the house
 * @param resolver the resolver under test
 */
public record Subject(Optional<Transport> transport, Optional<Resolver> resolver) {

    /** Neither transport nor resolver: what all providers share. */
    public static final Subject HOUSE = new Subject(Optional.empty(), Optional.empty());

    /**
     * A transport.
     *
     * @param transport under test
     * @return without a resolver
     */
    public static Subject of(Transport transport) {
        return new Subject(Optional.of(transport), Optional.empty());
    }

    /**
     * A resolver on a transport.
     *
     * @param transport beneath it, or under test with it
     * @param resolver under test
     * @return of both
     */
    public static Subject of(Transport transport, Resolver resolver) {
        return new Subject(Optional.of(transport), Optional.of(resolver));
    }

    /**
     * The transport as results have it.
     *
     * @return its name with that of its mutant; {@code -} if there is none
     */
    public String transportName() {
        return transport.map(one -> one.text().name()).orElse("-");
    }

    /**
     * The resolver as results have it.
     *
     * @return its name with that of its mutant; {@code -} if there is none
     */
    public String resolverName() {
        return resolver.map(one -> one.text().name()).orElse("-");
    }

    /**
     * The name by which its provider speaks of itself.
     *
     * @return that of the resolver, or else of the transport; {@code house} if there is neither
     */
    public String providerName() {
        return resolver.map(Resolver::name)
                .or(() -> transport.map(Transport::name))
                .orElse("house");
    }

    /**
     * The name in a sentence.
     *
     * @return as {@link #providerName()}, with that of its mutant
     */
    public String name() {
        return resolver.map(one -> one.text().name())
                .or(() -> transport.map(one -> one.text().name()))
                .orElse("house");
    }

    /**
     * The first of its providers that only this process has.
     *
     * @return its name; empty if another JVM finds all
     */
    public Optional<String> unregistered() {
        return transport
                .filter(one -> !one.isService())
                .map(Transport::name)
                .or(() -> resolver.filter(one -> !one.isService()).map(Resolver::name));
    }

    /**
     * Why it cannot be opened.
     *
     * @return in half a sentence, with the name; empty if it can
     */
    public Optional<String> problem() {
        return Stream.concat(
                        transport
                                .flatMap(one -> one.problem().map(why -> one.name() + " is unavailable here: " + why))
                                .stream(),
                        resolver
                                .flatMap(one -> one.problem().map(why -> one.name() + " is unavailable here: " + why))
                                .stream())
                .findFirst();
    }

    /**
     * Why a row has no meaning here: a capability that is absent, or one that is present.
     *
     * @param row any
     * @return in half a sentence; empty if it has one
     */
    public Optional<String> unsupported(Row row) {
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

    /**
     * Whether its resolver can be brought to ask a script wherever it runs.
     *
     * @return false if there is no resolver, or if it cannot be opened
     */
    public boolean takesScript() {
        return problem().isEmpty() && resolver.filter(Resolver::takesScript).isPresent();
    }

    /**
     * Whether one of its providers declares a capability.
     *
     * @param capability a name of {@link org.hextet.tck.matrix.Needs}
     * @return true if one does
     */
    public boolean has(String capability) {
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
