package org.hextet.tck.mutants;

import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;

/** Reactors that are changed in one kind of thing. */
final class Laid {

    private Laid() {}

    /** Every connection is changed; its protocol sees it so. */
    static UnaryOperator<Reactor> onConnections(UnaryOperator<Connection> change) {
        return reactor -> new DecoratingReactor(reactor) {
            @Override
            Connection connection(Connection connection) {
                return change.apply(connection);
            }
        };
    }

    /** Every protocol of a stream is changed. */
    static UnaryOperator<Reactor> onProtocols(UnaryOperator<Protocol> change) {
        return reactor -> new DecoratingReactor(reactor) {
            @Override
            Protocol protocol(Protocol protocol) {
                return change.apply(protocol);
            }
        };
    }

    /** Every listening port is changed. */
    static UnaryOperator<Reactor> onListeningPorts(UnaryOperator<ListeningPort> change) {
        return reactor -> new DecoratingReactor(reactor) {
            @Override
            ListeningPort listeningPort(ListeningPort port) {
                return change.apply(port);
            }
        };
    }
}
