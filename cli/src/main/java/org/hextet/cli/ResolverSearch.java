package org.hextet.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.Provider;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ResolverProvider;

/** Finds resolvers by what they can do. */
final class ResolverSearch {

    private ResolverSearch() {}

    /**
     * The best resolver that can do all of this.
     *
     * @return its name
     * @throws UnsupportedOperationException if none can
     */
    static String with(Set<Capability> needed) {
        return best(needed)
                .orElseThrow(() -> new UnsupportedOperationException("no resolver here has " + words(needed)
                        + "; found: "
                        + String.join(
                                ", ",
                                Discovery.resolvers().stream()
                                        .map(ProviderListing::name)
                                        .toList())));
    }

    /** The best resolver that can do all of this, if there is one. */
    static Optional<String> best(Set<Capability> needed) {
        return Discovery.resolvers().stream()
                .filter(listing -> listing.isAvailable() && can(listing, needed))
                .max(Comparator.comparingInt(ProviderListing::priority))
                .map(ProviderListing::name);
    }

    /** Whether the resolver of that name can do all of this. */
    static boolean can(String name, Set<Capability> needed) {
        return Discovery.resolvers().stream()
                .anyMatch(listing -> listing.isAvailable() && listing.name().equals(name) && can(listing, needed));
    }

    /**
     * Insists that a resolver can do all of this. One that is not found, or is unavailable, passes: opening it says so.
     *
     * @throws UnsupportedOperationException if it cannot: names what it lacks, and who has it
     */
    static void require(String name, Set<Capability> needed) {
        List<ProviderListing<ResolverProvider>> all = Discovery.resolvers();
        for (ProviderListing<ResolverProvider> listing : all) {
            if (listing.isAvailable() && listing.name().equals(name) && !can(listing, needed)) {
                List<String> able = all.stream()
                        .filter(other -> other.isAvailable() && can(other, needed))
                        .map(ProviderListing::name)
                        .toList();
                throw new UnsupportedOperationException("resolver " + name + " has no " + words(needed) + "; "
                        + (able.isEmpty() ? "no other here has it" : "give --resolver " + String.join(" or ", able)));
            }
        }
    }

    private static boolean can(ProviderListing<ResolverProvider> listing, Set<Capability> needed) {
        try {
            return listing.provider()
                    .map(Provider::capabilities)
                    .map(Capabilities::present)
                    .filter(present -> present.containsAll(needed))
                    .isPresent();
        } catch (RuntimeException | LinkageError broken) {
            // Naming it, or "hextet providers", says why.
            return false;
        }
    }

    private static String words(Set<Capability> needed) {
        return String.join(" and ", needed.stream().map(ResolverSearch::word).toList());
    }

    private static String word(Capability capability) {
        return switch (capability.name()) {
            case "dns" -> "name servers to choose (dns)";
            case "resolve-records" -> "records but addresses (resolve-records)";
            default -> capability.name();
        };
    }
}
