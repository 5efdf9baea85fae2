package org.hextet.tck.checks.strangers;

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

/** Tells who opened it and with which options, and does nothing else. */
final class IdleReactor implements Reactor {

    private final Class<?> maker;
    private final Capabilities capabilities;
    private final ReactorOptions options;

    IdleReactor(Class<?> maker, Capabilities capabilities, ReactorOptions options) {
        this.maker = maker;
        this.capabilities = capabilities;
        this.options = options;
    }

    @Override
    public String provider() {
        return capabilities.provider();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ReactorOptions options() {
        return options;
    }

    @Override
    public boolean inReactor() {
        return false;
    }

    @Override
    public void execute(Runnable task) {
        throw idle("execute");
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw idle("schedule");
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        throw idle("source address");
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        throw idle("promise");
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions streamOptions, Supplier<? extends Protocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions streamOptions, Supplier<? extends Protocol> factory) {
        throw idle("connect");
    }

    @Override
    public Pending<ListeningPort> adopt(
            int descriptor, StreamOptions streamOptions, Supplier<? extends Protocol> factory) {
        throw idle("adopt");
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions datagramOptions, Supplier<? extends DatagramProtocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local,
            StreamOptions streamOptions,
            TlsSettings tls,
            Supplier<? extends Protocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote,
            StreamOptions streamOptions,
            TlsSettings tls,
            Supplier<? extends Protocol> factory) {
        throw idle("connect");
    }

    @Override
    public <T> Promise<T> watched() {
        throw idle("promise");
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions datagramOptions, Supplier<? extends DatagramProtocol> factory) {
        throw idle("listen");
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        throw idle("drain");
    }

    @Override
    public Pending<Void> terminated() {
        throw idle("terminated");
    }

    @Override
    public void close() {}

    private UnsupportedOperationException idle(String operation) {
        return new UnsupportedOperationException(operation + ": " + this + " only tells who opened it");
    }

    @Override
    public String toString() {
        return maker.getName();
    }
}
