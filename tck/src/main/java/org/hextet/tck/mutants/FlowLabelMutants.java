package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.ports;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.DatagramPort;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.Route;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;

/** What goes wrong with leased flow labels: whose they are, how long, and on what they are sent. */
final class FlowLabelMutants {

    private FlowLabelMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "shares-every-label",
                                "Labels are leased so that everybody may share them, whatever was asked for.",
                                "FLB-006",
                                "a connect with the exclusive label of another, as EXCLUSIVE succeeded",
                                asking(request -> request.withSharing(Sharing.ANY)))
                        .withAlso("FLB-001", "FLB-002", "FLB-010"),
                TransportMutant.of(
                                "turns-labels-round",
                                "The label's bytes are in the order of the machine: the flow has another number.",
                                "FLB-002",
                                "the label that was leased is",
                                asking(request -> request.label().isEmpty() ? request : turned(request)))
                        .withAlso("FLB-006", "FLB-009", "FLB-010"),
                TransportMutant.of(
                        "connects-ipv4-without-its-label",
                        "A label that is asked for of an IPv4 connection is left out without a word.",
                        "FLB-014",
                        "connecting to /127.0.0.1 with a flow label threw nothing",
                        LeavesIpv4Alone::new),
                TransportMutant.of(
                                "keeps-what-was-released",
                                "close of a lease marks it as ended, and the kernel hears of it with the end of the socket.",
                                "FLB-012",
                                "no user of the label is left",
                                labels(label -> new ForwardingFlowLabel(label) {

                                    private volatile boolean closed;

                                    @Override
                                    public boolean isHeld() {
                                        return !closed && super.isHeld();
                                    }

                                    @Override
                                    public void renew(Duration linger, Duration expires) throws IOException {
                                        if (closed) {
                                            throw ended();
                                        }
                                        super.renew(linger, expires);
                                    }

                                    @Override
                                    public void close() {
                                        closed = true;
                                    }
                                }))
                        .withAlso("FLB-015"),
                TransportMutant.of(
                        "renews-nothing",
                        "A lease that is renewed says that it is held, and ends when it would have.",
                        "FLB-018",
                        "the linger of a label renewed with 31 s is 6",
                        labels(label -> new ForwardingFlowLabel(label) {
                            @Override
                            public void renew(Duration linger, Duration expires) throws IOException {
                                if (!isHeld() || linger.isNegative()) {
                                    super.renew(linger, expires);
                                }
                            }
                        })),
                TransportMutant.of(
                        "sends-no-label",
                        "The label of a route is leased and held, and not in the datagram.",
                        "FLB-004",
                        "the label of what was received is",
                        ports(SendsNoLabel::new)),
                TransportMutant.of(
                        "sends-the-last-label",
                        "The label of one datagram is that of the next, which was given none.",
                        "FLB-004",
                        "a datagram that was given no label has one that is leased",
                        ports(SendsTheLastLabel::new)),
                TransportMutant.of(
                                "takes-any-label",
                                "A port sends with the label of another port, or for another destination.",
                                "FLB-013",
                                "writing with a lease for another destination threw nothing",
                                ports(TakesAnyLabel::new))
                        .withAlso("FLB-005"));
    }

    private static IOException ended() {
        return Failures.of(
                new Facts(FailureKind.OTHER, "renew"),
                "renew the flow label: the lease has ended; take a new one",
                null);
    }

    private static FlowLabelRequest turned(FlowLabelRequest request) {
        int turned = Integer.reverseBytes(request.label().getAsInt()) >>> 8 & 0xFFFFF;
        return FlowLabelRequest.of(Math.max(1, turned))
                .withSharing(request.sharing())
                .withTimes(request.linger(), request.expires());
    }

    private static Route with(Route asked, Optional<FlowLabel> label) {
        return new Route(
                asked.to(),
                asked.source(),
                asked.interfaceIndex(),
                asked.hopLimit(),
                asked.trafficClass(),
                label,
                asked.dontFragment());
    }

    /** Connections ask for another lease than they were told to. */
    private static UnaryOperator<Reactor> asking(UnaryOperator<FlowLabelRequest> changed) {
        return reactor -> new ForwardingReactor(reactor) {
            @Override
            public Pending<Connection> connectTcp(
                    InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
                return super.connectTcp(
                        remote,
                        options.flowLabel()
                                .map(changed)
                                .map(options::withFlowLabel)
                                .orElse(options),
                        factory);
            }
        };
    }

    /** Lays something on each label, of connections and of ports. */
    private static UnaryOperator<Reactor> labels(Function<FlowLabel, FlowLabel> laidOn) {
        return reactor -> new DecoratedDatagrams(reactor) {
            @Override
            Connection connection(Connection raw) {
                Optional<FlowLabel> shown = raw.flowLabel().map(laidOn);
                return new ForwardingConnection(raw) {
                    @Override
                    public Optional<FlowLabel> flowLabel() {
                        return shown;
                    }
                };
            }
        };
    }

    private static final class LeavesIpv4Alone extends ForwardingReactor {

        LeavesIpv4Alone(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Pending<Connection> connectTcp(
                InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
            return super.connectTcp(remote, isIpv4(remote.getAddress()) ? plain(options) : options, factory);
        }

        private static boolean isIpv4(InetAddress address) {
            return address instanceof Inet4Address;
        }

        private static StreamOptions plain(StreamOptions options) {
            return options.flowLabel().isEmpty() ? options : StreamOptions.DEFAULT;
        }
    }

    private static final class SendsNoLabel extends DecoratedPort {

        private final Set<FlowLabel> leased = ConcurrentHashMap.newKeySet();

        SendsNoLabel(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request) {
            return MappedPending.of(reactor(), super.lease(destination, request), label -> {
                leased.add(label);
                return label;
            });
        }

        /** One that may not be sent is refused as before. */
        @Override
        Route route(Route asked) {
            Optional<InetAddress> to = asked.to().or(this::remoteAddress).map(InetSocketAddress::getAddress);
            return asked.flowLabel()
                            .filter(label -> leased.contains(label)
                                    && label.isHeld()
                                    && to.equals(Optional.of(label.destination())))
                            .isPresent()
                    ? with(asked, Optional.empty())
                    : asked;
        }
    }

    private static final class SendsTheLastLabel extends DecoratedPort {

        private volatile Optional<FlowLabel> last = Optional.empty();

        SendsTheLastLabel(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        Route route(Route asked) {
            if (asked.flowLabel().isEmpty()) {
                return with(asked, last.filter(FlowLabel::isHeld));
            }
            last = asked.flowLabel();
            return asked;
        }
    }

    private static final class TakesAnyLabel extends DecoratedPort {

        TakesAnyLabel(DatagramPort beneath) {
            super(beneath);
        }

        @Override
        public boolean write(ByteBuffer data, Route route) {
            try {
                return super.write(data, route);
            } catch (IllegalStateException refused) {
                if (route.flowLabel().filter(FlowLabel::isHeld).isEmpty()) {
                    throw refused;
                }
                return super.write(data, with(route, Optional.empty()));
            }
        }
    }
}
