package org.hextet.policies.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

/** The driver that the README shows: works as it says, and is shown as it is. */
class ThreadedDriverTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static Answer localhost(StandardProtocolFamily family) {
        return new Answer(family, List.of(loopback(family)));
    }

    private static InetAddress loopback(StandardProtocolFamily family) {
        byte[] ipv6 = new byte[16];
        ipv6[15] = 1;
        try {
            return InetAddress.getByAddress(family == StandardProtocolFamily.INET6 ? ipv6 : new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void where_one_family_refuses_the_other_is_connected_to() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            server.bind(new InetSocketAddress(loopback(StandardProtocolFamily.INET), 0));
            InetSocketAddress local = (InetSocketAddress) server.getLocalAddress();

            try (SocketChannel channel = ThreadedDriver.connect(
                    ThreadedDriverTest::localhost, local.getPort(), ConnectPolicy.staggered(), LONG)) {
                assertEquals(local, channel.getRemoteAddress());
                assertTrue(channel.isConnected());
            }
        }
    }

    @Test
    void where_all_refuse_the_failure_carries_each() throws Exception {
        int port;
        try (ServerSocketChannel free = ServerSocketChannel.open()) {
            free.bind(new InetSocketAddress(loopback(StandardProtocolFamily.INET6), 0));
            port = ((InetSocketAddress) free.getLocalAddress()).getPort();
        }

        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            ConnectException failure = assertThrows(
                    ConnectException.class,
                    () -> ThreadedDriver.connect(ThreadedDriverTest::localhost, port, policy, LONG));

            assertEquals(2, failure.getSuppressed().length, policy::toString);
        }
    }

    @Test
    void where_nobody_answers_the_deadline_ends_it() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(2);
        ThreadedDriver.Lookup silent = family -> {
            try {
                never.await();
            } catch (InterruptedException end) {
                interrupted.countDown();
            }
            return Answer.negative(family);
        };

        assertThrows(
                SocketTimeoutException.class,
                () -> ThreadedDriver.connect(silent, 9, ConnectPolicy.staggered(), Duration.ofMillis(20)));
        assertTrue(interrupted.await(30, TimeUnit.SECONDS), "no thread is left waiting");
    }

    @Test
    void the_readme_shows_this_driver() throws IOException {
        String readme = Files.readString(Path.of("README.md"), UTF_8);
        String driver =
                Files.readString(Path.of("src/test/java/org/hextet/policies/driver/ThreadedDriver.java"), UTF_8);

        assertTrue(
                readme.contains("```java\n" + driver + "```\n"),
                "policies/README.md has another text: copy ThreadedDriver.java into it");
    }
}
