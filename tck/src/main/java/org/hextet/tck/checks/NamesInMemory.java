package org.hextet.tck.checks;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/**
 * A host on a network in memory, with a name that it can look up: connecting by name at exact times. Every address is
 * answered at once unless the network was told otherwise.
 */
final class NamesInMemory {

    static final String NAME = "name.test";
    static final int PORT = 443;

    final MemoryNetwork network = new MemoryNetwork();
    final StaticResolver resolver = new StaticResolver();
    final Reactor reactor;
    private final Rig rig;
    private final List<Recorder> accepted = new ArrayList<>();
    private final List<Recorder> protocols = new ArrayList<>();
    private final List<Timeline> timelines = new ArrayList<>();

    NamesInMemory(Rig rig) {
        this.rig = rig;
        this.reactor = rig.closing(network.openReactor(
                ReactorOptions.DEFAULT.withOverwriteLentBuffers(true).withResolver(resolver)));
        Pending<ListeningPort> listening =
                reactor.listenTcp(new InetSocketAddress(rig.address("::"), PORT), StreamOptions.DEFAULT, () -> {
                    Recorder recorder = rig.recorder().keepingOutputOpen();
                    accepted.add(recorder);
                    return recorder;
                });
        network.clock().turn();
        rig.await(listening);
    }

    /** Of the name, by the reactor's resolver, its timelines kept. */
    HostnameClientEndpoint endpoint() {
        return endpoint(NAME);
    }

    /** Of a host, by the reactor's resolver, its timelines kept. */
    HostnameClientEndpoint endpoint(String host) {
        return HostnameClientEndpoint.of(host, PORT).withTimelineListener(timelines::add);
    }

    /** Begins to connect, and does what is due at once. */
    Pending<Connection> connect(ClientEndpoint endpoint) {
        return connect(endpoint, factory());
    }

    /** Begins to connect, and does what is due at once. */
    Pending<Connection> connect(ClientEndpoint endpoint, Supplier<? extends Protocol> factory) {
        Pending<Connection> connecting = endpoint.connect(reactor, factory);
        network.clock().turn();
        return connecting;
    }

    /** A recorder for each call; they are counted. */
    Supplier<Protocol> factory() {
        return () -> {
            Recorder recorder = rig.recorder().keepingOutputOpen();
            protocols.add(recorder);
            return recorder;
        };
    }

    void advance(long millis) {
        network.clock().advance(Duration.ofMillis(millis));
    }

    NamesInMemory refusing(String address, long afterMillis) {
        network.failAfter(address, Duration.ofMillis(afterMillis), FailureKind.REFUSED);
        return this;
    }

    NamesInMemory answering(String address, long afterMillis) {
        network.answerAfter(address, Duration.ofMillis(afterMillis));
        return this;
    }

    NamesInMemory holes(String... addresses) {
        for (String address : addresses) {
            network.blackHole(address);
        }
        return this;
    }

    NamesInMemory delaying(StandardProtocolFamily family, long millis) {
        resolver.delaying(NAME, family, Duration.ofMillis(millis));
        return this;
    }

    /** What a connect has yielded by now; time does not move. */
    Connection connected(Pending<Connection> connecting) {
        rig.expect(connecting.isDone(), "the connect is not done at " + now() + "; attempts: " + network.attempts());
        return rig.await(connecting);
    }

    /** What a connect has failed with by now; time does not move. */
    Throwable failure(Pending<?> connecting) {
        rig.expect(connecting.isDone(), "the connect is not done at " + now() + "; attempts: " + network.attempts());
        return rig.awaitFailure(connecting);
    }

    void expectUnderWay(Pending<?> connecting) {
        rig.expect(!connecting.isDone(), "the connect is done at " + now() + ", expected it to be under way");
    }

    private String now() {
        return network.clock().elapsed().toMillis() + " ms";
    }

    /** The attempts so far: {@code 250 ms 192.0.2.1}. */
    List<String> attempts() {
        return network.attempts().stream()
                .map(attempt -> attempt.at().toMillis() + " ms " + host(attempt.remote()))
                .toList();
    }

    private static String host(String remote) {
        String host = remote.substring(0, remote.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    void expectAttempts(String... attempts) {
        rig.expectEqual("the list of attempts", List.of(attempts), attempts());
    }

    /** That connection, its two ends, and no other socket: what lost is gone, on the side of the server too. */
    void expectOnly(Connection winner, String address) {
        network.clock().turn();
        rig.expectEqual(
                "the winner", address, AddressText.format(winner.remoteAddress().getAddress()));
        rig.expectEqual("the number of sockets after the race", 2, network.openSockets());
        rig.expectEqual("the number of calls of the protocol factory", 1, protocols.size());
        rig.expectEqual(
                "what the winner's protocol heard",
                "CONNECTED",
                protocols.get(0).story());
    }

    /** No socket is left, and no protocol was ever made. */
    void expectNothingLeft() {
        network.clock().turn();
        rig.expectEqual("the number of sockets after the failure", 0, network.openSockets());
        rig.expectEqual("the number of calls of the protocol factory", 0, protocols.size());
        rig.expectEqual("the number of lookups under way", 0, resolver.underWay());
    }

    /** Recorders of the connecting side, one for each call of the factory. */
    List<Recorder> protocols() {
        return List.copyOf(protocols);
    }

    /** Recorders of the accepting side. */
    List<Recorder> accepted() {
        return List.copyOf(accepted);
    }

    /** Of the one connect that was decided. */
    Timeline timeline() {
        rig.expectEqual("the number of timelines told", 1, timelines.size());
        return timelines.get(0);
    }

    /** An event of a timeline, for comparison: {@code 250 ms attempt-start 192.0.2.1}. */
    static String text(TimelineEvent event) {
        return Duration.ofNanos(event.atNanos()).toMillis() + " ms " + event.event() + " "
                + event.address()
                        .map(AddressText::format)
                        .or(() ->
                                event.family().map(family -> family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4"))
                        .orElse("-");
    }
}
