package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/** A reactor that does all that the one beneath does, in a manner of its own. TLS lies on top of that manner. */
final class RelayingReactor extends DecoratingReactor {

    private final Manner manner;

    RelayingReactor(Reactor beneath, Manner manner) {
        super(beneath);
        this.manner = manner;
    }

    Manner manner() {
        return manner;
    }

    // Streams.

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return late(beneath.listenTcp(local, options, accepting(options, factory)), ListeningPort::stopListening);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return late(beneath.listenTcp(port, accepting(StreamOptions.DEFAULT, factory)), ListeningPort::stopListening);
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return late(beneath.adopt(descriptor, options, accepting(options, factory)), ListeningPort::stopListening);
    }

    private Supplier<@Nullable Protocol> accepting(StreamOptions options, Supplier<? extends Protocol> factory) {
        return () -> {
            @Nullable Protocol protocol = factory.get();
            return protocol == null ? null : new RelayedStream(this, options, TlsRole.SERVER, protocol, null);
        };
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        AtomicReference<@Nullable Pending<Connection>> attempt = new AtomicReference<>();
        AtomicReference<@Nullable RelayedStream> stream = new AtomicReference<>();
        Promise<Connection> promise = beneath.promise(() -> {
            Pending<Connection> begun = attempt.get();
            if (begun != null) {
                begun.cancel();
            }
            RelayedStream connected = stream.get();
            if (connected != null) {
                connected.forget();
            }
        });
        Supplier<@Nullable Protocol> relaying = () -> {
            @Nullable Protocol protocol = factory.get();
            if (protocol == null) {
                return null;
            }
            stream.set(new RelayedStream(this, options, TlsRole.CLIENT, protocol, promise));
            return stream.get();
        };
        Pending<Connection> begun;
        try {
            begun = beneath.connectTcp(remote, options, relaying);
        } catch (RuntimeException wrong) {
            promise.cancel();
            throw wrong;
        }
        if (promise.isDone()) {
            // The reactor is closed, and says so in the words of a connect.
            return begun;
        }
        attempt.set(begun);
        begun.whenComplete((connection, why) -> {
            if (why != null) {
                later(manner.late(), () -> promise.fail(why));
            }
        });
        return new Connecting(promise, begun);
    }

    /** Cancelled where its socket is, which so is gone when that is told. */
    private static final class Connecting extends ForwardingPending<Connection> {

        private final Pending<Connection> attempt;
        private boolean isCancelled;

        Connecting(Pending<Connection> told, Pending<Connection> attempt) {
            super(told);
            this.attempt = attempt;
        }

        @Override
        public synchronized boolean cancel() {
            if (isCancelled) {
                return false;
            }
            // Or else it has connected, and that is not told yet.
            isCancelled = attempt.cancel() || beneath.cancel();
            return isCancelled;
        }
    }

    // TLS, over these streams.

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return Tls.listen(
                this,
                local,
                options,
                tls,
                factory,
                why -> options()
                        .uncaught()
                        .ifPresent(listener -> listener.uncaught(new Incident.HandshakeFailed(why))));
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return Tls.connect(this, remote, options, tls, factory);
    }

    // Datagrams.

    @Override
    DatagramProtocol datagramProtocol(DatagramProtocol protocol) {
        return manner.freshBuffers() ? new FreshBuffers(protocol, options().overwriteLentBuffers()) : protocol;
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return late(super.listenUdp(local, options, factory), DatagramPort::close);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        return late(super.listenUdp(port, factory), DatagramPort::close);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return late(super.listenMulticast(local, options, factory), DatagramPort::close);
    }

    // Time.

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return beneath.schedule(manner.isLate() && delay.toDays() < 1 ? delay.plus(manner.late()) : delay, task);
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        return late(beneath.sourceAddress(destination), source -> {});
    }

    /** Does it so much later than now; at once if that is not later, or there is no later. On the loop. */
    void later(Duration delay, Runnable task) {
        if (delay.isZero()) {
            task.run();
            return;
        }
        try {
            beneath.schedule(delay, task);
        } catch (RejectedExecutionException closes) {
            task.run();
        }
    }

    /** The same result, later; what was cancelled meanwhile is disposed of. */
    private <T> Pending<T> late(Pending<T> operation, Consumer<? super T> disposal) {
        if (!manner.isLate()) {
            return operation;
        }
        Promise<T> promise = beneath.promise(operation::cancel);
        operation.whenComplete((value, why) -> later(manner.late(), () -> {
            if (why == null) {
                if (!promise.succeed(value)) {
                    disposal.accept(value);
                }
            } else {
                promise.fail(why);
            }
        }));
        return promise;
    }
}
