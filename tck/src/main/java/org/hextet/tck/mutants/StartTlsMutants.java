package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.tls.ForwardingConnection;
import org.hextet.tls.Tls;
import org.hextet.tls.TlsUpgrade;

/** What goes wrong where a live connection goes on in TLS. */
final class StartTlsMutants {

    private StartTlsMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "takes-what-is-behind-the-command",
                                "What came in the clear behind the command is kept, and is the first that is read in TLS.",
                                "STL-002",
                                "an upgrade with words behind the command went on",
                                TakesWhatIsBehind::new)
                        .withAlso("STL-003"),
                TransportMutant.of(
                        "skips-what-is-no-record",
                        "Words in the clear before the handshake are passed over, until a record begins.",
                        "STL-004",
                        "an upgrade with words before the handshake went on",
                        SkipsWhatIsNoRecord::new),
                TransportMutant.of(
                                "upgrades-without-the-name",
                                "startTls verifies that somebody vouches for the peer, and not who it is.",
                                "STL-012",
                                "an upgrade with a server of another name succeeded",
                                upgrades(raw -> new ForwardingConnection(raw) {
                                    @Override
                                    public Pending<Connection> startTls(
                                            TlsSettings tls, Supplier<? extends Protocol> factory) {
                                        return super.startTls(tls.withoutNameVerification(), factory);
                                    }
                                }))
                        .withAlso("STL-013"),
                TransportMutant.of(
                                "goes-on-in-plain",
                                "startTls hands the connection to the next protocol, and that is all.",
                                "STL-011",
                                "the type of the first record is ",
                                upgrades(GoesOnInPlain::new))
                        .withAlso(
                                "STL-001", "STL-002", "STL-003", "STL-004", "STL-007", "STL-008", "STL-010", "STL-012",
                                "STL-013", "STL-014", "STL-016"),
                TransportMutant.of(
                        "upgrades-twice",
                        "A second startTls gives the result of the first.",
                        "STL-010",
                        "a second startTls threw nothing",
                        upgrades(UpgradesTwice::new)),
                TransportMutant.of(
                                "drops-writes-to-the-plain-one",
                                "What is written to the plain connection after startTls is dropped without a word.",
                                "STL-010",
                                "a write after startTls threw nothing",
                                upgrades(DropsWrites::new))
                        .withAlso("STL-012"),
                TransportMutant.of(
                        "drops-what-is-queued",
                        "What waits to be sent when TLS takes the connection over is dropped.",
                        "STL-011",
                        "bytes in the clear",
                        upgrades(DropsWhatIsQueued::new)));
    }

    /** Lays something on connections that are plain. */
    private static UnaryOperator<Reactor> upgrades(Function<Connection, Connection> laidOn) {
        return reactor -> new DecoratingReactor(reactor) {
            @Override
            Connection connection(Connection raw) {
                return raw.tlsSession().isPresent() ? raw : laidOn.apply(raw);
            }
        };
    }

    private static final class TakesWhatIsBehind extends DecoratingReactor {

        /** Begun in the running callback: what is behind the command goes here. */
        private Optional<List<ByteBuffer>> begun = Optional.empty();

        TakesWhatIsBehind(Reactor beneath) {
            super(beneath);
        }

        @Override
        Connection connection(Connection raw) {
            return new ForwardingConnection(raw) {
                @Override
                public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
                    if (!inReactor()) {
                        return super.startTls(tls, factory);
                    }
                    List<ByteBuffer> behind = new ArrayList<>();
                    begun = Optional.of(behind);
                    return super.startTls(tls, () -> beginningWith(behind, factory.get()));
                }
            };
        }

        @Override
        Protocol protocol(Protocol user) {
            return new ForwardingProtocol(user) {
                @Override
                public void received(Connection connection, ByteBuffer lent) throws Exception {
                    begun = Optional.empty();
                    super.received(connection, lent);
                    if (begun.isPresent() && lent.hasRemaining()) {
                        byte[] left = new byte[lent.remaining()];
                        lent.get(left);
                        begun.get().add(ByteBuffer.wrap(left).asReadOnlyBuffer());
                    }
                }
            };
        }

        private static Protocol beginningWith(List<ByteBuffer> behind, Protocol secured) {
            return new ForwardingProtocol(secured) {
                @Override
                public void connected(Connection connection) throws Exception {
                    super.connected(connection);
                    for (ByteBuffer each : behind) {
                        super.received(connection, each);
                    }
                }
            };
        }
    }

    private static final class SkipsWhatIsNoRecord extends DecoratingReactor {

        private static final byte HANDSHAKE = 22;

        /** The protocol whose callback is running, and the upgrade that was begun in it. */
        private Optional<Protocol> running = Optional.empty();

        private Optional<TlsUpgrade> begun = Optional.empty();

        SkipsWhatIsNoRecord(Reactor beneath) {
            super(beneath);
        }

        /** A connect is a client's, and as it should be. */
        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return beneath.connectTcp(remote, options, factory);
        }

        @Override
        Connection connection(Connection raw) {
            return new ForwardingConnection(raw) {
                @Override
                public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
                    if (running.isEmpty()) {
                        return super.startTls(tls, factory);
                    }
                    TlsUpgrade upgrade = Tls.upgrade(this, raw, TlsRole.SERVER, StreamOptions.DEFAULT, tls, factory);
                    raw.switchProtocol(new Skipping(upgrade.after(running.get())));
                    begun = Optional.of(upgrade);
                    return upgrade.secured();
                }
            };
        }

        @Override
        Protocol protocol(Protocol user) {
            return new ForwardingProtocol(user) {
                @Override
                public void received(Connection connection, ByteBuffer lent) throws Exception {
                    running = Optional.of(user);
                    super.received(connection, lent);
                    running = Optional.empty();
                    if (lent.hasRemaining()) {
                        begun.ifPresent(upgrade -> upgrade.refuse(lent.remaining()));
                    }
                    begun = Optional.empty();
                }
            };
        }

        private static final class Skipping extends BelowTls.Wire {

            private boolean begun;

            Skipping(Protocol tls) {
                super(tls);
            }

            @Override
            void arrived(Connection raw, ByteBuffer lent) throws Exception {
                while (!begun && lent.hasRemaining()) {
                    begun = lent.get(lent.position()) == HANDSHAKE;
                    if (!begun) {
                        lent.get();
                    }
                }
                if (lent.hasRemaining()) {
                    toTls(raw, lent);
                }
            }
        }
    }

    private static final class GoesOnInPlain extends ForwardingConnection {

        GoesOnInPlain(Connection beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            switchProtocol(factory.get());
            return DoneAlready.of(reactor(), below);
        }
    }

    private static final class UpgradesTwice extends ForwardingConnection {

        private Optional<Pending<Connection>> first = Optional.empty();

        UpgradesTwice(Connection beneath) {
            super(beneath);
        }

        @Override
        public synchronized Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            if (first.isEmpty()) {
                first = Optional.of(super.startTls(tls, factory));
            }
            return first.get();
        }
    }

    private static final class DropsWrites extends ForwardingConnection {

        private volatile boolean isUpgraded;

        DropsWrites(Connection beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            Pending<Connection> upgrading = super.startTls(tls, factory);
            isUpgraded = true;
            return upgrading;
        }

        @Override
        public boolean write(ByteBuffer data) {
            return !isUpgraded && super.write(data);
        }
    }

    private static final class DropsWhatIsQueued extends ForwardingConnection {

        /** As much as the kernel takes, perhaps. */
        private static final int LARGE = 64 << 10;

        private final List<byte[]> queued = new ArrayList<>();

        DropsWhatIsQueued(Connection beneath) {
            super(beneath);
        }

        @Override
        public synchronized boolean write(ByteBuffer data) {
            if (queued.isEmpty() && data.remaining() <= LARGE) {
                return super.write(data);
            }
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            if (queued.isEmpty()) {
                reactor().execute(this::send);
            }
            queued.add(bytes);
            return true;
        }

        private synchronized void send() {
            for (byte[] each : queued) {
                super.write(ByteBuffer.wrap(each));
            }
            queued.clear();
        }

        @Override
        public synchronized Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
            queued.clear();
            return super.startTls(tls, factory);
        }
    }
}
