package org.hextet.examples.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.FarHost;
import org.hextet.tck.lab.Impairment;
import org.hextet.tck.lab.Lab;
import org.hextet.tck.lab.LabHost;
import org.hextet.tck.lab.Output;
import org.junit.jupiter.api.Test;

/**
 * The lab in a test that has nothing to do with Hextet: two hosts far from each other, for a client of plain sockets.
 */
class LabExampleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DELAY = Duration.ofMillis(50);

    /** Runs on the near host. */
    public static final class Client {

        private Client() {}

        /**
         * Sends a line over a bad way to a server on the far host, and tries to listen on an address that is taken.
         *
         * @param arguments the address that the far host has too
         * @throws IOException whatever comes
         */
        public static void main(String[] arguments) throws IOException {
            try (LabHost here = LabHost.ofThisProcess()) {
                FarHost.FarListener server = here.far().listen("::", FarHost.Behaviour.ECHO);
                here.wire().impair(Impairment.NONE.withDelay(DELAY).withLoss(10));
                try (Socket socket = new Socket()) {
                    socket.connect(server.at(here.farLinkLocal(0)), (int) PATIENCE.toMillis());
                    socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                    System.out.println(
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                                    .readLine());
                }
                listen(InetAddress.getByName(arguments[0]));
            }
        }

        private static void listen(InetAddress taken) throws IOException {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(taken, 0));
                System.out.println("bound");
            } catch (BindException refused) {
                System.out.println("not bound");
            }
        }
    }

    @Test
    void a_line_crosses_a_bad_way_and_a_duplicate_address_cannot_be_bound() throws Exception {
        try (Lab lab = Lab.buildOrSkip(Environment.DISTANT)) {
            String taken = lab.wire().duplicateAddress(0, PATIENCE);
            assertEquals(0, lab.runOnFar("ip", "link", "show", "dev", "far0").exit());

            Output output = lab.java(Client.class).withArguments(taken).run(PATIENCE);

            assertEquals("hello\nnot bound\n", output.stdout(), output.stderr());
        }
    }
}
