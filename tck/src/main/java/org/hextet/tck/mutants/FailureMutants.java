package org.hextet.tck.mutants;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.tck.doubles.ForwardingReactor;

/** What goes wrong with failures: their types, kinds, words and causes. */
final class FailureMutants {

    private FailureMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "prints-addresses-as-the-jdk-does",
                                "The address in a failure of connect is that of InetSocketAddress.toString, with a slash.",
                                "ERR-001",
                                "has an address with a slash: /127.0.0.1",
                                ChangedFailure.ofConnects(ChangedFailure.ifOf(
                                        FailureKind.REFUSED,
                                        failure -> ChangedFailure.of(
                                                failure,
                                                "connect to " + failure.facts().remoteAddress() + ": refused"))))
                        .withAlso("ERR-016", "ERR-018"),
                TransportMutant.of(
                        "throws-the-platforms-own",
                        "A host that cannot be reached is the JDK's bare SocketException, as java.nio has it.",
                        "ERR-002",
                        "the connect without a route is SocketException",
                        ChangedFailure.ofConnects(ChangedFailure.ifOf(
                                FailureKind.UNREACHABLE, failure -> new SocketException("Network is unreachable")))),
                TransportMutant.of(
                        "takes-prohibited-for-a-bind",
                        "What a firewall's route prohibits is a BindException, as java.nio has it.",
                        "ERR-004",
                        "the prohibited connect failed with a BindException",
                        ChangedFailure.ofConnects(ChangedFailure.kind(FailureKind.PROHIBITED, FailureKind.PERMISSION))),
                TransportMutant.of(
                                "takes-not-available-for-in-use",
                                "An address that this host does not have is reported as one that is taken.",
                                "ERR-007",
                                "listening on an address of another host is of kind in-use",
                                ChangedFailure.ofListens(
                                        ChangedFailure.kind(FailureKind.NOT_AVAILABLE, FailureKind.IN_USE)))
                        .withWords("expected not-available")
                        .withAlso("ERR-018"),
                TransportMutant.of(
                                "names-no-address",
                                "A taken port is reported without the address.",
                                "ERR-016",
                                "the message of the listen on a port in use is a bare errno",
                                ChangedFailure.ofListens(ChangedFailure.ifOf(
                                        FailureKind.IN_USE, failure -> ChangedFailure.of(failure, "EADDRINUSE"))))
                        .withAlso("ERR-018"),
                TransportMutant.of(
                        "loses-the-cause",
                        "The platform's own exception is not kept as the cause.",
                        "ERR-017",
                        "the failure of the refused connect has no cause",
                        ChangedFailure.ofConnects(ChangedFailure.ifOf(
                                FailureKind.REFUSED,
                                failure -> Failures.of(failure.facts(), failure.getMessage(), null)))),
                TransportMutant.of(
                                "fails-otherwise-on-ipv6",
                                "A connect that is refused over IPv6 is of another kind than over IPv4.",
                                "ERR-019",
                                "over IPv6, the type of the refused connect is class org.hextet.api.failure.UnreachableFailure",
                                ChangedFailure.ofConnects(ChangedFailure.ifOf(
                                        FailureKind.REFUSED,
                                        failure -> failure.remote()
                                                        .filter(remote -> remote.getAddress() instanceof Inet6Address)
                                                        .isPresent()
                                                ? ChangedFailure.of(FailureKind.UNREACHABLE, failure)
                                                : failure.asThrowable())))
                        .withAlso("ERR-001", "ERR-018"),
                TransportMutant.of(
                        "says-unsupported-alone",
                        "An option that it lacks is refused without a word about which, and by whom.",
                        "TCP-304",
                        "the message of what listening with it threw lacks \"TCP_UNHEARD_OF\"",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Pending<ListeningPort> listenTcp(
                                    InetSocketAddress local,
                                    StreamOptions options,
                                    Supplier<? extends Protocol> factory) {
                                try {
                                    return super.listenTcp(local, options, factory);
                                } catch (UnsupportedOperationException named) {
                                    throw new UnsupportedOperationException("not supported");
                                }
                            }
                        }));
    }
}
