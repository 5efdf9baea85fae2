package org.hextet.endpoints;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hextet.api.Capability;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.listening.DatagramsOfGroup;
import org.hextet.endpoints.listening.GroupOpening;
import org.hextet.endpoints.listening.StreamsOfGroup;
import org.hextet.endpoints.listening.Together;

/**
 * Several reactors of one transport, opened together and closed together: for servers that need more than one
 * processor. One port is spread over all of them by SO_REUSEPORT, the kernel dealing out connections; connects are
 * spread by {@link #next()}.
 *
 * <p>A connection stays on the reactor that has accepted it, whose thread alone runs its protocol: so protocols need no
 * locks, but what they share among connections does. The reactors belong to the group: nobody else closes one of them.
 * Every method may be called from any thread.
 *
 * <pre>{@code
 * try (ReactorGroup group = ReactorGroup.open()) {
 *     group.listen(ServerEndpoint.of("tcp://*:9000"), Echo::new).await();
 *     group.terminated().await();
 * }
 * }</pre>
 */
public final class ReactorGroup implements AutoCloseable {

    /** A port number for an endpoint that has one. */
    private static final int ITS_OWN = 1;

    private final List<Reactor> reactors;
    private final AtomicInteger turn = new AtomicInteger();
    private final Pending<Void> terminated;

    private ReactorGroup(List<Reactor> reactors) {
        this.reactors = List.copyOf(reactors);
        this.terminated = Together.all(
                this.reactors,
                "end of the reactors",
                this.reactors.stream().map(Reactor::terminated).toList());
    }

    /** Reactors that are open already, of one transport. */
    static ReactorGroup of(List<Reactor> reactors) {
        return new ReactorGroup(reactors);
    }

