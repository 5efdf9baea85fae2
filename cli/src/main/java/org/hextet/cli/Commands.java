package org.hextet.cli;

import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.cli.diagnosis.Expectation;
import org.hextet.cli.diagnosis.Report;
import org.hextet.cli.relay.ProxyVersion;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.Problem;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.stream.Handler;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.DurationText;
import org.hextet.tck.command.TckCommand;
import org.hextet.tck.command.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, runs the command that it names, and says what went wrong. */
final class Commands {

    private static final List<String> NAMES =
            List.of("providers", "serve", "connect", "relay", "check", "resolve", "doctor", "tck", "completion");

    /** The command itself; what it does without a subcommand is to say so. */
    @Command(
            name = "hextet",
            synopsisSubcommandLabel = "COMMAND",
            description = "IPv6-first networking: serve, connect, look up and check over both families.",
            footer = {
                "",
                "Endpoints are URIs: tcp://[::1]:9000, tcp://example.org:80, tcp://*:9000 (all local interfaces),",
                "tls://example.org:443 (TLS),",
                "udp://[::1]:9000 (datagrams), udp://[ff02::1234%%eth0]:9000 (a multicast group),",
                "systemd:NAME (inherited sockets).",
                "Exit status: 0 success; 1 the host or the network said no; 2 the command line is wrong; 3 a check failed.",
                "HEXTET_OPTS holds options for the JVM. In a source tree JAVA_HOME picks the JDK, and ./hextet dist makes an archive",
                "of this command with a Java of its own."
            })
    static final class Root implements Runnable {

        @Override
        public void run() {
            throw new UsageException("no command; one of " + String.join(", ", NAMES) + "; see hextet --help");
        }
    }

    private final Console console;

    Commands(Console console) {
        this.console = console;
    }

    int run(String... arguments) {
        CommandLineWords words = CommandLineWords.of(arguments);
        String name = words.command();
        if (!name.isEmpty() && !NAMES.contains(name)) {
            String message = "no command \"" + name + "\"; one of " + String.join(", ", NAMES) + "; see hextet --help";
            UsageException unknown = new UsageException(message);
            return report(Problem.ofUsage("hextet", message, Optional.empty()), unknown, words);
        }
        // Where a command comes first, only that one: the others need not be loaded.
        boolean isFirst = arguments.length > 0 && arguments[0].equals(name);
        CommandLine line = isFirst ? alone(name) : whole();
        line.setParameterExceptionHandler((wrong, given) -> wrongUsage(wrong, words));
        line.setExecutionExceptionHandler((thrown, failed, parsed) -> failed(thrown, parsed, words));
        return line.execute(isFirst ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
    }

    private CommandLine alone(String name) {
        CommandLine line = new CommandLine(command(name));
        line.setCommandName("hextet " + name);
        configure(line);
        return line;
    }

    /** With every command below it. */
    CommandLine whole() {
        CommandLine line = new CommandLine(new Root());
        NAMES.forEach(name -> line.addSubcommand(command(name)));
        configure(line);
        return line;
    }

    private Object command(String name) {
        return switch (name) {
            case "providers" -> new ProvidersCommand(console);
            case "serve" -> new ServeCommand(console);
            case "connect" -> new ConnectCommand(console);
            case "relay" -> new RelayCommand(console);
            case "check" -> new CheckCommand(console);
            case "resolve" -> new ResolveCommand(console);
            case "doctor" -> new DoctorCommand(console);
            case "tck" ->
                new TckCommand(
                        new Terminal(console.out(), console.err(), console.isColoured(), console.errIsTerminal()));
            case "completion" -> new CompletionCommand(console, this);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void configure(CommandLine line) {
        standardOptions(line.getCommandSpec());
        line.getSubcommands().values().forEach(one -> standardOptions(one.getCommandSpec()));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(100);
        line.setAbbreviatedOptionsAllowed(false);
        line.setPosixClusteredShortOptionsAllowed(true);
        line.registerConverter(Duration.class, DurationText::parse);
        line.registerConverter(ConnectPolicy.class, ConnectPolicy::parse);
        line.registerConverter(Expectation.class, Expectation::parse);
        line.registerConverter(FlowLabelRequest.class, FlowLabelText::parse);
        line.registerConverter(Format.class, Format::of);
        line.registerConverter(Handler.class, Handler::of);
        line.registerConverter(ProviderSpec.class, ProviderSpec::parse);
        line.registerConverter(ProxyVersion.class, ProxyVersion::of);
        line.registerConverter(StandardProtocolFamily.class, Commands::family);
    }

    private static void standardOptions(CommandSpec spec) {
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(Version::lines);
        spec.usageMessage().abbreviateSynopsis(true);
        if (spec.userObject() instanceof DoctorCommand) {
            spec.usageMessage().footer(Report.codes().toArray(String[]::new));
        }
    }

    private static StandardProtocolFamily family(String text) {
        return switch (text) {
            case "6" -> StandardProtocolFamily.INET6;
            case "4" -> StandardProtocolFamily.INET;
            default -> throw new UsageException("\"" + text + "\" is no family; write 6 or 4");
        };
    }

    // ---- what went wrong

    private int wrongUsage(ParameterException wrong, CommandLineWords words) {
        CommandLine line = wrong.getCommandLine();
        Throwable cause = wrong.getCause();
        String message;
        if (cause instanceof IllegalArgumentException && wrong.getArgSpec() != null) {
            String name = wrong.getArgSpec().isOption()
                    ? ((CommandLine.Model.OptionSpec) wrong.getArgSpec()).longestName()
                    : wrong.getArgSpec().paramLabel();
            message = name + " " + cause.getMessage();
        } else {
            message = beginningSmall(String.valueOf(wrong.getMessage())) + suggestion(wrong) + "; see "
                    + line.getCommandSpec().qualifiedName() + " --help";
        }
        return report(Problem.ofUsage(operation(words), message, Optional.ofNullable(cause)), wrong, words);
    }

    private static String suggestion(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return ", perhaps " + String.join(" or ", unmatched.getSuggestions());
        }
        return "";
    }

    private static String beginningSmall(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static String operation(CommandLineWords words) {
        return words.command().isEmpty() ? "hextet" : words.command();
    }

    private int failed(Exception thrown, ParseResult parsed, CommandLineWords words) {
        Optional<String> target = parsed.matchedPositionals().stream()
                .flatMap(positional -> positional.stringValues().stream())
                .findFirst();
        boolean providerIsNamed = parsed.hasMatchedOption("--transport")
                || parsed.hasMatchedOption("--resolver")
                || System.getProperty(Discovery.TRANSPORT_PROPERTY) != null
                || System.getProperty(Discovery.RESOLVER_PROPERTY) != null;
        Throwable told = thrown;
        if (thrown instanceof TargetException of) {
            told = of.failure();
            target = Optional.of(of.target());
        }
        if (words.isVerbose() && told instanceof TimelineFailure failure) {
            console.err().print(failure.timeline());
        }
        return report(Problem.of(told, operation(words), target, providerIsNamed), told, words);
    }

    private int report(Problem problem, Throwable thrown, CommandLineWords words) {
        console.out().flush();
        console.note(words.isJson() ? problem.toJson() : problem.toText());
        if (words.isVerbose() && problem.status() != ExitStatus.USAGE) {
            thrown.printStackTrace(console.err());
        }
        return problem.status();
    }
}
