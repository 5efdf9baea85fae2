package org.hextet.examples.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.tck.lab.JavaCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows {@code docs/implementing-a-transport.md} from an empty folder, as it is written. */
class GuideTest {

    /** The folder of this room is where its tests run. */
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path installation;

    @TempDir
    Path folder;

    /** A clone that has been built, with the modules that this test runs with, and its launcher as it is. */
    @BeforeEach
    void install() throws IOException {
        assumeTrue(
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux"),
                "the guide's commands are a Linux shell's");
        assumeTrue(
                Files.exists(Path.of(System.getProperty("java.home"), "bin", "javac")),
                "the guide compiles, and this runs on a JRE");
        Path modules = Files.createDirectories(installation.resolve("cli/target/modules"));
        for (Path jar : JavaCommand.likeThisOne().entries()) {
            if (jar.toString().endsWith(".jar")) {
                Files.copy(jar, modules.resolve(jar.getFileName()));
            }
        }
        try (Stream<Path> jars = Files.list(modules)) {
            assumeTrue(
                    jars.anyMatch(jar -> jar.getFileName().toString().startsWith("hextet-cli-")),
                    "the other rooms are no jars yet: mvn verify");
        }
        Path start = Path.of("cli/src/main/sh/start.sh");
        Files.createDirectories(installation.resolve(start).getParent());
        Files.copy(ROOT.resolve(start), installation.resolve(start));
        Path launcher = Files.copy(ROOT.resolve("hextet"), installation.resolve("hextet"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Newer than every source: it is built.
        Path stamp = Files.createFile(installation.resolve("cli/target/hextet.stamp"));
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    }

    @Test
    void the_guide_leads_from_an_empty_folder_to_the_matrix_that_it_shows() throws Exception {
        List<Guide.Step> steps = Guide.steps(ROOT.resolve("docs/implementing-a-transport.md"));

        String printed = "";
        int comparisons = 0;
        for (Guide.Step step : steps) {
            if (step instanceof Guide.Write write) {
                Path file = folder.resolve(write.path());
                Files.createDirectories(file.getParent());
                Files.writeString(file, write.text());
            } else if (step instanceof Guide.Run run) {
                printed = run(run);
            } else if (step instanceof Guide.Prints prints) {
                assertPrinted(prints.lines(), printed);
                comparisons++;
            }
        }
        assertTrue(comparisons >= 2, "the guide shows a matrix before and after");
    }

    private String run(Guide.Run step) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", step.script())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        String java = System.getProperty("java.home");
        shell.environment().put("JAVA_HOME", java);
        shell.environment()
                .put("MODULES", installation.resolve("cli/target/modules").toString());
        shell.environment().put("LC_ALL", "C.UTF-8");
        shell.environment()
                .merge(
                        "PATH",
                        "",
                        (before, none) -> String.join(
                                File.pathSeparator,
                                installation.toString(),
                                Path.of(java, "bin").toString(),
                                before));
        Process process = shell.start();
        try {
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(step.exit(), process.exitValue(), step.script() + printed);
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertPrinted(List<String> promised, String printed) {
        List<String> lines = printed.lines().map(String::stripTrailing).toList();
        int from = 0;
        for (String line : promised) {
            int at = lines.subList(from, lines.size()).indexOf(line);
            assertTrue(at >= 0, "not printed, or not there: \"" + line + "\", but\n" + printed);
            from += at + 1;
        }
    }
}
