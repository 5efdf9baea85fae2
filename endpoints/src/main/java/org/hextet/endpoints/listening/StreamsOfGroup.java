package org.hextet.endpoints.listening;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.NetworkFailure;

/**
 * Ports that accept connections, given as one.
 *
 * @param reactors of the group
 * @param endpointAt the endpoint at a port number, each of its sockets shared
 * @param factory makes the protocols, on the thread of the reactor that has accepted
 */
public record StreamsOfGroup(
        List<Reactor> reactors, IntFunction<ServerEndpoint> endpointAt, Supplier<? extends Protocol> factory)
        implements GroupKind<ListeningPort, ListeningPort> {

    @Override
    public Pending<ListeningPort> open(Reactor reactor, int number) {
        return endpointAt.apply(number).listen(reactor, factory);
    }

    /** It is from the start: of streams the kernel chooses no number that others share. */
    @Override
    public void share(ListeningPort port) {}

    @Override
    public int number(ListeningPort port) {
        return port.localAddresses().get(0).getPort();
    }

    @Override
    public Pending<Void> close(ListeningPort port) {
        return port.stopListening();
    }

    @Override
    public ListeningPort together(List<ListeningPort> ports) {
        // Each reactor says the same of a family that is not there.
        Map<String, NetworkFailure> missing = new LinkedHashMap<>();
        for (ListeningPort each : ports) {
            each.missing().forEach(one -> missing.putIfAbsent(one.getMessage(), one));
        }
        return new AggregatePort(reactors, ports, List.copyOf(missing.values()));
    }
}
