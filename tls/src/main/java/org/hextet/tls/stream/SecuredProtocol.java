package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Protocol;

/**
 * The protocol of a secured connection, and what it has been told: each event once, {@code connected} before all else.
 */
final class SecuredProtocol {

    private final SecuredConnection connection;
    private final UpgradeListener listener;
    private Protocol protocol;
    private boolean connectedToTell = true;
    private boolean securedToTell = true;
    private boolean pauseTold;
    private boolean inputEndTold;

    SecuredProtocol(SecuredConnection connection, Protocol protocol, UpgradeListener listener) {
        this.connection = connection;
        this.protocol = protocol;
        this.listener = listener;
    }

    Protocol protocol() {
        return protocol;
    }

    void switchTo(Protocol next) {
        protocol = next;
        connectedToTell = true;
        pauseTold = false;
    }

    /**
     * Tells of the connection, if that is to be done.
     *
     * @return whether it was
     */
    boolean connected() throws Exception {
        if (!connectedToTell) {
            return false;
        }
        connectedToTell = false;
        try {
            protocol.connected(connection);
        } finally {
            if (securedToTell) {
                securedToTell = false;
                listener.secured(connection);
            }
        }
        return true;
    }

    void received(ByteBuffer lent) throws Exception {
        protocol.received(connection, lent);
    }

    void inputEnded() throws Exception {
        if (!inputEndTold) {
            inputEndTold = true;
            protocol.inputEnded(connection);
        }
    }

    boolean hasHeardOfInputEnd() {
        return inputEndTold;
    }

    void pause(boolean pause) throws Exception {
        if (pauseTold == pause) {
            return;
        }
        pauseTold = pause;
        if (pause) {
            protocol.writingPaused(connection);
        } else {
            protocol.writingResumed(connection);
        }
    }

    void draining() throws Exception {
        protocol.draining(connection);
    }

    /** The last event. */
    void closed(CloseReason why) throws Exception {
        try {
            // One that took over hears of its connection before it hears of its end.
            connected();
        } finally {
            protocol.closed(connection, why);
        }
    }
}
