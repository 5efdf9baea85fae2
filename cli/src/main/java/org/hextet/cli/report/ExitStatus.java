package org.hextet.cli.report;

/** What the process answers with; stable. */
public final class ExitStatus {

    /** All went well. */
    public static final int OK = 0;

    /** This host or the network said no. */
    public static final int FAILED = 1;

    /** The command line is wrong, on every host. */
    public static final int USAGE = 2;

    /** A check failed. */
    public static final int CHECK_FAILED = 3;

    private ExitStatus() {}
}
