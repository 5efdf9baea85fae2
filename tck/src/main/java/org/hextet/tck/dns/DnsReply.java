package org.hextet.tck.dns;

import java.io.IOException;

/** The way back of one question. From any thread, any number of times; none is silence. */
@FunctionalInterface
public interface DnsReply {

    /**
     * Sends a message to whoever asked. A way that takes only one, such as an HTTP response, takes the first.
     *
     * @param message a whole DNS message, or what a check wants to pass for one
     * @throws IOException if whoever asked is gone: of no interest to the script
     */
    void send(byte[] message) throws IOException;

    /**
     * Sends a message as somebody else who was not asked.
     *
     * @param forger who
     * @param message a whole DNS message
     * @throws IOException as of {@link #send}, or if this way knows no senders
     */
    default void sendAs(Forger forger, byte[] message) throws IOException {
        throw new IOException("nobody else can send on this way");
    }

    /** Who sends what he was not asked for. */
    enum Forger {
        /** The server's address, another port. */
        OTHER_PORT,

        /**
         * The server's port, another address of this host. Only of an IPv4 server: the loopback has one IPv6 address.
         */
        OTHER_ADDRESS
    }
}
