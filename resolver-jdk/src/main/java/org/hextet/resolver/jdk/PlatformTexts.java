package org.hextet.resolver.jdk;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hextet.api.failure.FailureKind;

/**
 * What the C library's words for a failed lookup mean. The JDK passes on nothing else: one exception for all, told
 * apart by the text of gai_strerror(3).
 */
final class PlatformTexts {

    /**
     * By parts of the text: glibc's words, then musl's, Apple's and those of the JDK's hosts file
     * ({@code jdk.net.hosts.file}).
     */
    private static final Map<String, FailureKind> KINDS = Map.of(
            "Name or service not known", FailureKind.NO_SUCH_NAME,
            "No address associated with hostname", FailureKind.NO_DATA,
            "Address family for hostname not supported", FailureKind.NO_DATA,
            "Temporary failure in name resolution", FailureKind.TEMPORARY,
            "Name does not resolve", FailureKind.NO_SUCH_NAME,
            "Name has no usable address", FailureKind.NO_DATA,
            "nodename nor servname provided, or not known", FailureKind.NO_SUCH_NAME,
            "in hosts file", FailureKind.NO_SUCH_NAME);

    private PlatformTexts() {}

    /** The kind that a text stands for; temporary if it is not known: nothing is concluded from it. */
    static FailureKind kind(String text) {
        return KINDS.entrySet().stream()
                .filter(known -> text.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(FailureKind.TEMPORARY);
    }

    /** The system's words without the name that the JDK puts before them; empty where the JDK has only the name. */
    static String words(String asciiName, Optional<String> message) {
        String text = message.orElse("").strip();
        if (text.startsWith(asciiName + ": ")) {
            return text.substring(asciiName.length() + 2).strip();
        }
        return text.equals(asciiName) ? "" : text;
    }

    /** Why the kinds cannot be told here; empty if they can. */
    static Optional<String> unknownHere(String system, Map<String, String> environment) {
        if (!system.equals("Linux")) {
            return Optional.of("told by the words of Linux C libraries, and this is "
                    + (system.isEmpty() ? "an unknown system" : system));
        }
        String language = language(environment);
        return language.equals("en")
                ? Optional.empty()
                : Optional.of("told by the English words of the C library, and this process has the language \""
                        + language + "\"; set LC_MESSAGES=C");
    }

    /** As setlocale(3) and gettext(3) find the language of messages. */
    private static String language(Map<String, String> environment) {
        String locale = "";
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            if (locale.isEmpty()) {
                locale = environment.getOrDefault(variable, "");
            }
        }
        if (locale.isEmpty() || locale.matches("(C|POSIX)([.@].*)?")) {
            return "en";
        }
        String preferred = environment.getOrDefault("LANGUAGE", "");
        return (preferred.isEmpty() ? locale : preferred).split("[:_.@]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
