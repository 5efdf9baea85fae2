package org.hextet.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.datagram.ChargenDatagrams;
import org.hextet.cli.datagram.DatagramDialogue;
import org.hextet.cli.datagram.DiscardDatagrams;
import org.hextet.cli.datagram.EchoDatagrams;
import org.hextet.cli.datagram.FactsLine;
import org.hextet.cli.datagram.NotingDatagrams;
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
import org.hextet.endpoints.UdpUriEndpoint;
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
            "Ctrl-C or SIGTERM ends it in order: no connection is accepted any more, those on which bytes move are served to their end.",
            "Datagrams are answered from the address that was asked; chargen answers each with one; cat sends standard input to"
                    + " whoever has written last, a datagram for each read; -v prints a line for each that comes."
        })
final class ServeCommand implements Callable<Integer> {

    private static final String INHERITED = "systemd";

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    StartTlsOption startTls = new StartTlsOption();

    @Mixin
    TlsServers servers = new TlsServers();

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

    @Mixin
    DrainAtSignal atSignal = new DrainAtSignal();

    @Parameters(
            paramLabel = "ENDPOINT",
            arity = "1..*",
            description =
                    "Where to listen: tcp://[::1]:9000, tcp://0.0.0.0:9000, tcp://*:9000 (all local interfaces); port 0 chooses one;"
                            + " tls://*:9443 (TLS, with --tls-cert and --tls-key);"
                            + " systemd:NAME (the inherited sockets of that name); udp://*:9000 (datagrams),"
                            + " udp://[ff02::1234%%eth0]:9000 (a group).")
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
        requireOneInput();
        if ((tls.isGiven() || servers.isSelfSigned)
                && !startTls.isGiven()
                && uris.stream().noneMatch(TlsUris::isOne)) {
            throw new UsageException(
                    "\"" + uris.get(0) + "\": not secured, and there are options of TLS on the command line;"
                            + " write tls://, give --starttls, or leave them out");
        }
        List<Listener> listeners = new ArrayList<>();
        for (String uri : uris) {
            Optional<String> unused = startTls.of(uri);
            listeners.add(UdpArguments.isOne(uri) ? datagrams(uri) : streams(uri));
        }
        try (ReactorGroup group = transport.openGroup(threads, console, output)) {
            Served served = new Served();
            Handlers handlers = new Handlers(group, served);
            List<Listening> ports = new ArrayList<>();
            for (int i = 0; i < listeners.size(); i++) {
                ports.add(listen(uris.get(i), listeners.get(i), handlers));
            }
            atSignal.await(console, output.verbose, served::count, (quiet, atMost) -> {
                for (Reactor reactor : group.reactors()) {
                    reactor.execute(() -> served.drain(reactor, quiet));
                }
                group.drain(quiet, atMost).await();
            });
            try {
                ports.forEach(this::announce);
                console.tell("ready");
                group.terminated().await();
            } finally {
                atSignal.tooLate();
            }
            return ExitStatus.OK;
        }
    }

    private void requireOneInput() {
        if (uris.size() > 1 && handler == Handler.CAT && uris.stream().anyMatch(UdpArguments::isOne)) {
            throw new UsageException("--handler cat with udp:// and another endpoint: standard input can go to one of"
                    + " them only; give one endpoint");
        }
    }

    /** What is bound: where it can be reached, and what of it is not there. */
    private record Listening(List<String> uris, List<NetworkFailure> missing) {}

    /** Makes what listens. */
    @FunctionalInterface
    private interface Listener {
        Listening listen(Handlers handlers) throws Exception;
    }

    private static Listening listen(String uri, Listener listener, Handlers handlers) throws Exception {
        try {
            return listener.listen(handlers);
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception failed) {
            throw new TargetException(uri, failed);
        }
    }

    private Listener streams(String uri) throws IOException {
        boolean isSecured = TlsUris.isOne(uri) || startTls.isGiven();
        ServerEndpoint endpoint = servers.endpoint(uri, isSecured ? tls : new TlsOptions(), startTls.of(uri), console);
        String scheme = scheme(uri);
        return handlers -> {
            ListeningPort port =
                    handlers.group().listen(endpoint, handlers.streams()).await();
            return new Listening(
                    port.localAddresses().stream()
                            .map(address -> scheme + "://" + AddressText.formatSocket(address))
                            .toList(),
                    port.missing());
        };
    }

    /** What is said is where to connect to. */
    static String scheme(String uri) {
        String given = uri.substring(0, uri.indexOf(':')).toLowerCase(Locale.ROOT);
        return given.equals(INHERITED) ? "tcp" : given;
    }

    private Listener datagrams(String uri) {
        UdpUriEndpoint parsed = UdpArguments.parse(uri);
        UdpUriEndpoint endpoint = output.verbose ? parsed.withOptions(FactsLine.asking(parsed.options())) : parsed;
        return handlers -> {
            // One of each reactor: what is said of one is true of all.
            DatagramPort port = handlers.group()
                    .listenDatagrams(endpoint, handlers::datagrams)
                    .await()
                    .get(0);
            return new Listening(UdpArguments.uris(endpoint, port), port.missing());
        };
    }

    private void announce(Listening port) {
        port.uris().forEach(uri -> console.tell("listening " + uri));
        if (output.verbose) {
            port.missing().forEach(missing -> console.note(missing.getMessage()));
        }
    }

    /** What answers, on the reactors that serve. */
    private final class Handlers {

        private final ReactorGroup group;
        private final Served served;
        private @Nullable Supplier<Protocol> streams;

        Handlers(ReactorGroup group, Served served) {
            this.group = group;
            this.served = served;
        }

        ReactorGroup group() {
            return group;
        }

        /** One for all endpoints. */
        Supplier<Protocol> streams() {
            Supplier<Protocol> made = streams;
            if (made == null) {
                made = switch (handler) {
                    case ECHO -> () -> new EchoHandler(served);
                    case DISCARD -> () -> new DiscardHandler(served);
                    case CHARGEN -> () -> new ChargenHandler(served);
                    case CAT -> cat(reactor(), served);
                };
                streams = made;
            }
            return made;
        }

        private Reactor reactor() {
            return group.reactors().get(0);
        }

        DatagramProtocol datagrams() {
            DatagramProtocol protocol = switch (handler) {
                case ECHO -> new EchoDatagrams();
                case DISCARD -> new DiscardDatagrams();
                case CHARGEN -> new ChargenDatagrams();
                case CAT -> catDatagrams(reactor());
            };
            if (!output.verbose) {
                return protocol;
            }
            return handler == Handler.CAT
                    ? NotingDatagrams.ofReceived(protocol, console::note)
                    : NotingDatagrams.ofAll(protocol, console::note);
        }
    }

    private DatagramProtocol catDatagrams(Reactor reactor) {
        StandardInput input = new StandardInput(console.input(), reactor);
        StandardOutput out = new StandardOutput(console.output(), reactor);
        input.start();
        out.start();
        return new DatagramDialogue(
                input,
                out,
                DatagramDialogue.Partner.LAST_SENDER,
                trouble -> console.note("hextet: " + trouble),
                outcome -> {
                    outcome.failure().ifPresent(why -> console.note("hextet: " + why.getMessage()));
                    reactor.close();
                });
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
