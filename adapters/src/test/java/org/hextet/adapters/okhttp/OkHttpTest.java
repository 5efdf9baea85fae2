package org.hextet.adapters.okhttp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.hextet.adapters.RacingSocketFactory;
import org.hextet.adapters.TestCertificate;
import org.hextet.adapters.TwoFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OkHttp over sockets that race, and with lookups in order. */
@Timeout(60)
class OkHttpTest {

    @Test
    void lookups_are_in_the_order_of_rfc_6724() throws Exception {
        List<InetAddress> addresses = new OrderedDns().lookup("both.test");

        assertEquals(List.of(TwoFamilies.ipv6(), TwoFamilies.ipv4()), addresses);
        assertEquals("both.test", addresses.get(0).getHostName());
    }

    @Test
    void what_cannot_be_reached_comes_last() throws Exception {
        List<InetAddress> addresses = new OrderedDns().lookup("astray.test");

        assertEquals(2, addresses.size());
        assertEquals(TwoFamilies.ipv4(), addresses.get(0));
    }

    @Test
    void literals_and_unknown_names_are_what_they_are() throws Exception {
        assertEquals(List.of(TwoFamilies.ipv4()), new OrderedDns().lookup("127.0.0.1"));
        assertThrows(UnknownHostException.class, () -> new OrderedDns().lookup("nowhere.test"));
        assertThrows(UnknownHostException.class, () -> new OrderedDns().lookup("not a name"));
    }

    @Test
    void a_dead_family_costs_an_attempt_delay() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            answering(both.alive());

            assertEquals("hello", get("http://both.test:" + both.port(), client().build()));
        }
    }

    @Test
    void tls_verifies_the_name() throws Exception {
        TestCertificate certificate = TestCertificate.shared();
        SSLContext context = certificate.context();
        try (ServerSocket server = context.getServerSocketFactory().createServerSocket(0, 50, TwoFamilies.ipv4())) {
            answering(server);
            OkHttpClient client = client().sslSocketFactory(
                            context.getSocketFactory(), (X509TrustManager) certificate.trust())
                    .build();

            assertEquals("hello", get("https://both.test:" + server.getLocalPort(), client));
        }
    }

    private static OkHttpClient.Builder client() {
        return new OkHttpClient.Builder()
                .socketFactory(new RacingSocketFactory("attempt-delay=20ms"))
                .dns(new OrderedDns())
                .fastFallback(false);
    }

    private static String get(String url, OkHttpClient client) throws IOException {
        try (Response response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.body().string();
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }

    private static void answering(ServerSocket server) {
        Thread thread = new Thread(
                () -> {
                    try (Socket accepted = server.accept()) {
                        BufferedReader in =
                                new BufferedReader(new InputStreamReader(accepted.getInputStream(), US_ASCII));
                        String line = in.readLine();
                        while (line != null && !line.isEmpty()) {
                            line = in.readLine();
                        }
                        accepted.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
                                        .getBytes(US_ASCII));
                    } catch (IOException failed) {
                        // The client says so too.
                    }
                },
                "server");
        thread.setDaemon(true);
        thread.start();
    }
}
