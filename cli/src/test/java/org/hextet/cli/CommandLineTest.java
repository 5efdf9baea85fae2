package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final List<String> COMMANDS =
            List.of("providers", "serve", "connect", "relay", "check", "resolve", "tck", "completion");

    @Test
    void help_names_every_command() {
        InProcess help = InProcess.run("--help");

        assertEquals(0, help.status());
        assertEquals("", help.err());
        COMMANDS.forEach(command -> assertTrue(help.out().contains("  " + command + " "), command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers", "serve", "connect", "relay", "check", "resolve", "tck", "completion"})
    void every_command_has_help_and_version(String command) {
        InProcess help = InProcess.run(command, "--help");
        InProcess version = InProcess.run(command, "--version");

        assertAll(
                () -> assertEquals(0, help.status()),
                () -> assertTrue(help.out().startsWith("Usage: hextet " + command), help.out()),
                () -> assertEquals(0, version.status()),
                () -> assertTrue(version.out().startsWith("hextet "), version.out()));
    }

    @Test
    void the_version_is_that_of_the_module() {
        InProcess version = InProcess.run("--version");

        assertEquals(0, version.status());
        assertTrue(version.out().matches("hextet [0-9]+\\.[0-9]+.*\\R(?s).*"), version.out());
        assertTrue(version.out().contains("Java " + System.getProperty("java.version")), version.out());
    }

    @Test
    void without_a_command_it_says_which_there_are() {
        InProcess nothing = InProcess.run();

        assertEquals(2, nothing.status());
        assertEquals("", nothing.out());
        COMMANDS.forEach(command -> assertTrue(nothing.err().contains(command), command));
    }

    @Test
    void an_unknown_command_is_one_line_that_names_the_known_ones() {
        InProcess unknown = InProcess.run("conect", "tcp://[::1]:9");

        assertEquals(2, unknown.status());
        assertTrue(unknown.err().startsWith("hextet: no command \"conect\"; one of providers, "), unknown.err());
        assertEquals(1, unknown.err().lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completion_knows_every_command_and_its_options(String shell) {
        InProcess completion = InProcess.run("completion", shell);

        assertEquals(0, completion.status());
        COMMANDS.forEach(command -> assertTrue(completion.out().contains(command), command));
        for (String option : List.of(
                "--attempt-delay",
                "--drain-delay",
                "--wait",
                "--type",
                "--area",
                "--timeline",
                "--starttls",
                "--allow")) {
            assertTrue(completion.out().contains(option), option);
        }
    }

    @Test
    void completion_of_an_unknown_shell_is_refused() {
        InProcess fish = InProcess.run("completion", "fish");

        assertEquals(2, fish.status());
        assertTrue(fish.err().contains("\"fish\"") && fish.err().contains("bash, zsh"), fish.err());
    }

    @Test
    void words_are_looked_at_before_they_are_parsed() {
        assertAll(
                () -> assertEquals(
                        "connect", CommandLineWords.of("-v", "connect", "x").command()),
                () -> assertTrue(CommandLineWords.of("connect", "-qv").isVerbose()),
                () -> assertTrue(CommandLineWords.of("connect", "--verbose").isVerbose()),
                () -> assertFalse(
                        CommandLineWords.of("connect", "-V", "--", "-v").isVerbose()),
                () -> assertTrue(
                        CommandLineWords.of("check", "--format", "json").isJson()),
                () -> assertTrue(CommandLineWords.of("check", "--format=json").isJson()),
                () -> assertFalse(
                        CommandLineWords.of("json", "--format", "tsv", "json").isJson()));
    }
}
