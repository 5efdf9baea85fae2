package org.hextet.tck;

import java.util.List;

/** The lines between a run and its child JVM: words with tabs between, nothing else on the way. */
final class EnvironmentLine {

    /** The child's first word. */
    static final String READY = "ready";

    /** The child's first word if it cannot run anything; the reason follows. */
    static final String NOT_RUN = "not-run ";

    private static final String RESULT = "result";

    private EnvironmentLine() {}

    static String question(String id, Subject subject) {
        return String.join(
                "\t",
                id,
                subject.transport().map(one -> one.spec().toString()).orElse("-"),
                subject.resolver().map(one -> one.spec().toString()).orElse("-"));
    }

    /** What a question is about, as the child finds it. */
    static Subject subject(String transport, String resolver) {
        if (transport.equals("-")) {
            return Subject.HOUSE;
        }
        return resolver.equals("-")
                ? Subject.of(Transport.named(transport))
                : Subject.of(Transport.named(transport), Resolver.named(resolver));
    }

    static String answer(CheckResult result) {
        return String.join("\t", RESULT, result.outcome().name(), escape(result.detail()), escape(result.report()));
    }

    static CheckResult result(String answer, Row row, Subject subject) {
        String[] words = answer.split("\t", -1);
        if (words.length != 4 || !words[0].equals(RESULT)) {
            return Results.failed(row, subject, "the child JVM answered \"" + answer + "\"", List.of());
        }
        return new CheckResult(
                row,
                subject.transportName(),
                subject.resolverName(),
                Outcome.valueOf(words[1]),
                unescape(words[2]),
                unescape(words[3]));
    }

    static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            plain.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next);
        }
        return plain.toString();
    }
}
