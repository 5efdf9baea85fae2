package org.hextet.endpoints.timeline;

import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.PrintableText;
import org.hextet.api.failure.FailureKind;

/**
 * One line of a picture of a timeline: work from its begin to its end, or something of a moment.
 *
 * @param work empty for something of a moment
 * @param label what it is about
 * @param beginNanos its left end
 * @param endNanos its right end; the left one of a moment
 * @param outcome empty for something of a moment
 * @param words how it ended, and why
 */
record Lane(
        Optional<Span.Work> work,
        String label,
        long beginNanos,
        long endNanos,
        Optional<Span.Outcome> outcome,
        String words) {

    static Lane of(Span span) {
        String label = span.address()
                .map(AddressText::format)
                .or(() -> span.family().map(Timeline::familyName))
                .orElse("");
        return new Lane(
                Optional.of(span.work()),
                label,
                span.beginNanos(),
                span.endNanos(),
                Optional.of(span.outcome()),
                words(span));
    }

    /** Of a failure its kind first: what comes later may find no room. */
    private static String words(Span span) {
        String kind = span.kind().map(FailureKind::text).orElse("");
        String more = span.detail().map(PrintableText::of).orElse("");
        if (more.isEmpty()) {
            return kind.isEmpty() ? span.outcome().text() : kind;
        }
        return kind.isEmpty() || more.startsWith(kind) ? more : kind + ": " + more;
    }

    static Lane of(TimelineEvent moment) {
        String about = moment.address()
                .map(AddressText::format)
                .or(() -> moment.family().map(Timeline::familyName))
                .orElse("");
        String more = moment.inShort().map(PrintableText::of).orElse("");
        return new Lane(
                Optional.empty(),
                PrintableText.of(moment.event()),
                moment.atNanos(),
                moment.atNanos(),
                Optional.empty(),
                about + (about.isEmpty() || more.isEmpty() ? "" : ": ") + more);
    }

    long durationNanos() {
        return endNanos - beginNanos;
    }

    /** A sentence for those who cannot see the picture. */
    String sentence() {
        if (work.isEmpty()) {
            return "at " + TimeText.of(beginNanos) + " " + label + (words.isEmpty() ? "" : " " + words);
        }
        return work.get() + " " + label + ", begun at " + TimeText.of(beginNanos) + ", after "
                + TimeText.of(durationNanos()) + " " + end();
    }

    private String end() {
        String how = outcome.map(Span.Outcome::text).orElse("");
        return how.equals(words) ? how : how + ": " + words;
    }
}
