package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.ports;
import static org.hextet.tck.mutants.DecoratedDatagrams.protocols;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** What goes wrong with datagram ports that take one peer. */
final class ConnectedPortMutants {

    private ConnectedPortMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "connects-in-name-only",
                                "A port remembers its peer and tells the kernel nothing: it hears everybody.",
                                "UDP-102",
                                "a datagram of somebody else was received",
                                ports(ConnectsInNameOnly::new))
                        .withAlso("UDP-107", "UDP-108", "UDP-109", "UDP-110", "UDP-112"),
                TransportMutant.of(
                        "drops-writes-to-others",
                        "A connected port drops what is written to another address, and answers false.",
                        "UDP-103",
                        "writing to another address, ",
                        ports(DropsWritesToOthers::new)),
                TransportMutant.of(
                        "shows-no-zone-of-its-peer",
                        "The peer of a port that is connected to a link-local address has no zone.",
                        "UDP-106",
                        "the peer of a connected port is [fe80::2]",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public Optional<InetSocketAddress> remoteAddress() {
                                return super.remoteAddress().map(ChangedAddress::withoutZone);
                            }
                        })),
                TransportMutant.of(
                                "forgets-refusals",
                                "The answer of a closed port is read from the socket, and told to nobody.",
                                "UDP-107",
                                "nothing was told of 5 datagrams to a closed port",
                                protocols(user -> new ForwardingDatagramProtocol(user) {
                                    @Override
                                    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                                        if (failure.kind() != FailureKind.REFUSED) {
                                            super.failed(port, failure);
                                        }
                                    }
                                }))
                        .withAlso("UDP-108"),
                TransportMutant.of(
                                "closes-when-refused",
                                "The answer of a closed port ends the own port too.",
                                "UDP-107",
                                "the port has closed",
                                protocols(user -> new ForwardingDatagramProtocol(user) {
                                    @Override
                                    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                                        super.failed(port, failure);
                                        if (failure.kind() == FailureKind.REFUSED) {
                                            port.close();
                                        }
                                    }
                                }))
                        .withAlso("UDP-108"),
                TransportMutant.of(
                        "refuses-without-the-peer",
                        "The failure of a write to a closed port does not say which port.",
                        "UDP-107",
                        "the failure has no remote address",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                                super.failed(
                                        port, failure.kind() == FailureKind.REFUSED ? anonymous(failure) : failure);
                            }
                        })),
                TransportMutant.of(
                                "gives-a-refused-peer-up",
                                "A peer that has refused one datagram is sent nothing more: a server that restarts is lost.",
                                "UDP-108",
                                "a datagram to the peer that has opened did not arrive",
                                GivesUp::new)
                        .withAlso("UDP-107"),
                TransportMutant.of(
                                "keeps-its-first-peer",
                                "A second connect succeeds, and the socket has its first peer still.",
                                "UDP-110",
                                "a datagram of the peer did not arrive",
                                ports(KeepsItsFirstPeer::new))
                        .withAlso("UDP-107"),
                TransportMutant.of(
                        "stays-connected",
                        "After disconnect the socket is connected still: others are not heard.",
                        "UDP-111",
                        "after disconnect did not arrive",
                        ports(StaysConnected::new)),
                TransportMutant.of(
                        "shows-a-mapped-peer",
                        "A port on :: that is connected to IPv4 shows its peer as ::ffff:a.b.c.d.",
                        "UDP-112",
                        "the peer of a connected port is",
                        ports(ShowsAMappedPeer::new)));
    }

    private static NetworkFailure anonymous(NetworkFailure failure) {
        return Failures.portUnreachable(failure.facts().withRemote(null), String.valueOf(failure.getMessage()), null);
    }

    private static final class ConnectsInNameOnly extends DecoratedPort {

        private volatile @Nullable InetSocketAddress peer;

        ConnectsInNameOnly(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> connect(InetSocketAddress to) {
            if (to.isUnresolved() || !hasFamilyOf(to.getAddress())) {
                return super.connect(to);
            }
            peer = to;
            return DoneAlready.of(reactor(), this);
        }

        private boolean hasFamilyOf(InetAddress other) {
            InetAddress own = localAddresses().get(0).getAddress();
            return own.getClass() == other.getClass() || (own instanceof Inet6Address && own.isAnyLocalAddress());
        }

        @Override
        public Pending<DatagramPort> disconnect() {
            peer = null;
            return DoneAlready.of(reactor(), this);
        }

        @Override
        public Optional<InetSocketAddress> remoteAddress() {
            return Optional.ofNullable(peer);
        }

        private InetSocketAddress peerInsteadOf(Optional<InetSocketAddress> to) {
            InetSocketAddress now = peer;
            if (now == null || to.filter(other -> !other.equals(now)).isPresent()) {
                throw new IllegalStateException(
                        "write: the port is connected to " + (now == null ? "nobody" : AddressText.formatSocket(now)));
            }
            return now;
        }

        @Override
        public boolean write(ByteBuffer data, InetSocketAddress to) {
            return peer == null ? super.write(data, to) : super.write(data, peerInsteadOf(Optional.of(to)));
        }

        @Override
        public boolean write(ByteBuffer data) {
            return super.write(data, peerInsteadOf(Optional.empty()));
        }

        @Override
        Route route(Route asked) {
            return peer == null ? asked : Route.to(peerInsteadOf(asked.to()));
        }
    }

    private static final class DropsWritesToOthers extends DecoratedPort {

        DropsWritesToOthers(DatagramPort beneath) {
            super(beneath);
        }

        private boolean inSilence(BooleanSupplier write) {
            try {
                return write.getAsBoolean();
            } catch (IllegalStateException refused) {
                if (remoteAddress().isEmpty()) {
                    throw refused;
                }
                return false;
            }
        }

        @Override
        public boolean write(ByteBuffer data, InetSocketAddress to) {
            return inSilence(() -> super.write(data, to));
        }

        @Override
        public boolean write(ByteBuffer data, Route route) {
            return inSilence(() -> super.write(data, route));
        }
    }

    private static final class GivesUp extends DecoratedDatagrams {

        private final Set<InetSocketAddress> refused = ConcurrentHashMap.newKeySet();

        GivesUp(Reactor beneath) {
            super(beneath);
        }

        @Override
        DatagramProtocol datagramProtocol(DatagramProtocol user) {
            return new ForwardingDatagramProtocol(user) {
                @Override
                public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                    failure.remote().ifPresent(refused::add);
                    super.failed(port, failure);
                }
            };
        }

        @Override
        DecoratedPort port(DatagramPort raw) {
            return new DecoratedPort(raw) {
                @Override
                boolean loses(Optional<InetSocketAddress> to) {
                    return remoteAddress().filter(refused::contains).isPresent();
                }
            };
        }
    }

    private static final class KeepsItsFirstPeer extends DecoratedPort {

        private volatile Optional<InetSocketAddress> told = Optional.empty();

        KeepsItsFirstPeer(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> connect(InetSocketAddress peer) {
            boolean isFirst = told.isEmpty();
            told = Optional.of(peer);
            return isFirst ? super.connect(peer) : DoneAlready.of(reactor(), this);
        }

        @Override
        public Optional<InetSocketAddress> remoteAddress() {
            return super.remoteAddress().isPresent() ? told : Optional.empty();
        }
    }

    private static final class StaysConnected extends DecoratedPort {

        private volatile boolean said;

        StaysConnected(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> disconnect() {
            said = true;
            return DoneAlready.of(reactor(), this);
        }

        @Override
        public Optional<InetSocketAddress> remoteAddress() {
            return said ? Optional.empty() : super.remoteAddress();
        }

        @Override
        public boolean write(ByteBuffer data) {
            if (said) {
                throw new IllegalStateException("write: the port is not connected");
            }
            return super.write(data);
        }
    }

    private static final class ShowsAMappedPeer extends DecoratedPort {

        private final boolean isDual;

        ShowsAMappedPeer(DatagramPort beneath) {
            super(beneath);
            this.isDual = localAddresses().get(0).getAddress() instanceof Inet6Address;
        }

        @Override
        public Optional<InetSocketAddress> remoteAddress() {
            return super.remoteAddress().map(peer -> isDual ? ChangedAddress.mapped(peer) : peer);
        }
    }
}
