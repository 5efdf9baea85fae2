package org.hextet.endpoints.listening;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/**
 * Datagram ports, one of each reactor.
 *
 * @param endpointAt the endpoint at a port number, its sockets shared where that is given
 * @param factory makes their protocols, each on the thread of its reactor
 */
public record DatagramsOfGroup(IntFunction<DatagramEndpoint> endpointAt, Supplier<? extends DatagramProtocol> factory)
        implements GroupKind<DatagramPort, List<DatagramPort>> {

    @Override
    public Pending<DatagramPort> open(Reactor reactor, int number) {
        return endpointAt.apply(number).listen(reactor, factory);
    }

    /** Not before it is bound: Linux would have chosen a number that another process of this user shares. */
    @Override
    public void share(DatagramPort port) throws IOException {
        port.option(StandardSocketOptions.SO_REUSEPORT, true);
    }

    @Override
    public int number(DatagramPort port) {
        return port.localAddresses().get(0).getPort();
    }

    @Override
    public Pending<Void> close(DatagramPort port) {
        return port.close();
    }

    @Override
    public List<DatagramPort> together(List<DatagramPort> ports) {
        return List.copyOf(ports);
    }
}
