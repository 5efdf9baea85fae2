package org.hextet.endpoints.listening;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;

/** Several ports as one: of one reactor, or the same addresses on several. */
final class AggregatePort implements ListeningPort {

    private final List<ListeningPort> parts;
    private final List<NetworkFailure> missing;
    private final List<InetSocketAddress> localAddresses;
    private final Watched<Void> stopped;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger listening;

    /**
     * Puts ports together.
     *
     * @param reactors those that carry them; the end of all is told on the first one's thread
     * @param ports at least one
     * @param missing what could not be bound
     */
    AggregatePort(List<Reactor> reactors, List<ListeningPort> ports, List<NetworkFailure> missing) {
        this.parts = ports.stream().flatMap(port -> port.parts().stream()).toList();
        this.localAddresses = distinct(
                parts.stream().flatMap(port -> port.localAddresses().stream()).toList());
        this.missing = List.copyOf(missing);
        this.stopped = new Watched<>(reactors, "stop listening");
        this.listening = new AtomicInteger(parts.size());
    }

    /** An address that several reactors share is one. */
    private static List<InetSocketAddress> distinct(List<InetSocketAddress> addresses) {
        Set<SocketAddressKey> seen = new HashSet<>();
        List<InetSocketAddress> distinct = new ArrayList<>(addresses);
        distinct.removeIf(address -> !seen.add(SocketAddressKey.of(address)));
        return List.copyOf(distinct);
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
                        stopped.succeedEmpty();
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
