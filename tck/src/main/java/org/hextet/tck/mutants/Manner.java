package org.hextet.tck.mutants;

import java.time.Duration;

/**
 * In what a transport is unlike others. All of it is its own affair by the contract.
 *
 * @param receivedPieces into what pieces it cuts what came
 * @param writtenPieces into what pieces it cuts what is written
 * @param atOnce whether it tells all pieces in one turn; else each in a turn of its own
 * @param late how much later than the host it tells: that a connection is up, that an operation is done, that a timer
 *     is due; zero: not later
 * @param freshBuffers whether each datagram lies in memory of its own, anywhere in it
 */
record Manner(Pieces receivedPieces, Pieces writtenPieces, boolean atOnce, Duration late, boolean freshBuffers) {

    /** As beneath. */
    static final Manner USUAL = new Manner(Pieces.WHOLE, Pieces.WHOLE, true, Duration.ZERO, false);

    Manner withReceivedPieces(Pieces pieces) {
        return new Manner(pieces, writtenPieces, atOnce, late, freshBuffers);
    }

    Manner withWrittenPieces(Pieces pieces) {
        return new Manner(receivedPieces, pieces, atOnce, late, freshBuffers);
    }

    Manner withOnePieceATurn() {
        return new Manner(receivedPieces, writtenPieces, false, late, freshBuffers);
    }

    Manner withDelay(Duration delay) {
        return new Manner(receivedPieces, writtenPieces, atOnce, delay, freshBuffers);
    }

    Manner withFreshBuffers() {
        return new Manner(receivedPieces, writtenPieces, atOnce, late, true);
    }

    boolean isLate() {
        return !late.isZero();
    }
}
