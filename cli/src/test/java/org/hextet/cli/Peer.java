package org.hextet.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A plain peer of the JDK's: what it does with the one connection that it accepts is up to the test. */
final class Peer implements AutoCloseable {

    interface Behaviour<T> {
        T with(Socket accepted) throws IOException;
    }

    private final ServerSocket server;

    Peer() throws IOException {
        server = new ServerSocket(0, 8, Loopback.IPV6);
    }

    String uri() {
        return "tcp://[::1]:" + server.getLocalPort();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Of no interest to the test but for what the other side sees of it. */
    interface Service {
        void with(Socket accepted) throws IOException;
    }

    void serve(Service service) {
        CompletableFuture<Boolean> unused = accept(accepted -> {
            service.with(accepted);
            return true;
        });
    }

    <T> CompletableFuture<T> accept(Behaviour<T> behaviour) {
        return Background.supply(() -> {
            try (Socket accepted = server.accept()) {
                return behaviour.with(accepted);
            }
        });
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(Loopback.IPV6, port), 10_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
