package org.hextet.endpoints.timeline;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.PrintableText;

/**
 * Draws a timeline: sections of lanes under an axis of time. What a lane shows by its colour it shows by its shape and
 * in words, too.
 */
final class TimelineSvg {

    private static final int MOST_LANES = 100;

    private static final int WIDTH = 1000;
    private static final int MARGIN = 28;
    private static final int TOP = 108;
    private static final int LANE_HEIGHT = 24;
    private static final int SECTION_HEIGHT = 30;
    private static final int BAR_HEIGHT = 12;
    private static final int LEGEND_HEIGHT = 58;
    private static final int LEGEND_WIDTH = 124;
    private static final double MIN_BAR_WIDTH = 4;

    /** Of a character of the labels' type, which all have. */
    private static final double CHARACTER_WIDTH = 7.25;

    private static final int LONGEST_LABEL = 42;
    private static final int SHORTEST_LABEL = 16;
    private static final int GAP = 18;
    private static final int DURATION_WIDTH = 66;
    private static final int WORDS_WIDTH = 170;
    private static final int LONGEST_WORDS = 27;

    /** Plain rules: not every program that shows SVG knows variables. */
    private static final String STYLE = """
            .sheet { fill: #ffffff; stroke: #d0d7de; }
            text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 12px; fill: #57606a; }
            .name { font-size: 18px; font-weight: 600; fill: #1f2328; }
            .end { font-size: 13px; }
            .section { font-size: 11px; font-weight: 600; letter-spacing: 0.06em; }
            .label { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; }
            .winner { font-weight: 700; }
            .axis { font-size: 11px; }
            .grid { stroke: #d8dee4; stroke-width: 1; }
            .track { fill: #f6f8fa; }
            .answered { fill: #218bff; stroke: #218bff; }
            .connected { fill: #2da44e; stroke: #2da44e; }
            .failed { fill: #e5534b; stroke: #e5534b; }
            .cancelled { fill: #afb8c1; stroke: #8c959f; stroke-dasharray: 3 2; }
            .moment { fill: #bf8700; stroke: #bf8700; }
            .sign { fill: none; stroke: #ffffff; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
            .wrong { fill: #cf222e; }
            @media (prefers-color-scheme: dark) {
              .sheet { fill: #0d1117; stroke: #30363d; }
              text { fill: #8d96a0; }
              .name, .label { fill: #e6edf3; }
              .grid { stroke: #262c36; }
              .track { fill: #161b22; }
              .answered { fill: #388bfd; stroke: #388bfd; }
              .connected { fill: #3fb950; stroke: #3fb950; }
              .failed { fill: #f85149; stroke: #f85149; }
              .cancelled { fill: #484f58; stroke: #6e7681; }
              .moment { fill: #d29922; stroke: #d29922; }
              .sign { stroke: #0d1117; }
              .wrong { fill: #ff7b72; }
            }
            """;

    private final Timeline timeline;
    private final Lanes lanes;
    private final SvgWriter svg = new SvgWriter();
    private final double chartLeft;
    private final double chartRight;
    private int y = TOP;

    private TimelineSvg(Timeline timeline) {
        this.timeline = timeline;
        this.lanes = Lanes.of(timeline, MOST_LANES);
        int longest = lanes.shown().stream()
                .mapToInt(lane -> lane.label().length())
                .max()
                .orElse(0);
        int characters = Math.max(SHORTEST_LABEL, Math.min(LONGEST_LABEL, longest));
        this.chartLeft = MARGIN + characters * CHARACTER_WIDTH + GAP;
        this.chartRight = WIDTH - MARGIN - WORDS_WIDTH - DURATION_WIDTH - GAP;
    }

    static String of(Timeline timeline) {
        TimelineSvg drawing = new TimelineSvg(timeline);
        drawing.draw();
        return drawing.svg.toString();
    }

