package org.hextet.cli.report;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Where the command reads and writes.
 *
 * @param out text for standard output
 * @param err text for standard error
 * @param input standard input as bytes
 * @param output standard output as bytes; nothing of {@code out} may be waiting when it is used
 * @param outIsTerminal whether a person reads standard output
 * @param errIsTerminal whether a person reads standard error
 */
public record Console(
        PrintStream out,
        PrintStream err,
        ReadableByteChannel input,
        WritableByteChannel output,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    /** Where the launcher says which of the descriptors 1 and 2 are terminals: the JDK cannot tell them apart. */
    static final String TERMINALS = "hextet.terminals";

    /**
     * The process's own.
     *
     * @return to be made once
     */
    public static Console standard() {
        String terminals = System.getProperty(TERMINALS, "");
        return new Console(
                System.out,
                System.err,
                new FileInputStream(FileDescriptor.in).getChannel(),
                new FileOutputStream(FileDescriptor.out).getChannel(),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    /**
     * Whether to colour what goes to standard output.
     *
     * @return true on a terminal, unless the environment has {@code NO_COLOR}
     */
    public boolean isColoured() {
        return outIsTerminal && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }

    /**
     * Prints a line and sends it off: for lines that programs wait for.
     *
     * @param line without its end
     */
    public void tell(String line) {
        // Not println: its line separator is the platform's, and may leave in a write of its own.
        out.print(line + "\n");
        out.flush();
    }

    /**
     * Prints a line on standard error.
     *
     * @param line without its end
     */
    public void note(String line) {
        err.print(line + "\n");
        err.flush();
    }
}
