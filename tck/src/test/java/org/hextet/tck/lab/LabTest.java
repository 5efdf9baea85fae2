package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LabTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Lab build(Environment environment) {
        try {
            return Lab.build(environment);
        } catch (LabUnavailableException unavailable) {
            return Assumptions.abort(unavailable.why());
        }
    }

    /** What a process of the lab does to show where it is. */
    public static final class Inside {

        private Inside() {}

        /**
         * Meets the far host, and prints what it saw.
         *
         * @param arguments the environment and the far host's namespace
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            try (FarHost far = FarHost.start(List.of("ip", "netns", "exec", arguments[1]))) {
                LabHost host = LabHost.inside(Environment.of(arguments[0]), Optional.of(far));
                FarHost.FarListener listener = far.listen("::", FarHost.Behaviour.OBEY);
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(host.farLinkLocal(0), listener.port()), 30_000);
                    FarHost.FarConnection accepted = listener.accept(PATIENCE);
                    accepted.send(new byte[] {7});
                    System.out.println("received " + socket.getInputStream().read());
                    System.out.println(
                            "from " + accepted.remoteAddress().getAddress().getHostAddress());
                    accepted.reset();
                }
            }
        }
    }

    @Test
    void two_hosts_meet_over_link_local_addresses_and_nothing_is_left() throws Exception {
        String far;
        try (Lab lab = build(Environment.LAB)) {
            far = lab.farName().orElseThrow();

            Output output = JavaCommand.likeThisOne()
                    .withPrefix(lab.prefix())
                    .withMain(Inside.class)
                    .withArguments(Environment.LAB.text(), far)
                    .run(PATIENCE);

            assertEquals("received 7\nfrom fe80:0:0:0:0:0:0:1\n", output.stdout(), output.stderr());
        }
        assertFalse(Commands.run(List.of("ip", "netns", "list")).stdout().contains(far));
    }

    @Test
    void a_process_without_capabilities_cannot_have_a_privileged_port() throws Exception {
        try (Lab lab = build(Environment.UNPRIV)) {
            List<String> command = new ArrayList<>(lab.prefix());
            command.addAll(List.of("cat", "/proc/self/status"));

            String status = Commands.run(command).stdout();

            assertTrue(status.contains("CapEff:\t0000000000000000"), status);
        }
    }

    @Test
    void environments_have_stable_names() {
        assertEquals("-", Environment.LOOPBACK.text());
        assertEquals("v6only-host", Environment.V6ONLY_HOST.text());
        for (Environment one : Environment.values()) {
            assertEquals(one, Environment.of(one.text()));
        }
    }
}
