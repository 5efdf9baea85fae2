package org.hextet.resolver.dnsjava;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Both files, as they are now. Thread-safe. */
final class SystemFiles {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MOST_RESOLV_CONF = 64 << 10;
    private static final int MOST_HOSTS = 16 << 20;

    private final DnsOptions options;
    private final WatchedFile<Settings> settings;
    private final WatchedFile<HostsFile> hosts;

    SystemFiles(DnsOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.settings = new WatchedFile<>(
                options.resolvConf(),
                MOST_RESOLV_CONF,
                text -> Settings.of(options, ResolvConf.parse(text, domain(hostName(HOST_NAME)))),
                nanoTime);
        this.hosts = new WatchedFile<>(options.hosts(), MOST_HOSTS, HostsFile::parse, nanoTime);
    }

    Settings settings() {
        return settings.content();
    }

    HostsFile hosts() {
        return hosts.content();
    }

    /** Why the file that names the servers could not be read. */
    Optional<String> problem() {
        return options.servers().isEmpty() ? settings.problem() : Optional.empty();
    }

    /** What follows the first dot of the host's own name. */
    static Optional<String> domain(String hostName) {
        int dot = hostName.indexOf('.');
        return dot < 0 || dot == hostName.length() - 1 ? Optional.empty() : Optional.of(hostName.substring(dot + 1));
    }

    /** As gethostname(2); empty where the system does not tell it by a file. */
    private static String hostName(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
