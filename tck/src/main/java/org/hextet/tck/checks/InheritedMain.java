package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.NetworkFailure;

/** A server on sockets that it has inherited: it echoes, and ends with its input. */
final class InheritedMain {

    private InheritedMain() {}

    private static final class Echo implements Protocol {
        @Override
        public void received(Connection connection, ByteBuffer lent) {
            connection.write(lent);
        }
    }

    /**
     * Says {@code listening ADDRESS} or {@code failed KIND MESSAGE} for each endpoint.
     *
     * @param arguments the transport, and server endpoints as URIs
     * @throws IOException if the transport cannot be opened
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Reactor reactor = ChildTransport.open(arguments)) {
            for (String uri : List.of(arguments).subList(1, arguments.length)) {
                say(ServerEndpoint.of(uri).listen(reactor, Echo::new));
            }
            while (System.in.read() >= 0) {
                // Until its end.
            }
        }
        System.exit(0);
    }

    private static void say(Pending<ListeningPort> listening) throws InterruptedException {
        try {
            for (InetSocketAddress local : listening.await().localAddresses()) {
                System.out.println("listening " + AddressText.formatSocket(local));
            }
        } catch (IOException failure) {
            String kind = failure instanceof NetworkFailure typed ? typed.kind().text() : "untyped";
            System.out.println("failed " + kind + " " + failure.getMessage());
        }
    }
}
