package org.hextet.tck;

import org.hextet.tck.lab.Environment;

/**
 * A row, and one provider to run it on.
 *
 * @param place among all that is planned, in the matrix's order
 * @param round how many times all was run before
 * @param entry the row, and how to run it
 * @param subject the provider
 */
record Planned(int place, int round, Catalogue.Entry entry, Subject subject) {

    Row row() {
        return entry.row();
    }

    /** Rows in this process first, then environment by environment: each is built once. */
    Environment environment() {
        Environment first = row().environments().get(0);
        return first.isInThisProcess() ? Environment.LOOPBACK : first;
    }

    Planned inRound(int other) {
        return new Planned(place, other, entry, subject);
    }
}
