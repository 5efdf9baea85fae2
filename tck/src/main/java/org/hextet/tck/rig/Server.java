package org.hextet.tck.rig;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A listening port and a recorder for each connection that it accepted, in the order in which the factory was called.
 */
public final class Server implements Supplier<Protocol> {

    private final Signal signal = new Signal();
    private final UnaryOperator<Recorder> behaviour;
    private final List<Recorder> accepted = new ArrayList<>();
    private int taken;
    private @Nullable ListeningPort port;

    Server(UnaryOperator<Recorder> behaviour) {
        this.behaviour = behaviour;
    }

    void bound(ListeningPort bound) {
        signal.change(() -> port = bound);
    }

    /**
     * The factory: a recorder for a new connection.
     *
     * @return as the check wants it to behave
     */
    @Override
    public Protocol get() {
        Recorder recorder = behaviour.apply(new Recorder());
        signal.change(() -> accepted.add(recorder));
        return recorder;
    }

    /**
     * The port.
     *
     * @return bound
     */
    public ListeningPort port() {
        return signal.look(() -> {
            if (port == null) {
                throw new CheckFailure("the port is not bound yet");
            }
            return port;
        });
    }

    /**
     * Where it listens: the first address, with the real port.
     *
     * @return what the provider says
     */
    public InetSocketAddress address() {
        return port().localAddresses().get(0);
    }

    /**
     * Waits for the next connection, and its {@code connected}.
     *
     * @return its recorder; each one is returned once
     */
    public Recorder awaitAccepted() {
        signal.await(
                "connection " + (taken + 1) + " to be accepted",
                () -> accepted.size() > taken,
                () -> accepted.size() + " were accepted");
        Recorder next = signal.look(() -> accepted.get(taken++));
        next.awaitConnected();
        return next;
    }

    /**
     * Waits until so many connections were accepted in all.
     *
     * @param connections how many
     */
    public void awaitAccepted(int connections) {
        signal.await(
                connections + " connections to be accepted",
                () -> accepted.size() >= connections,
                () -> accepted.size() + " were accepted");
    }

    /**
     * All connections accepted so far.
     *
     * @return a snapshot
     */
    public List<Recorder> accepted() {
        return signal.look(() -> List.copyOf(accepted));
    }
}
