package org.hextet.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.cli.datagram.DatagramDialogue;
import org.hextet.cli.datagram.FactsLine;
import org.hextet.cli.datagram.NotingDatagrams;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.stream.StandardInput;
import org.hextet.cli.stream.StandardOutput;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.endpoints.HostnameDatagramEndpoint;
import org.hextet.endpoints.MulticastEndpoint;
import org.hextet.endpoints.UdpEndpoint;
import org.hextet.endpoints.UdpUriEndpoint;
import org.jspecify.annotations.Nullable;

/** {@code connect} with datagrams. */
final class DatagramTalk {

    private final Console console;
    private final OutputOptions output;
    private final TransportOptions transport;
    private final ConnectOptions options;
    private final String uri;

    DatagramTalk(
            Console console, OutputOptions output, TransportOptions transport, ConnectOptions options, String uri) {
        this.console = console;
        this.output = output;
        this.transport = transport;
        this.options = options;
        this.uri = uri;
    }

    int run(@Nullable FlowLabelRequest flowLabel) throws Exception {
        UdpUriEndpoint endpoint = UdpArguments.parse(uri);
        options.race.requireOnlyFamily("\"" + uri + "\"");
        List<Host> hosts =
                endpoint instanceof HostnameDatagramEndpoint named ? List.of(Host.parse(named.host())) : List.of();
        Optional<NameResolver> resolver = options.names.open(hosts);
        try {
            UdpUriEndpoint changed = labelled(bound(only(named(endpoint, resolver))), flowLabel);
            try (Reactor reactor = transport.open(console, output)) {
                return talk(reactor, changed);
            }
        } finally {
            resolver.ifPresent(NameResolver::close);
        }
    }

    private UdpUriEndpoint named(UdpUriEndpoint endpoint, Optional<NameResolver> resolver) {
        if (!(endpoint instanceof HostnameDatagramEndpoint hostname)) {
            return endpoint;
        }
        HostnameDatagramEndpoint changed =
                options.positiveTimeout().map(hostname::withDeadline).orElse(hostname);
        return resolver.isPresent() ? changed.withResolver(resolver.get()) : changed;
    }

    private UdpUriEndpoint only(UdpUriEndpoint endpoint) {
        StandardProtocolFamily only = options.race.only;
        if (only == null) {
            return endpoint;
        }
        if (endpoint instanceof HostnameDatagramEndpoint hostname) {
            return hostname.only(only);
        }
        String literal = endpoint instanceof UdpEndpoint single
                ? single.host()
                : endpoint instanceof MulticastEndpoint group ? group.group() : "";
        if (!literal.isEmpty() && AddressText.parse(literal).family() != only) {
            throw new UsageException("\"" + uri + "\": not of the family that --only allows; leave it out");
        }
        return endpoint;
    }

    private UdpUriEndpoint bound(UdpUriEndpoint endpoint) {
        if (options.bind == null) {
            return endpoint;
        }
        InetSocketAddress local = AddressArgument.parse("--bind", options.bind, 0);
        if (endpoint instanceof UdpEndpoint single) {
            return single.withBind(local);
        }
        if (endpoint instanceof MulticastEndpoint group) {
            return group.withBind(local);
        }
        return endpoint instanceof HostnameDatagramEndpoint hostname ? hostname.withBind(local) : endpoint;
    }

    private UdpUriEndpoint labelled(UdpUriEndpoint endpoint, @Nullable FlowLabelRequest flowLabel) {
        UdpUriEndpoint told = output.verbose ? endpoint.withOptions(FactsLine.asking(endpoint.options())) : endpoint;
        return flowLabel == null ? told : told.withOptions(told.options().withFlowLabel(flowLabel));
    }

    private int talk(Reactor reactor, UdpUriEndpoint endpoint) throws Exception {
        StandardInput input = new StandardInput(console.input(), reactor);
        StandardOutput out = new StandardOutput(console.output(), reactor);
        CompletableFuture<DatagramDialogue.Outcome> ended = new CompletableFuture<>();
        DatagramPort port = endpoint.connect(reactor, () -> dialogue(input, out, ended::complete))
                .await();
        long beganNanos = System.nanoTime();
        note("talks from " + AddressText.formatSocket(port.localAddresses().get(0)) + " to "
                + port.remoteAddress().map(AddressText::formatSocket).orElse(uri));
        port.flowLabel().ifPresent(label -> note("flow label " + FlowLabelText.format(label.value())));
        DatagramDialogue.Outcome outcome = ended.get();
        out.finish();
        note("sent " + outcome.sent() + " datagrams (" + outcome.sentBytes() + " bytes), received "
                + outcome.received() + " datagrams (" + outcome.receivedBytes() + " bytes) in "
                + String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - beganNanos) / 1e9));
        if (port.dropped() > 0) {
            note(port.dropped() + " datagrams were dropped: more than could be sent");
        }
        if (outcome.failure().isPresent()) {
            throw outcome.failure().get() instanceof Exception failure
                    ? failure
                    : new IOException(outcome.failure().get());
        }
        return ExitStatus.OK;
    }

    private DatagramProtocol dialogue(
            StandardInput input, StandardOutput out, Consumer<DatagramDialogue.Outcome> ended) {
        out.start();
        input.start();
        DatagramProtocol dialogue = new DatagramDialogue(
                input, out, DatagramDialogue.Partner.PEER, line -> console.note("hextet: " + line), ended);
        return output.verbose ? NotingDatagrams.ofReceived(dialogue, console::note) : dialogue;
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }
}
