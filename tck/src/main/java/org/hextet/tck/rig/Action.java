package org.hextet.tck.rig;

/** Something that may throw. */
@FunctionalInterface
public interface Action {
    /**
     * Does it.
     *
     * @throws Exception whatever comes
     */
    void run() throws Exception;
}
