package org.hextet.tck.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names that can be looked up without a packet to anybody. Those below {@code localhost} are known to every resolver
 * (RFC 6761, section 6.3); this host may have more in its hosts file, and there a source is asked.
 */
final class KnownNames {

    private static final Path HOSTS = Path.of("/etc/hosts");

    private KnownNames() {}

    /** A name that has the loopback addresses, and that nobody has looked up before. */
    static String below(String label) {
        return label + ".localhost";
    }

    /** A name of the hosts file that is not one for the loopback by its very name. */
    static Optional<String> ofHostsFile() {
        if (!Files.isReadable(HOSTS)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(HOSTS).stream()
                    .map(line -> line.split("#", 2)[0].strip())
                    .flatMap(line -> Stream.of(line.split("\\s+")).skip(1))
                    .filter(KnownNames::isPlain)
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.matches("[a-z][a-z0-9-]*[a-z0-9]") && !lower.contains("localhost") && !lower.startsWith("ip6-");
    }

    /** One of each. */
    static List<String> ofEachSource(String label) {
        return Stream.concat(Stream.of(below(label)), ofHostsFile().stream()).toList();
    }
}
