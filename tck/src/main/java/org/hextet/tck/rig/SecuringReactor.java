package org.hextet.tck.rig;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.tck.doubles.ForwardingReactor;

/** A reactor whose streams are all secured: rows that know TCP alone are so run over TLS. */
final class SecuringReactor extends ForwardingReactor {

    private final TlsSettings server;
    private final TlsSettings client;

    SecuringReactor(Reactor real, TlsSettings server, TlsSettings client) {
        super(real);
        this.server = server;
        this.client = client;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return beneath.listenTls(local, options, server, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return listenTcp(new InetSocketAddress("0.0.0.0", port), StreamOptions.DEFAULT, factory);
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        return beneath.connectTls(remote, options, client, factory);
    }
}
