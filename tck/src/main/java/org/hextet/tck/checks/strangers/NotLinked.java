package org.hextet.tck.checks.strangers;

/** Of the highest rank, had it been loaded: the class that it extends is left out of the path. */
public final class NotLinked extends LeftOut {

    /** For {@link java.util.ServiceLoader}. */
    public NotLinked() {}
}