    private void draw() {
        List<Section> sections = sections();
        int bottom = TOP
                + sections.stream()
                        .mapToInt(section -> SECTION_HEIGHT + section.lanes().size() * LANE_HEIGHT)
                        .sum();
        int height = bottom + LEGEND_HEIGHT;
        // Several of them may stand in one page.
        String id = "hextet-" + Integer.toHexString(timeline.hashCode());
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                "" + WIDTH,
                "height",
                "" + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-desc");
        svg.text("title", "Connect to " + Lanes.target(timeline) + ": " + Lanes.end(timeline), "id", id + "-title");
        svg.text("desc", description(), "id", id + "-desc");
        svg.text("style", "\n" + STYLE);
        svg.leaf(
                "rect",
                "class",
                "sheet",
                "x",
                "0.5",
                "y",
                "0.5",
                "width",
                "" + (WIDTH - 1),
                "height",
                "" + (height - 1),
                "rx",
                "8");
        heading();
        axis(bottom);
        sections.forEach(this::section);
        legend(bottom);
        svg.close();
    }

    private String description() {
        String sentences = lanes.shown().stream().map(Lane::sentence).collect(Collectors.joining("; "));
        return "Policy " + PrintableText.of(timeline.policy()) + (sentences.isEmpty() ? "" : "; ") + sentences
                + leftOut(lanes.leftOut()).map(more -> "; " + more).orElse("") + ".";
    }

    private static Optional<String> leftOut(int count) {
        return count == 0 ? Optional.empty() : Optional.of("and " + count + " more, in the JSON of this timeline");
    }

    private void heading() {
        boolean isGood = timeline.outcome() == Timeline.Outcome.CONNECTED;
        svg.text("text", Lanes.target(timeline), "class", "name", "x", "" + MARGIN, "y", "42");
        svg.leaf("circle", "class", isGood ? "connected" : "failed", "cx", "" + (MARGIN + 5), "cy", "62", "r", "5");
        svg.text(
                "text",
                Lanes.end(timeline) + " \u00b7 "
                        + Lanes.cut(PrintableText.of(timeline.policy()), LONGEST_LABEL + LONGEST_LABEL),
                "class",
                "end",
                "x",
                "" + (MARGIN + 18),
                "y",
                "66.5");
    }

    private void axis(int bottom) {
        TimeAxis axis = new TimeAxis(lanes.endNanos());
        for (long tick : axis.ticks()) {
            String x = number(x(tick));
            svg.leaf("line", "class", "grid", "x1", x, "y1", "" + (TOP - 8), "x2", x, "y2", "" + bottom);
            svg.text("text", axis.label(tick), "class", "axis", "x", x, "y", "" + (TOP - 14), "text-anchor", "middle");
        }
    }

    // ---- lanes

    private record Section(String title, List<Lane> lanes) {}

    private List<Section> sections() {
        return List.of(
                        new Section("LOOKUPS", of(Span.Work.LOOKUP)),
                        new Section("ATTEMPTS", of(Span.Work.ATTEMPT)),
                        new Section(
                                "EVENTS",
                                lanes.shown().stream()
                                        .filter(lane -> lane.work().isEmpty())
                                        .toList()))
                .stream()
                .filter(section -> !section.lanes().isEmpty())
                .toList();
    }

    private List<Lane> of(Span.Work work) {
        return lanes.shown().stream()
                .filter(lane -> lane.work().filter(work::equals).isPresent())
                .toList();
    }

    private void section(Section section) {
        svg.text("text", section.title(), "class", "section", "x", "" + MARGIN, "y", "" + (y + 18));
        y += SECTION_HEIGHT;
        for (Lane lane : section.lanes()) {
            svg.open("g");
            svg.text("title", lane.sentence());
            lane(lane, y + LANE_HEIGHT / 2);
            svg.close();
            y += LANE_HEIGHT;
        }
    }

