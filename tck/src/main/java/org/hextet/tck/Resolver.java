package org.hextet.tck;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;

/**
 * A resolver under test.
 *
 * @param spec its name and options
 * @param provider itself, unless it could not even be made
 * @param problem why it cannot be opened; empty if it can
 * @param harness brings it to ask a script
 */
record Resolver(
        ProviderSpec spec,
        Optional<ResolverProvider> provider,
        Optional<String> problem,
        Optional<ResolverHarness> harness) {

    static List<Resolver> found() {
        return Discovery.resolvers().stream()
                .map(listing -> of(listing, Transport.spec(listing)))
                .toList();
    }

    static Resolver named(String text) {
        ProviderSpec spec = ProviderSpec.parse(text);
        List<ProviderListing<ResolverProvider>> all = Discovery.resolvers();
        return all.stream()
                .filter(listing -> listing.name().equals(spec.name()))
                .findFirst()
                .map(listing -> of(listing, spec))
                .orElseThrow(() -> new IllegalArgumentException("no resolver \"" + spec.name() + "\"; found: "
                        + (all.isEmpty()
                                ? "none"
                                : all.stream().map(ProviderListing::name).collect(Collectors.joining(", ")))));
    }

    private static Resolver of(ProviderListing<ResolverProvider> listing, ProviderSpec spec) {
        try {
            return new Resolver(spec, listing.provider(), listing.problem(), harness(spec.name()));
        } catch (ServiceConfigurationError broken) {
            return new Resolver(
                    spec,
                    listing.provider(),
                    Optional.of("a harness is broken: " + broken.getMessage()),
                    Optional.empty());
        }
    }

    /** That of the resolver's own maker. */
    private static Optional<ResolverHarness> harness(String name) {
        return ServiceLoader.load(ResolverHarness.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.resolver().equals(name))
                .findFirst();
    }

    String name() {
        return spec.name();
    }

    Capabilities capabilities() {
        return provider.orElseThrow().capabilities();
    }

    /** Whether options say whom it asks. */
    boolean canBeToldServers() {
        return capabilities().has(new Capability(Needs.DNS));
    }

    /** Whether it can be brought to ask a script wherever it runs. */
    boolean takesScript() {
        return harness.isPresent() || canBeToldServers();
    }

    NameResolver open(Map<String, String> moreOptions) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(spec.options());
        options.putAll(moreOptions);
        return provider.orElseThrow().open(new ProviderSpec(spec.name(), options), List.of());
    }
}
