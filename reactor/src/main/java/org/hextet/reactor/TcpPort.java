package org.hextet.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * One bound socket that accepts. Its fields are of the loop only; its methods of any thread, but for those of the
 * driver's events.
 */
final class TcpPort implements ListeningPort, SocketHandle {

    /** How long a port that ran out of descriptors waits, if none is freed here before. */
    private static final long RETRY_NANOS = 100_000_000L;

    private final LoopSockets sockets;
    private final int handle;
    private final StreamOptions options;
    private final Supplier<? extends Protocol> factory;
    private final InetSocketAddress local;
    private final ReactorPromise<Void> stopped;

    private boolean pausedByUser;
    private boolean starving;
    /** A pause is told once: until a connection has been accepted again, the next one is the same. */
    private boolean starvingTold;

    private boolean stopping;
    private @Nullable ReactorTimer retry;

    private TcpPort(LoopSockets sockets, int handle, StreamOptions options, Supplier<? extends Protocol> factory) {
        this.sockets = sockets;
        this.handle = handle;
        this.options = options;
        this.factory = factory;
        this.local = sockets.driver().localAddress(handle);
        this.stopped = ReactorPromise.watching(sockets.loop(), "stop listening");
    }

    /** How a listening socket comes to be. */
    private sealed interface Opening {
        int open(Driver driver, Map<SocketOption<?>, Object> ofListener, Map<SocketOption<?>, Object> ofAccepted)
                throws DriverException;

        IOException failure(DriverException failed);
    }

    /** By binding an address. */
    private record Binding(InetSocketAddress local, int backlog) implements Opening {

        @Override
        public int open(Driver driver, Map<SocketOption<?>, Object> ofListener, Map<SocketOption<?>, Object> ofAccepted)
                throws DriverException {
            return driver.listen(local, backlog, ofListener, ofAccepted);
        }

        @Override
        public IOException failure(DriverException failed) {
            Throwable platform = failed.platform().orElse(null);
            return failed.step() == DriverException.Step.OPTION
                    ? ErrnoFailures.option("listen on " + AddressText.formatSocket(local), failed.errno(), platform)
                    : ErrnoFailures.listen(failed.errno(), local, platform);
        }
    }

    /** By another process, which has handed it over. */
    private record Adoption(int descriptor) implements Opening {

        @Override
        public int open(Driver driver, Map<SocketOption<?>, Object> ofListener, Map<SocketOption<?>, Object> ofAccepted)
                throws DriverException {
            return driver.adopt(descriptor, ofListener, ofAccepted);
        }

        @Override
        public IOException failure(DriverException failed) {
            return ErrnoFailures.adopt(
                    failed.errno(), descriptor, failed.platform().orElse(null));
        }
    }

    /** Binds, on the loop at once or as a task of it. Any thread. */
    static ReactorPromise<ListeningPort> begin(
            LoopSockets sockets, InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return begin(sockets, options, factory, new Binding(local, options.backlog()));
    }

    /** Takes over a listening socket, on the loop at once or as a task of it. Any thread. */
    static ReactorPromise<ListeningPort> adopt(
            LoopSockets sockets, int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return begin(sockets, options, factory, new Adoption(descriptor));
    }

    private static ReactorPromise<ListeningPort> begin(
            LoopSockets sockets, StreamOptions options, Supplier<? extends Protocol> factory, Opening opening) {
        ReactorPromise<ListeningPort> promise = ReactorPromise.cancellable(sockets.loop(), "listen", () -> {});
        sockets.loop().onLoop(() -> {
            if (!promise.claim()) {
                // Cancelled before it began: nothing is bound.
                promise.finishWith(promise.cancelled());
            } else if (sockets.loop().isClosing()) {
                promise.finishWith(ErrnoFailures.reactorClosed("listen", null, null));
            } else {
                open(sockets, options, factory, opening, promise);
            }
        });
        return promise;
    }

    private static void open(
            LoopSockets sockets,
            StreamOptions options,
            Supplier<? extends Protocol> factory,
            Opening opening,
            ReactorPromise<ListeningPort> promise) {
        OptionRules rules = sockets.optionRules();
        try {
            int handle = opening.open(
                    sockets.driver(),
                    rules.forListener(options.socketOptions()),
                    rules.forAccepted(options.socketOptions()));
            TcpPort port = new TcpPort(sockets, handle, options, factory);
            sockets.put(handle, port);
            promise.finish(port);
        } catch (DriverException failed) {
            promise.finishWith(opening.failure(failed));
        } catch (RuntimeException | Error wrong) {
            // An option's value that only the kernel could judge, or a class that cannot be loaded: nobody is left
            // waiting.
            promise.finishWith(wrong);
        }
    }

    // ---- events of the driver

    void accepted(int connection) {
        starvingTold = false;
        if (stopping) {
            sockets.drop(connection);
            return;
        }
        Protocol protocol;
        try {
            protocol = CallbackWatch.made(sockets.callbacks(), factory);
        } catch (Throwable thrown) {
            sockets.incidents().threw("the protocol factory of a port", thrown);
            sockets.drop(connection);
            return;
        }
        if (protocol == null) {
            sockets.drop(connection);
            return;
        }
        StreamConnection stream = new StreamConnection(sockets, connection, options, protocol, TlsRole.SERVER);
        sockets.put(connection, stream);
        stream.begin();
    }

    void acceptFailed(Errno errno, @Nullable Throwable platform) {
        if (stopping) {
            return;
        }
        starving = true;
        sockets.starves(this);
        retry = sockets.loop().schedule(RETRY_NANOS, this::resumeAfterFailure);
        if (!starvingTold) {
            starvingTold = true;
            IOException why = ErrnoFailures.accept(errno, local, platform);
            if (why instanceof NetworkFailure failure) {
                sockets.incidents().acceptingPaused(List.of(local), failure);
            }
        }
    }

    /** Time has passed, or a descriptor was freed: tries again. */
    void resumeAfterFailure() {
        if (starving && !stopping) {
            recovered();
            if (!pausedByUser) {
                sockets.driver().resumeAccepting(handle);
            }
        }
    }

    private void recovered() {
        starving = false;
        sockets.starvesNoMore(this);
        ReactorTimer timer = retry;
        if (timer != null) {
            timer.cancel();
            retry = null;
        }
    }

    @Override
    public void reactorCloses() {
        stop();
    }

    @Override
    public void descriptorGone() {
        if (stopped.claim()) {
            stopped.finishEmpty();
        }
        sockets.loop().settle();
    }

    // ---- what users ask for

    @Override
    public List<InetSocketAddress> localAddresses() {
        return List.of(local);
    }

    @Override
    public List<ListeningPort> parts() {
        return List.of(this);
    }

    @Override
    public List<NetworkFailure> missing() {
        return List.of();
    }

    @Override
    public void pauseAccepting() {
        sockets.loop().onLoop(() -> {
            pausedByUser = true;
            if (!stopping) {
                sockets.driver().pauseAccepting(handle);
            }
        });
    }

    @Override
    public void resumeAccepting() {
        sockets.loop().onLoop(() -> {
            pausedByUser = false;
            if (!stopping && !starving) {
                sockets.driver().resumeAccepting(handle);
            }
        });
    }

    @Override
    public Pending<Void> stopListening() {
        sockets.loop().onLoop(this::stop);
        return stopped;
    }

    private void stop() {
        if (!stopping) {
            stopping = true;
            recovered();
            sockets.driver().close(handle);
        }
    }
}
