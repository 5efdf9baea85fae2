package org.hextet.cli.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;

/** Relays what callers send to a target, and back. Thread-safe; on one reactor or several. */
public final class Relay {

    /** How long a PROXY header may take. */
    static final Duration HEADER_DEADLINE = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final RelaySettings settings;
    private final Consumer<String> errors;
    private final Consumer<String> details;
    private final Admission admission;
    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private final Map<Ends, Gate> entering = new ConcurrentHashMap<>();
    private volatile List<ListeningPort> ports = List.of();

    /** What a connection and the one that is secured on top of it have in common, and no two others at a time. */
    private record Ends(SocketAddressKey local, SocketAddressKey remote) {

        static Ends of(Connection connection) {
            return new Ends(
                    SocketAddressKey.of(connection.localAddress()), SocketAddressKey.of(connection.remoteAddress()));
        }
    }

    /**
     * A relay without callers.
     *
     * @param settings how
     * @param errors takes a line for what went wrong
     * @param details takes a line for what else happened
     */
    public Relay(RelaySettings settings, Consumer<String> errors, Consumer<String> details) {
        this.settings = settings;
        this.errors = errors;
        this.details = details;
        this.admission = new Admission(settings.maxConnections());
    }

    /**
     * Where callers call. What is listened with on it is {@link #caller()}, on top of TLS or not.
     *
     * @param plain accepts them
     * @return the same, with a look at each caller before all else
     */
    public ServerEndpoint gated(ServerEndpoint plain) {
        return new GatedEndpoint(this, plain);
    }

    /**
     * For one caller who was let in.
     *
     * @return the protocol of his connection, or of the secured one on top of it
     */
    public Protocol caller() {
        return new Pair(this).caller();
    }

    /**
     * Where callers come from. Some may have come already.
     *
     * @param opened all of them
     */
    public void opened(List<ListeningPort> opened) {
        ports = List.copyOf(opened);
        admission.opened(opened);
    }

    /**
     * How many callers there are.
     *
     * @return 0 or more
     */
    public int count() {
        return gates.size();
    }

    /**
     * Ends in order: accepts nobody any more, and ends each pair of connections when nothing has moved on either for
     * long enough. Waits for it, so not on a reactor's thread.
     *
     * @param reactors of all callers; open
     * @param quiet how long nothing has moved
     * @param atMost how long to wait
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void drain(List<Reactor> reactors, Duration quiet, Duration atMost) throws InterruptedException {
        ports.forEach(ListeningPort::stopListening);
        CountDownLatch ended = new CountDownLatch(reactors.size());
        reactors.forEach(reactor -> reactor.execute(() -> look(reactor, quiet.toNanos(), ended)));
        boolean unused = ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Reactor reactor, long quietNanos, CountDownLatch ended) {
        boolean isLeft = false;
        for (Gate gate : gates) {
            if (gate.connection().reactor() == reactor) {
                isLeft = true;
                gate.endIfQuiet(quietNanos);
            }
        }
        if (isLeft) {
            reactor.schedule(LOOK, () -> look(reactor, quietNanos, ended));
        } else {
            ended.countDown();
        }
    }

    RelaySettings settings() {
        return settings;
    }

    Admission admission() {
        return admission;
    }

    /** Of a connection whose protocol is a pair's from now on. */
    Gate gateOf(Connection connection) {
        return Objects.requireNonNull(entering.remove(Ends.of(connection)), "it came by no gate");
    }

    void came(Gate gate) {
        gates.add(gate);
        entering.put(Ends.of(gate.connection()), gate);
    }

    void went(Gate gate) {
        gates.remove(gate);
        boolean unused = entering.remove(Ends.of(gate.connection()), gate);
        admission.left(gate);
    }

    void tell(String error) {
        errors.accept("hextet: " + error);
    }

    void tellMore(String detail) {
        details.accept(detail);
    }
}
