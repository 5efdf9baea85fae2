package org.hextet.resolver.dnsjava;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Unbound that knows what a test gives it, and asks nobody. */
final class Unbound {

    private Unbound() {}

    static Optional<Path> installed() {
        return NameServerProcess.installed("unbound");
    }

    /** Starts it on loopback, over both families. {@code records} are as in a master file. */
    static NameServerProcess start(Path program, Path folder, List<String> records) throws Exception {
        int port = NameServerProcess.freePort();
        Path file = Files.writeString(
                folder.resolve("unbound.conf"), config(folder, port, List.of("::1", "127.0.0.1"), records));
        return NameServerProcess.start(
                folder.resolve("unbound.log"), port, List.of(program.toString(), "-d", "-c", file.toString()));
    }

    static String config(Path folder, int port, List<String> interfaces, List<String> records) {
        StringBuilder config = new StringBuilder("""
                server:
                  port: %d
                  chroot: ""
                  username: ""
                  directory: "%s"
                  pidfile: ""
                  use-syslog: no
                  do-daemonize: no
                  num-threads: 1
                  module-config: "iterator"
                  do-not-query-localhost: no
                  access-control: ::1 allow
                  access-control: fe80::/10 allow
                  access-control: 127.0.0.0/8 allow
                  local-zone: "test." static
                  local-zone: "refused.example." refuse
                """.formatted(port, folder));
        for (String each : interfaces) {
            config.append("  interface: ").append(each).append('\n');
        }
        for (String record : records) {
            config.append("  local-data: '").append(record).append("'\n");
        }
        return config.append("""
                remote-control:
                  control-enable: no
                """).toString();
    }
}
