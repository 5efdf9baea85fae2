package org.hextet.tck.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TckCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        Terminal terminal = new Terminal(stream(out), stream(err), false, false);
        CommandLine line = new CommandLine(new TckCommand(terminal, "try"));
        line.setExecutionExceptionHandler((thrown, failed, parsed) -> {
            terminal.note(String.valueOf(thrown.getMessage()));
            return -1;
        });
        return line.execute(arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_run_tells_its_seed_and_all_versions() {
        assertEquals(0, run("--check", "ADR-001,ADR-002", "--in-process", "--shuffle", "7", "--repeat", "2"));

        assertTrue(told().contains("shuffled by the seed 7\n"), told());
        String report = out.toString(StandardCharsets.UTF_8);
        assertTrue(report.contains("Java " + Runtime.version().feature()), report);
        assertTrue(report.contains("seed 7"), report);
        assertTrue(report.contains("2 passed"), report);
    }

    @Test
    void a_known_failure_that_passes_is_told_and_fails() throws IOException {
        Path known = folder.resolve("known.txt");
        Files.write(known, List.of("ADR-001"));

        assertEquals(3, run("--check", "ADR-001", "--in-process", "--known", known.toString()));
        assertTrue(told().contains("known.txt:1: ADR-001 passes: take it off the list"), told());
    }

    @Test
    void bad_words_are_refused_before_anything_runs() {
        assertEquals(-1, run("--check", "ADR-001", "--shuffle", "x"));
        assertEquals(-1, run("--check", "ADR-001", "--repeat", "0"));
        assertEquals(-1, run("--module-path", "no/such.jar", "--list"));

        assertTrue(told().contains("--shuffle \"x\" is no whole number"), told());
        assertTrue(told().contains("--repeat 0: need 1 or more"), told());
        assertTrue(told().contains("no/such.jar: it is not on this JVM's path"), told());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }
}
