package org.hextet.tck.run;

import java.time.Duration;
import java.util.List;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.rig.Aftermath;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;

/** The lines between a run and its child JVM: words with tabs between, nothing else on the way. */
final class EnvironmentLine {

    /** The child's first word. */
    static final String READY = "ready";

    /** Whether it is one of the child's lines: a JVM that crashes, or native code, prints others between them. */
    static boolean isAnswer(String line) {
        return line.equals(READY) || line.startsWith(NOT_RUN) || line.startsWith(RESULT + "\t");
    }

    /** The child's first word if it cannot run anything; the reason follows. */
    static final String NOT_RUN = "not-run ";

    private static final String RESULT = "result";

    private EnvironmentLine() {}

    static String question(String id, Subject subject, double guardPart) {
        return String.join(
                "\t",
                id,
                subject.transport().map(one -> one.text().toString()).orElse("-"),
                subject.resolver().map(one -> one.text().toString()).orElse("-"),
                Double.toString(guardPart));
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

    static String answer(Ran ran) {
        CheckResult result = ran.result();
        return String.join(
                "\t",
                RESULT,
                result.outcome().name(),
                escape(result.detail()),
                escape(result.report()),
                result.took().toString(),
                escape(result.log()),
                ran.aftermath().name());
    }

    static Ran ran(String answer, Row row, Subject subject) {
        String[] words = answer.split("\t", -1);
        if (words.length != 7 || !words[0].equals(RESULT)) {
            CheckResult failed = Results.failed(row, subject, "the child JVM answered \"" + answer + "\"", List.of());
            return new Ran(failed, Aftermath.LEFTOVERS);
        }
        CheckResult result = new CheckResult(
                row,
                subject.transportName(),
                subject.resolverName(),
                Outcome.valueOf(words[1]),
                unescape(words[2]),
                unescape(words[3]),
                Duration.parse(words[4]),
                unescape(words[5]));
        return new Ran(result, Aftermath.valueOf(words[6]));
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
