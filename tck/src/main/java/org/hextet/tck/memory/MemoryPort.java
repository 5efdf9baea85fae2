package org.hextet.tck.memory;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** A port of the network in memory. What arrives while it pauses waits, connected, as in a kernel's queue. */
final class MemoryPort implements ListeningPort {

    private final MemoryReactor reactor;
    private final InetSocketAddress local;
    private final StreamOptions settings;
    private final Supplier<? extends Protocol> factory;
    private final MemoryPromise<Void> stopped;
    private final Deque<Link> waiting = new ArrayDeque<>();
    private boolean paused;
    private boolean gone;

    MemoryPort(
            MemoryReactor reactor,
            InetSocketAddress local,
            StreamOptions settings,
            Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.local = local;
        this.settings = settings;
        this.factory = factory;
        this.stopped = new MemoryPromise<>(reactor, "stop listening", null);
    }

    InetSocketAddress local() {
        return local;
    }

    /** A client has connected. */
    void arrive(Link link) {
        reactor.post("accept", () -> {
            if (gone) {
                link.reset();
            } else if (paused) {
                waiting.add(link);
            } else {
                accept(link);
            }
        });
    }

    private void accept(Link link) {
        @Nullable Protocol protocol;
        try {
            protocol = factory.get();
        } catch (Throwable thrown) {
            reactor.threw("protocol factory " + factory.getClass().getName(), thrown);
            protocol = null;
        }
        if (protocol == null) {
            link.reset();
            return;
        }
        reactor.begin(new MemoryConnection(
                reactor,
                settings,
                new MemoryOptions(settings.socketOptions()),
                protocol,
                link.toServer(),
                link.toClient(),
                link.server(),
                link.client()));
    }

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
        reactor.onLoop(() -> paused = true);
    }

    @Override
    public void resumeAccepting() {
        reactor.onLoop(() -> {
            paused = false;
            while (!waiting.isEmpty()) {
                Link link = waiting.remove();
                reactor.post("accept", () -> accept(link));
            }
        });
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public Pending<Void> stopListening() {
        reactor.onLoop(() -> {
            if (!gone) {
                gone = true;
                reactor.forget(this);
                waiting.forEach(Link::reset);
                waiting.clear();
                stopped.succeed(null);
            }
        });
        return stopped;
    }
}
