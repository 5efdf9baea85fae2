package org.hextet.cli.relay;

import java.io.IOException;

/** What a caller sent first is no PROXY header. */
public final class MalformedProxyHeaderException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param problem what, for a line
     */
    MalformedProxyHeaderException(String problem) {
        super(problem);
    }
}
