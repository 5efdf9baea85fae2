package org.hextet.endpoints.secured;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** The protocol of a connection from when it is there until TLS begins. */
public interface PlainPart extends Protocol {

    /**
     * What is waited for now.
     *
     * @return for errors, as in "TLS handshake"
     */
    String pending();

    /** Who is told how the plain part ends; on the reactor's thread. */
    interface Outcome {

        /**
         * The connection is there.
         *
         * @param connection the plain one
         */
        void begun(Connection connection);

        /**
         * TLS may begin. To be called in a callback, with everything read that the peer has sent.
         *
         * @param connection the plain one
         */
        void ready(Connection connection);

        /**
         * TLS will not come. The connection is ended by this call.
         *
         * @param connection the plain one
         * @param why fails the connect
         */
        void refused(Connection connection, IOException why);

        /**
         * The connection is gone.
         *
         * @param connection the plain one
         * @param reason why
         */
        void gone(Connection connection, CloseReason reason);
    }

    /**
     * There is none: TLS begins at once.
     *
     * @param outcome is told
     */
    record None(Outcome outcome) implements PlainPart {

        @Override
        public String pending() {
            return "TLS handshake";
        }

        @Override
        public void connected(Connection connection) {
            outcome.begun(connection);
            outcome.ready(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            connection.abort(); // Not before connected, and not after it.
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            outcome.gone(connection, reason);
        }
    }
}
