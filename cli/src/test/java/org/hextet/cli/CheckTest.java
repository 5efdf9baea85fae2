package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckTest {

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 8, Loopback.IPV6);
    }

    private static String uri(int port) {
        return "tcp://[::1]:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = server()) {
            return free.getLocalPort();
        }
    }

    @Test
    void a_line_each_and_success_if_all_can_be_connected_to() throws IOException {
        try (ServerSocket one = server();
                ServerSocket two = server()) {
            InProcess run = InProcess.run("check", uri(one.getLocalPort()), uri(two.getLocalPort()));

            assertEquals(0, run.status(), run.err());
            List<String> lines = run.out().lines().toList();
            assertEquals(2, lines.size());
            assertTrue(
                    lines.get(0).startsWith("ok      " + uri(one.getLocalPort()) + "  [::1]:" + one.getLocalPort()),
                    run.out());
            assertTrue(lines.get(1).startsWith("ok      " + uri(two.getLocalPort())), run.out());
        }
    }

    @Test
    void one_that_fails_makes_status_3_and_the_others_have_their_lines() throws IOException {
        int closed = freePort();
        try (ServerSocket open = server()) {
            InProcess run = InProcess.run("check", uri(closed), uri(open.getLocalPort()));

            assertEquals(3, run.status());
            assertEquals("", run.err());
            List<String> lines = run.out().lines().toList();
            assertTrue(lines.get(0).startsWith("failed  " + uri(closed)), run.out());
            assertTrue(lines.get(0).contains("refused (ECONNREFUSED)"), run.out());
            assertTrue(lines.get(1).startsWith("ok      " + uri(open.getLocalPort())), run.out());
        }
    }

    @Test
    void nothing_is_sent() throws IOException {
        try (ServerSocket server = server()) {
            CompletableFuture<Integer> first = Background.supply(() -> {
                try (Socket accepted = server.accept()) {
                    return accepted.getInputStream().read();
                }
            });

            InProcess.run("check", uri(server.getLocalPort()));

            assertEquals(-1, first.join(), "the end, before any byte");
        }
    }

    @Test
    void json_is_an_array_of_objects() throws IOException {
        int closed = freePort();

        InProcess run = InProcess.run("check", "--format", "json", uri(closed));

        assertEquals(3, run.status());
        assertTrue(
                run.out()
                        .startsWith(
                                "[{\"endpoint\":\"" + uri(closed) + "\",\"ok\":false,\"address\":null,\"elapsed_ms\":"),
                run.out());
        assertTrue(run.out().contains("\"kind\":\"refused\""), run.out());
    }

    @Test
    void quiet_says_it_by_the_status_alone() throws IOException {
        int closed = freePort();

        InProcess run = InProcess.run("check", "-q", uri(closed));

        assertEquals(3, run.status());
        assertEquals("", run.out() + run.err());
    }

    @Test
    void wait_goes_on_until_somebody_listens() throws Exception {
        int port = freePort();
        try (CommandProcess check = CommandProcess.start("check", "-v", "--wait", "60s", uri(port));
                ServerSocket later = new ServerSocket()) {
            for (String pause : List.of("again in 100 ms", "again in 200 ms")) {
                String line = check.errLine();
                assertTrue(line.contains(pause), line);
            }
            later.bind(new InetSocketAddress(Loopback.IPV6, port));

            assertEquals(0, check.status(), check::err);
        }
    }

    @Test
    void wait_gives_up_when_its_time_is_over() throws IOException {
        int closed = freePort();

        InProcess run = InProcess.run("check", "--wait", "400ms", uri(closed));

        assertEquals(3, run.status());
        assertTrue(run.out().startsWith("failed"), run.out());
    }
}
