package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.datagrams;
import static org.hextet.tck.mutants.DecoratedDatagrams.opening;
import static org.hextet.tck.mutants.DecoratedDatagrams.ports;

import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hextet.api.DatagramOptions;
import org.hextet.api.Route;

/** What goes wrong with what is told of a datagram beside its data, and with what it is sent with. */
final class DatagramFactMutants {

    private static final int ECN = 3;

    private DatagramFactMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "tells-the-bound-address",
                        "The destination of a datagram is the address of the port: on a wildcard port it says nothing.",
                        "UDP-202",
                        "is 0.0.0.0, expected 127.0.0.1",
                        datagrams((port, datagram) -> new ForwardingDatagram(datagram) {
                            @Override
                            public InetAddress destination() {
                                super.destination();
                                return port.localAddresses().get(0).getAddress();
                            }
                        })),
                TransportMutant.of(
                        "tells-the-first-interface",
                        "Every datagram is said to have come by interface 1.",
                        "UDP-201",
                        "the interface of a datagram to fd00::1 is 1",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public int interfaceIndex() {
                                return Math.min(1, super.interfaceIndex());
                            }
                        })),
                TransportMutant.of(
                        "drops-the-destinations-zone",
                        "The link-local address that a datagram came to has no zone.",
                        "UDP-214",
                        "is fe80::1, expected fe80::1%",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public InetAddress destination() {
                                return ChangedAddress.withoutZone(super.destination());
                            }
                        })),
                TransportMutant.of(
                        "answers-from-any-address",
                        "reply leaves the source to the kernel: who asked one address is answered from another.",
                        "UDP-203",
                        "the source of an answer of a port on",
                        datagrams((port, datagram) -> new ForwardingDatagram(datagram) {
                            @Override
                            public boolean reply(ByteBuffer data) {
                                return port.write(data, sender());
                            }
                        })),
                TransportMutant.of(
                        "forgets-the-way-back",
                        "route() has the sender and nothing else: a later answer comes from another address.",
                        "UDP-203",
                        "the source of a later answer of a port on",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public Route route() {
                                return super.route().to().map(Route::to).orElseThrow();
                            }
                        })),
                TransportMutant.of(
                        "ignores-the-source-of-a-route",
                        "A datagram leaves from the address that the kernel likes best, whatever its route says.",
                        "UDP-208",
                        "the sender of a datagram from",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            Route route(Route asked) {
                                return with(asked, Optional.empty(), asked.hopLimit());
                            }
                        })),
                TransportMutant.of(
                        "keeps-the-last-hop-limit",
                        "The hop limit of one datagram is set as an option of the socket, and stays.",
                        "UDP-210",
                        "the hop limit of the next datagram is 7",
                        ports(raw -> new DecoratedPort(raw) {

                            private OptionalInt last = OptionalInt.empty();

                            @Override
                            synchronized Route route(Route asked) {
                                if (asked.hopLimit().isPresent()) {
                                    last = asked.hopLimit();
                                }
                                return with(asked, asked.source(), last);
                            }
                        })),
                TransportMutant.of(
                                "tells-64-hops",
                                "The hop limit is the system's default, and not what the datagram had left.",
                                "UDP-205",
                                "is 64, expected 1",
                                datagrams(datagram -> new ForwardingDatagram(datagram) {
                                    @Override
                                    public int hopLimit() {
                                        super.hopLimit();
                                        return 64;
                                    }
                                }))
                        .withAlso("UDP-210"),
                TransportMutant.of(
                        "tells-the-class-without-ecn",
                        "The traffic class is told without its two lowest bits: congestion is not seen.",
                        "UDP-206",
                        "the traffic class of a datagram of class 0xbb",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public int trafficClass() {
                                return super.trafficClass() & ~ECN;
                            }
                        })),
                TransportMutant.of(
                        "ignores-the-traffic-class",
                        "IP_TOS among the options of a datagram port is not set on the socket.",
                        "UDP-215",
                        "the traffic class of a port that was opened with it is 0, expected 184",
                        opening(DatagramFactMutants::withoutTrafficClass)),
                TransportMutant.of(
                        "tells-labels-in-host-order",
                        "The flow label of a datagram is read with its bytes the wrong way round.",
                        "UDP-207",
                        "the flow label of a datagram with a leased label",
                        datagrams(datagram -> new ForwardingDatagram(datagram) {
                            @Override
                            public int flowLabel() {
                                return Integer.reverseBytes(super.flowLabel()) >>> 8;
                            }
                        })));
    }

    /** What is out of range is found as before. */
    private static DatagramOptions withoutTrafficClass(DatagramOptions asked) {
        return asked.socketOptions().get(StandardSocketOptions.IP_TOS) instanceof Integer tclass
                        && tclass >= 0
                        && tclass <= 255
                ? DecoratedDatagrams.without(StandardSocketOptions.IP_TOS, asked)
                : asked;
    }

    private static Route with(Route asked, Optional<InetAddress> source, OptionalInt hopLimit) {
        return new Route(
                asked.to(),
                source,
                asked.interfaceIndex(),
                hopLimit,
                asked.trafficClass(),
                asked.flowLabel(),
                asked.dontFragment());
    }
}
