package org.hextet.endpoints.framing;

import org.hextet.api.Protocol;

/**
 * Cuts a stream into lines. One object serves one connection: a factory makes a new one each time.
 *
 * <pre>{@code
 * ServerEndpoint.of("tcp://*:2525").listen(reactor, () -> LineFraming.of(new Greeter(), LineDelimiter.CRLF, 998));
 * }</pre>
 *
 * <p>A line that lies within one chunk is lent as it is, without a copy and without garbage; one that does not is put
 * together, in memory that grows up to the maximum.
 */
public final class LineFraming {

    private LineFraming() {}

    /**
     * A protocol that hands on lines.
     *
     * @param lines what to do with them
     * @param delimiter what ends a line
     * @param maximumBytes the most bytes that a line may have, without its delimiter, 1 or more; a longer one is of
     *     kind too-large
     * @return for one connection
     * @throws IllegalArgumentException if the maximum is less than 1
     */
    public static Protocol of(FrameProtocol lines, LineDelimiter delimiter, int maximumBytes) {
        if (maximumBytes < 1) {
            throw new IllegalArgumentException("lines of at most " + maximumBytes + " bytes: need 1 or more");
        }
        return new Framing(lines, new LineCutter(delimiter, maximumBytes));
    }
}
