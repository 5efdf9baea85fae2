package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** One connect on its way: ends in a {@link StreamConnection}, or fails after its socket is gone. Of the loop only. */
final class ConnectAttempt implements SocketHandle {

    private final LoopSockets sockets;
    private final InetSocketAddress remote;
    private final StreamOptions options;
    private final Supplier<? extends Protocol> factory;
    private final ReactorPromise<Connection> promise;
    private final long startNanos;
    private int handle = -1;
    private @Nullable ReactorTimer deadline;
    private @Nullable Throwable failure;

    private ConnectAttempt(
            LoopSockets sockets,
            InetSocketAddress remote,
            StreamOptions options,
            Supplier<? extends Protocol> factory) {
        this.sockets = sockets;
        this.remote = remote;
        this.options = options;
        this.factory = factory;
        this.promise =
                ReactorPromise.cancellable(sockets.loop(), "connect to " + formatSocket(remote), this::cancelled);
        this.startNanos = sockets.driver().nanoTime();
    }

    /** Begins, on the loop at once or as a task of it. Any thread. */
    static ReactorPromise<Connection> begin(
            LoopSockets sockets,
            InetSocketAddress remote,
            StreamOptions options,
            Supplier<? extends Protocol> factory) {
        ConnectAttempt attempt = new ConnectAttempt(sockets, remote, options, factory);
        sockets.loop().onLoop(attempt::submit);
        return attempt.promise;
    }

    private void submit() {
        if (failure != null) {
            // Cancelled before it began.
            promise.finishWith(failure);
            return;
        }
        if (sockets.loop().isClosing()) {
            if (promise.claim()) {
                promise.finishWith(ErrnoFailures.reactorClosed("connect", bind(), remote));
            }
            return;
        }
        try {
            handle = connect(sockets.optionRules().forConnect(options.socketOptions()));
            sockets.put(handle, this);
        } catch (DriverException failed) {
            if (promise.claim()) {
                promise.finishWith(describe(failed));
            }
            return;
        } catch (RuntimeException | Error wrong) {
            // An option's value that only the kernel could judge, or a class that cannot be loaded: nobody is left
            // waiting.
            if (promise.claim()) {
                promise.finishWith(wrong);
            }
            return;
        }
        options.deadline()
                .ifPresent(limit -> deadline = sockets.loop()
                        .schedule(
                                Math.max(
                                        0,
                                        EventLoop.nanos(limit)
                                                - (sockets.driver().nanoTime() - startNanos)),
                                () -> deadlinePassed(limit)));
    }

    private int connect(Map<SocketOption<?>, Object> socketOptions) throws DriverException {
        Driver driver = sockets.driver();
        Optional<FlowLabelRequest> label = options.flowLabel();
        return label.isPresent()
                ? driver.connect(remote, bind(), socketOptions, label.get())
                : driver.connect(remote, bind(), socketOptions);
    }

    private @Nullable InetSocketAddress bind() {
        return options.bind().orElse(null);
    }

    private Throwable describe(DriverException failed) {
        Throwable platform = failed.platform().orElse(null);
        InetSocketAddress local = bind();
        if (failed.step() == DriverException.Step.BIND && local != null) {
            return ErrnoFailures.bindForConnect(failed.errno(), local, remote, platform);
        }
        if (failed.step() == DriverException.Step.OPTION) {
            return ErrnoFailures.option("connect to " + formatSocket(remote), failed.errno(), platform);
        }
        if (failed.step() == DriverException.Step.FLOW_LABEL) {
            return ErrnoFailures.flowLabel(
                    failed.errno(), remote, options.flowLabel().orElseThrow(), platform);
        }
        return ErrnoFailures.connect(failed.errno(), local, remote, elapsed(), platform);
    }

    private Duration elapsed() {
        return Duration.ofNanos(sockets.driver().nanoTime() - startNanos);
    }

    void connected() {
        if (failure != null) {
            return;
        }
        InetSocketAddress local = sockets.driver().localAddress(handle);
        // The kernel takes the wildcard for the loopback.
        InetSocketAddress peer =
                remote.getAddress().isAnyLocalAddress() ? sockets.driver().remoteAddress(handle) : remote;
        if (SocketAddressKey.of(local).equals(SocketAddressKey.of(peer))) {
            // The kernel's simultaneous open with itself: a port of the ephemeral range on which nobody listens.
            failed(Errno.ECONNREFUSED, null);
            return;
        }
        if (!promise.claim()) {
            return;
        }
        stopDeadline();
        Protocol protocol = null;
        try {
            protocol = CallbackWatch.made(sockets.callbacks(), factory);
        } catch (Throwable thrown) {
            sockets.incidents().threw("the protocol factory of a connect", thrown);
            fail(thrown);
            return;
        }
        if (protocol == null) {
            fail(Failures.of(
                    new Facts(FailureKind.ABORTED, "connect", local, remote, null),
                    "connect to " + formatSocket(remote) + ": the factory gave no protocol",
                    null));
            return;
        }
        StreamConnection connection = new StreamConnection(sockets, handle, options, protocol, TlsRole.CLIENT);
        sockets.put(handle, connection);
        options.flowLabel().ifPresent(connection::leases);
        connection.begin();
        promise.finish(connection);
        sockets.loop().settle();
    }

    void failed(Errno errno, @Nullable Throwable platform) {
        if (failure == null && promise.claim()) {
            fail(ErrnoFailures.connect(errno, bind(), remote, elapsed(), platform));
        }
    }

    private void deadlinePassed(Duration limit) {
        if (promise.claim()) {
            fail(Failures.of(
                    new Facts(FailureKind.TIMEOUT, "connect", bind(), remote, null),
                    "connect to " + formatSocket(remote) + ": no answer within the deadline of "
                            + ErrnoFailures.seconds(limit) + "; the host may be down, or a firewall may drop packets",
                    null));
        }
    }

    /** Runs once, on the loop, by whoever cancelled. */
    private void cancelled() {
        if (handle >= 0) {
            fail(promise.cancelled());
        } else if (failure == null) {
            failure = promise.cancelled();
        }
    }

    @Override
    public void reactorCloses() {
        if (promise.claim()) {
            fail(ErrnoFailures.reactorClosed("connect", bind(), remote));
        }
    }

    /** The claim is made: closes the socket, and tells when it is gone. */
    private void fail(Throwable why) {
        failure = why;
        stopDeadline();
        sockets.driver().abort(handle);
    }

    private void stopDeadline() {
        ReactorTimer timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void descriptorGone() {
        Throwable why = failure;
        if (why != null) {
            promise.finishWith(why);
            sockets.loop().settle();
        }
    }
}
