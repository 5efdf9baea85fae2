package org.hextet.tck.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.hextet.tck.run.Versions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The TCK as a program, without the {@code hextet} command: with this module, and the provider to be tested, on the
 * class path or module path.
 *
 * <pre>{@code
 * java -cp 'lib/*:their.jar' org.hextet.tck.command.Main --transport theirs
 * java -p lib:their.jar -m org.hextet.tck/org.hextet.tck.command.Main --transport theirs
 * }</pre>
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    /**
     * Runs it and ends the process: 0 if no MUST failed, 3 if one did, 2 if the command line is wrong, 1 if this host
     * said no.
     *
     * @param arguments as of {@code hextet tck}; {@code --help} tells them
     */
    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err, false, false);
        int status = line(new TckCommand(terminal, "java ... " + Main.class.getName()), terminal)
                .execute(arguments);
        System.out.flush();
        System.err.flush();
        // A hung provider's threads do not keep this JVM.
        System.exit(status);
    }

    private static CommandLine line(TckCommand command, Terminal terminal) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        line.getCommandSpec().versionProvider(() -> new String[] {"hextet tck " + Versions.ofTck()});
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(100);
        line.setAbbreviatedOptionsAllowed(false);
        line.setParameterExceptionHandler((wrong, given) -> wrongUsage(wrong, terminal));
        line.setExecutionExceptionHandler((thrown, failed, parsed) -> failed(thrown, command, terminal));
        return line;
    }

    private static int wrongUsage(ParameterException wrong, Terminal terminal) {
        terminal.note("hextet: " + oneLine(wrong) + "; see --help");
        return USAGE;
    }

    private static int failed(Exception thrown, TckCommand command, Terminal terminal) {
        terminal.note("hextet: " + oneLine(thrown));
        if (command.output.verbose) {
            thrown.printStackTrace(terminal.err());
        }
        return thrown instanceof IllegalArgumentException ? USAGE : FAILED;
    }

    private static String oneLine(Throwable thrown) {
        @Nullable Throwable cause = thrown instanceof ParameterException ? thrown.getCause() : null;
        @Nullable String message = (cause == null ? thrown : cause).getMessage();
        return message == null ? thrown.toString() : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }
}
