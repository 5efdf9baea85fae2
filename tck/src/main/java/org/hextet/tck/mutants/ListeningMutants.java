package org.hextet.tck.mutants;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a listening port, and with what it accepts. */
final class ListeningMutants {

    private ListeningMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "listens-dual-by-default",
                        "A listen without an address binds ::, and not the IPv4 wildcard alone.",
                        "TCP-001",
                        "the bound address is ::, expected 0.0.0.0",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
                                return super.listenTcp(
                                        new InetSocketAddress(address("::"), port), StreamOptions.DEFAULT, factory);
                            }
                        }),
                TransportMutant.of(
                        "shows-port-zero",
                        "A port that was asked for as 0 is shown as 0, where no address was given.",
                        "TCP-001",
                        "the bound port is 0",
                        ShowsPortZero::new),
                TransportMutant.of(
                                "ignores-v6only",
                                "Claims v6only, and leaves IPV6_V6ONLY off.",
                                "TCP-003",
                                "a connect to 127.0.0.1:",
                                IgnoresV6only::new)
                        .withWords("succeeded, expected it to be refused")
                        .withAlso("TCP-015"),
                TransportMutant.of(
                        "swallows-v6only",
                        "Lacks v6only, and takes IPV6_V6ONLY without a word.",
                        "TCP-004",
                        "listening on :: with V6ONLY threw nothing",
                        IgnoresV6only::new),
                TransportMutant.of(
                                "shows-mapped-addresses",
                                "An IPv4 peer of a dual-stack port is shown as ::ffff:127.0.0.1.",
                                "TCP-010",
                                "the accepted peer is [::ffff:127.0.0.1]:",
                                ShowsMappedAddresses::new)
                        .withWords("expected 127.0.0.1:"),
                TransportMutant.of(
                        "binds-without-the-zone",
                        "The bound link-local address is shown without its zone.",
                        "TCP-008",
                        "the bound address is fe80::1, expected fe80::1%",
                        Laid.onListeningPorts(port -> new ForwardingListeningPort(port) {
                            @Override
                            public List<InetSocketAddress> localAddresses() {
                                return super.localAddresses().stream()
                                        .map(ChangedAddress::withoutZone)
                                        .toList();
                            }
                        })),
                TransportMutant.of(
                                "in-use-is-any-failure",
                                "A taken port is reported as some failure of a socket, which nobody can tell from others.",
                                "TCP-012",
                                "is of kind other",
                                ChangedFailure.ofListens(ChangedFailure.kind(FailureKind.IN_USE, FailureKind.OTHER)))
                        .withWords("expected in-use")
                        .withAlso("TCP-013", "TCP-014"),
                TransportMutant.of(
                        "binds-the-wildcard-instead",
                        "An address that this host does not have is taken for the wildcard.",
                        "TCP-017",
                        "a pending succeeded with a port on 0.0.0.0:",
                        BindsTheWildcardInstead::new),
                TransportMutant.of(
                                "aborts-what-was-accepted",
                                "Closing a listening port ends the connections that it has accepted.",
                                "TCP-020",
                                "for 10 bytes; heard CONNECTED CLOSED",
                                AbortsWhatWasAccepted::new)
                        .withWords("reset"),
                TransportMutant.of(
                                "stops-without-closing",
                                "A port that stops listening only stops accepting: its socket stays bound.",
                                "TCP-020",
                                "succeeded, expected it to be refused",
                                StopsWithoutClosing::new)
                        .withAlso("TCP-004", "TCP-021", "TCP-022"),
                TransportMutant.of(
                        "binds-without-reuseaddr",
                        "A port in TIME_WAIT cannot be bound again.",
                        "TCP-021",
                        "in use (EADDRINUSE)",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Pending<ListeningPort> listenTcp(
                                    InetSocketAddress local,
                                    StreamOptions options,
                                    Supplier<? extends Protocol> factory) {
                                return super.listenTcp(
                                        local, options.with(StandardSocketOptions.SO_REUSEADDR, false), factory);
                            }
                        }),
                TransportMutant.of(
                        "stops-without-a-protocol",
                        "A factory that gives no protocol ends the whole port.",
                        "TCP-023",
                        "refused (ECONNREFUSED)",
                        reactor -> new StopsAtFactory(reactor, failed -> !failed)),
                TransportMutant.of(
                        "stops-at-a-throwing-factory",
                        "A factory that throws ends the whole port.",
                        "TCP-024",
                        "refused (ECONNREFUSED)",
                        reactor -> new StopsAtFactory(reactor, failed -> failed)),
                TransportMutant.of(
                        "accepts-while-paused",
                        "A port that is paused accepts on.",
                        "TCP-029",
                        "the accepted connections while paused is [heard CONNECTED",
                        Laid.onListeningPorts(port -> new ForwardingListeningPort(port) {
                            @Override
                            public void pauseAccepting() {
                                // This is the mistake.
                            }
                        })),
                TransportMutant.ofProvider(
                        "stops-accepting-for-ever",
                        "A port that has no descriptor left to accept with never accepts again.",
                        "LIM-001",
                        "for an echo, or closed; heard CONNECTED",
                        StopsAcceptingForEver::new));
    }

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }

    private static final class ShowsPortZero extends ForwardingReactor {

        ShowsPortZero(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
            return MappedPending.of(
                    beneath, super.listenTcp(port, factory), bound -> new ForwardingListeningPort(bound) {
                        @Override
                        public List<InetSocketAddress> localAddresses() {
                            return super.localAddresses().stream()
                                    .map(real -> new InetSocketAddress(real.getAddress(), port))
                                    .toList();
                        }
                    });
        }
    }

    private static final class IgnoresV6only extends ForwardingReactor {

        IgnoresV6only(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.listenTcp(local, ChangedOptions.without(options, NetworkSocketOptions.IPV6_V6ONLY), factory);
        }
    }

    private static final class ShowsMappedAddresses extends DecoratingReactor {

        ShowsMappedAddresses(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            return local.getAddress() instanceof Inet4Address
                    ? beneath.listenTcp(local, options, factory)
                    : super.listenTcp(local, options, factory);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return beneath.connectTcp(remote, options, factory);
        }

        @Override
        Connection connection(Connection connection) {
            return new ForwardingConnection(connection) {
                @Override
                public InetSocketAddress remoteAddress() {
                    return ChangedAddress.mapped(super.remoteAddress());
                }
            };
        }
    }

    private static final class BindsTheWildcardInstead extends ForwardingReactor {

        BindsTheWildcardInstead(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.listenTcp(
                    isHere(local.getAddress()) ? local : new InetSocketAddress(address("0.0.0.0"), local.getPort()),
                    options,
                    factory);
        }

        private static boolean isHere(@Nullable InetAddress address) {
            try {
                return address == null
                        || address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null;
            } catch (SocketException unknown) {
                return true;
            }
        }
    }

    private static final class AbortsWhatWasAccepted extends ForwardingReactor {

        AbortsWhatWasAccepted(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            Set<Connection> accepted = ConcurrentHashMap.newKeySet();
            Supplier<@Nullable Protocol> noting = () -> {
                Protocol protocol = factory.get();
                return protocol == null
                        ? null
                        : new ForwardingProtocol(protocol) {
                            @Override
                            public void connected(Connection connection) throws Exception {
                                accepted.add(connection);
                                super.connected(connection);
                            }
                        };
            };
            return MappedPending.of(
                    beneath, super.listenTcp(local, options, noting), port -> new ForwardingListeningPort(port) {
                        @Override
                        public Pending<Void> stopListening() {
                            accepted.forEach(Connection::abort);
                            return super.stopListening();
                        }
                    });
        }
    }

    private static final class StopsWithoutClosing extends DecoratingReactor {

        StopsWithoutClosing(Reactor beneath) {
            super(beneath);
        }

        @Override
        ListeningPort listeningPort(ListeningPort port) {
            Promise<Void> stopped = beneath.watched();
            return new ForwardingListeningPort(port) {
                @Override
                @SuppressWarnings("NullAway") // Void has no other value
                public Pending<Void> stopListening() {
                    pauseAccepting();
                    stopped.succeed(null);
                    return stopped;
                }
            };
        }
    }

    /** Ends a port when its factory gives no protocol; told whether it threw. */
    private static final class StopsAtFactory extends ForwardingReactor {

        private final Predicate<Boolean> isTheEnd;

        StopsAtFactory(Reactor beneath, Predicate<Boolean> isTheEnd) {
            super(beneath);
            this.isTheEnd = isTheEnd;
        }

        @Override
        public Pending<ListeningPort> listenTcp(
                InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
            AtomicReference<@Nullable ListeningPort> bound = new AtomicReference<>();
            Supplier<@Nullable Protocol> watched = () -> {
                boolean failed = true;
                Protocol protocol = null;
                try {
                    protocol = factory.get();
                    failed = false;
                    return protocol;
                } finally {
                    ListeningPort port = bound.get();
                    if (protocol == null && port != null && isTheEnd.test(failed)) {
                        port.stopListening();
                    }
                }
            };
            return MappedPending.of(beneath, super.listenTcp(local, options, watched), port -> {
                bound.set(port);
                return port;
            });
        }
    }

    private static final class StopsAcceptingForEver extends ForwardingReactorProvider {

        StopsAcceptingForEver(ReactorProvider beneath) {
            super(beneath);
        }

        @Override
        public Reactor open(ReactorOptions options) throws IOException {
            Set<ListeningPort> ports = ConcurrentHashMap.newKeySet();
            ReactorOptions listened = options.withUncaught(incident -> {
                if (incident instanceof Incident.AcceptingPaused) {
                    ports.forEach(ListeningPort::pauseAccepting);
                }
                options.uncaught().ifPresent(listener -> listener.uncaught(incident));
            });
            return new DecoratingReactor(super.open(listened)) {
                @Override
                ListeningPort listeningPort(ListeningPort port) {
                    ports.add(port);
                    return port;
                }
            };
        }
    }
}
