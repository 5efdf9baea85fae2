package org.hextet.adapters;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that race, and are the JDK's in everything else. Names are those of the file hosts. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // A blocked read hears no interrupt
@SuppressWarnings("try") // Closing early is what some of them are about
class RacingSocketFactoryTest {

    private static final int PATIENCE_SECONDS = 30;

    private final SocketFactory factory = new RacingSocketFactory("attempt-delay=20ms");

    // ---- whom it connects to

    @Test
    void an_address_that_was_picked_already_is_looked_up_again() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getByAddress("both.test", TwoFamilies.ipv6().getAddress()), server.getLocalPort()));

            assertInstanceOf(Inet4Address.class, socket.getInetAddress());
            assertEquals("both.test", socket.getInetAddress().getHostName());
            assertEquals(server.getLocalPort(), socket.getPort());
            try (Socket accepted = server.accept()) {
                assertEquals(accepted.getPort(), socket.getLocalPort());
            }
        }
    }

    @Test
    void a_dead_family_costs_an_attempt_delay() throws Exception {
        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = factory.createSocket("both.test", both.port())) {
            assertEquals(TwoFamilies.ipv4(), socket.getInetAddress());
        }
    }

    @Test
    void the_first_address_in_the_order_wins_where_both_live() throws Exception {
        try (ServerSocket everywhere = new ServerSocket(0);
                Socket socket = factory.createSocket("both.test", everywhere.getLocalPort())) {
            assertEquals(TwoFamilies.ipv6(), socket.getInetAddress());
        }
    }

    @Test
    void an_address_without_a_name_is_a_literal() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket(TwoFamilies.ipv4(), server.getLocalPort())) {
            assertEquals(
                    "/127.0.0.1:" + server.getLocalPort(),
                    socket.getRemoteSocketAddress().toString());
        }
    }

    @Test
    void a_name_that_only_the_program_knows_means_its_address() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getByAddress("pinned.test", TwoFamilies.ipv4().getAddress()), server.getLocalPort()));

            assertEquals("pinned.test", socket.getInetAddress().getHostName());
        }
    }

    @Test
    void a_name_that_nobody_knows_is_unknown() {
        UnknownHostException unknown =
                assertThrows(UnknownHostException.class, () -> factory.createSocket("nowhere.test", 80));

        assertSays("nowhere.test", unknown);
    }

    @Test
    void what_is_no_host_is_unknown() {
        assertThrows(UnknownHostException.class, () -> factory.createSocket("not a name", 80));
    }

    @Test
    void refusals_are_told_of_each_address() throws Exception {
        int nobody;
        try (ServerSocket server = server()) {
            nobody = server.getLocalPort();
        }

        ConnectException refused =
                assertThrows(ConnectException.class, () -> factory.createSocket("both.test", nobody));

        assertSays("::1 refused (ECONNREFUSED)", refused);
        assertSays("127.0.0.1 refused (ECONNREFUSED)", refused);
        assertEquals(
                2,
                assertInstanceOf(TimelineFailure.class, refused)
                        .timeline()
                        .attempts()
                        .size());
    }

    @Test
    void the_timeout_of_the_program_is_for_the_whole() throws Exception {
        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = factory.createSocket()) {
            assertThrows(
                    SocketTimeoutException.class,
                    () -> socket.connect(InetSocketAddress.createUnresolved("six.test", both.port()), 50));
        }
    }

    @Test
    void the_timeout_of_the_options_ends_a_longer_one() throws Exception {
        SocketFactory impatient = new RacingSocketFactory("timeout=50ms");

        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = impatient.createSocket()) {
            InetSocketAddress dead = InetSocketAddress.createUnresolved("six.test", both.port());
            assertThrows(SocketTimeoutException.class, () -> socket.connect(dead, 50_000));
        }
    }

    @Test
    void options_decide_whom_to_try() throws Exception {
        try (ServerSocket everywhere = new ServerSocket(0);
                Socket socket =
                        new RacingSocketFactory("only=4").createSocket("both.test", everywhere.getLocalPort())) {
            assertEquals(TwoFamilies.ipv4(), socket.getInetAddress());
        }
    }

    @Test
    void wrong_options_are_refused_where_they_stand() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new RacingSocketFactory("attempt-dely=20ms"));

        assertSays("attempt-dely", wrong);
        assertThrows(IllegalArgumentException.class, () -> new RacingSocketFactory("flow-label=any"));
    }

    @Test
    void losers_leave_nothing_open() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            factory.createSocket("both.test", both.port()).close(); // Opens what the process keeps.
            both.alive().accept().close();
            long before = openDescriptors();
            for (int i = 0; i < 10; i++) {
                factory.createSocket("both.test", both.port()).close();
                both.alive().accept().close();
            }

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (openDescriptors() > before && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            // Fewer, if something of a test before this one has been closed meanwhile.
            assertTrue(openDescriptors() <= before, () -> "more than the " + before + " descriptors before");
        }
    }

    // ---- as a socket of the JDK

    @Test
    void its_states_are_those_of_a_socket() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket()) {
            assertFalse(socket.isConnected());
            assertFalse(socket.isBound());
            assertEquals(-1, socket.getLocalPort());
            assertThrows(SocketException.class, socket::getInputStream);

            socket.connect(InetSocketAddress.createUnresolved("four.test", server.getLocalPort()));
            assertTrue(socket.isConnected());
            assertTrue(socket.isBound());
            assertEquals(TwoFamilies.ipv4(), socket.getLocalAddress());
            assertThrows(
                    SocketException.class,
                    () -> socket.connect(InetSocketAddress.createUnresolved("four.test", server.getLocalPort())));

            socket.close();
            assertTrue(socket.isClosed());
            assertThrows(SocketException.class, socket::getInputStream);
        }
    }

    @Test
    void a_read_timeout_ends_the_read_and_nothing_else() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket()) {
            socket.setSoTimeout(20);
            socket.connect(InetSocketAddress.createUnresolved("four.test", server.getLocalPort()));
            try (Socket accepted = server.accept()) {
                InputStream in = socket.getInputStream();

                assertThrows(SocketTimeoutException.class, in::read);
                socket.setSoTimeout(0);
                accepted.getOutputStream().write('a');
                assertEquals('a', in.read());
            }
        }
    }

    @Test
    void a_half_close_leaves_the_other_way_open() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket("four.test", server.getLocalPort());
                Socket accepted = server.accept()) {
            socket.getOutputStream().write("ask".getBytes(US_ASCII));
            socket.shutdownOutput();

            assertEquals("ask", new String(accepted.getInputStream().readAllBytes(), US_ASCII));
            accepted.getOutputStream().write("answer".getBytes(US_ASCII));
            accepted.shutdownOutput();
            assertEquals("answer", new String(socket.getInputStream().readAllBytes(), US_ASCII));
            assertTrue(socket.isOutputShutdown());
            assertFalse(socket.isInputShutdown());
        }
    }

    @Test
    void closing_wakes_a_reader() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket("four.test", server.getLocalPort());
                Socket accepted = server.accept()) {
            InputStream in = socket.getInputStream();
            FutureTask<Integer> read = begun(() -> {
                accepted.getOutputStream().write('a');
                in.read();
                return in.read();
            });

            socket.close();

            assertInstanceOf(SocketException.class, failureOf(read));
        }
    }

    @Test
    void closing_ends_a_connect() throws Exception {
        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = factory.createSocket()) {
            CountDownLatch begins = new CountDownLatch(1);
            FutureTask<Integer> connect = begun(() -> {
                begins.countDown();
                socket.connect(InetSocketAddress.createUnresolved("six.test", both.port()));
                return 0;
            });
            assertTrue(begins.await(PATIENCE_SECONDS, TimeUnit.SECONDS));

            socket.close();

            assertInstanceOf(SocketException.class, failureOf(connect));
        }
    }

    @Test
    void an_interrupt_ends_neither_connect_nor_connection() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket()) {
            FutureTask<Integer> interrupted = begun(() -> {
                Thread.currentThread().interrupt();
                socket.connect(InetSocketAddress.createUnresolved("four.test", server.getLocalPort()));
                int read = socket.getInputStream().read();
                return Thread.currentThread().isInterrupted() ? read : -1;
            });
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write('a');

                assertEquals('a', interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
                assertFalse(socket.isClosed());
            }
        }
    }

    @Test
    void what_is_set_before_connecting_holds_for_the_winner() throws Exception {
        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = factory.createSocket()) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoLinger(true, 7);
            socket.setTrafficClass(0x20);
            socket.setOOBInline(true);
            socket.setSoTimeout(12_345);
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 32_768);
            int receiveBuffer = socket.getReceiveBufferSize();
            int sendBuffer = socket.getSendBufferSize();

            socket.connect(InetSocketAddress.createUnresolved("both.test", both.port()));

            assertTrue(socket.getTcpNoDelay());
            assertTrue(socket.getKeepAlive());
            assertEquals(7, socket.getSoLinger());
            assertEquals(0x20, socket.getTrafficClass());
            assertTrue(socket.getOOBInline());
            assertEquals(12_345, socket.getSoTimeout());
            assertEquals(receiveBuffer, socket.getReceiveBufferSize());
            assertTrue(socket.getSendBufferSize() > 0 && sendBuffer > 0);
            socket.setTcpNoDelay(false);
            assertFalse(socket.getOption(StandardSocketOptions.TCP_NODELAY));
            assertTrue(socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
        }
    }

    @Test
    void a_bound_socket_connects_from_where_it_is_bound() throws Exception {
        try (TwoFamilies both = TwoFamilies.open();
                Socket socket = factory.createSocket()) {
            socket.bind(null);
            int port = socket.getLocalPort();
            assertTrue(port > 0);

            socket.connect(InetSocketAddress.createUnresolved("both.test", both.port()));

            try (Socket accepted = both.alive().accept()) {
                assertEquals(port, socket.getLocalPort());
                assertEquals(port, accepted.getPort());
            }
        }
    }

    @Test
    void a_local_address_decides_the_family() throws Exception {
        try (ServerSocket everywhere = new ServerSocket(0);
                Socket socket = factory.createSocket("both.test", everywhere.getLocalPort(), TwoFamilies.ipv4(), 0)) {
            assertEquals(TwoFamilies.ipv4(), socket.getInetAddress());
            assertEquals(TwoFamilies.ipv4(), socket.getLocalAddress());
        }
    }

    @Test
    void ends_of_two_families_are_refused() throws Exception {
        assertThrows(IOException.class, () -> factory.createSocket(TwoFamilies.ipv6(), 80, TwoFamilies.ipv4(), 0));
    }

    @Test
    void urgent_data_goes_out() throws Exception {
        try (ServerSocket server = server();
                Socket socket = factory.createSocket("four.test", server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.setOOBInline(true);
            socket.sendUrgentData('!');
            assertEquals('!', accepted.getInputStream().read());
        }
    }

    @Test
    void no_host_is_the_loopback() throws Exception {
        try (ServerSocket everywhere = new ServerSocket(0);
                Socket socket = factory.createSocket((String) null, everywhere.getLocalPort())) {
            assertTrue(socket.getInetAddress().isLoopbackAddress());
        }
    }

    @Test
    void tls_on_top_verifies_the_name() throws Exception {
        TestCertificate certificate = TestCertificate.shared();
        try (SSLServerSocket server = (SSLServerSocket)
                        certificate.context().getServerSocketFactory().createServerSocket(0, 50, TwoFamilies.ipv4());
                Socket plain = factory.createSocket("both.test", server.getLocalPort())) {
            FutureTask<String> served = begun(() -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().read());
                    ExtendedSSLSession session = (ExtendedSSLSession) accepted.getSession();
                    return ((SNIHostName) session.getRequestedServerNames().get(0)).getAsciiName();
                }
            });
            try (SSLSocket secured = (SSLSocket) certificate
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, "both.test", server.getLocalPort(), true)) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);

                secured.getOutputStream().write('a');

                assertEquals('a', secured.getInputStream().read());
                assertEquals("both.test", secured.getInetAddress().getHostName());
            }
            assertEquals("both.test", served.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(plain.isClosed());
        }
    }

    // ---- the test's own

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, TwoFamilies.ipv4());
    }

    private static <T> FutureTask<T> begun(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static Throwable failureOf(FutureTask<?> task) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return Objects.requireNonNull(failed.getCause());
    }

    private static void assertSays(String part, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(part), message);
    }

    private static long openDescriptors() throws IOException {
        try (var descriptors = java.nio.file.Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }
}
