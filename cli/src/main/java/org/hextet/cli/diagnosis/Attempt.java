package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.hextet.addresses.Placement;
import org.hextet.addresses.SourceAddress;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TcpInfo;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.diagnosis.AttemptReport.Handshake;
import org.hextet.cli.diagnosis.AttemptReport.Outcome;
import org.hextet.cli.tls.SessionReport;

/** One connect to one address, with TLS where that is asked. Of the reactor's thread. */
final class Attempt {

    private final Reactor reactor;
    private final Placement target;
    private final long endNanos;
    private final Optional<TlsSettings> tls;
    private final Consumer<AttemptReport> ended;
    private final long beganNanos;
    private Optional<InetAddress> source;
    private OptionalLong connectNanos = OptionalLong.empty();
    private AttemptReport.Path path = AttemptReport.Path.UNKNOWN;

    private Attempt(
            Reactor reactor,
            Placement target,
            Duration atMost,
            Optional<TlsSettings> tls,
            Consumer<AttemptReport> ended) {
        this.reactor = reactor;
        this.target = target;
        this.tls = tls;
        this.ended = ended;
        this.beganNanos = reactor.nanoTime();
        this.endNanos = beganNanos + atMost.toNanos();
        this.source = target.source().map(SourceAddress::address);
    }

    /**
     * Begins.
     *
     * @param atMost how long it may take, TLS included; more than zero
     * @param ended told once
     */
    static void begin(
            Reactor reactor,
            Placement target,
            int port,
            Duration atMost,
            Optional<TlsSettings> tls,
            Consumer<AttemptReport> ended) {
        Attempt attempt = new Attempt(reactor, target, atMost, tls, ended);
        try {
            reactor.connectTcp(
                            new InetSocketAddress(target.destination(), port),
                            StreamOptions.DEFAULT.withDeadline(atMost),
                            Attempt::silent)
                    .whenComplete(attempt::decided);
        } catch (IllegalArgumentException unusable) {
            // What a name server gave may be no address to connect to: a group, a link-local one without its zone.
            attempt.failed(unusable);
        }
    }

    private static Protocol silent() {
        return Protocol.receiving((connection, data) -> {});
    }

    private void decided(Connection connection, Throwable failure) {
        if (failure != null) {
            failed(failure);
            return;
        }
        connectNanos = OptionalLong.of(reactor.nanoTime() - beganNanos);
        source = Optional.of(connection.localAddress().getAddress());
        path = path(connection);
        if (tls.isEmpty()) {
            end(connection, Optional.empty());
            return;
        }
        Duration left = Duration.ofNanos(Math.max(1_000_000, endNanos - reactor.nanoTime()));
        long beganTlsNanos = reactor.nanoTime();
        Pending<Connection> handshake;
        try {
            handshake = connection.startTls(tls.get().withHandshakeDeadline(left), Attempt::silent);
        } catch (RuntimeException unfit) {
            connection.abort();
            failed(unfit);
            return;
        }
        handshake.whenComplete((secured, refused) -> {
            if (refused == null) {
                end(secured, Optional.of(handshake(secured, reactor.nanoTime() - beganTlsNanos)));
            } else {
                failed(refused);
            }
        });
    }

    private AttemptReport.Path path(Connection connection) {
        if (reactor.capabilities().has(Capability.TCP_INFO)) {
            try {
                TcpInfo info = connection.option(NetworkSocketOptions.TCP_INFO);
                long roundTrip = info.roundTripTime().toNanos();
                return new AttemptReport.Path(
                        known(info.pathMtu()),
                        known(info.sendSegmentSize()),
                        roundTrip > 0 ? OptionalLong.of(roundTrip) : OptionalLong.empty());
            } catch (IOException gone) {
                // The peer has closed it already: it had connected.
            }
        }
        return AttemptReport.Path.UNKNOWN;
    }

    private static OptionalInt known(int bytes) {
        return bytes > 0 ? OptionalInt.of(bytes) : OptionalInt.empty();
    }

    private static Handshake handshake(Connection secured, long nanos) {
        return secured.tlsSession()
                .map(SessionReport::new)
                .map(report -> new Handshake(nanos, report.lines(), report.expiry()))
                .orElseThrow();
    }

    private void end(Connection connection, Optional<Handshake> handshake) {
        AttemptReport report = report(Outcome.CONNECTED, Optional.empty(), handshake, "");
        connection.close();
        // Told when it is gone: the end of this process must not become a reset.
        connection.closed().whenComplete((reason, never) -> ended.accept(report));
    }

    private void failed(Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        FailureKind kind = failure instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
        Outcome outcome = kind == FailureKind.TIMEOUT ? Outcome.TIMEOUT : Outcome.FAILED;
        if (failure instanceof CancellationException || kind == FailureKind.REACTOR_CLOSED) {
            outcome = Outcome.CANCELLED;
        }
        ended.accept(report(outcome, Optional.of(kind), Optional.empty(), String.valueOf(failure.getMessage())));
    }

    private AttemptReport report(
            Outcome outcome, Optional<FailureKind> kind, Optional<Handshake> handshake, String message) {
        return new AttemptReport(
                target.destination(),
                outcome,
                kind,
                reactor.nanoTime() - beganNanos,
                source,
                connectNanos,
                path,
                handshake,
                message);
    }
}
