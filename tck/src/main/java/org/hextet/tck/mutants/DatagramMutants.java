package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.datagrams;
import static org.hextet.tck.mutants.DecoratedDatagrams.opening;
import static org.hextet.tck.mutants.DecoratedDatagrams.ports;
import static org.hextet.tck.mutants.DecoratedDatagrams.protocols;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.DropPolicy;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.TooLargeFailure;

/** What goes wrong with datagrams: where ports are bound, what arrives, what leaves, how a port ends. */
final class DatagramMutants {

    /** What Ethernet carries in one packet of IPv4. */
    private static final int OF_ONE_PACKET = 1472;

    private DatagramMutants() {}

    static List<TransportMutant> all() {
        List<TransportMutant> all = new ArrayList<>(opened());
        all.addAll(received());
        all.addAll(written());
        all.addAll(ended());
        return all;
    }

    private static List<TransportMutant> opened() {
        return List.of(
                TransportMutant.of(
                        "binds-both-wildcards",
                        "The default port is bound to ::, as java.nio does it: a program of IPv4 is open to IPv6.",
                        "UDP-001",
                        "the bound address is ::, expected 0.0.0.0",
                        BindsBothWildcards::new),
                TransportMutant.of(
                        "shares-a-taken-number",
                        "Datagram ports are bound with SO_REUSEADDR: two have one number, and one of them gets nothing.",
                        "UDP-020",
                        " succeeded, expected a failure",
                        opening(asked -> asked.with(StandardSocketOptions.SO_REUSEADDR, true))),
                TransportMutant.of(
                        "serves-ipv4-in-spite-of-v6only",
                        "IPV6_V6ONLY of a datagram port is forgotten: IPv4 comes in by the back door.",
                        "UDP-009",
                        "a datagram by IPv4 was received",
                        opening(asked -> DecoratedDatagrams.without(NetworkSocketOptions.IPV6_V6ONLY, asked))));
    }

