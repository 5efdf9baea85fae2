package org.hextet.tck.mutants;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.hextet.api.Answers;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a connect, before and until it is up. */
final class ConnectMutants {

    private ConnectMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "refused-is-a-timeout",
                                "A connect that is refused is reported as one that had no answer.",
                                "TCP-103",
                                "is of kind timeout",
                                ChangedFailure.ofConnects(
                                        ChangedFailure.kind(FailureKind.REFUSED, FailureKind.TIMEOUT)))
                        .withWords("expected refused")
                        .withAlso("TCP-131"),
                TransportMutant.of(
                        "closes-what-never-connected",
                        "The protocol of a connect that fails hears closed, without connected.",
                        "TCP-104",
                        "what the protocol heard is [CLOSED], expected []",
                        ClosesWhatNeverConnected::new),
                TransportMutant.of(
                        "gives-up-at-half-time",
                        "A connect without an answer times out after half of its time.",
                        "TCP-105",
                        "the message does not say how long it was waited, 1 s",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Pending<Connection> connectTcp(
                                    InetSocketAddress remote,
                                    StreamOptions options,
                                    Supplier<? extends Protocol> factory) {
                                return super.connectTcp(
                                        remote,
                                        options.withDeadline(options.deadline().map(time -> time.dividedBy(2))),
                                        factory);
                            }
                        }),
                TransportMutant.of(
                        "cancels-in-words-only",
                        "A connect that is cancelled goes on, and its protocol hears of it.",
                        "TCP-107",
                        "what the protocol of a cancelled connect heard is [CONNECTED], expected []",
                        CancelsInWordsOnly::new),
                TransportMutant.of(
                        "ignores-the-local-address",
                        "The address to connect from is dropped where no port is given with it.",
                        "TCP-108",
                        "the client's own address is 127.0.0.1, expected 127.0.0.2",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Pending<Connection> connectTcp(
                                    InetSocketAddress remote,
                                    StreamOptions options,
                                    Supplier<? extends Protocol> factory) {
                                boolean isDropped = options.bind()
                                        .filter(local -> local.getPort() == 0
                                                && local.getAddress().isLoopbackAddress()
                                                && local.getAddress()
                                                        .getClass()
                                                        .equals(remote.getAddress()
                                                                .getClass()))
                                        .isPresent();
                                return super.connectTcp(
                                        remote, isDropped ? ChangedOptions.withoutBind(options) : options, factory);
                            }
                        }),
                TransportMutant.of(
                        "leaks-a-socket-at-a-failed-bind",
                        "A connect whose own address cannot be bound leaves its socket open.",
                        "TCP-111",
                        "left behind at rest: descriptor socket:",
                        LeaksASocketAtAFailedBind::new),
                TransportMutant.of(
                                "looks-names-up-in-both-families",
                                "connectTcp with a name takes IPv6 addresses too, which its callers know nothing of.",
                                "TCP-118",
                                "what the resolver was asked is",
                                ResolvesNamesToIpv6::new)
                        .withWords("expected [Query[name=both.test, families=[INET]]]")
                        .withAlso("TCP-119"),
                TransportMutant.of(
                        "sets-options-a-turn-late",
                        "Socket options are set after the protocol has heard connected.",
                        "TCP-132",
                        "SO_KEEPALIVE and TCP_NODELAY in connected is [false, true], expected [true, false]",
                        SetsOptionsATurnLate::new),
                TransportMutant.of(
                                "shows-the-unconnected-address",
                                "The own address of a connection is that of its socket before the connect: the wildcard.",
                                "TCP-101",
                                "the client's own address is 0.0.0.0:",
                                ShowsTheUnconnectedAddress::new)
                        .withAlso("TCP-126"),
                TransportMutant.of(
                        "succeeds-before-the-next-protocol-knows",
                        "A connect succeeds as connected returns, though the protocol that was switched to there knows nothing"
                                + " of the connection yet.",
                        "LIF-033",
                        "had heard when the connect succeeded is \"nothing\", expected \"CONNECTED\"",
                        SucceedsAsConnectedReturns::new));
    }

    private static final class ClosesWhatNeverConnected extends ForwardingReactor {

        ClosesWhatNeverConnected(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return ChangedFailure.of(beneath, super.connectTcp(remote, options, factory), failure -> {
                Protocol protocol = factory.get();
                if (protocol != null && failure instanceof IOException cause) {
                    try {
                        protocol.closed(nobody(), new CloseReason.Failed(cause));
                    } catch (Exception thrown) {
                        throw new IllegalStateException(thrown);
                    }
                }
                return failure;
            });
        }
    }

    /** There is no connection that could be given. */
    @SuppressWarnings("NullAway")
    private static Connection nobody() {
        return null;
    }

    private static final class CancelsInWordsOnly extends ForwardingReactor {

        CancelsInWordsOnly(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            Promise<Connection> promise = beneath.promise(() -> {});
            super.connectTcp(remote, options, factory).whenComplete(PassedOn.to(promise));
            return promise;
        }
    }

    private static final class SucceedsAsConnectedReturns extends ForwardingReactor {

        SucceedsAsConnectedReturns(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            Promise<Connection> up = beneath.watched();
            Supplier<@Nullable Protocol> telling = () -> {
                Protocol protocol = factory.get();
                return protocol == null
                        ? null
                        : new ForwardingProtocol(protocol) {
                            @Override
                            public void connected(Connection connection) throws Exception {
                                super.connected(connection);
                                up.succeed(connection);
                            }
                        };
            };
            Pending<Connection> connecting = super.connectTcp(remote, options, telling);
            connecting.whenComplete(PassedOn.to(up));
            return new ForwardingPending<>(up) {
                @Override
                public boolean cancel() {
                    return connecting.cancel();
                }
            };
        }
    }

    private static final class LeaksASocketAtAFailedBind extends ForwardingReactor {

        private final Queue<SocketChannel> leaked = new ConcurrentLinkedQueue<>();

        LeaksASocketAtAFailedBind(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return ChangedFailure.of(
                    beneath,
                    super.connectTcp(remote, options, factory),
                    ChangedFailure.ifOf(FailureKind.NOT_AVAILABLE, failure -> {
                        try {
                            leaked.add(SocketChannel.open());
                        } catch (IOException full) {
                            throw new UncheckedIOException(full);
                        }
                        return failure.asThrowable();
                    }));
        }
    }

    private static final class ResolvesNamesToIpv6 extends ForwardingReactor {

        ResolvesNamesToIpv6(Reactor beneath) {
            super(beneath);
        }

        @Override
        @SuppressWarnings("deprecation") // this is what is broken
        public Pending<Connection> connectTcp(
                String name, int port, StreamOptions options, Supplier<? extends Protocol> factory) {
            Promise<Connection> promise = beneath.promise(() -> {});
            options()
                    .resolver()
                    .orElseThrow()
                    .lookup(beneath, name, EnumSet.of(INET, INET6), Duration.ofSeconds(10), new Answers() {
                        private boolean isTaken;

                        @Override
                        public void answered(
                                StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                            if (isTaken) {
                                return;
                            }
                            isTaken = true;
                            connectTcp(new InetSocketAddress(addresses.get(0), port), options, factory)
                                    .whenComplete(PassedOn.to(promise));
                        }

                        @Override
                        public void failed(StandardProtocolFamily family, UnknownHostException why) {
                            if (!isTaken && family == INET) {
                                promise.fail(why);
                            }
                        }
                    });
            return promise;
        }
    }

    private static final class SetsOptionsATurnLate extends DecoratingReactor {

        SetsOptionsATurnLate(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            Map<SocketOption<?>, Object> late = options.socketOptions();
            Supplier<@Nullable Protocol> setting = () -> {
                Protocol protocol = factory.get();
                return protocol == null
                        ? null
                        : new ForwardingProtocol(protocol) {
                            @Override
                            public void connected(Connection connection) throws Exception {
                                execute(() -> late.forEach((option, value) -> set(connection, option, value)));
                                super.connected(connection);
                            }
                        };
            };
            return super.connectTcp(remote, ChangedOptions.withoutSocketOptions(options), setting);
        }

        @SuppressWarnings("unchecked")
        private static <T> void set(Connection connection, SocketOption<T> option, Object value) {
            try {
                connection.option(option, (T) value);
            } catch (IOException gone) {
                // It came and went in one turn.
            }
        }
    }

    private static final class ShowsTheUnconnectedAddress extends ForwardingReactor {

        ShowsTheUnconnectedAddress(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            if (options.bind().isPresent()) {
                return super.connectTcp(remote, options, factory);
            }
            return new DecoratingReactor(beneath) {
                @Override
                Connection connection(Connection connection) {
                    return new ForwardingConnection(connection) {
                        @Override
                        public InetSocketAddress localAddress() {
                            InetSocketAddress real = super.localAddress();
                            return real.equals(super.remoteAddress())
                                    ? real
                                    : new InetSocketAddress(wildcard(real.getAddress()), real.getPort());
                        }

                        @Override
                        public Reactor reactor() {
                            return ShowsTheUnconnectedAddress.this;
                        }
                    };
                }
            }.connectTcp(remote, options, factory);
        }

        private static InetAddress wildcard(InetAddress ofFamily) {
            try {
                return InetAddress.getByAddress(new byte[ofFamily.getAddress().length]);
            } catch (UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }
}
