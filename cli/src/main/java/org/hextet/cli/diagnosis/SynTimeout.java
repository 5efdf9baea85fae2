package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How long this host's kernel goes on trying to connect to an address that does not answer. */
final class SynTimeout {

    private SynTimeout() {}

    /** Empty where the system does not tell. */
    static Optional<Duration> ofHost(Path procSysNetIpv4) {
        try {
            int retries = number(procSysNetIpv4.resolve("tcp_syn_retries"));
            // Since Linux 6.5.
            Path linear = procSysNetIpv4.resolve("tcp_syn_linear_timeouts");
            return Optional.of(of(retries, Files.exists(linear) ? number(linear) : 0));
        } catch (IOException | NumberFormatException notLinux) {
            return Optional.empty();
        }
    }

    /** The first waits are of a second, those after them double; the kernel's timers run late by some hundredths. */
    static Duration of(int retries, int linear) {
        double seconds = linear;
        double wait = 1;
        for (int i = 0; i <= retries; i++) {
            seconds += wait;
            wait = Math.min(wait * 2, 120);
        }
        return Duration.ofMillis((long) (seconds * 1021));
    }

    private static int number(Path file) throws IOException {
        return Integer.parseInt(
                Files.readString(file, StandardCharsets.US_ASCII).strip());
    }
}
