package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive that {@code hextet dist} makes, unpacked on a bare host: no Java on the path, a user without rights, a
 * root that cannot be written to, a temporary folder that permits no programs.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DistTest {

    /** Only a hang is longer. */
    private static final long GUARD_SECONDS = 120;

    private static final String HEXTET = "/mnt/dist/bin/hextet";

    @TempDir
    static Path folder;

    private static Path dist;

    private record Output(int status, String out, String err) {}

    @BeforeAll
    static void make() throws Exception {
        String home = System.getProperty("java.home");
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "archives are made for Linux");
        Assumptions.assumeTrue(Files.isExecutable(Path.of(home, "bin", "jlink")), "this JDK has no jlink");
        for (String program : List.of("tar", "gzip", "sha256sum", "unshare", "setpriv", "mount")) {
            Needed.installed(program);
        }
        String modules = System.getProperty("hextet.test.modules", "target/modules");
        Output made = run(
                "../dist/make",
                home + "/bin/java",
                Path.of(modules).toAbsolutePath().toString(),
                folder + "");
        assertEquals(0, made.status(), made.err());
        Path archive = Path.of(made.out().strip());
        assertTrue(
                archive.getFileName().toString().matches("hextet-.+-linux-(x86_64|aarch64)\\.tar\\.gz"),
                archive::toString);
        assertEquals(
                0, run("sh", "-c", "cd " + folder + " && sha256sum -c *.sha256").status());
        assertEquals(
                0,
                run("tar", "-C", folder.toString(), "-xzf", archive.toString()).status());
        String name = archive.getFileName().toString();
        dist = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));
        // Its owner is another than who is to read it.
        assertEquals(0, run("chmod", "a+rx", folder.toString()).status());
        Output namespace = run(unshared("true"));
        Assumptions.assumeTrue(namespace.status() == 0, "no mount namespaces here: " + namespace.err());
    }

    private static Output run(String... words) throws IOException, InterruptedException {
        Path err = Files.createTempFile(folder, "err", "");
        Process process = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("it did not end: " + List.of(words));
        }
        return new Output(process.exitValue(), out, Files.readString(err));
    }

    private static Output bare(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("sh", "src/test/sh/bare.sh", dist.toString()));
        all.addAll(List.of(words));
        return run(unshared(all.toArray(String[]::new)));
    }

    private static String[] unshared(String... words) {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            all.add("--map-root-user");
        }
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    @Test
    void theHostIsBare() throws Exception {
        Output host = bare(
                "sh",
                "-c",
                "! command -v java && ! /usr/bin/java -version && ! mkdir /mnt/dist/x && ! mkdir /x && cp /bin/true /tmp/t && ! /tmp/t && id -u");
        assertEquals(0, host.status(), host.err());
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "as the user of this build");
        assertEquals("65534", host.out().strip());
    }

    @Test
    void everyProviderIsThere() throws Exception {
        Output here = run(CommandProcess.words(List.of(), "providers").toArray(String[]::new));
        Output there = bare(HEXTET, "providers");
        assertEquals("", there.err());
        assertEquals(providers(here), providers(there));
        Needed.capability("epoll", Capability.TCP);
        assertTrue(there.out().contains("transport epoll: available"), there.out());
    }

    /** Without their capabilities: some depend on who asks. */
    private static List<String> providers(Output listing) {
        return listing.out().lines().filter(line -> !line.startsWith(" ")).toList();
    }

    /** keytool makes the certificate: its place is beside the runtime's java. */
    @Test
    void servesAndConnectsOverTls() throws Exception {
        Output talk = bare("sh", "-c", """
                %1$s serve 'tls://[::1]:0' --tls-self-signed >/tmp/serve 2>&1 &
                server=$!
                until grep -qs ^ready /tmp/serve; do kill -0 $server || exit 9; sleep 0.1; done
                echo hello | %1$s connect "$(sed -n 's/^listening //p' /tmp/serve)" --insecure || exit 8
                kill $server && wait $server
                """.formatted(HEXTET));
        assertEquals("", talk.err());
        assertEquals("hello\n", talk.out());
        assertEquals(0, talk.status());
    }

    @Test
    void resolvesByBothResolvers() throws Exception {
        for (String resolver : List.of("jdk", "dnsjava")) {
            Output resolved = bare(HEXTET, "resolve", "-q", "--resolver", resolver, "localhost");
            assertEquals("", resolved.err());
            assertTrue(resolved.out().contains("127.0.0.1\n"), resolved.out());
        }
    }

    /**
     * Every JVM has a warning for this option, where there are no large pages, and prints it among its program's
     * output.
     */
    @Test
    void whatTheJvmWarnsOfIsNotAmongTheData() throws Exception {
        Output listing = bare("env", "HEXTET_OPTS=-XX:+UseLargePages", HEXTET, "providers");
        assertTrue(listing.out().startsWith("transport "), listing.out());
        Assumptions.assumeTrue(
                listing.err().contains("UseLargePages"), "large pages are there, and no warning: " + listing);
    }

    /** One check in this JVM, and one in JVMs of its own that have their classes on the class path. */
    @Test
    void runsTheTckInChildrenToo() throws Exception {
        Output matrix = bare(HEXTET, "tck", "--check", "DIS-001,DIS-002,TCP-001", "--format", "tsv");
        assertEquals(0, matrix.status(), matrix.err() + matrix.out());
        assertTrue(matrix.out().lines().count() >= 3, matrix.out());
        assertTrue(matrix.out().lines().allMatch(line -> line.contains("\tPASS\t")), matrix.out());
    }

    @Test
    void saysWhatItIsAndUnderWhatLicences() throws Exception {
        String readme = Files.readString(dist.resolve("README"));
        assertFalse(readme.contains("@"), readme);
        assertTrue(Files.size(dist.resolve("LICENSE")) > 0);
        assertTrue(Files.isDirectory(dist.resolve("lib/runtime/legal/java.base")));
        try (Stream<Path> modules = Files.list(dist.resolve("lib/modules"))) {
            for (Path jar : modules.toList()) {
                String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
                assertTrue(name.startsWith("hextet-") || Files.isDirectory(dist.resolve("licenses/" + name)), name);
            }
        }
        assertTrue(Files.readString(dist.resolve("share/bash-completion/completions/hextet"))
                .contains("hextet"));
        assertTrue(Files.readString(dist.resolve("share/zsh/site-functions/_hextet"))
                .contains("hextet"));
    }
}
