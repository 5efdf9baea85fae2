package org.hextet.api;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.NameConnector;

/**
 * An event loop: one thread that carries connections, ports, timers and tasks.
 *
 * <p>All callbacks of what a reactor owns run on its thread, one at a time, never inside one another. Every public
 * method may be called from any thread; calls from elsewhere are queued in order. No call blocks the reactor's thread:
 * what would wait throws {@link IllegalStateException} there.
 *
 * <p>What the host or the provider lacks is absent from {@link #capabilities()}, with the reason; using it throws
 * {@link UnsupportedOperationException} at the call.
 */
public interface Reactor extends TcpReactor, TlsReactor, UdpReactor, MulticastReactor, Executor, AutoCloseable {

    /**
     * Opens a reactor of the best transport that is available, or of the one that the system property
     * {@code hextet.transport} names.
     *
     * @return open; its thread runs until {@link #close()}
     * @throws NoProviderException if there is none: says what was found, and why each was not taken
     * @throws IOException what the host said, for example kind descriptor-limit; nothing is left half-open
     */
    static Reactor open() throws IOException {
        return open(ReactorOptions.DEFAULT);
    }

    /**
     * Opens a reactor of a named transport.
     *
     * @param spec {@code "nio"}, or with options {@code "epoll?busy-poll=50us"}
     * @return open; its thread runs until {@link #close()}
     * @throws NoProviderException if there is none of that name, or it is unavailable: says why
     * @throws IllegalArgumentException if the text or one of its options is wrong
     * @throws IOException what the host said; nothing is left half-open
     */
    static Reactor open(String spec) throws IOException {
        return open(ReactorOptions.DEFAULT.withTransport(spec));
    }

    /**
     * Opens a reactor.
     *
     * @param options the transport if one is wanted by name, and all else
     * @return open; its thread runs until {@link #close()}
     * @throws NoProviderException if there is no such transport available: says what was found, and why each was not
     *     taken
     * @throws IllegalArgumentException if an option is wrong
     * @throws IOException what the host said; nothing is left half-open
     */
    static Reactor open(ReactorOptions options) throws IOException {
        return Discovery.openReactor(options);
    }

    /**
     * The name of the transport.
     *
     * @return for example {@code nio}
     */
    String provider();

    /**
     * What this transport can do here, and what it cannot and why. A property of this instance: provider, kernel,
     * permissions.
     *
     * @return the same at every call
     */
    Capabilities capabilities();

    /**
     * The options that it was opened with.
     *
     * @return never null
     */
    ReactorOptions options();

    /**
     * Whether the caller is on this reactor's thread.
     *
     * @return true inside callbacks, tasks and timers of this reactor
     */
    boolean inReactor();

    /**
     * Runs a task on the reactor's thread: always later, never inside this call; tasks of one thread in order. What it
     * throws goes to {@link ReactorOptions#uncaught()}.
     *
     * @param task what to run
     * @throws java.util.concurrent.RejectedExecutionException of kind reactor-closed, once the reactor is closed
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs a task on the reactor's thread, not before the delay has passed on {@link #nanoTime()}. Timers run by due
     * time, equal ones in the order they were scheduled. Zero or less means the next turn, never inside this call.
     *
     * @param delay any duration; one of centuries is accepted
     * @param task what to run; what it throws goes to {@link ReactorOptions#uncaught()}
     * @return to cancel it; closing the reactor cancels it too
     * @throws java.util.concurrent.RejectedExecutionException of kind reactor-closed, once the reactor is closed
     */
    Timer schedule(Duration delay, Runnable task);

    /**
     * This reactor's clock. It is the real one only on real transports.
     *
     * @return nanoseconds from an arbitrary origin; only differences mean something
     */
    long nanoTime();

    /**
     * The source address that this host would use for a destination. No packet leaves (RFC 6724, section 6, needs it).
     *
     * @param destination a resolved address; a link-local one carries its zone
     * @return empty if the host has no route or no such family; fails if the host cannot be asked, or with kind
     *     reactor-closed
     */
    Pending<Optional<InetAddress>> sourceAddress(InetAddress destination);

    /**
     * Makes a pending for those who build on a reactor (endpoints, bridges): it completes on this reactor's thread, and
     * waiting for it there fails, as with the reactor's own.
     *
     * @param onCancel run on the reactor's thread when {@link Pending#cancel()} takes effect
     * @param <T> what it yields
     * @return to be completed by the caller; when the reactor closes first it fails with kind reactor-closed, after
     *     {@code onCancel} has run
     */
    <T> Promise<T> promise(Runnable onCancel);

    /**
     * Makes a pending that only watches, for those who build on a reactor: it cannot be cancelled, and the reactor's
     * end leaves it to its maker, who completes it in any case.
     *
     * @param <T> what it yields
     * @return to be completed by the caller, at the latest when the reactor has told him of its end
     */
    <T> Promise<T> watched();

    /**
     * Connects to a host by name, over IPv4 only, unless the reactor was opened with {@link ReactorOptions#names()}:
     * what programs written before IPv6 expect. Implemented by the {@link NameConnector} that
     * {@link java.util.ServiceLoader} finds.
     *
     * @param name a host name; a literal is taken as it is
     * @param port 1 to 65535
     * @param options deadline of the whole, local address, socket options
     * @param factory makes the protocol of the connection that is won
     * @return the connection; fails with {@link java.net.UnknownHostException} if there is no such name, or only IPv6
     *     addresses of it
     * @throws IllegalStateException if no {@link NameConnector} is there: names the jar to add
     * @deprecated use {@code HostnameClientEndpoint} of {@code org.hextet.endpoints}: it knows both families
     */
    @Deprecated(since = "0.1", forRemoval = false)
    default Pending<Connection> connectTcp(
            String name, int port, StreamOptions options, Supplier<? extends Protocol> factory) {
        return Discovery.nameConnector().connect(this, name, port, options, factory);
    }

    /**
     * Ends in order: stops accepting at once, serves connections on which bytes move, closes idle ones with a FIN, and
     * aborts at {@code atMost} what is still there. The reactor stays open.
     *
     * @param quiet a connection is idle when nothing is queued and no byte has moved either way for this long
     * @param atMost after this long everything left is aborted
     * @return completes when every port and connection is closed; fails with kind reactor-closed if the reactor is
     *     closed before
     * @throws IllegalArgumentException if a duration is negative
     */
    Pending<Void> drain(Duration quiet, Duration atMost);

    /**
     * The end of this reactor.
     *
     * @return completes when it is closed: every protocol told, every pending done, every descriptor released; cannot
     *     be cancelled
     */
    Pending<Void> terminated();

    /**
     * Aborts everything and waits for the end; inside a callback it begins the end, and returns. A second call waits
     * too. If the waiting thread is interrupted it goes on closing, and keeps the interrupt.
     */
    @Override
    void close();
}
