package org.hextet.tck;

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
 */
public record CheckResult(Row row, String transport, String resolver, Outcome outcome, String detail, String report) {

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
     * Whether it fails its provider, or this house.
     *
     * @return true for a MUST that failed
     */
    public boolean isMustFailure() {
        return outcome == Outcome.FAIL && row.level() == Level.MUST;
    }
}
