package org.hextet.cli.stream;

import java.util.Locale;

/** What a server of the command does with a connection. */
public enum Handler {
    /** Sends back what comes (RFC 862). */
    ECHO,
    /** Throws away what comes (RFC 863). */
    DISCARD,
    /** Sends printable characters without end and throws away what comes (RFC 864). */
    CHARGEN,
    /** Standard input to the peer, the peer to standard output; one connection at a time. */
    CAT;

    /**
     * Its name on the command line.
     *
     * @return lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The handler of a name.
     *
     * @param text as on the command line
     * @return the handler
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Handler of(String text) {
        for (Handler handler : values()) {
            if (handler.toString().equals(text)) {
                return handler;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no handler; there are echo, discard, chargen, cat");
    }
}
