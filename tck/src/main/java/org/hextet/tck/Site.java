package org.hextet.tck;

/** Where checks of one environment run. */
interface Site extends AutoCloseable {

    CheckResult run(Catalogue.Entry entry, Subject subject);

    @Override
    void close();
}
