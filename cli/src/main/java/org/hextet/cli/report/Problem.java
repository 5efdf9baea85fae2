package org.hextet.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.api.NoProviderException;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.json.Json;
import org.hextet.endpoints.timeline.FamilyMismatchException;
import org.hextet.policies.SettingSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Why a command ends without success.
 *
 * @param status the exit status
 * @param operation what was tried: of a network failure its own, else the command
 * @param target what it was tried on, as the user wrote it; empty if nothing can be named
 * @param kind the kind of a network failure; empty for all else
 * @param message one line
 * @param caretLines a malformed text, and a caret under the character; unmodifiable, empty for all else
 */
public record Problem(
        int status,
        String operation,
        Optional<String> target,
        Optional<String> kind,
        String message,
        List<String> caretLines) {

    private static final String PREFIX = "hextet: ";

    /**
     * What the user has to be told of a throwable.
     *
     * @param thrown what ended the command
     * @param command its name
     * @param target what it was about, as the user wrote it; empty if nothing can be named
     * @param providerIsNamed whether the user named a transport or a resolver: one that is not there is then his
     *     mistake
     * @return the problem
     */
    public static Problem of(Throwable thrown, String command, Optional<String> target, boolean providerIsNamed) {
        String operation = command;
        Optional<String> kind = Optional.empty();
        if (thrown instanceof NetworkFailure failure) {
            operation = failure.operation();
            kind = Optional.of(failure.kind().text());
        }
        return new Problem(status(thrown, providerIsNamed), operation, target, kind, message(thrown), caret(thrown));
    }

    /**
     * A wrong command line.
     *
     * @param command its name
     * @param message one line
     * @param cause what found it; its text is shown with a caret if it has one
     * @return of exit status 2
     */
    public static Problem ofUsage(String command, String message, Optional<Throwable> cause) {
        return new Problem(
                ExitStatus.USAGE,
                command,
                Optional.empty(),
                Optional.empty(),
                oneLine(message),
                cause.map(Problem::caret).orElse(List.of()));
    }

    private static int status(Throwable thrown, boolean providerIsNamed) {
        if (thrown instanceof NoProviderException none) {
            return providerIsNamed && !none.wasFound() ? ExitStatus.USAGE : ExitStatus.FAILED;
        }
        // Whether a zone exists, and which addresses a name has, is the host's affair and the network's.
        if (thrown instanceof UnknownZoneException || thrown instanceof FamilyMismatchException) {
            return ExitStatus.FAILED;
        }
        return thrown instanceof IllegalArgumentException ? ExitStatus.USAGE : ExitStatus.FAILED;
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return thrown.getClass().getName();
        }
        boolean isExpected = thrown instanceof NetworkFailure
                || thrown instanceof java.io.IOException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof UnsupportedOperationException;
        return oneLine(isExpected ? message : thrown.toString());
    }

    private static List<String> caret(Throwable thrown) {
        if (thrown instanceof AddressSyntaxException address) {
            return address.caretLines().lines().toList();
        }
        if (thrown instanceof SettingSyntaxException setting) {
            return setting.caretLines().lines().toList();
        }
        return List.of();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }

    /**
     * As people read it.
     *
     * @return one line, or three where there is a caret to show; without an end
     */
    public String toText() {
        StringBuilder text = new StringBuilder(PREFIX).append(message);
        caretLines.forEach(line -> text.append('\n').append("  ").append(line));
        return text.toString();
    }

    /**
     * As programs read it.
     *
     * @return {@code {"error":{"operation":…,"target":…,"kind":…,"message":…}}}
     */
    public String toJson() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("operation", operation);
        error.put("target", target.orElse(null));
        error.put("kind", kind.orElse(null));
        error.put("message", message);
        return Json.of(Map.of("error", error));
    }
}
