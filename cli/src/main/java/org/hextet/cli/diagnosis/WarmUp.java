package org.hextet.cli.diagnosis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.Placement;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.cli.lookup.AddressQuestion;
import org.hextet.cli.lookup.FamilyAnswer;

/**
 * One lookup and one connect on this host's own loopback, before anything is measured: else the first time that is told
 * would be that of the JVM loading its classes, a hundred times that of the network.
 */
final class WarmUp {

    private static final Duration AT_MOST = Duration.ofSeconds(1);
    private static final int FLAGS = 2;
    private static final int IS_ANSWER = 0x80;
    private static final int RESPONSE_CODE = 3;
    private static final int SERVER_FAILURE = 2;

    private final Reactor reactor;

    private WarmUp(Reactor reactor) {
        this.reactor = reactor;
    }

    /**
     * Does both, for a second at most. What does not work is passed over: the examination will tell.
     *
     * @param resolvers empty: no lookup
     * @param tls empty: no handshake
     */
    static void run(Reactor reactor, Optional<Plan.ServerResolvers> resolvers, Optional<TlsSettings> tls)
            throws InterruptedException {
        WarmUp warmUp = new WarmUp(reactor);
        try {
            if (resolvers.isPresent()) {
                warmUp.lookUp(resolvers.get());
            }
            warmUp.connect(tls);
        } catch (IOException | RuntimeException noLoopback) {
            // Then it is measured cold.
        }
    }

    private void connect(Optional<TlsSettings> tls) throws IOException, InterruptedException {
        ListeningPort port = reactor.listenTcp(loopback(0), StreamOptions.DEFAULT, WarmUp::hangingUp)
                .await(AT_MOST);
        try {
            Pending<AttemptReport> ended = attempt(port.localAddresses().get(0), tls);
            AttemptReport unused = ended.await(AT_MOST);
        } finally {
            Pending<Void> unused = port.stopListening();
        }
    }

    private Pending<AttemptReport> attempt(InetSocketAddress address, Optional<TlsSettings> tls) {
        var promise = reactor.<AttemptReport>promise(() -> {});
        Placement target = new Placement(address.getAddress(), Optional.empty(), 10, "");
        reactor.execute(() -> Attempt.begin(reactor, target, address.getPort(), AT_MOST, tls, promise::succeed));
        return promise;
    }

    private void lookUp(Plan.ServerResolvers resolvers) throws IOException, InterruptedException {
        DatagramPort server = reactor.listenUdp(loopback(0), DatagramOptions.DEFAULT, FailingServer::new)
                .await(AT_MOST);
        try (NameResolver resolver = resolvers.open(server.localAddresses().get(0))) {
            List<FamilyAnswer> unused = AddressQuestion.ask(
                            reactor, resolver, "warm-up.test.", Set.of(StandardProtocolFamily.INET), AT_MOST)
                    .await(AT_MOST);
        } finally {
            Pending<Void> unused = server.close();
        }
    }

    /** Ends at the first byte: most of what a handshake needs is loaded then. */
    private static Protocol hangingUp() {
        return Protocol.receiving((connection, data) -> connection.abort());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Says of every question that it cannot answer. */
    private static final class FailingServer implements DatagramProtocol {

        @Override
        public void received(DatagramPort port, Datagram datagram) {
            ByteBuffer answer = ByteBuffer.allocate(datagram.data().remaining());
            answer.put(datagram.data()).flip();
            if (answer.limit() > RESPONSE_CODE) {
                answer.put(FLAGS, (byte) (answer.get(FLAGS) | IS_ANSWER));
                answer.put(RESPONSE_CODE, (byte) SERVER_FAILURE);
            }
            datagram.reply(answer);
        }
    }
}