    private static List<TransportMutant> received() {
        return List.of(
                TransportMutant.of(
                        "loses-empty-datagrams",
                        "A datagram of length 0 is taken for \"nothing there\".",
                        "UDP-014",
                        "an empty datagram did not arrive",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void received(DatagramPort port, Datagram datagram) throws Exception {
                                if (datagram.data().hasRemaining()) {
                                    super.received(port, datagram);
                                }
                            }
                        })),
                TransportMutant.of(
                        "cuts-in-silence",
                        "A datagram longer than the receive limit does not say that it was cut, as of java.nio.",
                        "UDP-017",
                        "does not say that it was cut",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public boolean truncated() {
                                return false;
                            }
                        })),
                TransportMutant.of(
                        "drops-what-is-too-long",
                        "A datagram longer than the receive limit is dropped, and nobody hears of it.",
                        "UDP-017",
                        "a datagram of 2 bytes did not arrive",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void received(DatagramPort port, Datagram datagram) throws Exception {
                                if (!datagram.truncated()) {
                                    super.received(port, datagram);
                                }
                            }
                        })),
                TransportMutant.of(
                                "joins-a-batch",
                                "The datagrams of a large batch are not told apart: each has those before it in it.",
                                "UDP-018",
                                "which is none of those written to that address",
                                protocols(JoinsABatch::new))
                        .withAlso("UDP-017"),
                TransportMutant.of(
                        "delivers-twice",
                        "A datagram that came in more than one packet is told once more.",
                        "UDP-018",
                        "was received is 2, expected 1",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void received(DatagramPort port, Datagram datagram) throws Exception {
                                ByteBuffer data = datagram.data();
                                int position = data.position();
                                super.received(port, datagram);
                                data.position(position);
                                if (data.remaining() > OF_ONE_PACKET) {
                                    super.received(port, datagram);
                                }
                            }
                        })),
                TransportMutant.of(
                        "shows-mapped-senders",
                        "An IPv4 sender of a port on :: is shown as ::ffff:a.b.c.d.",
                        "UDP-008",
                        "expected 127.0.0.1",
                        datagrams((port, datagram) -> new ForwardingDatagram(datagram) {
                            @Override
                            public InetSocketAddress sender() {
                                boolean isDual = port.localAddresses().get(0).getAddress() instanceof Inet6Address;
                                return isDual ? ChangedAddress.mapped(super.sender()) : super.sender();
                            }
                        })),
                TransportMutant.of(
                        "drops-the-senders-zone",
                        "The sender of a datagram is link-local and has no zone: it cannot be answered.",
                        "UDP-005",
                        "its sender is [fe80::2]",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public InetSocketAddress sender() {
                                return ChangedAddress.withoutZone(super.sender());
                            }
                        })),
                TransportMutant.of(
                        "closes-on-a-thrown-callback",
                        "What a datagram callback throws closes the port: one malformed datagram ends a service for all.",
                        "UDP-023",
                        "the port has closed, since a callback threw",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void received(DatagramPort port, Datagram datagram) throws Exception {
                                try {
                                    super.received(port, datagram);
                                } catch (Exception thrown) {
                                    port.close();
                                    throw thrown;
                                }
                            }
                        })));
    }

    private static List<TransportMutant> written() {
        return List.of(
                TransportMutant.of(
                        "has-one-limit-for-both-families",
                        "65,507 bytes, the most that IPv4 carries, is the limit for IPv6 too.",
                        "UDP-015",
                        "the longest datagram did not arrive",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public boolean write(ByteBuffer data, InetSocketAddress to) {
                                boolean isLost = to.getAddress() instanceof Inet6Address
                                        && data.remaining() > 65_507
                                        && data.remaining() <= 65_527;
                                return !isLost && super.write(data, to);
                            }
                        })),
                TransportMutant.of(
                        "tells-no-limit",
                        "What is too long fails as \"message too long\", and the limit is left to be guessed.",
                        "UDP-016",
                        "expected a TooLargeFailure",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                                super.failed(port, failure instanceof TooLargeFailure ? bare(failure) : failure);
                            }
                        })),
                TransportMutant.of(
                                "drops-the-other-family",
                                "A write to a family that the port does not have is dropped, and answers false.",
                                "UDP-010",
                                "threw nothing",
                                ports(DropsTheOtherFamily::new))
                        .withAlso("UDP-011"),
                TransportMutant.of(
                        "guesses-a-zone",
                        "A link-local target without zone is sent to by some interface that there is.",
                        "UDP-013",
                        "threw nothing",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            InetSocketAddress target(InetSocketAddress to) {
                                return to.getAddress() instanceof Inet6Address inet6
                                                && inet6.isLinkLocalAddress()
                                                && inet6.getScopeId() == 0
                                        ? new InetSocketAddress(
                                                ChangedAddress.withZone(
                                                        inet6,
                                                        OneInterface.get().getIndex()),
                                                to.getPort())
                                        : to;
                            }
                        })),
                TransportMutant.of(
                        "drops-the-fresh-ones",
                        "A full queue keeps what has waited longest, also where what is fresh was said to matter most.",
                        "UDP-025",
                        "with OLDEST, the last one received is",
                        opening(asked -> asked.withDropPolicy(DropPolicy.NEWEST))),
                TransportMutant.of(
                        "queues-without-bound",
                        "The limit of a datagram queue is forgotten: a slow link fills the memory.",
                        "UDP-025",
                        "0 writes answered that one was dropped, expected some of them",
                        opening(asked -> asked.withQueueLimit(Integer.MAX_VALUE))),
                TransportMutant.of(
                        "sends-each-buffer-by-itself",
                        "More than two buffers that are written as one datagram leave as several.",
                        "UDP-024",
                        "a gathered datagram did not arrive",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
                                if (length <= 2) {
                                    return super.write(data, offset, length, route);
                                }
                                boolean sent = true;
                                for (int i = offset; i < offset + length; i++) {
                                    sent &= write(data[i], route);
                                }
                                return sent;
                            }
                        })),
                TransportMutant.of(
                        "sends-from-the-callers-buffer-later",
                        "A write of many buffers keeps the caller's, and sends from them at the end of the turn.",
                        "UDP-024",
                        "a gathered datagram did not arrive",
                        ports(SendsLater::new)),
                TransportMutant.of(
                        "loses-what-follows-a-refusal",
                        "The answer of a closed port to one datagram makes the next send fail, and that is not made again.",
                        "UDP-026",
                        "did not arrive, though it was sent 5 times",
                        LosesWhatFollows::new),
                TransportMutant.of(
                        "broadcasts-unasked",
                        "Every port may send broadcasts, as of java.net: a mistake disturbs every host of the link.",
                        "UDP-027",
                        "a broadcast that was not allowed was received",
                        ports(BroadcastsUnasked::new)),
                TransportMutant.of(
                        "takes-the-lowest-byte",
                        "A traffic class of 256 is cut to a byte, and is 0.",
                        "UDP-211",
                        "listening with a traffic class of -2 threw nothing",
                        opening(asked ->
                                asked.socketOptions().get(StandardSocketOptions.IP_TOS) instanceof Integer tclass
                                        ? asked.with(StandardSocketOptions.IP_TOS, tclass & 0xff)
                                        : asked)));
    }

    private static List<TransportMutant> ended() {
        return List.of(
                TransportMutant.of(
                        "tells-the-end-inside-close",
                        "close calls the protocol's closed at once, inside the callback that called it.",
                        "UDP-022",
                        "closed was told inside opened",
                        TellsTheEndInsideClose::new),
                TransportMutant.of(
                        "takes-writes-after-the-end",
                        "Writes to a port that is closed answer as if they were sent.",
                        "UDP-021",
                        "answered true, expected it to be ignored",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            boolean loses(Optional<InetSocketAddress> to) {
                                return closed().isDone();
                            }
                        })));
    }

    private static NetworkFailure bare(NetworkFailure failure) {
        return (NetworkFailure) Failures.of(failure.facts(), String.valueOf(failure.getMessage()), null);
    }

    private static final class BindsBothWildcards extends DecoratedDatagrams {

        BindsBothWildcards(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
            return listenUdp(new InetSocketAddress("::", port), DatagramOptions.DEFAULT, factory);
        }
    }

    private static final class JoinsABatch extends ForwardingDatagramProtocol {

        private static final int LARGE = 8;

        private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
        private int count;

        JoinsABatch(DatagramProtocol beneath) {
            super(beneath);
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) throws Exception {
            if (count == 0) {
                port.reactor().execute(() -> {
                    count = 0;
                    batch.reset();
                });
            }
            count++;
            ByteBuffer own = datagram.data().duplicate();
            byte[] bytes = new byte[own.remaining()];
            own.get(bytes);
            batch.writeBytes(bytes);
            if (count <= LARGE) {
                super.received(port, datagram);
                return;
            }
            ByteBuffer joined = ByteBuffer.wrap(batch.toByteArray()).asReadOnlyBuffer();
            super.received(port, new ForwardingDatagram(datagram) {
                @Override
                public ByteBuffer data() {
                    return joined;
                }
            });
        }
    }

    private static final class DropsTheOtherFamily extends DecoratedPort {

        DropsTheOtherFamily(DatagramPort beneath) {
            super(beneath);
        }

        private boolean inSilence(InetAddress to, BooleanSupplier write) {
            try {
                return write.getAsBoolean();
            } catch (IllegalArgumentException refused) {
                if (to.getClass() == localAddresses().get(0).getAddress().getClass()) {
                    throw refused;
                }
                return false;
            }
        }

        @Override
        public boolean write(ByteBuffer data, InetSocketAddress to) {
            return to.isUnresolved() ? super.write(data, to) : inSilence(to.getAddress(), () -> super.write(data, to));
        }

        @Override
        public boolean write(ByteBuffer data, Route route) {
            return (route.to().isEmpty() || route.to().get().isUnresolved())
                    ? super.write(data, route)
                    : inSilence(route.to().get().getAddress(), () -> super.write(data, route));
        }
    }

    private static final class SendsLater extends DecoratedPort {

        SendsLater(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length, Route route) {
            if (length <= 2) {
                return super.write(data, offset, length, route);
            }
            ByteBuffer[] kept = new ByteBuffer[length];
            for (int i = 0; i < length; i++) {
                kept[i] = data[offset + i].duplicate();
                data[offset + i].position(data[offset + i].limit());
            }
            // In the turn after this one: another thread has gone on by then.
            reactor().execute(() -> reactor().execute(() -> super.write(kept, 0, length, route)));
            return true;
        }
    }

    private static final class LosesWhatFollows extends DecoratedDatagrams {

        private final List<InetSocketAddress> closed = new ArrayList<>();

        LosesWhatFollows(Reactor beneath) {
            super(beneath);
        }

        private synchronized boolean isClosed(InetSocketAddress address) {
            return closed.contains(address);
        }

        private synchronized void closes(List<InetSocketAddress> addresses) {
            closed.addAll(addresses);
        }

        @Override
        DecoratedPort port(DatagramPort raw) {
            return new DecoratedPort(raw) {

                private boolean refused;

                @Override
                boolean loses(Optional<InetSocketAddress> to) {
                    boolean lost = refused;
                    refused = to.isPresent() && isClosed(to.get());
                    return lost;
                }

                @Override
                public Pending<Void> close() {
                    closes(localAddresses());
                    return super.close();
                }
            };
        }
    }

    private static final class BroadcastsUnasked extends DecoratedPort {

        BroadcastsUnasked(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public boolean write(ByteBuffer data, InetSocketAddress to) {
            if (to.getAddress() != null && to.getAddress().getHostAddress().endsWith(".255.255.255")) {
                allow();
            }
            return super.write(data, to);
        }

        private void allow() {
            try {
                option(StandardSocketOptions.SO_BROADCAST, true);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private static final class TellsTheEndInsideClose extends DecoratedDatagrams {

        TellsTheEndInsideClose(Reactor beneath) {
            super(beneath);
        }

        @Override
        DatagramProtocol datagramProtocol(DatagramProtocol user) {
            return new ForwardingDatagramProtocol(user) {

                private boolean told;

                @Override
                public void opened(DatagramPort port) throws Exception {
                    super.opened(new DecoratedPort(port) {
                        @Override
                        public Pending<Void> close() {
                            tell(port);
                            return super.close();
                        }
                    });
                }

                private void tell(DatagramPort port) {
                    try {
                        closed(port, new CloseReason.ClosedHere());
                    } catch (Exception thrown) {
                        throw new IllegalStateException(thrown);
                    }
                }

                @Override
                public void closed(DatagramPort port, CloseReason reason) throws Exception {
                    if (!told) {
                        told = true;
                        super.closed(port, reason);
                    }
                }
            };
        }
    }
}
