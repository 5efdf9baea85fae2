package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static org.hextet.tck.lab.Environment.HOLE;
import static org.hextet.tck.lab.Environment.REJECT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.spi.Discovery;
import org.hextet.endpoints.Connected;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.ConnectPolicy;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Connecting by name: the endpoints, over the transport under test. */
final class ConnectByNameHostChecks {

    private static final String NAME = "name.test";

    /** Longer than any check: an attempt that begins has another reason than this delay. */
    private static final Duration NEVER = Duration.ofHours(1);

    /** Which ports are free on both loopbacks is found out by trying. */
    private static final int TRIES = 20;

    /** A factory that counts its calls, and makes one recorder for all of them. */
    private static final class Counted implements Supplier<Protocol> {

        private final AtomicInteger calls = new AtomicInteger();
        private final Recorder recorder;

        Counted(Rig rig) {
            this.recorder = rig.recorder();
        }

        @Override
        public Protocol get() {
            calls.incrementAndGet();
            return recorder;
        }
    }

    private static HostnameClientEndpoint endpoint(int port, InetAddress... addresses) {
        return HostnameClientEndpoint.of(NAME, port).withResolver(new StaticResolver().answering(NAME, addresses));
    }

    private static TimelineEvent event(Rig rig, Timeline timeline, String name, InetAddress address) {
        return timeline.events().stream()
                .filter(event -> event.event().equals(name))
                .filter(event ->
                        event.address().map(AddressText::format).orElse("").equals(AddressText.format(address)))
                .findFirst()
                .orElseThrow(() -> rig.fail(
                        "the timeline has no " + name + " of " + AddressText.format(address) + ":\n" + timeline));
    }

    @Check(
            id = "CBN-019",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "RFC 8305, section 5; Twisted otherConnectionsCancelled",
            because = "a loser that goes on connecting is a socket, and one day a connection, that nobody knows of",
            lookAt = "what the end of a race does with the attempts under way")
    void the_first_attempt_is_cancelled_when_the_second_wins(Rig rig) throws Exception {
        keepTrying(rig);
        InetAddress hole = rig.lab().ipv6Holes().get(0);
        InetAddress good = rig.lab().farIpv4(0);
        try (FarHost.FarListener listener = rig.far().listen("10.0.0.2", FarHost.Behaviour.OBEY)) {
            InetSocketAddress dead = listener.at(hole);
            Counted factory = new Counted(rig);

            Connected won = rig.await(endpoint(listener.port(), hole, good).race(rig.reactor(), factory));

            rig.expectSameAddress(
                    "the winner", good, won.connection().remoteAddress().getAddress());
            event(rig, won.timeline(), "attempt-cancelled", hole);
            rig.until("the loser's socket is gone", () -> HostTables.socketsTo(dead) == 0);
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("the number of calls of the protocol factory", 1, factory.calls.get());
            rig.expectEqual("what the winner's protocol heard", "CONNECTED", factory.recorder.story());
            rig.expectEqual("the list of incidents", List.of(), rig.incidents().all());
        }
    }

    /** The kernel tries longer than any guard: only who closes a socket is rid of it. */
    private static void keepTrying(Rig rig) throws IOException {
        String retries = "net.ipv4.tcp_syn_retries";
        String before = rig.lab().sysctl(retries, "6");
        rig.closing(() -> rig.lab().sysctl(retries, before));
    }

    @Check(
            id = "CBN-031",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "Twisted endpointConnectingCancelled",
            because = "who cancels wants everything back: both sockets, and silence",
            lookAt = "cancel, with more than one attempt under way")
    void cancelling_with_two_attempts_under_way_closes_both_sockets(Rig rig) throws Exception {
        keepTrying(rig);
        InetAddress six = rig.lab().ipv6Holes().get(0);
        InetAddress four = rig.lab().ipv4Holes().get(0);
        InetSocketAddress deadSix = new InetSocketAddress(six, 9);
        InetSocketAddress deadFour = new InetSocketAddress(four, 9);
        CompletableFuture<Timeline> told = new CompletableFuture<>();
        Counted factory = new Counted(rig);
        Pending<Connection> connecting = endpoint(9, six, four)
                .withPolicy(ConnectPolicy.staggered().attemptDelay(Duration.ofMillis(10)))
                .withTimelineListener(told::complete)
                .connect(rig.reactor(), factory);
        AtomicInteger ends = new AtomicInteger();
        connecting.whenComplete((connection, failure) -> ends.incrementAndGet());
        rig.until(
                "two attempts are under way",
                () -> HostTables.socketsTo(deadSix) == 1 && HostTables.socketsTo(deadFour) == 1);

        rig.expect(connecting.cancel(), "cancel gave false, expected true");

        rig.expectFailure(
                "the cancelled connect",
                FailureKind.CANCELLED,
                CancellationException.class,
                rig.awaitFailure(connecting));
        rig.expect(!connecting.cancel(), "a second cancel gave true");
        rig.until(
                "both sockets are gone",
                () -> HostTables.socketsTo(deadSix) == 0 && HostTables.socketsTo(deadFour) == 0);
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("how often the connect has ended", 1, ends.get());
        rig.expectEqual("the number of calls of the protocol factory", 0, factory.calls.get());
        Timeline timeline = rig.await((java.util.concurrent.Future<Timeline>) told, "the timeline");
        rig.expectEqual("the outcome in the timeline", Timeline.Outcome.CANCELLED, timeline.outcome());
        event(rig, timeline, "attempt-cancelled", six);
        event(rig, timeline, "attempt-cancelled", four);
    }

