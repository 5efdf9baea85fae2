package org.hextet.cli.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Standard input to the peer and the peer to standard output, one connection after the other: while one is served,
 * those that come wait, and what they send waits in the kernel. Standard input goes on where it was with the next one.
 * Of the reactor's thread only, beside the constructor.
 */
public final class CatHandler {

    private final Served served;
    private final StandardInput input;
    private final StandardOutput output;
    private final Runnable outputGone;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Connection current;

    /**
     * For all connections of a server.
     *
     * @param served knows each while it lives
     * @param input standard input, started
     * @param output standard output, started
     * @param outputGone run when nobody reads standard output any more
     */
    public CatHandler(Served served, StandardInput input, StandardOutput output, Runnable outputGone) {
        this.served = served;
        this.input = input;
        this.output = output;
        this.outputGone = outputGone;
    }

    /**
     * A protocol for one connection.
     *
     * @return waits until it is its turn
     */
    public Protocol protocol() {
        return new Waiting();
    }

    private void next() {
        current = null;
        if (output.failure().isPresent()) {
            outputGone.run();
            return;
        }
        Waiting first = waiting.poll();
        if (first != null) {
            first.begin();
        }
    }

    private final class Waiting implements Protocol {

        private @Nullable Connection connection;

        @Override
        public void connected(Connection connection) {
            served.began(connection);
            this.connection = connection;
            if (current == null) {
                begin();
            } else {
                connection.pauseReading();
                waiting.add(this);
            }
        }

        private void begin() {
            Connection mine = connection;
            if (mine != null) {
                current = mine;
                mine.switchProtocol(new Dialogue(input, output, peer -> {}, outcome -> {
                    served.ended(mine);
                    next();
                }));
                mine.resumeReading();
            }
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            throw new IllegalStateException("received while it is not its turn");
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            waiting.remove(this);
            served.ended(connection);
        }
    }
}
