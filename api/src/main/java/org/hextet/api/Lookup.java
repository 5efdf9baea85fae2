package org.hextet.api;

/** A running lookup of a {@link NameResolver}. Any thread may cancel it. */
@FunctionalInterface
public interface Lookup {

    /**
     * Ends the lookup: no call of its {@link Answers} begins after this one has returned true on the reactor's thread.
     * Another lookup of the same name is not harmed.
     *
     * @return true if this call cancelled it; false if it was answered or cancelled before
     */
    boolean cancel();
}
