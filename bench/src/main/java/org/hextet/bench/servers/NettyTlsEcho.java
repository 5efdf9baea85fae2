package org.hextet.bench.servers;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Netty's echo behind its SslHandler, with the defaults that its users get, and TLS 1.3. */
public final class NettyTlsEcho {

    private NettyTlsEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args {@code nio}, {@code epoll} or {@code uring}; {@code jdk} or {@code openssl}; the folder of the
     *     certificate; the port
     * @throws IOException if the certificate cannot be read, or the provider cannot be loaded
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[2]);
        SslContext context = SslContextBuilder.forServer(
                        folder.resolve("certificate.pem").toFile(),
                        folder.resolve("key.pem").toFile())
                .sslProvider(SslProvider.valueOf(args[1].toUpperCase(Locale.ROOT)))
                .protocols("TLSv1.3")
                .build();
        NettyTcpEcho.serve(args, channel -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
    }
}
