package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.opening;
import static org.hextet.tck.mutants.DecoratedDatagrams.ports;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.Membership;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;

/** What goes wrong with groups: joining, leaving, sources, and the way of what is sent to them. */
final class MulticastMutants {

    private MulticastMutants() {}

    static List<TransportMutant> all() {
        List<TransportMutant> all = new ArrayList<>(memberships());
        all.addAll(sources());
        all.addAll(ways());
        return all;
    }

    private static List<TransportMutant> memberships() {
        return List.of(
                TransportMutant.of(
                        "guesses-the-interface",
                        "A group without zone is joined on some interface, as the kernel does it: mostly the wrong one.",
                        "MCA-004",
                        "succeeded with",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public Pending<Membership> join(InetAddress group) {
                                return isZoneless(group) ? join(group, OneInterface.get()) : super.join(group);
                            }
                        })),
                TransportMutant.of(
                        "believes-the-interface",
                        "A group whose zone is another interface than the one given is joined on the latter.",
                        "MCA-003",
                        "succeeded with",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public Pending<Membership> join(InetAddress group, NetworkInterface on) {
                                return super.join(ChangedAddress.withoutZone(group), on);
                            }
                        })),
                TransportMutant.of(
                        "joins-on-one-interface",
                        "Groups are remembered without their interface: joined on a second one, they are there already.",
                        "MCA-009",
                        "did not arrive",
                        ports(JoinsOnOneInterface::new)),
                TransportMutant.of(
                        "forgets-to-leave",
                        "leave marks a membership as left, and the kernel hears of it when the port closes.",
                        "MCA-006",
                        "after leaving was received",
                        ports(ForgetsToLeave::new)),
                TransportMutant.of(
                        "leaves-for-all",
                        "The first leave of a group that a port has joined several times is that of all.",
                        "MCA-008",
                        "no datagram to",
                        ports(LeavesForAll::new)),
                TransportMutant.of(
                        "shares-no-number",
                        "A multicast port is bound without SO_REUSEADDR: a host has one listener for mDNS.",
                        "MCA-025",
                        "a pending failed: ",
                        opening(asked -> asked.with(StandardSocketOptions.SO_REUSEADDR, false))));
    }

    private static List<TransportMutant> sources() {
        return List.of(
                TransportMutant.of(
                                "hears-every-source",
                                "A group that is joined for one source is joined for any.",
                                "MCA-026",
                                "a datagram of fd00::22 to",
                                ports(HearsEverySource::new))
                        .withWords("was received"),
                TransportMutant.of(
                        "blocks-nobody",
                        "A source that is blocked is written down, and heard.",
                        "MCA-028",
                        "was received",
                        ports(BlocksNobody::new)));
    }

    private static List<TransportMutant> ways() {
        return List.of(
                TransportMutant.of(
                        "ignores-the-outgoing-interface-of-ipv4",
                        "The outgoing interface is set for IPv6 alone: IPv4 leaves by the first route.",
                        "MCA-013",
                        "a datagram to 239.",
                        ports(raw -> raw.localAddresses().get(0).getAddress() instanceof Inet6Address
                                ? new DecoratedPort(raw)
                                : new IgnoresTheOutgoingInterface(raw))),
                TransportMutant.of(
                        "prefers-the-outgoing-interface",
                        "The outgoing interface goes before the zone that a group was written with.",
                        "MCA-016",
                        "with the outgoing interface",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            InetSocketAddress target(InetSocketAddress to) {
                                return to.getAddress() != null
                                                && to.getAddress().isMulticastAddress()
                                                && outgoingInterface().isPresent()
                                        ? ChangedAddress.withoutZone(to)
                                        : to;
                            }
                        })),
                TransportMutant.of(
                        "keeps-the-outgoing-interface",
                        "The outgoing interface is told after it was cleared.",
                        "MCA-014",
                        "the outgoing interface that was cleared is",
                        ports(raw -> new DecoratedPort(raw) {

                            private volatile Optional<NetworkInterface> last = Optional.empty();

                            @Override
                            public Optional<NetworkInterface> outgoingInterface() {
                                Optional<NetworkInterface> now = super.outgoingInterface();
                                if (now.isPresent()) {
                                    last = now;
                                }
                                return last;
                            }
                        })),
                TransportMutant.of(
                        "forgets-the-groups-hop-limit",
                        "IP_MULTICAST_TTL among the options of a port is not set on the socket.",
                        "MCA-018",
                        "the hop limit of the port's options is 1, expected 9",
                        opening(MulticastMutants::withoutHopLimit)),
                TransportMutant.of(
                        "loops-back-always",
                        "IP_MULTICAST_LOOP is taken for an option of the receiver, and what a host sends it hears.",
                        "MCA-022",
                        "without loopback was received",
                        LoopsBackAlways::new));
    }

    /** What is out of range is found as before. */
    private static DatagramOptions withoutHopLimit(DatagramOptions asked) {
        return asked.socketOptions().get(StandardSocketOptions.IP_MULTICAST_TTL) instanceof Integer hops
                        && hops >= 0
                        && hops <= 255
                ? DecoratedDatagrams.without(StandardSocketOptions.IP_MULTICAST_TTL, asked)
                : asked;
    }

    /** Lays something on every membership of a port. */
    private abstract static class DecoratedMemberships extends DecoratedPort {

        DecoratedMemberships(DatagramPort beneath) {
            super(beneath);
        }

        abstract Membership membership(Membership raw);

        private Pending<Membership> laidOn(Pending<Membership> joining) {
            return MappedPending.of(reactor(), joining, this::membership);
        }

        @Override
        public Pending<Membership> join(InetAddress group) {
            return laidOn(super.join(group));
        }

        @Override
        public Pending<Membership> join(InetAddress group, NetworkInterface on) {
            return laidOn(super.join(group, on));
        }

        @Override
        public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
            return laidOn(super.join(group, on, source));
        }
    }

    /** Knows itself whether it was left. */
    private abstract static class LeftByItself extends ForwardingMembership {

        private volatile boolean left;

        LeftByItself(Membership beneath) {
            super(beneath);
        }

        abstract Pending<Void> leaving();

        @Override
        public boolean isHeld() {
            return !left && super.isHeld();
        }

        @Override
        public Pending<Void> leave() {
            if (left) {
                throw new IllegalStateException("leave " + AddressText.format(group()) + ": it was left before");
            }
            left = true;
            return leaving();
        }
    }

    private static final class JoinsOnOneInterface extends DecoratedPort {

        private final Map<InetAddress, NetworkInterface> joined = new ConcurrentHashMap<>();

        JoinsOnOneInterface(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<Membership> join(InetAddress group, NetworkInterface on) {
            InetAddress bare = ChangedAddress.withoutZone(group);
            return super.join(bare, joined.computeIfAbsent(bare, first -> on));
        }
    }

    private static final class ForgetsToLeave extends DecoratedMemberships {

        ForgetsToLeave(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        Membership membership(Membership raw) {
            return new LeftByItself(raw) {
                @Override
                Pending<Void> leaving() {
                    return DoneAlready.of(reactor());
                }
            };
        }
    }

    private static final class LeavesForAll extends DecoratedMemberships {

        private final List<Membership> joined = new ArrayList<>();

        LeavesForAll(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        synchronized Membership membership(Membership raw) {
            joined.add(raw);
            return new LeftByItself(raw) {
                @Override
                Pending<Void> leaving() {
                    return leaveAll(raw.group());
                }
            };
        }

        private synchronized Pending<Void> leaveAll(InetAddress group) {
            Pending<Void> last = DoneAlready.of(reactor());
            for (Membership each : List.copyOf(joined)) {
                if (each.group().equals(group)) {
                    joined.remove(each);
                    last = each.leave();
                }
            }
            return last;
        }
    }

    private static final class HearsEverySource extends DecoratedPort {

        HearsEverySource(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source) {
            return MappedPending.of(reactor(), join(group, on), any -> new ForwardingMembership(any) {
                @Override
                public Optional<InetAddress> source() {
                    return Optional.of(source);
                }
            });
        }
    }

    private static final class BlocksNobody extends DecoratedMemberships {

        BlocksNobody(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        Membership membership(Membership raw) {
            return new ForwardingMembership(raw) {
                @Override
                public Pending<Void> block(InetAddress source) {
                    return raw.source().isPresent() ? super.block(source) : DoneAlready.of(reactor());
                }
            };
        }
    }

    private static final class IgnoresTheOutgoingInterface extends DecoratedPort {

        private volatile Optional<NetworkInterface> told = Optional.empty();

        IgnoresTheOutgoingInterface(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<Void> setOutgoingInterface(NetworkInterface out) {
            told = Optional.of(out);
            return DoneAlready.of(reactor());
        }

        @Override
        public Pending<Void> setOutgoingInterface(int index) {
            Optional<NetworkInterface> found = byIndex(index);
            return found.isPresent() ? setOutgoingInterface(found.get()) : super.setOutgoingInterface(index);
        }

        private static Optional<NetworkInterface> byIndex(int index) {
            try {
                return NetworkInterface.networkInterfaces()
                        .filter(each -> each.getIndex() == index)
                        .findFirst();
            } catch (SocketException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public Pending<Void> clearOutgoingInterface() {
            told = Optional.empty();
            return DoneAlready.of(reactor());
        }

        @Override
        public Optional<NetworkInterface> outgoingInterface() {
            return told;
        }
    }

    private static final class LoopsBackAlways extends DecoratedDatagrams {

        LoopsBackAlways(Reactor beneath) {
            super(beneath);
        }

        @Override
        DatagramOptions options(DatagramOptions asked) {
            return without(StandardSocketOptions.IP_MULTICAST_LOOP, asked);
        }

        @Override
        DecoratedPort port(DatagramPort raw) {
            return new DecoratedPort(raw) {
                @Override
                public <T> void option(SocketOption<T> option, T value) throws IOException {
                    if (option != StandardSocketOptions.IP_MULTICAST_LOOP) {
                        super.option(option, value);
                    }
                }
            };
        }
    }

    private static boolean isZoneless(InetAddress group) {
        return group instanceof Inet6Address inet6 && inet6.isMulticastAddress() && inet6.getScopeId() == 0;
    }
}
