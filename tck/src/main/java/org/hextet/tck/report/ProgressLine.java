package org.hextet.tck.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.Progress;

/**
 * A line on a terminal that says how far a run has come, and is gone when it is over. What fails stays above it. Not
 * thread-safe.
 */
public final class ProgressLine implements Progress, AutoCloseable {

    private static final String ERASE = "\r\033[K";
    private static final int BAR = 20;
    private static final int LONGEST = 160;

    private final PrintStream terminal;
    private final Paint paint;
    private final long begun = System.nanoTime();
    private int failed;

    /**
     * Begins.
     *
     * @param terminal where a person looks
     * @param paint for its words
     */
    public ProgressLine(PrintStream terminal, Paint paint) {
        this.terminal = terminal;
        this.paint = paint;
    }

    @Override
    public void finished(CheckResult result, int done, int all) {
        String failure = "";
        if (result.outcome() == Outcome.FAIL) {
            failed++;
            failure = failure(result) + "\n";
        }
        terminal.print(ERASE + failure + line(result, done, all));
        terminal.flush();
    }

    /** Fits into 80 columns, so that it can be erased. */
    private String line(CheckResult result, int done, int all) {
        int full = all == 0 ? BAR : (int) ((long) BAR * done / all);
        return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + done + " of " + all + "  "
                + result.row().id() + " " + shortened(Column.of(result).name(), 12)
                + (failed == 0 ? "" : "  " + paint.of(Outcome.FAIL, failed + " failed"))
                + "  " + elapsed();
    }

    private String elapsed() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        return String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }

    private String failure(CheckResult result) {
        return paint.of(Outcome.FAIL, "FAIL") + " " + result.row().id() + " "
                + result.row().level() + " " + Column.of(result).name() + ": "
                + shortened(Visible.of(result.detail()), LONGEST);
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }

    /** Erases the line. */
    @Override
    public void close() {
        terminal.print(ERASE);
        terminal.flush();
    }
}
