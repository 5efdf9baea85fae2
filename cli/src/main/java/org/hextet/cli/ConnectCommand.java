package org.hextet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TcpInfo;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.stream.Dialogue;
import org.hextet.cli.stream.StandardInput;
import org.hextet.cli.stream.StandardOutput;
import org.hextet.cli.tls.SessionReport;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.timeline.Timeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Standard input to a peer, the peer to standard output. */
@Command(
        name = "connect",
        description = {
            "Sends standard input to the peer and prints what the peer sends.",
            "The end of standard input is a half-close (with tls:// a close_notify); the command ends when the peer does.",
            "With udp:// each read of standard input is one datagram (65,507 bytes at most over IPv4, 65,527 over IPv6), and "
                    + "what could not be sent, or did not arrive, is a line on standard error. The command ends when "
                    + "standard input has ended and nothing has come for 2 seconds, or by a signal."
        })
final class ConnectCommand implements Callable<Integer> {

    /** Large, for streams: what waits here is one or two reads of standard input. */
    private static final int HIGH_WATERMARK = 512 << 10;

    private static final int LOW_WATERMARK = 128 << 10;

    /** How long the end of a connect that a signal cancelled is waited for, to write its timeline. */
    private static final long LAST_WORDS_MILLIS = 1_000;

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
    StartTlsOption startTls = new StartTlsOption();

