package org.hextet.tck;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.Capabilities;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.TlsSettings;

/** A reactor whose streams are all secured: rows that know TCP alone are so run over TLS. */
final class SecuringReactor implements Reactor {

    private final Reactor real;
    private final TlsSettings server;
    private final TlsSettings client;

    SecuringReactor(Reactor real, TlsSettings server, TlsSettings client) {
        this.real = real;
        this.server = server;
        this.client = client;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return real.listenTls(local, options, server, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return listenTcp(new InetSocketAddress("0.0.0.0", port), StreamOptions.DEFAULT, factory);
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        return real.connectTls(remote, options, client, factory);
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return real.adopt(descriptor, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return real.listenTls(local, options, tls, factory);
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return real.connectTls(remote, options, tls, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return real.listenUdp(local, options, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        return real.listenUdp(port, factory);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return real.listenMulticast(local, options, factory);
    }

    @Override
    public String provider() {
        return real.provider();
    }

    @Override
    public Capabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public ReactorOptions options() {
        return real.options();
    }

    @Override
    public boolean inReactor() {
        return real.inReactor();
    }

    @Override
    public void execute(Runnable task) {
        real.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return real.schedule(delay, task);
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        return real.sourceAddress(destination);
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        return real.promise(onCancel);
    }

    @Override
    public <T> Promise<T> watched() {
        return real.watched();
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        return real.drain(quiet, atMost);
    }

    @Override
    public Pending<Void> terminated() {
        return real.terminated();
    }

    @Override
    public void close() {
        real.close();
    }
}
