package org.hextet.endpoints.scripted;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.failure.NetworkFailure;

/** A bound port. Stopping takes a turn. */
public final class ScriptedPort implements ListeningPort {

    private final ScriptedReactor reactor;
    private final InetSocketAddress local;
    private final Supplier<? extends Protocol> factory;
    private final ScriptedPromise<Void> stopped = new ScriptedPromise<>(() -> {});
    private boolean stopping;
    private boolean paused;

    ScriptedPort(ScriptedReactor reactor, InetSocketAddress local, Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.local = local;
        this.factory = factory;
    }

    public Supplier<? extends Protocol> factory() {
        return factory;
    }

    public boolean isPaused() {
        return paused;
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
        paused = true;
    }

    @Override
    public void resumeAccepting() {
        paused = false;
    }

    @Override
    public Pending<Void> stopListening() {
        if (!stopping) {
            stopping = true;
            reactor.execute(() -> {
                reactor.released(this);
                stopped.complete(null);
            });
        }
        return stopped;
    }

    @Override
    public String toString() {
        return AddressText.formatSocket(local);
    }
}
