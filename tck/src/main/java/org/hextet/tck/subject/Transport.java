package org.hextet.tck.subject;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.Provider;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.expect.Guarded;
import org.hextet.tck.mutants.Mutants;
import org.hextet.tck.mutants.TransportMutant;
import org.hextet.tck.mutants.Unusual;
import org.hextet.tck.mutants.UnusualProviders;

/**
 * A transport under test.
 *
 * @param text its name and options, and a mutant if one is laid on it
 * @param provider itself, unless it could not even be made
 * @param problem why it cannot be opened; empty if it can
 * @param isService whether another JVM finds it too, by its name
 */
public record Transport(
        ProviderText text, Optional<ReactorProvider> provider, Optional<String> problem, boolean isService) {

    private static final String FINDING = "finding the transports";

    /**
     * Every transport that {@link java.util.ServiceLoader} finds, those too that cannot be opened.
     *
     * @return in the order of {@link org.hextet.api.spi.Discovery}
     */
    public static List<Transport> found() {
        return transports().stream()
                .map(listing -> of(listing, new ProviderText(spec(listing), Optional.empty())))
                .toList();
    }

    /**
     * The transport of a name, among those found.
     *
     * @param text as of {@link ProviderText}
     * @return with the mutant on it, if the text names one
     * @throws IllegalArgumentException if there is none, or no such mutant; lists those that there are
     */
    public static Transport named(String text) {
        ProviderText wanted = ProviderText.parse(text);
        String name = wanted.spec().name();
        List<ProviderListing<ReactorProvider>> all = transports();
        return all.stream()
                .filter(listing -> listing.name().equals(name))
                .findFirst()
                .map(listing -> of(listing, wanted))
                .orElseThrow(() -> new IllegalArgumentException("no transport \"" + name + "\"; found: " + names(all)));
    }

    /**
     * A transport given as an object.
     *
     * @param provider need not be registered
     * @return found by no other JVM
     */
    public static Transport of(ReactorProvider provider) {
        ProviderText text = ProviderText.parse(provider.name());
        Optional<ReactorProvider> given = Optional.of(provider);
        return new Transport(text, given, CapabilityEnquiry.problem(provider.unavailable(), given), false);
    }

    /**
     * The one that {@code Reactor.open()} would take.
     *
     * @return empty if none can be opened
     */
    public static Optional<Transport> standard() {
        return Guarded.call(FINDING, Discovery::defaultTransport).map(Transport::named);
    }

    private static List<ProviderListing<ReactorProvider>> transports() {
        return Guarded.call(FINDING, Discovery::transports);
    }

    private static Transport of(ProviderListing<ReactorProvider> listing, ProviderText text) {
        Optional<UnaryOperator<ReactorProvider>> change = text.mutant().map(Transport::change);
        Optional<ReactorProvider> provider = listing.provider()
                .map(found -> change.map(one -> one.apply(found)).orElse(found));
        return new Transport(text, provider, CapabilityEnquiry.problem(listing.problem(), provider), true);
    }

    private static UnaryOperator<ReactorProvider> change(String name) {
        Optional<Unusual<ReactorProvider>> unusual = UnusualProviders.transport(name);
        return unusual.isPresent() ? unusual.get().change() : mutant(name).change();
    }

    private static TransportMutant mutant(String name) {
        if (Mutants.named(name) instanceof TransportMutant mutant) {
            return mutant;
        }
        throw new IllegalArgumentException("mutant \"" + name + "\" is one of resolvers, not of transports");
    }

    /** A provider too broken to say its name is listed by its class. */
    static ProviderSpec spec(ProviderListing<? extends Provider> listing) {
        try {
            return ProviderSpec.parse(listing.name());
        } catch (IllegalArgumentException className) {
            String simple = listing.name().substring(listing.name().lastIndexOf('.') + 1);
            String words = simple.replaceAll("[^A-Za-z0-9]", "-").replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
            return ProviderSpec.parse(words.toLowerCase(Locale.ROOT).replaceAll("^[^a-z]+", "broken-"));
        }
    }

    /** Those found, for whoever named one that is not: with the reason, if it may be one that cannot say its name. */
    static String names(List<? extends ProviderListing<?>> all) {
        return all.isEmpty()
                ? "none"
                : all.stream()
                        .map(listing -> listing.name()
                                + (listing.name().equals(listing.implementation())
                                        ? " (" + listing.problem().orElse("") + ")"
                                        : ""))
                        .collect(Collectors.joining(", "));
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
     * Opens a reactor.
     *
     * @param options with those of the text laid over
     * @return of this transport
     * @throws IOException what opening said
     */
    public Reactor open(ReactorOptions options) throws IOException {
        return provider.orElseThrow().open(options.withTransport(text.spec()));
    }
}
