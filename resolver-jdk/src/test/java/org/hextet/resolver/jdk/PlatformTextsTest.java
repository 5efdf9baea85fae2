package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTextsTest {

    @Test
    void the_name_before_the_words_is_taken_off() {
        assertEquals("Try again", PlatformTexts.words("nx.test", Optional.of("nx.test: Try again")));
        assertEquals("Try again", PlatformTexts.words("nx.test", Optional.of("Try again")));
        assertEquals("", PlatformTexts.words("nx.test", Optional.of("nx.test")));
        assertEquals("", PlatformTexts.words("nx.test", Optional.empty()));
    }

    @Test
    void the_words_of_the_jdks_hosts_file_are_known() {
        assertEquals(
                FailureKind.NO_SUCH_NAME, PlatformTexts.kind("Unable to resolve host nx.test in hosts file hosts"));
    }

    @ParameterizedTest
    @CsvSource({
        ",,,",
        "C,de_DE,,",
        "C.UTF-8,,,de",
        "POSIX,,,",
        ",en_US.UTF-8,,",
        ",,en_GB,",
        ",de_DE.UTF-8,,en_US:de",
        ",,C.utf8,"
    })
    void english_words_are_known_on_linux(String all, String messages, String lang, String language) {
        assertEquals(Optional.empty(), PlatformTexts.unknownHere("Linux", environment(all, messages, lang, language)));
    }

    @ParameterizedTest
    @CsvSource({"de_DE,,,", ",de_DE.UTF-8,en_US,", ",,fr,", ",,en_US,de:en"})
    void other_languages_are_not(String all, String messages, String lang, String language) {
        assertTrue(PlatformTexts.unknownHere("Linux", environment(all, messages, lang, language))
                .orElseThrow()
                .contains("set LC_MESSAGES=C"));
    }

    @Test
    void other_systems_are_not() {
        assertEquals(
                Optional.of("told by the words of Linux C libraries, and this is Mac OS X"),
                PlatformTexts.unknownHere("Mac OS X", Map.of()));
    }

    private static Map<String, String> environment(String all, String messages, String lang, String language) {
        return Map.of(
                "LC_ALL", text(all), "LC_MESSAGES", text(messages), "LANG", text(lang), "LANGUAGE", text(language));
    }

    /** CSV has null for an empty cell. */
    private static String text(String cell) {
        return cell == null ? "" : cell;
    }
}
