package org.hextet.cli.relay;

import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.SharedServerEndpoint;

/** A server endpoint with a {@link Gate} before the protocol of each connection. */
record GatedEndpoint(Relay relay, ServerEndpoint plain) implements SharedServerEndpoint {

    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        return plain.listen(reactor, () -> new Gate(relay, factory));
    }

    @Override
    public StreamOptions options() {
        return plain.options();
    }

    @Override
    public int port() {
        return SharedServerEndpoint.required(plain).port();
    }

    @Override
    public ServerEndpoint shared(int port) {
        return new GatedEndpoint(relay, SharedServerEndpoint.required(plain).shared(port));
    }

    @Override
    public String toString() {
        return plain.toString();
    }
}
