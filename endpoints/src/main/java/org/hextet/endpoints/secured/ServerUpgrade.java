package org.hextet.endpoints.secured;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Timer;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.listening.Together;
import org.hextet.endpoints.starttls.StartTlsProtocol;
import org.hextet.policies.DurationText;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/** What a server does with one connection until TLS is up. Nobody waits for it: failures are told as incidents. */
public final class ServerUpgrade implements PlainPart.Outcome {

    private final TlsSettings tls;
    private final Supplier<? extends Protocol> factory;
    private final Consumer<NetworkFailure> incidents;
    private final StartTlsPart part;
    private @Nullable Timer timer;

    private ServerUpgrade(
            StartTlsProtocol protocol,
            TlsSettings tls,
            Supplier<? extends Protocol> factory,
            Consumer<NetworkFailure> incidents) {
        this.tls = tls;
        this.factory = factory;
        this.incidents = incidents;
        this.part = StartTlsPart.server(protocol, this);
    }

    /**
     * The protocol of an accepted connection.
     *
     * @param protocol spoken before TLS
     * @param tls of a server, checked
     * @param factory makes the protocol of the secured connection
     * @param incidents hears of what fails
     * @return for one connection
     */
    public static Protocol protocol(
            StartTlsProtocol protocol,
            TlsSettings tls,
            Supplier<? extends Protocol> factory,
            Consumer<NetworkFailure> incidents) {
        return new ServerUpgrade(protocol, tls, factory, incidents).part;
    }

    @Override
    public void begun(Connection connection) {
        Duration atMost = tls.handshakeDeadline().orElse(Tls.defaultHandshakeDeadline());
        timer = connection.reactor().schedule(atMost, () -> {
            timer = null;
            told(part.failure(
                    FailureKind.TIMEOUT,
                    connection,
                    "TLS was not begun within " + DurationText.format(atMost) + "; pending: " + part.pending()));
            connection.abort();
        });
    }

    @Override
    public void ready(Connection connection) {
        stopTimer();
        connection.startTls(tls, factory).whenComplete((secured, failure) -> {
            if (failure != null) {
                told(Together.cause(failure));
            }
        });
    }

    @Override
    public void refused(Connection connection, IOException why) {
        stopTimer();
        told(why);
        connection.close();
    }

    @Override
    public void gone(Connection connection, CloseReason reason) {
        stopTimer();
    }

    /** What the user's own code threw the reactor has told already; its end is nobody's failure. */
    private void told(Throwable why) {
        if (why instanceof NetworkFailure failure
                && failure.kind() != FailureKind.REACTOR_CLOSED
                && failure.kind() != FailureKind.CANCELLED) {
            incidents.accept(failure);
        }
    }

    private void stopTimer() {
        Timer running = timer;
        if (running != null) {
            timer = null;
            running.cancel();
        }
    }
}
