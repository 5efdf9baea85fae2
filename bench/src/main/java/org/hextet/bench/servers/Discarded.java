package org.hextet.bench.servers;

/** The datagrams that a server has discarded. One of a single byte is none of them: it asks for their number. */
final class Discarded {

    private static final int QUESTION = 1;

    private long count;

    /** Counts a datagram of so many bytes, or tells that it wants {@link #count} as an answer: 8 bytes, big-endian. */
    boolean isQuestion(int bytes) {
        if (bytes == QUESTION) {
            return true;
        }
        count++;
        return false;
    }

    long count() {
        return count;
    }
}