    /**
     * Opens a reactor for each processor that this JVM may use, of the best transport available or of the one that the
     * system property {@code hextet.transport} names.
     *
     * @return open
     * @throws IOException as of {@link #open(int, ReactorOptions)}
     */
    public static ReactorGroup open() throws IOException {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Opens reactors of the best transport available, or of the one that the system property {@code hextet.transport}
     * names.
     *
     * @param size how many, 1 or more
     * @return open
     * @throws IllegalArgumentException as of {@link #open(int, ReactorOptions)}
     * @throws IOException as of {@link #open(int, ReactorOptions)}
     */
    public static ReactorGroup open(int size) throws IOException {
        return open(size, ReactorOptions.DEFAULT);
    }

    /**
     * Opens reactors: all, or none. A group of one needs no capability; a larger one needs {@code reuse-port} to
     * {@link #listen}.
     *
     * @param size how many, 1 or more
     * @param options of each; a thread name is followed by a hyphen and the number of the reactor, from 1
     * @return open
     * @throws IllegalArgumentException if there is to be none, or as of {@link Reactor#open(ReactorOptions)}
     * @throws IOException as of {@link Reactor#open(ReactorOptions)}; nothing is left open
     */
    public static ReactorGroup open(int size, ReactorOptions options) throws IOException {
        if (size < 1) {
            throw new IllegalArgumentException("a group of " + size + " reactors: need at least 1");
        }
        List<Reactor> opened = new ArrayList<>(size);
        try {
            Reactor first = Reactor.open(numbered(options, 1));
            opened.add(first);
            // The others are of the transport that was found for the first; what was said of that choice is said once.
            ReactorOptions same =
                    first.options().transport().map(options::withTransport).orElse(options);
            while (opened.size() < size) {
                opened.add(Reactor.open(numbered(same, opened.size() + 1)));
            }
        } catch (IOException | RuntimeException | Error failed) {
            opened.forEach(Reactor::close);
            throw failed;
        }
        return new ReactorGroup(opened);
    }

    private static ReactorOptions numbered(ReactorOptions options, int number) {
        return options.threadName()
                .map(name -> options.withThreadName(name + "-" + number))
                .orElse(options);
    }

    /**
     * The reactors.
     *
     * @return in the order in which they were opened; unmodifiable, never empty
     */
    public List<Reactor> reactors() {
        return reactors;
    }

    /**
     * One reactor after the other, in turn: spreads connects, timers and tasks over the group, as in
     * {@code endpoint.connect(group.next(), …)}. What belongs to a connection stays on {@code connection.reactor()}.
     *
     * @return one of {@link #reactors()}
     */
    public Reactor next() {
        return reactors.get(Math.floorMod(turn.getAndIncrement(), reactors.size()));
    }

    /**
     * Listens on one port with every reactor of this group: all of them, or none. Each binds sockets of its own to the
     * same addresses with SO_REUSEPORT, and the kernel chooses one for each new connection, by its addresses and ports.
     * A group of one listens as its reactor would.
     *
     * <p>The port that is given is one: {@link ListeningPort#localAddresses()} has each address once,
     * {@link ListeningPort#parts()} the sockets of all reactors, those of the first one first. Its
     * {@link ListeningPort#stopListening()} completes when the last socket is gone, on the first reactor's thread; what
     * waits in the queue of a socket then is reset.
     *
     * <p>SO_REUSEPORT also lets another process of the same user bind this port and take its part of the connections, a
     * second start of the same server too: in-use is told only of others.
     *
     * @param endpoint a {@link SharedServerEndpoint}, as those of {@code tcp:}; with port 0 the number that the kernel
     *     chooses for the first reactor is that of all, and where another reactor cannot have it, another number is
     *     tried
     * @param factory makes one protocol for each accepted connection: once for each, on the thread of the reactor that
     *     has accepted it, so from several threads at once
     * @return the bound port; fails as of {@link ServerEndpoint#listen}, when nothing is bound any more. Cancelling
     *     unbinds what is bound. Nobody waits for it on a thread of this group
     * @throws IllegalArgumentException in the calling thread: the endpoint cannot be shared (inherited sockets cannot),
     *     or as of {@link ServerEndpoint#listen}
     * @throws UnsupportedOperationException in the calling thread, with nothing bound: the transport lacks the
     *     capability {@code reuse-port}, or an option; names it
     */
    public Pending<ListeningPort> listen(ServerEndpoint endpoint, Supplier<? extends Protocol> factory) {
        if (reactors.size() == 1) {
            return endpoint.listen(reactors.get(0), factory);
        }
        SharedServerEndpoint shared = SharedServerEndpoint.required(endpoint);
        int port = shared.port();
        reactors.get(0).capabilities().require(Capability.REUSE_PORT);
        return new GroupOpening<>(reactors, new StreamsOfGroup(reactors, shared::shared, factory), port).start();
    }

    /**
     * Listens on one port with every reactor of this group.
     *
     * @param uri as of {@link ServerEndpoint#of}, for example {@code tcp://*:9000}
     * @param factory as of {@link #listen(ServerEndpoint, Supplier)}
     * @return as of {@link #listen(ServerEndpoint, Supplier)}
     * @throws IllegalArgumentException as of {@link ServerEndpoint#of} and {@link #listen(ServerEndpoint, Supplier)}
     * @throws UnsupportedOperationException as of {@link #listen(ServerEndpoint, Supplier)}
     */
    public Pending<ListeningPort> listen(String uri, Supplier<? extends Protocol> factory) {
        return listen(ServerEndpoint.of(uri), factory);
    }

    /**
     * Receives datagrams on one port with every reactor of this group: all of them, or none. Each binds sockets of its
     * own to the same addresses with SO_REUSEPORT, and the kernel chooses one for each datagram, by its addresses and
     * ports: what comes from one address and port goes to one reactor, as long as none of them closes its port.
     *
     * <p>SO_REUSEPORT also lets another process of the same user bind this port and take its part, as of
     * {@link #listen(ServerEndpoint, Supplier)}.
     *
     * @param endpoint a {@link SharedDatagramEndpoint}, as those of addresses and of every interface in {@code udp:};
     *     with port 0 as of {@link #listen(ServerEndpoint, Supplier)}. A group of one listens as its reactor would
     * @param factory makes one protocol for each reactor, on its thread
     * @return the bound ports, one of each reactor in the order of {@link #reactors()}; fails as of
     *     {@link DatagramEndpoint#listen}, when nothing is bound any more. Cancelling unbinds what is bound. Nobody
     *     waits for it on a thread of this group
     * @throws IllegalArgumentException in the calling thread: the endpoint cannot be shared (that of a group of
     *     multicast cannot: each socket would hear all), or as of {@link DatagramEndpoint#listen}
     * @throws UnsupportedOperationException in the calling thread, with nothing bound: the transport lacks the
     *     capability {@code reuse-port}, or an option; names it
     */
    public Pending<List<DatagramPort>> listenDatagrams(
            DatagramEndpoint endpoint, Supplier<? extends DatagramProtocol> factory) {
        if (reactors.size() == 1) {
            return new GroupOpening<>(reactors, new DatagramsOfGroup(unused -> endpoint, factory), ITS_OWN).start();
        }
        if (!(endpoint instanceof SharedDatagramEndpoint shared)) {
            throw new IllegalArgumentException("listen on " + endpoint + " with " + reactors.size()
                    + " reactors: each of them has to bind a socket of its own, and this endpoint cannot be shared (each"
                    + " member of a group hears all); listen with one reactor (one thread), or on an address, as in"
                    + " udp://*:9000");
        }
        reactors.get(0).capabilities().require(Capability.REUSE_PORT);
        return new GroupOpening<>(reactors, new DatagramsOfGroup(shared::shared, factory), shared.port()).start();
    }

    /**
     * Ends in order, on all reactors at once, as {@link Reactor#drain}. They stay open.
     *
     * @param quiet a connection is idle when nothing is queued and no byte has moved either way for this long
     * @param atMost after this long everything left is aborted
     * @return completes when every port and connection is closed, on the first reactor's thread; fails with kind
     *     reactor-closed if a reactor is closed before
     * @throws IllegalArgumentException if a duration is negative
     */
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        List<Pending<Void>> draining = new ArrayList<>(reactors.size());
        for (Reactor each : reactors) {
            draining.add(each.drain(quiet, atMost));
        }
        return Together.all(reactors, "drain", draining);
    }

    /**
     * The end of this group.
     *
     * @return completes when every reactor is closed, on the thread of the one that was the last; cannot be cancelled
     */
    public Pending<Void> terminated() {
        return terminated;
    }

    /**
     * Aborts everything and waits for the end of all reactors; inside a callback of one of them it begins the end, and
     * returns. A second call waits too. If the waiting thread is interrupted it goes on closing, and keeps the
     * interrupt.
     */
    @Override
    public void close() {
        for (Reactor each : reactors) {
            try {
                each.execute(each::close);
            } catch (RejectedExecutionException closedAlready) {
                // What is left is to wait for it.
            }
        }
        if (reactors.stream().noneMatch(Reactor::inReactor)) {
            reactors.forEach(Reactor::close);
        }
    }

    /**
     * How many reactors of which transport.
     *
     * @return for example {@code 4 reactors of epoll}
     */
    @Override
    public String toString() {
        return reactors.size() + " reactors of " + reactors.get(0).provider();
    }
}
