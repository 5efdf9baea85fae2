package org.hextet.epoll;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An operating system and an architecture.
 *
 * @param system as in the system property {@code os.name}
 * @param architecture as the compilers call it: {@code x86_64}, {@code aarch64}
 */
record NativePlatform(String system, String architecture) {

    private static final List<String> ARCHITECTURES = List.of("x86_64", "aarch64");

    /** Of the JVM rather than of the machine: a 32-bit JVM can load no 64-bit library. */
    static NativePlatform ofThisJvm() {
        return of(System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
    }

    static NativePlatform of(String osName, String osArch) {
        String architecture = osArch.toLowerCase(Locale.ROOT);
        return new NativePlatform(osName, architecture.equals("amd64") ? "x86_64" : architecture);
    }

    /** Why there can be no library for it; empty if there can. */
    Optional<String> unsupported() {
        if (!system.equals("Linux")) {
            return Optional.of("needs Linux, this is " + system);
        }
        if (!ARCHITECTURES.contains(architecture)) {
            return Optional.of("has no native library for " + folder() + ", only for linux-"
                    + String.join(" and linux-", ARCHITECTURES));
        }
        return Optional.empty();
    }

    /** The folder of its library in the jar, below {@code META-INF/native}. */
    String folder() {
        return system.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + architecture;
    }
}
