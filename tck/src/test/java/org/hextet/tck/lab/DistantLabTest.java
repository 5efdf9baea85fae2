package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two hosts with a relay between. */
class DistantLabTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DELAY = Duration.ofMillis(60);

    /** What a process on the near host does to see how far it is. */
    public static final class Traveller {

        private static final int STREAM = 300_000;

        private Traveller() {}

        /**
         * Meets the far host over every kind of address and under every hardship, and prints what it saw.
         *
         * @param arguments none
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            try (LabHost here = LabHost.ofThisProcess()) {
                FarHost.FarListener echo = here.far().listen("::", FarHost.Behaviour.ECHO);
                List<InetAddress> addresses = List.of(here.farLinkLocal(0), here.farUniqueLocal(0), here.farIpv4(0));
                for (InetAddress address : addresses) {
                    System.out.println("echoed " + echoed(echo.at(address), STREAM));
                }
                here.wire().impair(Impairment.NONE.withDelay(DELAY));
                for (InetAddress address : addresses) {
                    System.out.println(roundTripMillis(echo.at(address)) < 2 * DELAY.toMillis() ? "too early" : "late");
                }
                here.wire().impair(Impairment.NONE.withLoss(10));
                System.out.println("echoed " + echoed(echo.at(here.farUniqueLocal(0)), STREAM));
                doubled(here);
                here.wire().impair(Impairment.NONE.withLoss(100), Impairment.NONE);
                System.out.println(silent(echo.at(here.farIpv4(0))));
            }
        }

        private static int echoed(InetSocketAddress to, int bytes) throws IOException {
            try (Socket socket = new Socket()) {
                socket.connect(to, 30_000);
                Thread writer = new Thread(() -> {
                    try {
                        socket.getOutputStream().write(new byte[bytes]);
                        socket.shutdownOutput();
                    } catch (IOException reset) {
                        // Then fewer come back.
                    }
                });
                writer.start();
                return socket.getInputStream().readAllBytes().length;
            }
        }

        private static long roundTripMillis(InetSocketAddress to) throws IOException {
            try (Socket socket = new Socket()) {
                socket.connect(to, 30_000);
                long start = System.nanoTime();
                socket.getOutputStream().write(1);
                try (InputStream in = socket.getInputStream()) {
                    in.read();
                }
                return (System.nanoTime() - start) / 1_000_000;
            }
        }

        private static void doubled(LabHost here) throws IOException {
            here.wire().impair(Impairment.NONE.withDoubles(100), Impairment.NONE);
            for (InetAddress address : List.of(here.farUniqueLocal(0), here.farIpv4(0))) {
                try (DatagramSocket socket = new DatagramSocket();
                        FarHost.FarDatagrams port = here.far().datagrams("::", 0)) {
                    for (String text : List.of("doubled", "end")) {
                        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                        socket.send(new DatagramPacket(bytes, bytes.length, port.at(address)));
                    }
                    Optional<PlainDatagram> last = port.hear("end", PATIENCE);
                    System.out.println(
                            last.isPresent() + " " + port.heard("doubled").size());
                }
            }
        }

        private static String silent(InetSocketAddress to) throws IOException {
            try (Socket socket = new Socket()) {
                socket.connect(to, 300);
                return "connected";
            } catch (SocketTimeoutException nothing) {
                return "silent";
            }
        }
    }

    @Test
    void packets_are_delayed_lost_and_doubled_as_the_relay_is_told() throws Exception {
        try (Lab lab = Lab.buildOrSkip(Environment.DISTANT)) {
            Output output = lab.java(Traveller.class).run(PATIENCE);

            assertEquals(
                    "echoed 300000\n".repeat(3) + "late\n".repeat(3) + "echoed 300000\n" + "true 2\ntrue 2\n"
                            + "silent\n",
                    output.stdout(),
                    output.stderr());
            Relayed relayed = lab.wire().relayed();
            assertTrue(relayed.lost() > 0 && relayed.doubled() > 0, relayed.toString());
            assertTrue(relayed.lost() + relayed.doubled() < relayed.packets(), relayed.toString());
            lab.wire().impair(Impairment.NONE);
        }
    }

    @Test
    void what_a_wire_without_relay_cannot_do_is_said() throws Exception {
        try (Lab lab = Lab.buildOrSkip(Environment.UNPRIV)) {
            IllegalStateException noRelay =
                    assertThrows(IllegalStateException.class, () -> lab.wire().impair(Impairment.NONE));
            assertEquals("packets pass a relay only in distant, and this is unpriv", noRelay.getMessage());
            IllegalStateException alone =
                    assertThrows(IllegalStateException.class, () -> lab.wire().addFarAddress("fd00::9", 0));
            assertEquals("unpriv has no far host", alone.getMessage());
        }
        assertFalse(LabHostElsewhere.isInLab());
    }

    private static final class LabHostElsewhere {
        static boolean isInLab() throws IOException {
            try (LabHost here = LabHost.ofThisProcess()) {
                return here.environment() != Environment.LOOPBACK;
            } catch (IllegalStateException expected) {
                assertTrue(String.valueOf(expected.getMessage()).contains("Lab.prefix"), expected.getMessage());
                return false;
            }
        }
    }

    @Test
    void hardships_have_ranges() {
        assertThrows(IllegalArgumentException.class, () -> Impairment.NONE.withLoss(101));
        assertThrows(IllegalArgumentException.class, () -> Impairment.NONE.withDoubles(-1));
        assertThrows(IllegalArgumentException.class, () -> Impairment.NONE.withDelay(Duration.ofSeconds(61)));
    }
}
