package org.hextet.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.stream.CatHandler;
import org.hextet.cli.stream.ChargenHandler;
import org.hextet.cli.stream.DiscardHandler;
import org.hextet.cli.stream.EchoHandler;
import org.hextet.cli.stream.Handler;
import org.hextet.cli.stream.Served;
import org.hextet.cli.stream.StandardInput;
import org.hextet.cli.stream.StandardOutput;
import org.hextet.endpoints.ReactorGroup;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves until a signal ends it. */
@Command(
        name = "serve",
        description = {
            "Serves each endpoint. Prints \"listening URI\" for each socket, then \"ready\".",
            "Ctrl-C or SIGTERM ends it in order: no connection is accepted any more, those on which bytes move are served to their end."
        })
final class ServeCommand implements Callable<Integer> {

    private static final String INHERITED = "systemd";

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Option(
            names = "--handler",
            paramLabel = "HANDLER",
            description = "echo (default), discard, chargen, or cat (standard input and output).")
    Handler handler = Handler.ECHO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "How many reactors serve (1), each on a thread of its own. They share each port by SO_REUSEPORT:"
                            + " more than one needs a transport with the capability reuse-port.")
    int threads = 1;

    @Option(
            names = "--drain",
            paramLabel = "D",
            description = "After the signal, what still moves then is aborted (never).")
    @Nullable
    Duration drain;

    @Option(
            names = "--drain-delay",
            paramLabel = "D",
            description = "Goes on accepting for so long after the signal (0).")
    Duration drainDelay = Duration.ZERO;

    @Parameters(
            paramLabel = "ENDPOINT",
            arity = "1..*",
            description =
                    "Where to listen: tcp://[::1]:9000, tcp://0.0.0.0:9000, tcp://*:9000 (all local interfaces); port 0 chooses one;"
                            + " systemd:NAME (the inherited sockets of that name).")
    List<String> uris = List.of();

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new UsageException("--threads " + threads + ": need at least 1");
        }
        if (threads > 1 && handler == Handler.CAT) {
            throw new UsageException("--threads " + threads + " with --handler cat: standard input and output are one,"
                    + " and one thread serves them; leave --threads out");
        }
        List<ServerEndpoint> endpoints = new ArrayList<>();
        for (String uri : uris) {
            endpoints.add(ServerEndpoint.of(uri));
        }
        try (ReactorGroup group = transport.openGroup(threads, console, output)) {
            Served served = new Served();
            Supplier<Protocol> factory = factory(group, served);
            List<ListeningPort> ports = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i++) {
                ports.add(listen(group, uris.get(i), endpoints.get(i), factory));
            }
            DrainAtSignal atSignal = new DrainAtSignal(console, group, served, drainDelay, drain, output.verbose);
            Runtime.getRuntime().addShutdownHook(new Thread(atSignal, "hextet-drain"));
            try {
                for (int i = 0; i < ports.size(); i++) {
                    announce(uris.get(i), ports.get(i));
                }
                console.tell("ready");
                group.terminated().await();
            } finally {
                atSignal.tooLate();
            }
            return ExitStatus.OK;
        }
    }

    private static ListeningPort listen(
            ReactorGroup group, String uri, ServerEndpoint endpoint, Supplier<Protocol> factory) throws Exception {
        try {
            return group.listen(endpoint, factory).await();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception failed) {
            throw new TargetException(uri, failed);
        }
    }

    private void announce(String uri, ListeningPort port) {
        String given = uri.substring(0, uri.indexOf(':')).toLowerCase(Locale.ROOT);
        // What is said is where to connect to.
        String scheme = given.equals(INHERITED) ? "tcp" : given;
        port.localAddresses()
                .forEach(address -> console.tell("listening " + scheme + "://" + AddressText.formatSocket(address)));
        if (output.verbose) {
            port.missing().forEach(missing -> console.note(missing.getMessage()));
        }
    }

    private Supplier<Protocol> factory(ReactorGroup group, Served served) {
        return switch (handler) {
            case ECHO -> () -> new EchoHandler(served);
            case DISCARD -> () -> new DiscardHandler(served);
            case CHARGEN -> () -> new ChargenHandler(served);
            case CAT -> cat(group.reactors().get(0), served);
        };
    }

    private Supplier<Protocol> cat(Reactor reactor, Served served) {
        StandardInput input = new StandardInput(console.input(), reactor);
        StandardOutput out = new StandardOutput(console.output(), reactor);
        input.start();
        out.start();
        CatHandler cat = new CatHandler(served, input, out, reactor::close);
        return cat::protocol;
    }
}
