package org.hextet.bench.servers;

import java.io.IOException;
import java.util.Set;
import java.util.function.BiFunction;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;

/** A datagram port of Hextet. */
final class HextetDatagrams {

    private HextetDatagrams() {}

    /**
     * Serves until it is killed: {@code TRANSPORT [no-facts] PORT}. The protocol may depend on what the reactor can do
     * and the options ask for.
     */
    static void serve(String[] args, BiFunction<Reactor, DatagramOptions, DatagramProtocol> protocol)
            throws IOException, InterruptedException {
        DatagramOptions options =
                args[1].equals("no-facts") ? DatagramOptions.DEFAULT.withFacts(Set.of()) : DatagramOptions.DEFAULT;
        try (Reactor reactor = Reactor.open(args[0])) {
            reactor.listenUdp(Port.of(args), options, () -> protocol.apply(reactor, options))
                    .await();
            Port.ready();
            reactor.terminated().await();
        }
    }
}
