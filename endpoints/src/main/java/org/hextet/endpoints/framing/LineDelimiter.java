package org.hextet.endpoints.framing;

/** What ends a line. */
public enum LineDelimiter {
    /** A line feed (0x0A). A carriage return before it belongs to the line. */
    LF,
    /** A carriage return and a line feed (0x0D 0x0A). Either alone belongs to the line. */
    CRLF,
    /** A line feed; a carriage return right before it belongs to the delimiter. */
    LF_OR_CRLF
}
