package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server on a link-local address, which needs a zone, named by interface and by number. In a network namespace made
 * for it, of which nothing is left. Skipped where there are none, or no unbound.
 */
@Timeout(120)
class LinkLocalServerTest {

    private static final int PORT = 5353;
    private static final List<String> NAMESPACE =
            List.of("unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child");

    @TempDir
    private Path folder;

    @Test
    void it_is_asked_by_its_zone() throws Exception {
        Optional<Path> unbound = Unbound.installed();
        assumeTrue(unbound.isPresent(), "unbound is not installed");
        assumeTrue(NameServerProcess.installed("unshare").isPresent(), "unshare is not installed");
        assumeTrue(run(NAMESPACE, List.of("true")).isEmpty(), "no network namespaces here");
        Path config = Files.writeString(
                folder.resolve("unbound.conf"),
                Unbound.config(
                        folder,
                        PORT,
                        List.of("fe80::53%hxdns0"),
                        List.of("host.test. 60 IN AAAA 2001:db8::1", "host.test. 60 IN A 192.0.2.1")));
        Path script = Files.writeString(folder.resolve("script"), """
                set -e
                ip link set lo up
                ip link add hxdns0 type veth peer hxdns1
                ip link set hxdns1 up
                ip link set hxdns0 up
                ip addr add fe80::53/64 dev hxdns0 nodad
                %s -d -c %s >unbound.log 2>&1 &
                index=$(ip -o link show dev hxdns0 | cut -d: -f1)
                "$@" host.test "%s" "%s$index%s"
                """.formatted(
                        unbound.get(),
                        config,
                        "dnsjava?server=[fe80::53%hxdns0]:" + PORT + "&search=&hosts=/nowhere",
                        "dnsjava?server=[fe80::53%",
                        "]:" + PORT + "&search=&hosts=/nowhere&tcp=on"));
        List<String> lookup = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Its file in /tmp is called by its number, which in a namespace is any other's as well.
                "-XX:-UsePerfData",
                "-cp",
                classPath(),
                LinkLocalLookup.class.getName());
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(lookup);

        assertEquals(
                List.of("[INET 192.0.2.1 60, INET6 2001:db8::1 60]", "[INET 192.0.2.1 60, INET6 2001:db8::1 60]"),
                run(NAMESPACE, command));
    }

    private List<String> run(List<String> before, List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(before);
        all.addAll(command);
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return process.waitFor() == 0 ? said : List.of(Files.readString(errors));
    }

    /** Both paths of this JVM, and its test classes, which may be patched into the module. */
    private static String classPath() throws Exception {
        Path mine = Path.of(LinkLocalLookup.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Stream.of(
                        mine.resolveSibling("test-classes").toString(),
                        mine.resolveSibling("classes").toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