    @Check(
            id = "CBN-044",
            level = MUST,
            needs = TCP,
            env = HOLE,
            source = "RFC 8305, section 5",
            because = "this is what happy eyeballs are for: dead IPv6 costs a quarter of a second",
            lookAt = "the whole way: policy, timers, attempts")
    void with_a_black_hole_first_the_second_connects_after_one_attempt_delay(Rig rig) throws Exception {
        InetAddress hole = rig.lab().ipv6Holes().get(0);
        InetAddress good = rig.lab().farIpv4(0);
        try (FarHost.FarListener listener = rig.far().listen("10.0.0.2", FarHost.Behaviour.OBEY)) {
            long begin = System.nanoTime();
            Connected won = rig.await(endpoint(listener.port(), hole, good).race(rig.reactor(), rig::recorder));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            rig.expectSameAddress(
                    "the winner", good, won.connection().remoteAddress().getAddress());
            rig.expect(
                    took.compareTo(Duration.ofMillis(250)) >= 0,
                    "connected after " + took + ", before one attempt delay of 250 ms");
            event(rig, won.timeline(), "attempt-start", hole);
            long second = event(rig, won.timeline(), "attempt-start", good).atNanos();
            rig.expect(
                    second >= Duration.ofMillis(250).toNanos(),
                    "the second attempt began after " + second + " ns, expected 250 ms or more");
            rig.until("the loser's socket is gone", () -> HostTables.socketsTo(listener.at(hole)) == 0);
            rig.expectEqual("the number of sockets to the good address", 1, HostTables.socketsTo(listener.at(good)));
        }
    }

