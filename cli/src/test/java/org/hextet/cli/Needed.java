package org.hextet.cli;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hextet.api.Capability;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.Provider;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ReactorProvider;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the transports beside it; where it is not there the test is skipped, and says why. */
final class Needed {

    private Needed() {}

    /** That a transport has a capability. */
    static void capability(String transport, Capability capability) {
        Assumptions.assumeTrue(
                transports(capability).contains(transport), transport + " lacks capability " + capability + " here");
    }

    /** A transport that has a capability. */
    static String transportWith(Capability capability) {
        Optional<String> found = transports(capability).stream().findFirst();
        Assumptions.assumeTrue(found.isPresent(), "no transport here has capability " + capability);
        return found.orElseThrow();
    }

    /** That a program is there. */
    static void installed(String program) {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, program).canExecute()),
                program + " is not installed");
    }

    private static List<String> transports(Capability capability) {
        return Discovery.transports().stream()
                .filter(listing -> listing.isAvailable() && has(listing, capability))
                .map(ProviderListing::name)
                .toList();
    }

    private static boolean has(ProviderListing<ReactorProvider> listing, Capability capability) {
        return listing.provider()
                .map(Provider::capabilities)
                .filter(all -> all.has(capability))
                .isPresent();
    }
}
