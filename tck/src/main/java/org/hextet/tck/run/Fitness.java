package org.hextet.tck.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.Faults;
import org.hextet.tck.lab.SystemNames;

/** Whether a process really is what its environment promises. */
final class Fitness {

    /** CAP_NET_BIND_SERVICE and CAP_NET_ADMIN, as bits of CapEff. */
    private static final long NETWORK_CAPABILITIES = 1L << 10 | 1L << 12;

    private Fitness() {}

    static Optional<String> problem(Environment environment) {
        return switch (environment) {
            case UNPRIV -> privileges();
            case INJECT -> interposing();
            case SCRIPT, HOSTS -> SystemNames.problem();
            default -> Optional.empty();
        };
    }

    private static Optional<String> interposing() {
        try {
            Faults.ofThisProcess().close();
            return Optional.empty();
        } catch (IOException missing) {
            return Optional.ofNullable(missing.getMessage());
        }
    }

    private static Optional<String> privileges() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    long effective = Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16);
                    return (effective & NETWORK_CAPABILITIES) == 0
                            ? Optional.empty()
                            : Optional.of("the process could not drop its capabilities");
                }
            }
            return Optional.of("/proc/self/status does not tell capabilities");
        } catch (IOException unreadable) {
            return Optional.of("cannot read capabilities: " + unreadable.getMessage());
        }
    }
}
