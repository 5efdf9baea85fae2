package org.hextet.cli;

import org.hextet.cli.report.Console;

/** The {@code hextet} command. */
public final class Hextet {

    /** What slf4j-simple asks for when the first logger is made. */
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private static final String LOG_OF_SLF4J_ITSELF = "slf4j.internal.verbosity";

    /**
     * What picocli need not load: the command has no option of these types, but for durations, which it reads in its
     * own way.
     */
    private static final String UNUSED_CONVERTERS = "java\\.(time|sql)\\..*";

    private Hextet() {}

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        quietLog(CommandLineWords.of(arguments).isVerbose());
        System.setProperty("picocli.converters.excludes", UNUSED_CONVERTERS);
        Console console = Console.standard();
        int status = run(arguments, console);
        console.out().flush();
        console.err().flush();
        System.exit(status);
    }

    private static int run(String[] arguments, Console console) {
        if (arguments.length == 1 && arguments[0].equals("providers")) {
            try {
                // Nothing to parse: without the parser it starts in two thirds of the time.
                return new ProvidersCommand(console).call();
            } catch (RuntimeException failed) {
                // Comes again below, where it is told as every other failure.
            }
        }
        return new Commands(console).run(arguments);
    }

    /**
     * Standard error is for errors: a log shows with {@code -v} only, or where somebody asks for one by the property
     * itself.
     */
    private static void quietLog(boolean isVerbose) {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, isVerbose ? "info" : "off");
        }
        if (System.getProperty(LOG_OF_SLF4J_ITSELF) == null) {
            System.setProperty(LOG_OF_SLF4J_ITSELF, "ERROR");
        }
    }
}
