package org.hextet.tck;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
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
 */
record Resolver(ProviderSpec spec, Optional<ResolverProvider> provider, Optional<String> problem) {

    static List<Resolver> found() {
        return Discovery.resolvers().stream()
                .map(listing -> new Resolver(Transport.spec(listing), listing.provider(), listing.problem()))
                .toList();
    }

    static Resolver named(String text) {
        ProviderSpec spec = ProviderSpec.parse(text);
        List<ProviderListing<ResolverProvider>> all = Discovery.resolvers();
        return all.stream()
                .filter(listing -> listing.name().equals(spec.name()))
                .findFirst()
                .map(listing -> new Resolver(spec, listing.provider(), listing.problem()))
                .orElseThrow(() -> new IllegalArgumentException("no resolver \"" + spec.name() + "\"; found: "
                        + (all.isEmpty()
                                ? "none"
                                : all.stream().map(ProviderListing::name).collect(Collectors.joining(", ")))));
    }

    String name() {
        return spec.name();
    }

    Capabilities capabilities() {
        return provider.orElseThrow().capabilities();
    }

    NameResolver open(Map<String, String> moreOptions) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(spec.options());
        options.putAll(moreOptions);
        return provider.orElseThrow().open(new ProviderSpec(spec.name(), options), List.of());
    }
}
