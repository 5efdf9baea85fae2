package org.hextet.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.run.Catalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFailuresTest {

    private static final Catalogue CATALOGUE = Catalogue.of(Areas.all());

    @TempDir
    Path folder;

    private KnownFailures known(String... lines) throws IOException {
        Path file = folder.resolve("known.txt");
        Files.write(file, List.of(lines));
        return KnownFailures.read(file);
    }

    private static CheckResult result(String id, String transport, String resolver, Outcome outcome) {
        return new CheckResult(CATALOGUE.entry(id).row(), transport, resolver, outcome, "", "", Duration.ZERO, "");
    }

    private static Report report(CheckResult... results) {
        RunFacts facts =
                new RunFacts(Instant.EPOCH, Duration.ZERO, "1", "1", "17", "Linux", 1, OptionalLong.empty(), List.of());
        return new Report(facts, List.of(results));
    }

    @Test
    void an_entry_means_a_row_on_every_provider_or_on_those_it_names() throws IOException {
        Report report = report(
                result("TCP-002", "nio", "-", Outcome.FAIL),
                result("TCP-002", "epoll", "-", Outcome.FAIL),
                result("RES-002", "epoll", "jdk", Outcome.FAIL),
                result("TCP-005", "nio?a=b", "-", Outcome.FAIL));

        assertEquals(List.of(), known("TCP-002", "RES-002 jdk", "TCP-005 nio").unexpected(report));
        assertEquals(
                List.of("TCP-002 epoll", "RES-002 epoll"),
                known("# of nio", "", "TCP-002 nio   # its own", "RES-002 nio jdk", "TCP-005")
                        .unexpected(report)
                        .stream()
                        .map(one -> one.row().id() + " " + one.transport())
                        .toList());
        assertEquals(2, known("TCP-002").count(report));
        assertEquals(4, KnownFailures.none().unexpected(report).size());
    }

    @Test
    void an_entry_whose_rows_pass_is_told_with_its_line() throws IOException {
        Report report = report(
                result("TCP-002", "nio", "-", Outcome.PASS),
                result("TCP-002", "epoll", "-", Outcome.FAIL),
                result("TCP-003", "nio", "-", Outcome.UNSUPPORTED));

        KnownFailures known = known("", "TCP-002", "TCP-002 nio", "TCP-003", "TCP-009");

        assertEquals(List.of(folder.resolve("known.txt") + ":3: TCP-002 nio"), known.passing(report));
    }

    @Test
    void what_is_no_entry_is_refused_with_its_line() throws IOException {
        assertRefused("known.txt:3: no check \"TPC-002\"; write", "# all", "TCP-002", "TPC-002 nio");
        assertRefused("known.txt:1: too many words", "TCP-002 nio jdk and more");
        String missing = String.valueOf(assertThrows(IOException.class, () -> KnownFailures.read(folder.resolve("nix")))
                .getMessage());
        assertTrue(missing.startsWith("known failures: there is no file "), missing);
    }

    private void assertRefused(String words, String... lines) {
        String message = String.valueOf(
                assertThrows(IOException.class, () -> known(lines)).getMessage());
        assertTrue(message.contains(words), message);
    }
}
