package org.hextet.endpoints.timeline;

import java.util.List;
import org.hextet.addresses.PrintableText;

/** Draws a timeline in characters. */
final class Waterfall {

    private static final int MOST_LANES = 64;
    private static final int BAR_WIDTH = 40;
    private static final int LONGEST_WORDS = 100;

    private final Lanes lanes;
    private final StringBuilder text = new StringBuilder();

    private Waterfall(Lanes lanes) {
        this.lanes = lanes;
    }

    static String of(Timeline timeline) {
        Waterfall waterfall = new Waterfall(Lanes.of(timeline, MOST_LANES));
        waterfall.draw(timeline);
        return waterfall.text.toString();
    }

    private void draw(Timeline timeline) {
        text.append(Lanes.target(timeline)).append(": ").append(Lanes.end(timeline));
        text.append(" (").append(PrintableText.of(timeline.policy())).append(")\n");
        List<Lane> shown = lanes.shown();
        int workWidth = width(shown.stream().map(Waterfall::work).toList());
        int labelWidth = width(shown.stream().map(Lane::label).toList());
        int beginWidth = width(shown.stream().map(Waterfall::begin).toList());
        int durationWidth = width(shown.stream().map(Waterfall::duration).toList());
        for (Lane lane : shown) {
            text.append("  ").append(left(work(lane), workWidth)).append("  ");
            text.append(left(lane.label(), labelWidth));
            text.append("  |").append(bar(lane)).append("|  at ");
            text.append(right(begin(lane), beginWidth));
            text.append(lane.work().isPresent() ? "  for " : "      ");
            text.append(right(duration(lane), durationWidth));
            text.append("  ").append(Lanes.cut(lane.words(), LONGEST_WORDS));
            text.append('\n');
        }
        if (lanes.leftOut() > 0) {
            text.append("  and ").append(lanes.leftOut()).append(" more\n");
        }
    }

    private static String work(Lane lane) {
        return lane.work().map(Span.Work::text).orElse("event");
    }

    private static String begin(Lane lane) {
        return TimeText.of(lane.beginNanos());
    }

    private static String duration(Lane lane) {
        return lane.work().isPresent() ? TimeText.of(lane.durationNanos()) : "";
    }

    /** Something that took less than a column has one all the same. */
    private String bar(Lane lane) {
        int from = Math.min(BAR_WIDTH - 1, column(lane.beginNanos()));
        int to = Math.min(BAR_WIDTH, Math.max(from + 1, column(lane.endNanos())));
        String fill = lane.outcome().map(Waterfall::fill).orElse("*").repeat(to - from);
        String ended = lane.outcome().filter(Span.Outcome.FAILED::equals).isPresent() ? fill.substring(1) + "x" : fill;
        return " ".repeat(from) + ended + " ".repeat(BAR_WIDTH - to);
    }

    private static String fill(Span.Outcome outcome) {
        return outcome == Span.Outcome.CANCELLED ? "-" : "=";
    }

    private int column(long nanos) {
        return (int) Math.round((double) nanos / lanes.endNanos() * BAR_WIDTH);
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
