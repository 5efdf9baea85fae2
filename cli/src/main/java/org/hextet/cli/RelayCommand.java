package org.hextet.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.ListeningPort;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.cli.relay.AllowList;
import org.hextet.cli.relay.Prefix;
import org.hextet.cli.relay.ProxyVersion;
import org.hextet.cli.relay.Relay;
import org.hextet.cli.relay.RelaySettings;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.InheritedServerEndpoint;
import org.hextet.endpoints.ReactorGroup;
import org.hextet.endpoints.TcpServerEndpoint;
import org.hextet.endpoints.TlsServerEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forwards between callers and a target, until a signal ends it. */
@Command(
        name = "relay",
        description = {
            "Connects to TARGET for each caller on LISTEN, and forwards both ways: no faster than either side takes it, and the"
                    + " end of one way by itself. IPv6 to a service that has only IPv4, or the reverse; TLS to plain.",
            "Prints \"listening URI\" for each socket, then \"ready\". Where TARGET cannot be reached, or a connection breaks,"
                    + " the caller's is ended, and the relay goes on.",
            "Options of TLS are those of LISTEN, where that has TLS, else of TARGET; --insecure and --server-name are TARGET's,"
                    + " and so is --tls-trust where both have TLS. What is left can stand in the URI:"
                    + " tls://host:443?cert=FILE.",
            "Ctrl-C or SIGTERM ends it in order: nobody is accepted any more, connections on which bytes move are served to"
                    + " their end."
        })
final class RelayCommand implements Callable<Integer> {

    private static final int HIGH_WATERMARK = 256 << 10;
    private static final int LOW_WATERMARK = 64 << 10;

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    TlsClientOptions server = new TlsClientOptions();

