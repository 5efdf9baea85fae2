package org.hextet.endpoints.listening;

import java.io.IOException;
import java.util.List;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/**
 * A kind of port that every reactor of a group opens, for {@link GroupOpening}.
 *
 * @param <P> the port of one reactor
 * @param <T> what the user gets
 */
public interface GroupKind<P, T> {

    /**
     * Opens one.
     *
     * @param reactor carries it
     * @param number the port number; 0 to choose one
     * @return the bound port
     */
    Pending<P> open(Reactor reactor, int number);

    /**
     * Lets the other reactors have its number too: of a port that was opened with 0. On its reactor's thread.
     *
     * @param port opened here
     * @throws IOException if the kernel refuses
     */
    void share(P port) throws IOException;

    /**
     * What was chosen.
     *
     * @param port opened here
     * @return its number
     */
    int number(P port);

    /**
     * Closes one.
     *
     * @param port opened here
     * @return completes when its descriptors are gone
     */
    Pending<Void> close(P port);

    /**
     * What the user gets.
     *
     * @param ports one of each reactor, in their order
     * @return all of them
     */
    T together(List<P> ports);
}