    @Option(
            names = "--flow-label",
            paramLabel = "N|auto[:SHARING]",
            description = {
                "The IPv6 flow label to lease for the connection: 74565, 0x12345, or auto (the kernel chooses); shared with "
                        + "nobody (exclusive), or with others of this process, user, or any: 0x12345:user.",
                "Only IPv6 addresses are tried then: IPv4 has no flow label. An exclusive number is leased by one attempt "
                        + "alone; for a name with several addresses give auto, or share it: 0x12345:process."
            })
    @Nullable
    FlowLabelRequest flowLabel;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "Writes how the connect came about, or why it did not, as JSON.")
    @Nullable
    Path timelineFile;

    @Option(
            names = "--timeline-svg",
            paramLabel = "FILE",
            description = "Writes the same as a picture: a waterfall of lookups and attempts, in SVG.")
    @Nullable
    Path timelinePicture;

    @Parameters(
            paramLabel = "ENDPOINT",
            description =
                    "Where to connect: tcp://[::1]:9000, tls://example.org:443, udp://[::1]:53, udp://[ff02::1234%%eth0]:9000 (a group).")
    String uri = "";

    private final AtomicReference<@Nullable Timeline> timeline = new AtomicReference<>();
    private final AtomicReference<@Nullable TcpInfo> lastInfo = new AtomicReference<>();
    private final AtomicReference<@Nullable IOException> unwritten = new AtomicReference<>();
    private final CountDownLatch decided = new CountDownLatch(1);

    ConnectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (UdpArguments.isOne(uri)) {
            return talkInDatagrams();
        }
        try (ConnectOptions.Targets targets =
                connect.open(List.of(uri), each -> Target.parse(each, tls, server, startTls), this::note)) {
            Target target = watched(targets.all().get(0));
            try (Reactor reactor = transport.open(console, output)) {
                return talk(reactor, target);
            }
        }
    }

    private int talkInDatagrams() throws Exception {
        if (connect.retry != null) {
            throw new UsageException("\"" + uri + "\": datagrams have no handshake that could fail and be tried again;"
                    + " leave out --retry");
        }
        if (wantsTimeline()) {
            throw new UsageException("\"" + uri + "\": this scheme has no timeline");
        }
        Optional<String> unused = startTls.of(uri);
        if (tls.isGiven() || server.isGiven()) {
            throw new UsageException("\"" + uri
                    + "\": TLS is of streams, and there are options of it on the command line; write tls://, or"
                    + " leave them out");
        }
        return new DatagramTalk(console, output, transport, connect, uri).run(flowLabel);
    }

    private Target watched(Target target) throws IOException {
        if (target.hostname().isPresent()) {
            List<TimelineFile> files = timelineFiles();
            return target.withHostname(hostname -> watched(hostname, files));
        }
        if (flowLabel != null) {
            throw new UsageException("\"" + uri + "\": this scheme takes no --flow-label");
        }
        if (wantsTimeline()) {
            throw new UsageException("\"" + uri + "\": this scheme has no timeline");
        }
        return target;
    }

    private boolean wantsTimeline() {
        return timelineFile != null || timelinePicture != null;
    }

    private List<TimelineFile> timelineFiles() throws IOException {
        List<TimelineFile> files = new ArrayList<>(2);
        if (timelineFile != null) {
            files.add(TimelineFile.at(timelineFile, known -> known.toJson() + "\n"));
        }
        if (timelinePicture != null) {
            files.add(TimelineFile.at(timelinePicture, Timeline::toSvg));
        }
        return files;
    }

    private HostnameClientEndpoint watched(HostnameClientEndpoint hostname, List<TimelineFile> files) {
        StreamOptions options = hostname.options().withWatermarks(LOW_WATERMARK, HIGH_WATERMARK);
        return hostname.withOptions(flowLabel == null ? options : options.withFlowLabel(flowLabel))
                .withTimelineListener(known -> decided(known, files));
    }

    private void decided(Timeline known, List<TimelineFile> files) {
        timeline.set(known);
        for (TimelineFile file : files) {
            try {
                file.write(known);
            } catch (IOException failed) {
                unwritten.set(failed);
            }
        }
        decided.countDown();
    }

    private int talk(Reactor reactor, Target target) throws Exception {
        StandardInput input = new StandardInput(console.input(), reactor);
        StandardOutput out = new StandardOutput(console.output(), reactor);
        CompletableFuture<Dialogue.Outcome> ended = new CompletableFuture<>();
        Pending<Connection> connecting =
                target.endpoint().connect(reactor, () -> dialogue(input, out, this::peerEnds, ended));
        Connection connection = connected(connecting);
        long beganNanos = System.nanoTime();
        if (output.verbose) {
            Timeline known = timeline.get();
            if (known != null) {
                console.err().print(known);
            }
            note("connected from " + AddressText.formatSocket(connection.localAddress()) + " to "
                    + AddressText.formatSocket(connection.remoteAddress()));
            connection.flowLabel().ifPresent(label -> note("flow label " + FlowLabelText.format(label.value())));
            connection
                    .tlsSession()
                    .ifPresent(agreed -> new SessionReport(agreed).lines().forEach(this::note));
        }
        Dialogue.Outcome outcome = ended.get();
        out.finish();
        TcpInfo info = lastInfo.get();
        if (info != null) {
            note("round trip " + millis(info.roundTripTime()) + " (least " + millis(info.minimumRoundTripTime()) + "), "
                    + info.totalRetransmits() + " segments sent again");
        }
        note("sent " + outcome.sent() + " bytes, received " + outcome.received() + " bytes in "
                + seconds(System.nanoTime() - beganNanos));
        if (outcome.failure().isPresent()) {
            throw asException(outcome.failure().get());
        }
        IOException lost = unwritten.get();
        if (lost != null) {
            throw lost;
        }
        return ExitStatus.OK;
    }

    /** Waits for the connect. A signal meanwhile cancels it, so that its timeline is written, too. */
    private Connection connected(Pending<Connection> connecting) throws Exception {
        Thread atSignal = new Thread(() -> lastWords(connecting), "hextet-signal");
        if (wantsTimeline()) {
            Runtime.getRuntime().addShutdownHook(atSignal);
        }
        try {
            return connecting.await();
        } finally {
            if (wantsTimeline()) {
                forget(atSignal);
            }
        }
    }

    private void lastWords(Pending<Connection> connecting) {
        try {
            if (connecting.cancel() && !decided.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
                note("the timeline could not be written in time");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread atSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(atSignal);
        } catch (IllegalStateException ending) {
            // The signal came first: the thread runs, and the process ends with it.
        }
    }

    /** The last look at the connection: when it has ended, the kernel knows nothing of it any more. */
    private void peerEnds(Connection connection) {
        if (output.verbose && connection.reactor().capabilities().has(Capability.TCP_INFO)) {
            try {
                lastInfo.set(connection.option(NetworkSocketOptions.TCP_INFO));
            } catch (IOException gone) {
                // There is nothing to tell then.
            }
        }
    }

    private static Protocol dialogue(
            StandardInput input,
            StandardOutput out,
            Consumer<Connection> peerEnds,
            CompletableFuture<Dialogue.Outcome> ended) {
        out.start();
        input.start();
        return new Dialogue(input, out, peerEnds, ended::complete);
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }

    private static Exception asException(Throwable thrown) {
        return thrown instanceof Exception exception ? exception : new IOException(thrown.toString(), thrown);
    }

    private static String millis(Duration duration) {
        return String.format(java.util.Locale.ROOT, "%.3f ms", duration.toNanos() / 1e6);
    }

    private static String seconds(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
