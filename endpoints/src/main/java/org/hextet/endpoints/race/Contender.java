package org.hextet.endpoints.race;

import java.nio.ByteBuffer;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/**
 * The protocol of an attempt until the race knows whether it has won: the winner's connection is handed to the user's
 * protocol before any byte can come, every other one is aborted, unseen.
 */
final class Contender implements Protocol {

    private final Round round;
    private final Attempt attempt;

    Contender(Round round, Attempt attempt) {
        this.round = round;
        this.attempt = attempt;
    }

    @Override
    public void connected(Connection connection) {
        round.connected(attempt, connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {
        // Only after a loss, on a reactor that is slow to abort.
        connection.abort();
    }
}
