package org.hextet.tck.lab;

/**
 * What a relay has done so far, in both directions together.
 *
 * @param packets that came to it
 * @param lost of them, those that went no further
 * @param doubled of them, those that were sent on twice
 */
public record Relayed(long packets, long lost, long doubled) {

    Relayed plus(Relayed other) {
        return new Relayed(packets + other.packets, lost + other.lost, doubled + other.doubled);
    }
}
