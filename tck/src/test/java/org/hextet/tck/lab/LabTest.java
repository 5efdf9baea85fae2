package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
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
            List<String> onFar = new ArrayList<>(lab.farPrefix());
            onFar.addAll(List.of("ip", "-oneline", "link", "show", "dev", "far0"));
            assertEquals(0, Commands.run(onFar).exit());

            Output output = JavaCommand.likeThisOne()
                    .withPrefix(lab.prefix())
                    .withMain(Inside.class)
                    .withArguments(Environment.LAB.text(), far)
                    .run(PATIENCE);

            assertEquals("received 7\nfrom fe80:0:0:0:0:0:0:1\n", output.stdout(), output.stderr());
        }
        assertFalse(Commands.run(List.of("ip", "netns", "list")).stdout().contains(far));
    }

    /** What a process of the lab does to show that groups reach it. */
    public static final class InGroup {

        private InGroup() {}

        /**
         * Meets the far host in a group, and prints what both saw.
         *
         * @param arguments the environment and the far host's namespace
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            try (FarHost far = FarHost.start(List.of("ip", "netns", "exec", arguments[1]));
                    DatagramSocket socket = new DatagramSocket(0)) {
                LabHost host = LabHost.inside(Environment.of(arguments[0]), Optional.of(far));
                socket.setSoTimeout(30_000);
                NetworkInterface here = NetworkInterface.getByName(host.link(0));
                for (String group : List.of("ff02::1234", "239.1.2.3")) {
                    try (FarHost.FarDatagrams port = far.datagrams("::", 0)) {
                        port.join(group, far.zone(0));
                        port.setOutgoingLink(far.zone(0));
                        socket.joinGroup(new InetSocketAddress(group, 0), here);
                        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, here);
                        socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);

                        socket.send(new DatagramPacket(new byte[] {'?'}, 1, InetAddress.getByName(group), port.port()));
                        PlainDatagram received = port.hear("?", PATIENCE).orElseThrow();
                        System.out.println("far received from "
                                + AddressText.format(received.sender().getAddress()) + " by \"" + received.zone()
                                + "\", " + port.heard("?").size() + " in all");
                        port.send("", group, socket.getLocalPort());
                        DatagramPacket packet = new DatagramPacket(new byte[9], 9);
                        socket.receive(packet);
                        System.out.println("received " + packet.getLength());
                    }
                }
            }
        }
    }

    @Test
    void two_hosts_meet_in_groups_of_both_families() throws Exception {
        try (Lab lab = build(Environment.LAB)) {
            Output output = JavaCommand.likeThisOne()
                    .withPrefix(lab.prefix())
                    .withMain(InGroup.class)
                    .withArguments(Environment.LAB.text(), lab.farName().orElseThrow())
                    .run(PATIENCE);

            assertEquals(
                    "far received from fe80::1 by \"far0\", 1 in all\nreceived 0\n"
                            + "far received from 10.0.0.1 by \"\", 1 in all\nreceived 0\n",
                    output.stdout(),
                    output.stderr());
        }
    }

    /** What a process of the lab does to show how much a path carries. */
    public static final class BehindSmallMtu {

        private BehindSmallMtu() {}

        /**
         * Writes to the far host until it arrives, and prints what the kernel has learnt by that.
         *
         * @param arguments the environment and the far host's namespace
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            try (FarHost far = FarHost.start(List.of("ip", "netns", "exec", arguments[1]));
                    DatagramSocket socket = new DatagramSocket(0)) {
                LabHost host = LabHost.inside(Environment.of(arguments[0]), Optional.of(far));
                for (InetAddress address : List.of(host.farUniqueLocal(1), host.farIpv4(1))) {
                    try (FarHost.FarDatagrams port = far.datagrams("::", 0)) {
                        System.out.println(AddressText.format(address) + " received " + sent(socket, address, port));
                    }
                }
                String learnt = host.ip("-6", "route", "get", AddressText.format(host.farUniqueLocal(1)));
                System.out.println(learnt.contains("mtu " + host.smallMtu()) ? "learnt" : learnt);
                host.forgetPaths();
                String forgotten = host.ip("-6", "route", "get", AddressText.format(host.farUniqueLocal(1)));
                System.out.println(forgotten.contains("mtu") ? forgotten : "forgotten");
            }
        }

        /** The first ones may be lost where they are too large. */
        private static int sent(DatagramSocket socket, InetAddress to, FarHost.FarDatagrams port) throws IOException {
            String text = "x".repeat(4000);
            for (int tries = 0; ; tries++) {
                socket.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), 4000, port.at(to)));
                Optional<PlainDatagram> received = port.hear(text, Duration.ofMillis(500));
                if (received.isPresent() || tries == 20) {
                    return received.orElseThrow().text().length();
                }
            }
        }
    }

    @Test
    void a_router_tells_how_little_its_far_link_carries() throws Exception {
        try (Lab lab = build(Environment.MTU)) {
            Output output = JavaCommand.likeThisOne()
                    .withPrefix(lab.prefix())
                    .withMain(BehindSmallMtu.class)
                    .withArguments(Environment.MTU.text(), lab.farName().orElseThrow())
                    .run(PATIENCE);

            assertEquals(
                    "fd00:0:0:1::2 received 4000\n10.0.1.2 received 4000\nlearnt\nforgotten\n",
                    output.stdout(),
                    output.stderr());
        }
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
