package org.hextet.tck.checks.strangers;

/** Stands for a jar that somebody forgot. */
abstract class LeftOut extends Stranger {

    LeftOut() {
        super("not-linked", 300);
    }
}
