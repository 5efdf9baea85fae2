package org.hextet.bench.servers;

import java.io.IOException;
import java.nio.file.Path;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.tls.TlsSettingsBuilder;

/** Hextet: the echo of {@link HextetTcpEcho} behind TLS 1.3, with the provider of the JDK. */
public final class HextetTlsEcho {

    private HextetTlsEcho() {}

    /** Serves until it is killed. */
    static void serve(String[] args, TlsSettings tls) throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open(args[0])) {
            reactor.listenTls(
                            Port.of(args),
                            StreamOptions.DEFAULT.withBacklog(Port.BACKLOG),
                            tls,
                            () -> HextetTcpEcho.ECHO)
                    .await();
            Port.ready();
            reactor.terminated().await();
        }
    }

    /**
     * Serves until it is killed.
     *
     * @param args the transport, the folder of the certificate, and the port
     * @throws IOException if there is no such transport here, the certificate cannot be read, or the port not be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[1]);
        serve(
                args,
                TlsSettingsBuilder.server(folder.resolve("certificate.pem"), folder.resolve("key.pem"))
                        .withProtocols("TLSv1.3")
                        .build());
    }
}
