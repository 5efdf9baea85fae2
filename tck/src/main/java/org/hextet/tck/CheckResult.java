package org.hextet.tck;

import java.time.Duration;
import org.hextet.tck.expect.OneLine;
import org.hextet.tck.matrix.Level;
import org.hextet.tck.matrix.Row;

/**
 * How one row went on one provider.
 *
 * @param row which
 * @param transport the transport it ran on; {@code -} if none
 * @param resolver the resolver it ran on; {@code -} if none
 * @param outcome how it went
 * @param detail one line: what was seen, which capability is absent, or what the environment lacks; empty after a PASS
 * @param report for a FAIL, all there is to know, in several lines: rule, source, expected and seen, where to look, how
 *     to run it alone; empty otherwise
 * @param took how long it ran, in all its environments
 * @param log for a FAIL, what its reactors told their uncaught listener and what was printed while it ran, in several
 *     lines; empty otherwise
 */
public record CheckResult(
        Row row,
        String transport,
        String resolver,
        Outcome outcome,
        String detail,
        String report,
        Duration took,
        String log) {

    /**
     * As a line of a report.
     *
     * @return id, area, level, transport, resolver, outcome, detail, with tabs between
     */
    public String toTsv() {
        return String.join(
                "\t",
                row.id(),
                row.area(),
                row.level().name(),
                transport,
                resolver,
                outcome.name(),
                OneLine.of(detail));
    }

    /**
     * The report and, below it, the log.
     *
     * @return several lines, the last without a line feed; empty unless it is a FAIL
     */
    public String toText() {
        return log.isEmpty() ? report : report + "\n  log\n" + log.indent(6).stripTrailing();
    }

    /**
     * Whether it fails its provider, or this house.
     *
     * @return true for a MUST that failed
     */
    public boolean isMustFailure() {
        return outcome == Outcome.FAIL && row.level() == Level.MUST;
    }
}
