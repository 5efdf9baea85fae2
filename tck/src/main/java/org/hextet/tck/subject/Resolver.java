package org.hextet.tck.subject;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.dns.ResolverHarness;
import org.hextet.tck.expect.Guarded;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.mutants.Mutants;
import org.hextet.tck.mutants.ResolverMutant;
import org.hextet.tck.mutants.Unusual;
import org.hextet.tck.mutants.UnusualProviders;

/**
 * A resolver under test.
 *
 * @param text its name and options, and a mutant if one is laid on it
 * @param provider itself, unless it could not even be made
 * @param problem why it cannot be opened; empty if it can
 * @param harness brings it to ask a script
 * @param isService whether another JVM finds it too, by its name
 */
public record Resolver(
        ProviderText text,
        Optional<ResolverProvider> provider,
        Optional<String> problem,
        Optional<ResolverHarness> harness,
        boolean isService) {

    /**
     * Every resolver that {@link java.util.ServiceLoader} finds, those too that cannot be opened.
     *
     * @return in the order of {@link org.hextet.api.spi.Discovery}
     */
    public static List<Resolver> found() {
        return resolvers().stream()
                .map(listing -> of(listing, new ProviderText(Transport.spec(listing), Optional.empty())))
                .toList();
    }

    /**
     * The resolver of a name, among those found.
     *
     * @param text as of {@link ProviderText}
     * @return with the mutant on it, if the text names one
     * @throws IllegalArgumentException if there is none, or no such mutant; lists those that there are
     */
    public static Resolver named(String text) {
        ProviderText wanted = ProviderText.parse(text);
        String name = wanted.spec().name();
        List<ProviderListing<ResolverProvider>> all = resolvers();
        return all.stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .map(listing -> of(listing, wanted))
                .orElseThrow(() ->
                        new IllegalArgumentException("no resolver \"" + name + "\"; found: " + Transport.names(all)));
    }

    /**
     * A resolver given as an object.
     *
     * @param provider need not be registered
     * @return found by no other JVM
     */
    public static Resolver of(ResolverProvider provider) {
        ProviderText text = ProviderText.parse(provider.name());
        Optional<ResolverProvider> given = Optional.of(provider);
        return new Resolver(
                text, given, CapabilityEnquiry.problem(provider.unavailable(), given), harness(provider.name()), false);
    }

    private static List<ProviderListing<ResolverProvider>> resolvers() {
        return Guarded.call("finding the resolvers", Discovery::resolvers);
    }

    private static Resolver of(ProviderListing<ResolverProvider> listing, ProviderText text) {
        Optional<UnaryOperator<ResolverProvider>> change = text.mutant().map(Resolver::change);
        Optional<ResolverProvider> provider = listing.provider()
                .map(found -> change.map(one -> one.apply(found)).orElse(found));
        try {
            return new Resolver(
                    text,
                    provider,
                    CapabilityEnquiry.problem(listing.problem(), provider),
                    harness(text.spec().name()),
                    true);
        } catch (ServiceConfigurationError broken) {
            return new Resolver(
                    text, provider, Optional.of("a harness is broken: " + broken.getMessage()), Optional.empty(), true);
        }
    }

    private static UnaryOperator<ResolverProvider> change(String name) {
        Optional<Unusual<ResolverProvider>> unusual = UnusualProviders.resolver(name);
        return unusual.isPresent() ? unusual.get().change() : mutant(name).change();
    }

    private static ResolverMutant mutant(String name) {
        if (Mutants.named(name) instanceof ResolverMutant mutant) {
            return mutant;
        }
        throw new IllegalArgumentException("mutant \"" + name + "\" is one of transports, not of resolvers");
    }

    /** That of the resolver's own maker. */
    private static Optional<ResolverHarness> harness(String name) {
        return ServiceLoader.load(ResolverHarness.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.resolver().equals(name))
                .findFirst();
    }

    /**
     * As its provider calls itself.
     *
     * @return without a mutant's name
     */
    public String name() {
        return text.spec().name();
    }

    /**
     * What it can do.
     *
     * @return as its provider declares
     * @throws java.util.NoSuchElementException if it could not even be made
     */
    public Capabilities capabilities() {
        return provider.orElseThrow().capabilities();
    }

    /**
     * Whether options say whom it asks.
     *
     * @return true if it declares {@link Needs#DNS}
     */
    public boolean canBeToldServers() {
        return capabilities().has(new Capability(Needs.DNS));
    }

    /**
     * Whether it can be brought to ask a script wherever it runs.
     *
     * @return true if it has a harness, or can be told its servers
     */
    public boolean takesScript() {
        return harness.isPresent() || canBeToldServers();
    }

    /**
     * Opens it.
     *
     * @param moreOptions by name; they come after those of the text
     * @return to be closed by the caller
     * @throws IOException what opening said
     */
    public NameResolver open(Map<String, String> moreOptions) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(text.spec().options());
        options.putAll(moreOptions);
        return provider.orElseThrow().open(new ProviderSpec(name(), options), List.of());
    }
}
