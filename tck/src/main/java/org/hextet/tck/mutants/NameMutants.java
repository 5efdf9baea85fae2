package org.hextet.tck.mutants;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.spi.Discovery;
import org.hextet.tck.doubles.ForwardingReactor;

/** What goes wrong beneath endpoints: races, names, sources, ports on all addresses, bridges. */
final class NameMutants {

    private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private NameMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "forgets-a-losing-socket",
                        "Cancelling a connect tells that it is cancelled, and its socket goes on trying.",
                        "CBN-031",
                        "both sockets are gone",
                        ForgetsLosers::new),
                TransportMutant.of(
                                "keeps-a-refusal-to-itself",
                                "A connect that is refused goes on as if nothing had been answered: races wait for nothing.",
                                "CBN-045",
                                "waited",
                                KeepsRefusals::new)
                        .withAlso("CBN-057"),
                TransportMutant.of(
                        "passes-over-the-names-policy",
                        "Connecting by name is over IPv4 only, also where the reactor was opened with a policy.",
                        "CBN-057",
                        "with a names policy, the peer is 127.0.0.1, expected ::1",
                        NoNamesPolicy::new),
                TransportMutant.of(
                        "asks-for-sources-by-sending",
                        "The source address for a destination is found by a packet to it.",
                        "ORD-012",
                        "packet",
                        SendsForSources::new),
                TransportMutant.of(
                        "drops-the-zone-of-sources",
                        "The source for a link-local destination has no zone: it may be of any link.",
                        "ORD-017",
                        "expected fe80::1%",
                        SourcesWithoutZone::new),
                TransportMutant.of(
                        "has-a-source-for-everything",
                        "There is a source for each destination, also of a family that the host lacks: order goes by family alone.",
                        "ORD-015",
                        "expected",
                        SourceForAll::new),
                TransportMutant.of(
                                "listens-on-one-family-and-says-both",
                                "A port on :: serves IPv6 alone, and shows the address that serves both.",
                                "ALL-002",
                                "refused",
                                OneFamilyOnly::new)
                        .withAlso("ALL-001", "ALL-004", "ALL-006", "ALL-007", "ALL-009"),
                TransportMutant.of(
                        "ends-a-port-once-only",
                        "Who stops a port a second time waits for ever.",
                        "ALL-009",
                        "waited",
                        EndsOnce::new),
                TransportMutant.of(
                        "does-not-know-its-own-thread",
                        "Inside its callbacks the reactor denies that they run on its thread: who blocks there is not warned.",
                        "BRG-006",
                        "expected",
                        DeniesItsThread::new),
                TransportMutant.of(
                        "tells-a-reset-as-an-end",
                        "A peer that resets is said to have ended in order: half a file counts as a whole one.",
                        "BRG-004",
                        "expected",
                        ResetIsEnd::new),
                TransportMutant.of(
                        "loses-a-capability-when-it-opens",
                        "The provider claims more than the reactor that it opens.",
                        "DIS-012",
                        "multicast",
                        LosesCapability::new));
    }

    private static final class ForgetsLosers extends DecoratingReactor {

        ForgetsLosers(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            Promise<Connection> shown = beneath.promise(() -> {});
            super.connectTcp(remote, options, factory).whenComplete((connection, why) -> {
                if (why == null) {
                    shown.succeed(connection);
                } else {
                    shown.fail(why);
                }
            });
            return shown;
        }
    }

    private static final class KeepsRefusals extends DecoratingReactor {

        KeepsRefusals(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            Pending<Connection> attempt = super.connectTcp(remote, options, factory);
            Promise<Connection> shown = beneath.promise(attempt::cancel);
            attempt.whenComplete((connection, why) -> {
                if (why == null) {
                    shown.succeed(connection);
                }
            });
            return shown;
        }
    }

    private static final class NoNamesPolicy extends DecoratingReactor {

        NoNamesPolicy(Reactor beneath) {
            super(beneath);
        }

        @Override
        @Deprecated
        public Pending<Connection> connectTcp(
                String name, int port, StreamOptions options, Supplier<? extends Protocol> factory) {
            Reactor without = new ForwardingReactor(this) {
                @Override
                public ReactorOptions options() {
                    ReactorOptions own = super.options();
                    return new ReactorOptions(
                            own.transport(),
                            own.resolver(),
                            Optional.empty(),
                            own.uncaught(),
                            own.overwriteLentBuffers(),
                            own.threadName(),
                            own.daemon(),
                            own.busyPoll(),
                            own.warnings());
                }
            };
            return Discovery.nameConnector().connect(without, name, port, options, factory);
        }
    }

    private static final class SendsForSources extends DecoratingReactor {

        SendsForSources(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
            InetAddress any = of(new byte[destination.getAddress().length]);
            beneath.listenUdp(new InetSocketAddress(any, 0), DatagramOptions.DEFAULT, () -> (port, datagram) -> {})
                    .whenComplete((port, why) -> {
                        if (why == null) {
                            port.write(ByteBuffer.allocate(1), new InetSocketAddress(destination, 9));
                            port.close();
                        }
                    });
            return super.sourceAddress(destination);
        }
    }

    private static final class SourcesWithoutZone extends DecoratingReactor {

        SourcesWithoutZone(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
            return MappedPending.of(
                    beneath, super.sourceAddress(destination), source -> source.map(NameMutants::withoutZone));
        }
    }

    private static InetAddress withoutZone(InetAddress address) {
        return of(address.getAddress());
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static final class SourceForAll extends DecoratingReactor {

        SourceForAll(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
            return MappedPending.of(
                    beneath,
                    super.sourceAddress(destination),
                    source -> source.isPresent() ? source : Optional.of(withoutZone(destination)));
        }
    }

    private static final class OneFamilyOnly extends DecoratingReactor {

        OneFamilyOnly(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            boolean isOfBoth = local.getAddress() instanceof Inet6Address
                    && local.getAddress().isAnyLocalAddress();
            if (!isOfBoth) {
                return super.listenTcp(local, options, factory);
            }
            InetSocketAddress six = new InetSocketAddress(of(LOOPBACK), local.getPort());
            return MappedPending.of(
                    beneath, super.listenTcp(six, options, factory), port -> new ForwardingListeningPort(port) {
                        @Override
                        public List<InetSocketAddress> localAddresses() {
                            return super.localAddresses().stream()
                                    .map(own -> new InetSocketAddress(local.getAddress(), own.getPort()))
                                    .toList();
                        }
                    });
        }
    }

    private static final class EndsOnce extends DecoratingReactor {

        EndsOnce(Reactor beneath) {
            super(beneath);
        }

        @Override
        ListeningPort listeningPort(ListeningPort port) {
            AtomicBoolean isEnded = new AtomicBoolean();
            return new ForwardingListeningPort(port) {
                @Override
                public Pending<Void> stopListening() {
                    return isEnded.getAndSet(true) ? EndsOnce.super.watched() : super.stopListening();
                }
            };
        }
    }

    private static final class DeniesItsThread extends DecoratingReactor {

        DeniesItsThread(Reactor beneath) {
            super(beneath);
        }

        @Override
        public boolean inReactor() {
            return false;
        }
    }

    private static final class ResetIsEnd extends DecoratingReactor {

        ResetIsEnd(Reactor beneath) {
            super(beneath);
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new ForwardingProtocol(protocol) {
                @Override
                public void closed(Connection connection, CloseReason reason) throws Exception {
                    if (reason instanceof CloseReason.Failed) {
                        super.inputEnded(connection);
                    }
                    super.closed(
                            connection, reason instanceof CloseReason.Failed ? new CloseReason.ClosedByPeer() : reason);
                }
            };
        }
    }

    private static final class LosesCapability extends DecoratingReactor {

        LosesCapability(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Capabilities capabilities() {
            Capabilities all = super.capabilities();
            Set<Capability> present = new LinkedHashSet<>(all.present());
            present.remove(Capability.MULTICAST);
            return new Capabilities(all.provider(), present, all.absent());
        }
    }
}
