package org.hextet.cli.stream;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/**
 * Sends lines of 72 printable characters, each line beginning one character later, without end (RFC 864); throws away
 * what comes. It sends no faster than the peer takes, and stops when the server ends.
 */
public final class ChargenHandler implements Protocol {

    private static final int FIRST = ' ';
    private static final int CHARACTERS = '~' - ' ' + 1;
    private static final int LINE = 72;

    /** One whole round of lines, so that round follows round. */
    private static final byte[] ROUND = made();

    private final Served served;
    private final ByteBuffer round = round();
    private boolean paused;
    private boolean planned;
    private boolean gone;

    /**
     * For one connection.
     *
     * @param served knows it while it lives, and says when to stop
     */
    public ChargenHandler(Served served) {
        this.served = served;
    }

    /**
     * What it sends.
     *
     * @return one whole round of lines, read-only
     */
    public static ByteBuffer round() {
        return ByteBuffer.wrap(ROUND).asReadOnlyBuffer();
    }

    private static byte[] made() {
        byte[] round = new byte[CHARACTERS * (LINE + 2)];
        int at = 0;
        for (int line = 0; line < CHARACTERS; line++) {
            for (int column = 0; column < LINE; column++) {
                round[at++] = (byte) (FIRST + (line + column) % CHARACTERS);
            }
            round[at++] = '\r';
            round[at++] = '\n';
        }
        return round;
    }

    @Override
    public void connected(Connection connection) {
        served.began(connection);
        plan(connection);
    }

    /** One round a turn: others have theirs, and the connection says whether it has to pause. */
    private void plan(Connection connection) {
        if (!planned) {
            planned = true;
            connection.reactor().execute(() -> {
                planned = false;
                if (!paused && !gone && !served.isDraining()) {
                    connection.write(round.rewind());
                    plan(connection);
                }
            });
        }
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {}

    @Override
    public void writingPaused(Connection connection) {
        paused = true;
    }

    @Override
    public void writingResumed(Connection connection) {
        paused = false;
        plan(connection);
    }

    @Override
    public void inputEnded(Connection connection) {
        gone = true;
        connection.close();
    }

    @Override
    public void closed(Connection connection, CloseReason reason) {
        gone = true;
        served.ended(connection);
    }
}
