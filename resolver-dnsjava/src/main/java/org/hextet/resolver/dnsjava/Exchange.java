package org.hextet.resolver.dnsjava;

import org.hextet.api.failure.FailureKind;
import org.xbill.DNS.Message;

/** One question put to one server, by one way. Of the reactor's thread. */
interface Exchange {

    /** How it ended: exactly one call, unless it was cancelled; not inside {@code begin}. */
    interface Listener {

        /** The server's answer, whatever it says. */
        void answered(Message answer);

        /** The answer is longer than a datagram. */
        void truncated();

        /**
         * There is none.
         *
         * @param kind timeout if the server was silent
         * @param why for people
         */
        void failed(FailureKind kind, String why);
    }

    /** Asks. */
    void begin();

    /** Ends it: nobody is told, no port is left. */
    void cancel();
}