    @Mixin
    TlsServers servers = new TlsServers();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "How many reactors relay (1), each on a thread of its own. They share the port by SO_REUSEPORT:"
                            + " more than one needs a transport with the capability reuse-port.")
    int threads = 1;

    @Option(
            names = "--idle-timeout",
            paramLabel = "D",
            description = "Ends a caller's connection and the target's on which no byte has moved for so long (never).")
    @Nullable
    Duration idleTimeout;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "How many callers there may be at a time; others wait until one has ended (no limit).")
    int maxConnections = Integer.MAX_VALUE;

    @Option(
            names = "--allow",
            paramLabel = "PREFIX",
            parameterConsumer = PrefixArguments.class,
            description =
                    "Who may call: 192.0.2.0/24, 2001:db8::/32, an address; several, or repeated. Others are closed"
                            + " at once; -v prints a line for each (everybody).")
    List<Prefix> allowed = List.of();

    @Option(
            names = "--proxy-protocol",
            paramLabel = "v2|v1",
            description = "Tells the target who called, by a PROXY header before all else.")
    @Nullable
    ProxyVersion proxyProtocol;

    @Option(
            names = "--accept-proxy",
            description =
                    "Each caller is a proxy and sends a PROXY header first (v1 or v2, within 10 seconds): the address"
                            + " in it counts as the caller's. Without a right one he is closed.")
    boolean acceptProxy;

    @Mixin
    DrainAtSignal atSignal = new DrainAtSignal();

    @Parameters(
            index = "0",
            paramLabel = "LISTEN",
            description = "Where to listen: tcp://*:9000, tls://*:9443, as for serve; systemd:NAME.")
    String listen = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description =
                    "Where to connect: tcp://127.0.0.1:80, tcp://example.org:80, as for connect. A name is looked up for"
                            + " each caller.")
    String target = "";

    RelayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        requireSensible();
        ServerEndpoint listening = servers.endpoint(listen, ofCallers(), Optional.empty(), console);
        try (ConnectOptions.Targets targets = connect.open(
                        List.of(target),
                        each -> Target.parse(each, ofTarget(), server, new StartTlsOption()),
                        this::note);
                ReactorGroup group = transport.openGroup(threads, console, output)) {
            Target connecting = targets.all().get(0);
            LiteralTarget.require(connecting);
            Relay relay = new Relay(
                    settings(connecting.withHostname(RelayCommand::forStreams).endpoint()), console::note, this::note);
            ListeningPort port = listen(group, gated(relay, listening), relay);
            relay.opened(List.of(port));
            atSignal.await(console, output.verbose, relay::count, (quiet, atMost) -> {
                relay.drain(group.reactors(), quiet, atMost);
                group.reactors().forEach(Reactor::close);
            });
            try {
                announce(port);
                group.terminated().await();
            } finally {
                atSignal.tooLate();
            }
            return ExitStatus.OK;
        }
    }

    private void requireSensible() {
        for (String uri : List.of(listen, target)) {
            if (UdpArguments.isOne(uri)) {
                throw new UsageException(
                        "\"" + uri + "\": a relay forwards streams, and datagrams are none; give tcp://"
                                + " or tls:// on both sides");
            }
        }
        if (servers.isSelfSigned && !TlsUris.isOne(listen)) {
            throw new UsageException(
                    "--tls-self-signed: \"" + listen + "\" is not secured; write tls://, or leave it out");
        }
        if (threads < 1) {
            throw new UsageException("--threads " + threads + ": need at least 1");
        }
        if (maxConnections < 1) {
            throw new UsageException("--max-connections " + maxConnections + ": need at least 1");
        }
        if (idleTimeout != null && idleTimeout.isZero()) {
            throw new UsageException("--idle-timeout 0: need more than zero, as in --idle-timeout 60s");
        }
    }

    /** Those of TLS that are the callers' where both sides have it. */
    private TlsOptions ofCallers() {
        if (!TlsUris.isOne(listen) || !TlsUris.isOne(target)) {
            return TlsUris.isOne(target) ? new TlsOptions() : tls;
        }
        TlsOptions own = tls.copy();
        own.trust = null;
        return own;
    }

    private TlsOptions ofTarget() {
        if (!TlsUris.isOne(listen) || !TlsUris.isOne(target)) {
            return TlsUris.isOne(listen) ? new TlsOptions() : tls;
        }
        TlsOptions own = tls.copy();
        own.certificate = null;
        own.key = null;
        return own;
    }

    private static ServerEndpoint gated(Relay relay, ServerEndpoint listening) {
        return listening instanceof TlsServerEndpoint secured
                ? secured.withPlain(relay.gated(forStreams(secured.plain())))
                : relay.gated(forStreams(listening));
    }

    private static ServerEndpoint forStreams(ServerEndpoint plain) {
        StreamOptions options = plain.options().withWatermarks(LOW_WATERMARK, HIGH_WATERMARK);
        if (plain instanceof TcpServerEndpoint one) {
            return one.withOptions(options);
        }
        if (plain instanceof AllLocalInterfacesServerEndpoint all) {
            return all.withOptions(options);
        }
        return plain instanceof InheritedServerEndpoint inherited ? inherited.withOptions(options) : plain;
    }

    /** What waits for a slow reader is bounded by little; what streams is not cut into small pieces. */
    private static HostnameClientEndpoint forStreams(HostnameClientEndpoint hostname) {
        return hostname.withOptions(hostname.options().withWatermarks(LOW_WATERMARK, HIGH_WATERMARK));
    }

    private RelaySettings settings(ClientEndpoint connecting) {
        return new RelaySettings(
                connecting,
                target,
                new AllowList(allowed),
                Optional.ofNullable(proxyProtocol),
                acceptProxy,
                Optional.ofNullable(idleTimeout),
                maxConnections);
    }

    private ListeningPort listen(ReactorGroup group, ServerEndpoint gated, Relay relay) throws Exception {
        try {
            return group.listen(gated, relay::caller).await();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception failed) {
            throw new TargetException(listen, failed);
        }
    }

    private void announce(ListeningPort port) {
        String scheme = ServeCommand.scheme(listen);
        port.localAddresses()
                .forEach(address -> console.tell("listening " + scheme + "://" + AddressText.formatSocket(address)));
        if (output.verbose) {
            port.missing().forEach(missing -> console.note(missing.getMessage()));
        }
        console.tell("ready");
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }
}
