package org.hextet.tck.expect;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** What is wrong with the words of a failure: they must tell a tired operator what happened, where, and what to do. */
public final class FailureText {

    /** How InetAddress prints itself: {@code /127.0.0.1}, {@code localhost/0:0:0:0:0:0:0:1}. */
    private static final Pattern JDK_ADDRESS =
            Pattern.compile("(?<!/)/(\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F]{0,4}:[0-9a-fA-F:]*:[0-9a-fA-F:%.\\w]*)");

    private static final Pattern NULL = Pattern.compile("\\bnull\\b");

    private static final Pattern UNSHORTENED = Pattern.compile("\\b0:0:0:0:0:0:");

    private static final Pattern ERRNO = Pattern.compile("E[A-Z0-9]{3,}");

    private FailureText() {}

    /**
     * What is wrong with the message of a failure.
     *
     * @param failure of a provider
     * @return the end of a sentence that begins with "the message"; empty if nothing is wrong
     */
    public static Optional<String> flaw(Throwable failure) {
        @Nullable String text = failure.getMessage();
        if (text == null || text.isBlank()) {
            return Optional.of("has no message");
        }
        if (text.contains("\n")) {
            return Optional.of("is longer than a line");
        }
        if (NULL.matcher(text).find()) {
            return Optional.of("says null");
        }
        Matcher address = JDK_ADDRESS.matcher(text);
        if (address.find()) {
            return Optional.of("has an address with a slash: " + address.group());
        }
        if (UNSHORTENED.matcher(text).find()) {
            return Optional.of("has an IPv6 address that is not in RFC 5952 form");
        }
        if (ERRNO.matcher(text.strip()).matches()) {
            return Optional.of("is a bare errno");
        }
        @Nullable Throwable cause = failure.getCause();
        if (cause != null && text.equals(cause.getMessage())) {
            return Optional.of("is only the platform's own");
        }
        if (failure instanceof NetworkFailure typed
                && !text.toLowerCase(Locale.ROOT).contains(typed.operation().toLowerCase(Locale.ROOT))) {
            return Optional.of("does not name the operation, \"" + typed.operation() + "\"");
        }
        return Optional.empty();
    }
}
