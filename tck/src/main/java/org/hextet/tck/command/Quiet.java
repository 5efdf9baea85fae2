package org.hextet.tck.command;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * While it is open, what providers print goes nowhere: standard output is for the report, standard error for errors. Of
 * a check that fails it is in the report.
 */
final class Quiet {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private Quiet() {}

    static Quiet fromNow() {
        Quiet quiet = new Quiet();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
        System.setOut(nowhere);
        System.setErr(nowhere);
        return quiet;
    }

    /** What they print shows, on standard error. */
    static Quiet not() {
        Quiet loud = new Quiet();
        System.setOut(System.err);
        return loud;
    }

    void close() {
        System.setOut(out);
        System.setErr(err);
    }
}
