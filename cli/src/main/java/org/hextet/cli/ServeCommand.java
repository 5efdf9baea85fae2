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

    @Option(names = "--threads", paramLabel = "N", description = "How many reactors serve (1).")
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
                    "Where to listen: tcp://[::1]:9000, tcp://0.0.0.0:9000, tcp://*:9000 (all local interfaces); port 0 chooses one.")
    List<String> uris = List.of();

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new UsageException("--threads " + threads + ": need at least 1");
        }
        List<ServerEndpoint> endpoints = new ArrayList<>();
        for (String uri : uris) {
            endpoints.add(ServerEndpoint.of(uri));
        }
        if (threads > 1) {
            throw new UnsupportedOperationException("serve on " + threads
                    + " threads: capability reactor-groups is not available in this version; leave --threads out, or start "
                    + threads + " processes with ?reuse-port=true where the transport has it");
        }
        try (Reactor reactor = transport.open(console, output)) {
            Served served = new Served();
            Supplier<Protocol> factory = factory(reactor, served);
            List<ListeningPort> ports = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i++) {
                ports.add(listen(reactor, uris.get(i), endpoints.get(i), factory));
            }
            DrainAtSignal atSignal = new DrainAtSignal(console, reactor, served, drainDelay, drain, output.verbose);
            Runtime.getRuntime().addShutdownHook(new Thread(atSignal, "hextet-drain"));
            try {
                for (int i = 0; i < ports.size(); i++) {
                    announce(uris.get(i), ports.get(i));
                }
                console.tell("ready");
                reactor.terminated().await();
            } finally {
                atSignal.tooLate();
            }
            return ExitStatus.OK;
        }
    }

    private static ListeningPort listen(
            Reactor reactor, String uri, ServerEndpoint endpoint, Supplier<Protocol> factory) throws Exception {
        try {
            return endpoint.listen(reactor, factory).await();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception failed) {
            throw new TargetException(uri, failed);
        }
    }

    private void announce(String uri, ListeningPort port) {
        String scheme = uri.substring(0, uri.indexOf(':')).toLowerCase(Locale.ROOT);
        port.localAddresses()
                .forEach(address -> console.tell("listening " + scheme + "://" + AddressText.formatSocket(address)));
        if (output.verbose) {
            port.missing().forEach(missing -> console.note(missing.getMessage()));
        }
    }

    private Supplier<Protocol> factory(Reactor reactor, Served served) {
        return switch (handler) {
            case ECHO -> () -> new EchoHandler(served);
            case DISCARD -> () -> new DiscardHandler(served);
            case CHARGEN -> () -> new ChargenHandler(served);
            case CAT -> cat(reactor, served);
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