    /** A server on 127.0.0.1, and the same port of {@code ::1} refusing. */
    private static Server servingIpv4RefusingIpv6(Rig rig) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            InetSocketAddress refusing = rig.refusing(rig.v6());
            try {
                return rig.listen(
                        rig.reactor(),
                        new InetSocketAddress(rig.v4(), refusing.getPort()),
                        StreamOptions.DEFAULT,
                        recorder -> recorder);
            } catch (RuntimeException taken) {
                if (!isInUse(taken)) {
                    throw taken;
                }
            }
        }
        throw rig.notRun("found no port that is free on both loopbacks");
    }

    private static boolean isInUse(RuntimeException failure) {
        return failure.getCause() instanceof BindException || failure instanceof CompletionException;
    }

    @Check(
            id = "CBN-045",
            level = MUST,
            needs = TCP,
            source = "Go DialParallel",
            because = "a service that listens on one family only must not cost its clients the attempt delay",
            lookAt = "the way of a failure from the attempt to the policy")
    void with_a_refusal_first_the_second_starts_on_the_failure(Rig rig) throws Exception {
        Server server = servingIpv4RefusingIpv6(rig);

        Connected won = rig.await(endpoint(server.address().getPort(), rig.v6(), rig.v4())
                .withPolicy(ConnectPolicy.staggered().attemptDelay(NEVER))
                .race(rig.reactor(), rig::recorder));

        server.awaitAccepted();
        expectSecondOnFailure(rig, won, rig.v6(), rig.v4(), FailureKind.REFUSED);
    }

    private static void expectSecondOnFailure(
            Rig rig, Connected won, InetAddress first, InetAddress second, FailureKind kind) {
        rig.expectSameAddress(
                "the winner", second, won.connection().remoteAddress().getAddress());
        Timeline timeline = won.timeline();
        rig.expectEqual(
                "the list of attempts",
                List.of(AddressText.format(first), AddressText.format(second)),
                timeline.attempts().stream().map(AddressText::format).toList());
        TimelineEvent failed = event(rig, timeline, "attempt-failed", first);
        rig.expectEqual("the kind of the first failure", kind, failed.kind().orElse(FailureKind.OTHER));
        TimelineEvent started = event(rig, timeline, "attempt-start", second);
        rig.expect(
                timeline.events().indexOf(started) > timeline.events().indexOf(failed),
                "the second attempt began before the first had failed:\n" + timeline);
    }

    @Check(
            id = "CBN-051",
            level = MUST,
            needs = TCP,
            env = REJECT,
            source = "RFC 8305, section 5",
            because = "most hosts without IPv6 have a kernel that says so at once: their users must not wait",
            lookAt = "an attempt that fails inside the call that begins it")
    void without_a_route_for_ipv6_ipv4_starts_on_that_failure(Rig rig) throws Exception {
        InetAddress six = rig.lab().rejected("none", 6);
        InetAddress four = rig.lab().ipv4(0);
        Server server = rig.listen(four);

        Connected won = rig.await(endpoint(server.address().getPort(), six, four)
                .withPolicy(ConnectPolicy.staggered().attemptDelay(NEVER))
                .race(rig.reactor(), rig::recorder));

        server.awaitAccepted();
        expectSecondOnFailure(rig, won, six, four, FailureKind.UNREACHABLE);
    }

    /** Servers on both loopbacks, with one port. */
    private record BothLoopbacks(Server six, Server four) {

        static BothLoopbacks listen(Rig rig) throws IOException {
            for (int i = 0; i < TRIES; i++) {
                Server six = rig.listen(rig.v6());
                try {
                    InetSocketAddress same =
                            new InetSocketAddress(rig.v4(), six.address().getPort());
                    return new BothLoopbacks(
                            six, rig.listen(rig.reactor(), same, StreamOptions.DEFAULT, recorder -> recorder));
                } catch (RuntimeException taken) {
                    if (!isInUse(taken)) {
                        throw taken;
                    }
                }
            }
            throw rig.notRun("found no port that is free on both loopbacks");
        }

        int port() {
            return six.address().getPort();
        }
    }

    @Check(
            id = "CBN-057",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan",
            because =
                    "old programs connect by name on the reactor itself: IPv6 must be an option there, and never a surprise",
            lookAt = "the option names of the reactor, and the connector that is found for it")
    @SuppressWarnings("deprecation") // The call that old programs make is what this is about
    void connecting_by_name_on_the_reactor_races_with_a_names_policy_and_is_ipv4_only_without(Rig rig)
            throws Exception {
        if (!System.getProperty(Discovery.NAMES_PROPERTY, "").isBlank()) {
            throw rig.notRun(
                    "the system property " + Discovery.NAMES_PROPERTY + " is set: there is no reactor without");
        }
        BothLoopbacks both = BothLoopbacks.listen(rig);
        StaticResolver resolver = new StaticResolver().answering(NAME, rig.v6(), rig.v4());
        Reactor racing = rig.openReactor(options ->
                options.withResolver(resolver).withNames("staggered?attempt-delay=" + NEVER.toHours() + "h"));
        Connection first = rig.await(racing.connectTcp(NAME, both.port(), StreamOptions.DEFAULT, rig::recorder));
        rig.expectSameAddress(
                "with a names policy, the peer", rig.v6(), first.remoteAddress().getAddress());
        both.six().awaitAccepted();

        Server ipv4Only = servingIpv4RefusingIpv6(rig);
        Connection second =
                rig.await(racing.connectTcp(NAME, ipv4Only.address().getPort(), StreamOptions.DEFAULT, rig::recorder));
        rig.expectSameAddress(
                "with a names policy, the peer of a name whose IPv6 refuses",
                rig.v4(),
                second.remoteAddress().getAddress());

        StaticResolver untold = new StaticResolver().answering(NAME, rig.v6(), rig.v4());
        Reactor plain = rig.openReactor(options -> options.withResolver(untold));
        Connection third = rig.await(plain.connectTcp(NAME, both.port(), StreamOptions.DEFAULT, rig::recorder));
        rig.expectSameAddress(
                "without a names policy, the peer",
                rig.v4(),
                third.remoteAddress().getAddress());
        both.four().awaitAccepted();
        rig.expectEqual(
                "without a names policy, the lookups",
                List.of(new StaticResolver.Query(NAME, Set.of(INET))),
                untold.queries());
    }
}
