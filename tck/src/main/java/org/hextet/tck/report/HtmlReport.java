package org.hextet.tck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hextet.tck.Report;

/**
 * A report as one page: style, script and the results ({@link JsonReport}) are in it, and its policy lets it load
 * nothing else and run no other script, whatever a provider's texts hold.
 */
final class HtmlReport {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final Report report;

    HtmlReport(Report report) {
        this.report = report;
    }

    String text() {
        String style = resource("report.css");
        String script = resource("report.js");
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(
                        switch (place.group(1)) {
                            case "style" -> style;
                            case "script" -> script;
                            case "style-hash" -> hash(style);
                            case "script-hash" -> hash(script);
                            case "report" -> new JsonReport(report).text().strip();
                            case "table" -> escaped(new TableReport(report, Paint.PLAIN).text());
                            default -> throw new IllegalStateException("report.html: " + place.group());
                        }));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** In ASCII, so that the page is the same whatever encoding it is printed in. */
    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> c < ' ' && c != '\n'
                        ? "&#xFFFD;"
                        : c == '&' || c == '<' || c == '>' || c > '~' ? "&#" + c + ";" : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not in the jar of the TCK");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
