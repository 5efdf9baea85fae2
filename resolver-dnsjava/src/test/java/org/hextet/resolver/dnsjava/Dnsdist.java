package org.hextet.resolver.dnsjava;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** dnsdist before another server, which does to some questions what a test wants done. */
final class Dnsdist {

    private Dnsdist() {}

    /** Starts it on loopback, over both families. {@code rules} are its own language. */
    static NameServerProcess start(Path program, Path folder, int server, List<String> rules) throws Exception {
        int port = NameServerProcess.freePort();
        // Without the first line it would ask the world for its security status.
        Path file = Files.writeString(
                folder.resolve("dnsdist.conf"), """
                setSecurityPollSuffix("")
                setLocal("127.0.0.1:%1$d")
                addLocal("[::1]:%1$d")
                newServer({address="127.0.0.1:%2$d"})
                """.formatted(port, server) + String.join("\n", rules) + "\n");
        return NameServerProcess.start(
                folder.resolve("dnsdist.log"),
                port,
                List.of(program.toString(), "-C", file.toString(), "--supervised", "--disable-syslog"));
    }
}
