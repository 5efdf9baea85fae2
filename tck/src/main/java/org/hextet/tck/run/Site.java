package org.hextet.tck.run;

import org.hextet.tck.subject.Subject;

/** Where checks of one environment run. */
interface Site extends AutoCloseable {

    /**
     * Runs a row.
     *
     * @param guardPart of the usual guard
     */
    Ran run(Catalogue.Entry entry, Subject subject, double guardPart);

    @Override
    void close();
}
