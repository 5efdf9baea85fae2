package org.hextet.tck.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/** One connect, from its first packet to its outcome. */
final class MemoryAttempt {

    private final MemoryReactor reactor;
    private final MemoryNetwork network;
    private final InetSocketAddress remote;
    private final StreamOptions settings;
    private final MemoryOptions socketOptions;
    private final Supplier<? extends Protocol> factory;
    private HandTurnedClock.@Nullable Task outcome;
    private HandTurnedClock.@Nullable Task deadline;
    private boolean underWay;

    MemoryAttempt(
            MemoryReactor reactor,
            MemoryNetwork network,
            InetSocketAddress remote,
            StreamOptions settings,
            MemoryOptions socketOptions,
            Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.network = network;
        this.remote = remote;
        this.settings = settings;
        this.socketOptions = socketOptions;
        this.factory = factory;
    }

    void start(MemoryPromise<Connection> connecting) {
        if (!connecting.isOpen()) {
            return;
        }
        underWay = true;
        MemoryNetwork.Fate fate = network.attempt(remote);
        settings.deadline()
                .ifPresent(atMost -> deadline = reactor.later(
                        atMost,
                        "connect deadline",
                        () -> failed(
                                connecting,
                                MemoryFailures.connect(
                                        FailureKind.TIMEOUT,
                                        null,
                                        remote,
                                        "no answer within the deadline of " + MemoryFailures.millis(atMost),
                                        reactor.zones()))));
        outcome = reactor.later(fate.after(), "connect", () -> {
            Optional<IOException> failure = failure(fate);
            if (failure.isPresent()) {
                failed(connecting, failure.get());
            } else {
                connected(connecting);
            }
        });
    }

    private Optional<IOException> failure(MemoryNetwork.Fate fate) {
        if (fate.failure().isEmpty() && network.listener(remote).isPresent()) {
            return Optional.empty();
        }
        FailureKind kind = fate.failure().orElse(FailureKind.REFUSED);
        String errno = errno(kind);
        return Optional.of(
                MemoryFailures.connect(kind, errno, remote, words(kind, fate.after(), errno), reactor.zones()));
    }

    private static String errno(FailureKind kind) {
        return switch (kind) {
            case UNREACHABLE -> "EHOSTUNREACH";
            case PROHIBITED -> "EACCES";
            case TIMEOUT -> "ETIMEDOUT";
            default -> "ECONNREFUSED";
        };
    }

    private static String words(FailureKind kind, Duration after, String errno) {
        return switch (kind) {
            case UNREACHABLE -> "no route to it (" + errno + ")";
            case PROHIBITED -> "prohibited (" + errno + ")";
            case TIMEOUT -> "no answer after " + MemoryFailures.millis(after) + " (" + errno + ")";
            default -> "refused (" + errno + "); does somebody listen there?";
        };
    }

    private void failed(MemoryPromise<Connection> connecting, IOException why) {
        if (connecting.isOpen()) {
            end();
            connecting.fail(why);
        }
    }

    private void connected(MemoryPromise<Connection> connecting) {
        Optional<MemoryPort> port = network.listener(remote);
        if (!connecting.isOpen() || port.isEmpty()) {
            return;
        }
        end();
        Link link = network.link(local(), remote);
        port.get().arrive(link);
        @Nullable Protocol protocol;
        try {
            protocol = factory.get();
        } catch (Throwable thrown) {
            reactor.threw("protocol factory " + factory.getClass().getName(), thrown);
            protocol = null;
        }
        if (protocol == null) {
            link.toServer().reset();
            link.toClient().readerGone();
            connecting.fail(MemoryFailures.connect(
                    FailureKind.ABORTED, null, remote, "the factory gave no protocol", reactor.zones()));
            return;
        }
        MemoryConnection connection = new MemoryConnection(
                reactor,
                settings,
                socketOptions,
                protocol,
                link.toClient(),
                link.toServer(),
                link.client(),
                link.server());
        reactor.begin(connection);
        if (!connecting.succeed(connection)) {
            connection.abort();
        }
    }

    private InetSocketAddress local() {
        InetSocketAddress bind = settings.bind().orElse(new InetSocketAddress(0));
        InetAddress address = settings.bind().isPresent() && !bind.getAddress().isAnyLocalAddress()
                ? bind.getAddress()
                : network.sourceFor(remote.getAddress()).orElse(remote.getAddress());
        return new InetSocketAddress(address, bind.getPort() == 0 ? network.ephemeralPort() : bind.getPort());
    }

    /** Its socket is gone: it has an outcome, or was cancelled. */
    void end() {
        if (!underWay) {
            return;
        }
        underWay = false;
        network.attemptEnded();
        if (outcome != null) {
            reactor.clock().cancel(outcome);
        }
        if (deadline != null) {
            reactor.clock().cancel(deadline);
        }
    }
}
