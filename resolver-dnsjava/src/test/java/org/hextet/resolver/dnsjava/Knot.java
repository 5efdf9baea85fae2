package org.hextet.resolver.dnsjava;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Knot that owns the zone {@code test.} and knows nothing else. */
final class Knot {

    private Knot() {}

    /** Starts it on loopback, over both families. {@code zone} is a master file but for its SOA and NS. */
    static NameServerProcess start(Path program, Path folder, List<String> zone) throws Exception {
        int port = NameServerProcess.freePort();
        Files.writeString(
                folder.resolve("zone"),
                "$ORIGIN test.\n@ 60 SOA ns admin 1 2 3 4 5\n@ 60 NS ns\nns 60 A 127.0.0.1\n" + String.join("\n", zone)
                        + "\n");
        Path file = Files.writeString(folder.resolve("knot.conf"), """
                server:
                    rundir: "%1$s"
                    listen: [ "::1@%2$d", "127.0.0.1@%2$d" ]
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                database:
                    storage: "%1$s/database"
                zone:
                  - domain: "test"
                    storage: "%1$s"
                    file: "zone"
                    zonefile-load: whole
                    journal-content: none
                """.formatted(folder, port));
        return NameServerProcess.start(
                folder.resolve("knot.log"), port, List.of(program.toString(), "-c", file.toString()));
    }
}
