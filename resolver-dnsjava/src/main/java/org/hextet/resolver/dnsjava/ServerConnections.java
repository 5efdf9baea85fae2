package org.hextet.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.Reactor;

/** Connections to servers, one to each, for as long as they are of use (RFC 7766). Of the reactor's thread. */
final class ServerConnections {

    private final Reactor reactor;
    private final Duration idle;
    private final Map<SocketAddressKey, ServerConnection> open = new HashMap<>();

    /**
     * None yet.
     *
     * @param idle for how long one stays open that has nothing to do
     */
    ServerConnections(Reactor reactor, Duration idle) {
        this.reactor = reactor;
        this.idle = idle;
    }

    Duration idle() {
        return idle;
    }

    Reactor reactor() {
        return reactor;
    }

    /** How many are open, and take questions. */
    int count() {
        return open.size();
    }

    /** The one that is there, or another. */
    ServerConnection to(InetSocketAddress server) {
        SocketAddressKey key = SocketAddressKey.of(server);
        ServerConnection known = open.get(key);
        if (known != null) {
            return known;
        }
        ServerConnection fresh = new ServerConnection(this, server);
        open.put(key, fresh);
        fresh.open();
        return fresh;
    }

    /** One that no other question comes to. */
    ServerConnection alone(InetSocketAddress server) {
        ServerConnection fresh = new ServerConnection(this, server);
        fresh.open();
        return fresh;
    }

    /** It takes no more questions. */
    void retire(ServerConnection one) {
        open.remove(SocketAddressKey.of(one.server()), one);
    }

    /** Whether it takes more questions. */
    boolean has(ServerConnection one) {
        return open.containsValue(one);
    }

    /** The resolver is closed: none is left. */
    void close() {
        List.copyOf(open.values()).forEach(ServerConnection::close);
    }
}
