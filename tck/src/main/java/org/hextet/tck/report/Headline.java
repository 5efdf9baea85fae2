package org.hextet.tck.report;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.RunFacts;

/** What was run, where and when, in a few words. */
final class Headline {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Headline() {}

    /** For example {@code tck 0.1.0, api 0.1.0}, {@code Java 17.0.15 (Debian)}, {@code Linux 6.18 amd64}, … */
    static List<String> of(RunFacts facts) {
        List<String> parts = new ArrayList<>();
        parts.add("tck " + facts.tckVersion());
        parts.add("api " + facts.apiVersion());
        parts.add("Java " + facts.java());
        parts.add(facts.kernel());
        parts.add(TIME.format(facts.started()));
        parts.add(duration(facts.took()));
        facts.seed().ifPresent(seed -> parts.add("seed " + seed));
        return parts;
    }

    static String provider(ProviderFacts facts) {
        return facts.kind() + " " + facts.name() + " " + facts.version()
                + facts.problem().map(why -> ", unavailable: " + why).orElse("");
    }

    /** With its unit: {@code 830 ms}, {@code 12.3 s}, {@code 2 min 9 s}. */
    static String duration(Duration duration) {
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
