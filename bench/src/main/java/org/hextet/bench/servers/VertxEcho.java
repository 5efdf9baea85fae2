package org.hextet.bench.servers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.ExecutionException;

/** Vert.x, one event loop, over Netty's native transport or NIO. */
public final class VertxEcho {

    private VertxEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args {@code native} or {@code nio}, and the port
     * @throws ExecutionException if the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws ExecutionException, InterruptedException {
        boolean isNative = args[0].equals("native");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(isNative));
        if (isNative && !vertx.isNativeTransportEnabled()) {
            System.err.println("Vert.x has no native transport here: " + vertx.unavailableNativeTransportCause());
            System.exit(1);
        }
        NetServerOptions options = new NetServerOptions()
                .setHost("::")
                .setPort(Integer.parseInt(args[1]))
                .setAcceptBacklog(Port.BACKLOG)
                .setTcpNoDelay(true);
        vertx.createNetServer(options)
                .connectHandler(socket -> {
                    socket.exceptionHandler(reset -> {});
                    socket.pipeTo(socket);
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Port.ready();
    }
}
