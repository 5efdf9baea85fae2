package org.hextet.endpoints.secured;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.starttls.StartTlsDialogue;
import org.hextet.endpoints.starttls.StartTlsEnds;
import org.hextet.endpoints.starttls.StartTlsProtocol;
import org.hextet.endpoints.starttls.StartTlsStep;
import org.jspecify.annotations.Nullable;

/** Runs the dialogue that comes before TLS: does each step, and says what comes. */
public final class StartTlsPart implements PlainPart {

    private final StartTlsProtocol protocol;
    private final boolean isClient;
    private final Optional<String> serverName;
    private final Outcome outcome;
    private @Nullable StartTlsDialogue dialogue;
    private boolean over;
    private int bytes;

    private StartTlsPart(StartTlsProtocol protocol, boolean isClient, Optional<String> serverName, Outcome outcome) {
        this.protocol = protocol;
        this.isClient = isClient;
        this.serverName = serverName;
        this.outcome = outcome;
    }

    /**
     * The client's side.
     *
     * @param protocol whose
     * @param serverName what is verified; empty: the address
     * @param outcome is told
     * @return for one connection
     */
    public static StartTlsPart client(StartTlsProtocol protocol, Optional<String> serverName, Outcome outcome) {
        return new StartTlsPart(protocol, true, serverName, outcome);
    }

    /**
     * The server's side.
     *
     * @param protocol whose
     * @param outcome is told
     * @return for one connection
     */
    public static StartTlsPart server(StartTlsProtocol protocol, Outcome outcome) {
        return new StartTlsPart(protocol, false, Optional.empty(), outcome);
    }

    @Override
    public String pending() {
        StartTlsDialogue speaking = dialogue;
        return (speaking == null ? "connection" : speaking.pending()) + " (StartTLS " + protocol.name() + ")";
    }

    @Override
    public void connected(Connection connection) {
        StartTlsEnds ends = new StartTlsEnds(connection.localAddress(), connection.remoteAddress(), serverName);
        StartTlsDialogue made = isClient ? protocol.client(ends) : protocol.server(ends);
        dialogue = made;
        outcome.begun(connection);
        carryOut(connection, made.begin());
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {
        StartTlsDialogue speaking = dialogue;
        if (over || speaking == null) {
            return;
        }
        int before = lent.remaining();
        List<StartTlsStep> steps = speaking.received(lent);
        bytes += before - lent.remaining();
        carryOut(connection, steps);
        if (!over && bytes > StartTlsDialogue.MOST_BYTES) {
            refuse(connection, "more than " + StartTlsDialogue.MOST_BYTES + " bytes came before TLS");
        }
    }

    private void carryOut(Connection connection, List<StartTlsStep> steps) {
        for (StartTlsStep step : steps) {
            if (over) {
                return;
            }
            if (step instanceof StartTlsStep.Send send) {
                connection.write(send.bytes().duplicate());
            } else if (step instanceof StartTlsStep.Upgrade) {
                over = true;
                outcome.ready(connection);
            } else if (step instanceof StartTlsStep.Fail fail) {
                refuse(connection, fail.why());
            } else if (step instanceof StartTlsStep.Close) {
                over = true;
                connection.close();
            }
        }
    }

    @Override
    public void inputEnded(Connection connection) {
        if (over) {
            return;
        }
        if (isClient) {
            refuse(connection, "the server closed the connection; pending: " + pending());
        } else {
            connection.close();
        }
    }

    private void refuse(Connection connection, String why) {
        over = true;
        outcome.refused(connection, failure(FailureKind.TLS, connection, why));
    }

    /** A failure of the plain part, and its words. */
    IOException failure(FailureKind kind, Connection connection, String why) {
        return Failures.of(
                new Facts(kind, "StartTLS", connection.localAddress(), connection.remoteAddress(), null),
                "StartTLS (" + protocol.name() + ") with " + AddressText.formatSocket(connection.remoteAddress())
                        + serverName
                                .filter(name -> isClient)
                                .map(name -> " (" + name + ")")
                                .orElse("")
                        + ": " + why,
                null);
    }

    @Override
    public void closed(Connection connection, CloseReason reason) {
        over = true;
        outcome.gone(connection, reason);
    }
}
