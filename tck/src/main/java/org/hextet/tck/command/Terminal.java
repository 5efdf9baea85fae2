package org.hextet.tck.command;

import java.io.PrintStream;
import org.hextet.tck.report.Paint;

/**
 * Where a run is told.
 *
 * @param out for the report
 * @param err for progress, notes and errors
 * @param isColoured whether to colour what goes to {@code out}
 * @param errIsTerminal whether a person watches {@code err}
 */
public record Terminal(PrintStream out, PrintStream err, boolean isColoured, boolean errIsTerminal) {

    /** For what goes to {@code out}. */
    Paint paint() {
        return isColoured ? Paint.COLOURED : Paint.PLAIN;
    }

    /** For what goes to {@code err}. */
    Paint errPaint() {
        boolean isWanted = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        return errIsTerminal && isWanted ? Paint.COLOURED : Paint.PLAIN;
    }

    /** Prints a line on {@code err}. */
    void note(String line) {
        err.print(line + "\n");
        err.flush();
    }
}
