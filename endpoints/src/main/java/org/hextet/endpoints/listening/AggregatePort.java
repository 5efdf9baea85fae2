package org.hextet.endpoints.listening;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;

/** Several ports as one. */
final class AggregatePort implements ListeningPort {

    private final List<ListeningPort> parts;
    private final List<NetworkFailure> missing;
    private final List<InetSocketAddress> localAddresses;
    private final Watched<Void> stopped;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger listening;

    AggregatePort(Reactor reactor, List<ListeningPort> ports, List<NetworkFailure> missing) {
        this.parts = ports.stream().flatMap(port -> port.parts().stream()).toList();
        this.localAddresses =
                parts.stream().flatMap(port -> port.localAddresses().stream()).toList();
        this.missing = List.copyOf(missing);
        this.stopped = new Watched<>(reactor);
        this.listening = new AtomicInteger(parts.size());
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public List<ListeningPort> parts() {
        return parts;
    }

    @Override
    public List<NetworkFailure> missing() {
        return missing;
    }

    @Override
    public void pauseAccepting() {
        parts.forEach(ListeningPort::pauseAccepting);
    }

    @Override
    public void resumeAccepting() {
        parts.forEach(ListeningPort::resumeAccepting);
    }

    @Override
    public Pending<Void> stopListening() {
        if (stopping.compareAndSet(false, true)) {
            for (ListeningPort part : parts) {
                part.stopListening().whenComplete((nothing, never) -> {
                    if (listening.decrementAndGet() == 0) {
                        stopped.complete(null);
                    }
                });
            }
        }
        return stopped;
    }

    /** The addresses, as error messages and logs name the port. */
    @Override
    public String toString() {
        return localAddresses.toString();
    }
}
