package org.hextet.tck.mutants;

import static org.hextet.tck.mutants.DecoratedDatagrams.opening;
import static org.hextet.tck.mutants.DecoratedDatagrams.ports;
import static org.hextet.tck.mutants.DecoratedDatagrams.protocols;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hextet.api.DatagramPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Route;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.TooLargeFailure;

/** What goes wrong with how much one packet carries. */
final class PathMtuMutants {

    private PathMtuMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "fragments-all-the-same",
                        "IP_DONTFRAGMENT of a port is kept, and the kernel fragments as it likes.",
                        "MTU-001",
                        "that nobody may fragment",
                        opening(asked -> DecoratedDatagrams.without(NetworkSocketOptions.IP_DONTFRAGMENT, asked))),
                TransportMutant.of(
                        "never-fragments",
                        "What does not fit into one packet is never sent, whether fragments are forbidden or not.",
                        "MTU-004",
                        "a datagram of 4000 bytes did not arrive",
                        ports(raw -> new DecoratedPort(raw) {
                            @Override
                            public boolean write(ByteBuffer data, Route route) {
                                return data.remaining() <= 1452 && super.write(data, route);
                            }
                        })),
                TransportMutant.of(
                        "counts-the-headers-as-payload",
                        "The limit in a failure is the MTU: what is as long as that fails again.",
                        "MTU-002",
                        "the limit in the failure of",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
                                super.failed(
                                        port,
                                        failure instanceof TooLargeFailure tooLarge
                                                        && tooLarge.pathMtu().isPresent()
                                                ? withoutHeaders(tooLarge)
                                                : failure);
                            }
                        })),
                TransportMutant.of(
                        "keeps-the-first-path-mtu",
                        "The path MTU is asked of the kernel once, when the port is connected.",
                        "MTU-003",
                        "until the path MTU is 1280",
                        ports(raw -> new DecoratedPort(raw) {

                            private int first;

                            @Override
                            public synchronized int pathMtu() throws IOException {
                                int now = super.pathMtu();
                                first = first == 0 ? now : first;
                                return first;
                            }
                        })),
                TransportMutant.of(
                        "tells-no-change-of-the-path",
                        "The kernel's word of a smaller path MTU is read from the error queue, and dropped.",
                        "MTU-008",
                        "pathMtuChanged",
                        protocols(user -> new ForwardingDatagramProtocol(user) {
                            @Override
                            public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) {}
                        })));
    }

    private static NetworkFailure withoutHeaders(TooLargeFailure failure) {
        return Failures.tooLarge(
                failure.facts(),
                String.valueOf(failure.getMessage()),
                failure.size().orElse(-1),
                failure.pathMtu().getAsInt(),
                failure.pathMtu().getAsInt(),
                null);
    }
}
