package org.hextet.addresses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Asks the C library and the kernel of this machine, each time in a host of its own. */
final class GlibcJudge {

    private final Path folder;

    private GlibcJudge(Path folder) {
        this.folder = folder;
    }

    /** What was said: addresses in the order of getaddrinfo, by name, sources and outgoing links by address. */
    record Verdict(Map<String, List<String>> orders, Map<String, String> sources, Map<String, String> links) {}

    /** Compiles the program that asks. Skips the test, and says why, where this machine cannot have it. */
    static GlibcJudge make(Path folder) throws IOException {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "not on Linux");
        try (InputStream source = GlibcJudge.class.getResourceAsStream("judge.c")) {
            Files.write(folder.resolve("judge.c"), source.readAllBytes());
        }
        Path etc = Files.createDirectory(folder.resolve("etc"));
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files\n");
        Files.writeString(etc.resolve("host.conf"), "multi on\n");
        GlibcJudge judge = new GlibcJudge(folder);
        judge.need("getconf", "GNU_LIBC_VERSION");
        judge.need("gcc", "-Wall", "-O1", "-o", "judge", "judge.c");
        judge.need("ip", "-V");
        judge.need("unshare", "-r", "-n", "-m", "ip", "link", "add", "v0", "type", "veth", "peer", "v1");
        return judge;
    }

    private void need(String... command) throws IOException {
        String said;
        int status;
        try {
            Process process = start(command);
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            status = process.waitFor();
        } catch (IOException missing) {
            Assumptions.abort("no " + command[0] + " here: " + missing.getMessage());
            return;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Assumptions.assumeTrue(status == 0, () -> String.join(" ", command) + ": " + said.strip());
    }

    Verdict judge(LinuxHost host) {
        try {
            Files.writeString(folder.resolve("etc/hosts"), host.hosts());
            Files.writeString(folder.resolve("etc/gai.conf"), host.conf());
            Files.writeString(folder.resolve("setup"), host.setup());
            Files.writeString(folder.resolve("routes"), routes(host));
            List<String> command = new ArrayList<>(List.of("unshare", "-r", "-n", "-m", "sh", "-ec", """
                    sysctl -qw net.ipv6.conf.default.accept_dad=0
                    ip -batch setup
                    ip -oneline -force -batch routes 2>/dev/null || true
                    mount --bind etc /etc
                    exec ./judge "$@"
                    """, "sh"));
            for (int i = 0; i < host.names().size(); i++) {
                command.add("n" + i);
            }
            Process process = start(command.toArray(new String[0]));
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join("\n", lines) + "\nfrom " + host.setup());
            }
            return verdict(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String routes(LinuxHost host) {
        StringBuilder commands = new StringBuilder();
        host.names().stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(
                        address -> commands.append("route get ").append(address).append('\n'));
        return commands.toString();
    }

    private static Verdict verdict(List<String> lines) {
        Verdict verdict = new Verdict(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (String line : lines) {
            List<String> words = List.of(line.strip().split("\\s+"));
            int link = words.indexOf("dev");
            if (words.get(0).equals("answer")) {
                verdict.orders()
                        .computeIfAbsent(words.get(1), name -> new ArrayList<>())
                        .add(words.get(2));
                verdict.sources().put(words.get(2), words.get(3));
            } else if (link > 0) { // local 192.0.2.1 dev lo …, 192.0.2.2 dev v0 …
                verdict.links().put(words.get(words.get(0).equals("local") ? 1 : 0), words.get(link + 1));
            }
        }
        return verdict;
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return process;
    }
}
