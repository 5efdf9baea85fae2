package org.hextet.endpoints.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.hextet.addresses.AddressText;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.TestCertificate;
import org.hextet.endpoints.TlsClientEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocking connections over TLS, with a peer that is a socket of the JDK. */
@Timeout(60)
final class BlockingTlsTest {

    private interface End {
        void of(SSLSocket secured, Socket plain) throws IOException;
    }

    /** What a reader has of a peer that sends three bytes, and then ends in a certain way. */
    private static void read(Path folder, End end, Reading reading) throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        InetAddress loopback = AddressText.parse("::1").toInetAddress();
        try (ServerSocket listening = new ServerSocket(0, 1, loopback);
                Reactor reactor =
                        Reactor.open(ReactorOptions.DEFAULT.withTransport("nio").withOverwriteLentBuffers(true))) {
            var server = CompletableFuture.runAsync(() -> serve(listening, certificate, end));
            try (BlockingConnection connection = BlockingConnection.connect(
                    TlsClientEndpoint.over(
                            HostnameClientEndpoint.of("::1", listening.getLocalPort()), certificate.client()),
                    reactor)) {
                assertArrayEquals("abc".getBytes(US_ASCII), connection.input().readNBytes(3));
                reading.of(connection.input());
            }
            server.join();
        }
    }

    private interface Reading {
        void of(InputStream input) throws IOException;
    }

    private static void serve(ServerSocket listening, TestCertificate certificate, End end) {
        try (Socket plain = listening.accept()) {
            SSLSocket secured = (SSLSocket) certificate
                    .server()
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), false);
            secured.setUseClientMode(false);
            secured.getOutputStream().write("abc".getBytes(US_ASCII));
            secured.getOutputStream().flush();
            end.of(secured, plain);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void an_end_without_close_notify_is_a_failure_and_never_the_end_of_the_stream(@TempDir Path folder)
            throws Exception {
        read(folder, (secured, plain) -> plain.shutdownOutput(), input -> {
            for (int again = 0; again < 2; again++) {
                var truncated = assertThrows(SSLException.class, input::read);
                assertEquals(FailureKind.TRUNCATED, ((NetworkFailure) truncated).kind());
                assertTrue(words(truncated).contains("after 3 bytes"), words(truncated));
            }
        });
    }

    @Test
    void an_end_with_close_notify_is_the_end_of_the_stream(@TempDir Path folder) throws Exception {
        read(folder, (secured, plain) -> secured.shutdownOutput(), input -> assertEquals(-1, input.read()));
    }
}
