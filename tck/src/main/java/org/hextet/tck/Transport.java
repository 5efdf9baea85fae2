package org.hextet.tck;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.Provider;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ReactorProvider;

/**
 * A transport under test.
 *
 * @param spec its name and options
 * @param provider itself, unless it could not even be made
 * @param problem why it cannot be opened; empty if it can
 * @param isService whether another JVM finds it too, by its name
 */
record Transport(ProviderSpec spec, Optional<ReactorProvider> provider, Optional<String> problem, boolean isService) {

    static List<Transport> found() {
        return Discovery.transports().stream()
                .map(listing -> of(listing, spec(listing)))
                .toList();
    }

    static Transport named(String text) {
        ProviderSpec spec = ProviderSpec.parse(text);
        List<ProviderListing<ReactorProvider>> all = Discovery.transports();
        return all.stream()
                .filter(listing -> listing.name().equals(spec.name()))
                .findFirst()
                .map(listing -> of(listing, spec))
                .orElseThrow(() -> new IllegalArgumentException("no transport \"" + spec.name() + "\"; found: "
                        + (all.isEmpty()
                                ? "none"
                                : all.stream().map(ProviderListing::name).collect(Collectors.joining(", ")))));
    }

    static Transport of(ReactorProvider provider) {
        return new Transport(ProviderSpec.parse(provider.name()), Optional.of(provider), provider.unavailable(), false);
    }

    /** The one that {@code Reactor.open()} would take. */
    static Optional<Transport> standard() {
        return Discovery.defaultTransport().map(Transport::named);
    }

    private static Transport of(ProviderListing<ReactorProvider> listing, ProviderSpec spec) {
        return new Transport(spec, listing.provider(), listing.problem(), true);
    }

    /** A provider too broken to say its name is listed by its class. */
    static ProviderSpec spec(ProviderListing<? extends Provider> listing) {
        try {
            return ProviderSpec.parse(listing.name());
        } catch (IllegalArgumentException className) {
            return ProviderSpec.parse("broken");
        }
    }

    String name() {
        return spec.name();
    }

    Capabilities capabilities() {
        return provider.orElseThrow().capabilities();
    }

    Reactor open(ReactorOptions options) throws IOException {
        return provider.orElseThrow().open(options.withTransport(spec));
    }
}