    private void lane(Lane lane, int middle) {
        String textY = "" + (middle + 4);
        boolean isWrong = lane.outcome().filter(Span.Outcome.FAILED::equals).isPresent();
        svg.text(
                "text",
                cutInside(lane.label()),
                "class",
                Lanes.isWinner(lane) ? "label winner" : "label",
                "x",
                "" + MARGIN,
                "y",
                textY);
        svg.leaf(
                "rect",
                "class",
                "track",
                "x",
                number(chartLeft),
                "y",
                "" + (middle - BAR_HEIGHT / 2),
                "width",
                number(chartRight - chartLeft),
                "height",
                "" + BAR_HEIGHT,
                "rx",
                "3");
        if (lane.work().isPresent()) {
            bar(lane, middle);
            svg.text(
                    "text",
                    TimeText.of(lane.durationNanos()),
                    "x",
                    number(chartRight + DURATION_WIDTH),
                    "y",
                    textY,
                    "text-anchor",
                    "end");
        } else {
            moment(lane, middle);
        }
        svg.text(
                "text",
                Lanes.cut(lane.words(), LONGEST_WORDS),
                "class",
                isWrong ? "wrong" : "words",
                "x",
                number(chartRight + DURATION_WIDTH + GAP),
                "y",
                textY);
    }

    private void bar(Lane lane, int middle) {
        String look = lane.outcome().map(Span.Outcome::text).orElse("moment");
        double left = Math.min(x(lane.beginNanos()), chartRight - MIN_BAR_WIDTH);
        double right = Math.max(left + MIN_BAR_WIDTH, x(lane.endNanos()));
        svg.leaf(
                "rect",
                "class",
                look,
                "x",
                number(left),
                "y",
                "" + (middle - BAR_HEIGHT / 2),
                "width",
                number(right - left),
                "height",
                "" + BAR_HEIGHT,
                "rx",
                "3");
        sign(lane.outcome(), look, right, middle);
    }

    /** A disc at the end: with a tick who has won, with a cross what has failed. */
    private void sign(Optional<Span.Outcome> outcome, String look, double x, int middle) {
        String path = outcome.map(TimelineSvg::path).orElse("");
        if (!path.isEmpty()) {
            svg.leaf("circle", "class", look, "cx", number(x), "cy", "" + middle, "r", "7");
            svg.leaf("path", "class", "sign", "d", path, "transform", "translate(" + number(x) + " " + middle + ")");
        }
    }

    private static String path(Span.Outcome outcome) {
        return switch (outcome) {
            case CONNECTED -> "M-3.4 0.3 L-1 2.7 L3.4 -2.3";
            case FAILED -> "M-2.6 -2.6 L2.6 2.6 M-2.6 2.6 L2.6 -2.6";
            default -> "";
        };
    }

    private void moment(Lane lane, int middle) {
        String at = number(x(lane.beginNanos())) + " " + middle;
        svg.leaf("path", "class", "moment", "d", "M0 -6 L6 0 L0 6 L-6 0 Z", "transform", "translate(" + at + ")");
    }

    // ---- what the looks mean

    private void legend(int bottom) {
        int middle = bottom + LEGEND_HEIGHT / 2 + 4;
        double x = MARGIN;
        for (Span.Outcome outcome : Span.Outcome.values()) {
            svg.leaf(
                    "rect",
                    "class",
                    outcome.text(),
                    "x",
                    number(x),
                    "y",
                    "" + (middle - 6),
                    "width",
                    "22",
                    "height",
                    "12",
                    "rx",
                    "3");
            sign(Optional.of(outcome), outcome.text(), x + 22, middle);
            svg.text("text", outcome.text(), "x", number(x + 34), "y", "" + (middle + 4));
            x += LEGEND_WIDTH;
        }
        leftOut(lanes.leftOut())
                .ifPresent(more -> svg.text(
                        "text", more, "x", "" + (WIDTH - MARGIN), "y", "" + (middle + 4), "text-anchor", "end"));
    }

    // ---- where things are

    private double x(long nanos) {
        return chartLeft + (chartRight - chartLeft) * nanos / lanes.endNanos();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The two ends of an address tell more than its middle: the zone stands at the end. */
    private static String cutInside(String label) {
        if (label.length() <= LONGEST_LABEL) {
            return label;
        }
        int tail = LONGEST_LABEL / 2;
        return label.substring(0, LONGEST_LABEL - tail - 1) + "\u2026" + label.substring(label.length() - tail);
    }
}
