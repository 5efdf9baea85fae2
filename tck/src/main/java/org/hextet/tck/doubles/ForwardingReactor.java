package org.hextet.tck.doubles;

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

/**
 * A reactor that passes on to another one what it does not change: for reactors that are different in one thing, as
 * checks and tests of a transport want them. As thread-safe as the one beneath.
 */
public abstract class ForwardingReactor implements Reactor {

    /** Gets every call that is not overridden. */
    protected final Reactor beneath;

    /**
     * Lies on a reactor.
     *
     * @param beneath gets every call that is not overridden
     */
    protected ForwardingReactor(Reactor beneath) {
        this.beneath = beneath;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return beneath.listenTcp(local, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return beneath.listenTcp(port, factory);
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        return beneath.connectTcp(remote, options, factory);
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return beneath.adopt(descriptor, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return beneath.listenTls(local, options, tls, factory);
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return beneath.connectTls(remote, options, tls, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return beneath.listenUdp(local, options, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        return beneath.listenUdp(port, factory);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return beneath.listenMulticast(local, options, factory);
    }

    @Override
    public String provider() {
        return beneath.provider();
    }

    @Override
    public Capabilities capabilities() {
        return beneath.capabilities();
    }

    @Override
    public ReactorOptions options() {
        return beneath.options();
    }

    @Override
    public boolean inReactor() {
        return beneath.inReactor();
    }

    @Override
    public void execute(Runnable task) {
        beneath.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return beneath.schedule(delay, task);
    }

    @Override
    public long nanoTime() {
        return beneath.nanoTime();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        return beneath.sourceAddress(destination);
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        return beneath.promise(onCancel);
    }

    @Override
    public <T> Promise<T> watched() {
        return beneath.watched();
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        return beneath.drain(quiet, atMost);
    }

    @Override
    public Pending<Void> terminated() {
        return beneath.terminated();
    }

    @Override
    public void close() {
        beneath.close();
    }
}
