package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serve} and {@code connect} with datagrams, in processes of their own, on the loopback. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UdpTest {

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void every_address_answers_from_itself_over_both_families(String transport) throws Exception {
        Needed.capability(transport, Capability.UDP);
        try (CommandProcess serve = CommandProcess.start("serve", "--transport", transport, "udp://*:0");
                UdpPeer ipv6 = new UdpPeer(Loopback.IPV6);
                UdpPeer ipv4 = new UdpPeer(Loopback.IPV4)) {
            List<Integer> ports = serve.ports();
            assertEquals(1, ports.stream().distinct().count());

            assertEquals("six", ipv6.ask("six", Loopback.IPV6, ports.get(0)));
            assertEquals("four", ipv4.ask("four", Loopback.IPV4, ports.get(0)));
        }
    }

    @Test
    void the_second_loopback_address_answers_for_itself() throws Exception {
        String transport = Needed.transportWith(Capability.PACKET_SOURCE);
        try (CommandProcess serve = CommandProcess.start("serve", "--transport", transport, "udp://*:0");
                UdpPeer peer = new UdpPeer(Loopback.IPV4)) {
            int port = serve.ports().get(0);

            peer.send("x", new InetSocketAddress(Loopback.address("127.0.0.2"), port));

            assertEquals(Loopback.address("127.0.0.2"), peer.receive().getAddress());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void several_threads_serve_one_port_of_datagrams_and_say_the_line_of_one(String transport) throws Exception {
        Needed.capability(transport, Capability.REUSE_PORT);
        try (CommandProcess serve =
                CommandProcess.start("serve", "-v", "--threads", "3", "--transport", transport, "udp://[::1]:0")) {
            List<Integer> ports = serve.ports();
            assertEquals(1, ports.size());

            for (int i = 0; i < 30; i++) {
                try (UdpPeer peer = new UdpPeer(Loopback.IPV6)) {
                    assertEquals("hello " + i, peer.ask("hello " + i, Loopback.IPV6, ports.get(0)));
                }
            }
            serve.signal("TERM");

            assertEquals(0, serve.status());
            assertEquals("", serve.rest());
        }
    }

    @Test
    void streams_and_datagrams_are_served_side_by_side() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "tcp://[::1]:0", "udp://[::1]:0");
                UdpPeer peer = new UdpPeer(Loopback.IPV6)) {
            List<Integer> ports = serve.ports();

            assertEquals("datagram", peer.ask("datagram", Loopback.IPV6, ports.get(1)));
            try (Socket stream = Peer.connect(ports.get(0))) {
                stream.getOutputStream().write('s');
                assertEquals('s', stream.getInputStream().read());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void what_is_known_of_each_datagram_is_a_line(String transport) throws Exception {
        Needed.capability(transport, Capability.UDP);
        try (CommandProcess serve = CommandProcess.start(
                        "serve", "-v", "--transport", transport, "--handler", "discard", "udp://[::1]:0");
                UdpPeer peer = new UdpPeer(Loopback.IPV6)) {
            int port = serve.ports().get(0);
            peer.send("five.", new InetSocketAddress(Loopback.IPV6, port));
            peer.send("", new InetSocketAddress(Loopback.IPV6, port));

            String line = serve.errLine();
            assertTrue(line.startsWith("received 5 bytes from [::1]:" + peer.port() + " to ::1"), line);
            if (transport.equals("epoll")) {
                assertTrue(line.matches(".* by lo, hop limit 64, traffic class 0x00, flow label 0x[0-9a-f]{5}"), line);
            }
            assertTrue(serve.errLine().startsWith("received 0 bytes from [::1]:"));
            serve.signal("TERM");
            assertEquals(0, serve.status());
            assertEquals("", serve.rest());
        }
    }

    @Test
    void chargen_answers_each_with_one_of_512_characters_at_most() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "chargen", "udp://[::1]:0");
                UdpPeer peer = new UdpPeer(Loopback.IPV6)) {
            int port = serve.ports().get(0);

            for (int i = 0; i < 20; i++) {
                String answer = peer.ask("anything", Loopback.IPV6, port);
                assertTrue(answer.length() <= 512 && answer.matches("[ -~\r\n]*"), answer);
            }
        }
    }

    @Test
    void cat_prints_what_comes_and_answers_who_wrote_last() throws Exception {
        try (CommandProcess serve = CommandProcess.start("serve", "--handler", "cat", "udp://[::1]:0");
                UdpPeer first = new UdpPeer(Loopback.IPV6);
                UdpPeer last = new UdpPeer(Loopback.IPV6)) {
            InetSocketAddress server =
                    new InetSocketAddress(Loopback.IPV6, serve.ports().get(0));
            first.send("one\n", server);
            assertEquals("one", serve.line());
            last.send("two\n", server);
            assertEquals("two", serve.line());

            serve.send("answer");
            DatagramPacket answer = last.receive();

            assertEquals("answer", UdpPeer.text(answer));
            assertEquals(server, answer.getSocketAddress());
            serve.signal("TERM");
            assertEquals(0, serve.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void each_read_of_standard_input_is_a_datagram_and_the_answers_are_printed(String transport) throws Exception {
        Needed.capability(transport, Capability.UDP);
        try (UdpPeer peer = new UdpPeer(Loopback.IPV6);
                CommandProcess connect =
                        CommandProcess.start("connect", "--transport", transport, "udp://[::1]:" + peer.port())) {
            connect.send("one");
            DatagramPacket one = peer.receive();
            assertEquals("one", UdpPeer.text(one));
            connect.send("two");
            assertEquals("two", UdpPeer.text(peer.receive()));
            connect.input().close();
            peer.send("answer", one.getSocketAddress());

            assertEquals("answer", connect.rest());
            assertEquals(0, connect.status());
            assertEquals("", connect.err());
        }
    }

    @Test
    void a_closed_port_is_a_line_each_time_and_it_goes_on() throws Exception {
        int port;
        try (UdpPeer free = new UdpPeer(Loopback.IPV6)) {
            port = free.port();
        }
        String transport = Needed.transportWith(Capability.ICMP_ERRORS);
        try (CommandProcess connect =
                CommandProcess.start("connect", "--transport", transport, "udp://[::1]:" + port)) {
            connect.send("one");
            String first = connect.errLine();
            connect.send("two");
            String second = connect.errLine();
            connect.input().close();

            assertTrue(first.startsWith("hextet: write to [::1]:" + port + ": refused"), first);
            assertEquals(first, second);
            assertEquals(0, connect.status());
        }
    }

    @Test
    void a_read_that_no_datagram_can_hold_is_an_error_that_names_the_limit() throws Exception {
        try (UdpPeer peer = new UdpPeer(Loopback.IPV6);
                CommandProcess connect = CommandProcess.start("connect", "udp://[::1]:" + peer.port())) {
            // A pipe gives 65,536 bytes at once; it breaks when nobody reads it any more.
            assertThrows(IOException.class, () -> {
                while (true) {
                    connect.send("x".repeat(65_536));
                }
            });

            assertEquals(1, connect.status());
            assertTrue(connect.err().contains("65527 at most"), connect.err());
            assertEquals(1, connect.err().lines().count(), connect.err());
        }
    }

    @Test
    void a_flow_label_is_leased_sent_and_told() throws Exception {
        String transport = Needed.transportWith(Capability.FLOW_LABEL);
        Needed.capability(transport, Capability.FLOW_LABEL_RECV);
        try (CommandProcess serve = CommandProcess.start("serve", "-v", "--transport", transport, "udp://[::1]:0")) {
            int port = serve.ports().get(0);
            try (CommandProcess connect = CommandProcess.start(
                    "connect", "-v", "--transport", transport, "--flow-label", "auto", "udp://[::1]:" + port)) {
                connect.send("x");
                connect.input().close();
                assertEquals(0, connect.status());
                String label = connect.err()
                        .lines()
                        .filter(line -> line.startsWith("flow label "))
                        .findFirst()
                        .orElseThrow();

                String seen = serve.errLine();
                assertTrue(seen.endsWith(label), seen + " with " + label);
            }
        }
    }

    @Test
    void it_talks_from_the_address_that_was_asked_for() throws Exception {
        try (UdpPeer peer = new UdpPeer(Loopback.IPV4);
                CommandProcess connect =
                        CommandProcess.start("connect", "--bind", "127.0.0.9", "udp://127.0.0.1:" + peer.port())) {
            connect.send("x");
            connect.input().close();

            assertEquals(Loopback.address("127.0.0.9"), peer.receive().getAddress());
            assertEquals(0, connect.status());
        }
    }

    @Test
    void a_name_is_looked_up_and_one_family_can_be_chosen() throws Exception {
        try (UdpPeer peer = new UdpPeer(Loopback.IPV4);
                CommandProcess connect = CommandProcess.start(
                        "connect",
                        "--resolve",
                        "udp.test=::1,127.0.0.1",
                        "--only",
                        "4",
                        "udp://udp.test:" + peer.port())) {
            connect.send("named");
            connect.input().close();

            assertEquals("named", UdpPeer.text(peer.receive()));
            assertEquals(0, connect.status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect udp://[::]:9 | to listen on",
                "connect udp://*:9 | to listen on",
                "connect udp://[::1]:0 | 1 to 65535",
                "connect udp://[::1] | no port",
                "connect udp://[fe80::1]:9 | needs a zone",
                "connect udp://[::1]:9?fact=all | unknown option",
                "connect udp://[ff02::1]:9 | needs a zone",
                "connect udp://[ff05::1]:9?source=[::1] | Leave it out",
                "connect --bind 127.0.0.1 udp://[::1]:9 | one family",
                "connect --only 4 udp://[::1]:9 | --only",
                "connect --policy serial udp://a.test:9 | no handshake",
                "connect --retry 1s udp://[::1]:9 | --retry",
                "connect --timeline x udp://[::1]:9 | no timeline",
                "connect --timeline-svg x udp://[::1]:9 | no timeline",
                "connect --timeout 0 udp://a.test:9 | more than zero",
                "check udp://[::1]:9 | a check sends nothing",
                "check tcp://[::1]:9 udp://[::1]:9 | a check sends nothing",
                "serve udp://localhost:9 | a host name",
                "serve udp://[::1]:9?bind=[::1] | leave out bind",
                "serve udp://239.1.2.3:9 | interface=eth0",
                "serve --threads 2 udp://[ff02::1%lo]:9 | with 2 reactors",
                "serve --threads 2 udp://[::1]:9?reuse-port=false | reuse-port is false",
                "serve --threads 2 --handler cat udp://[::1]:9 | leave --threads out",
                "serve --handler cat udp://[::1]:9 tcp://[::1]:9 | one endpoint"
            })
    void a_wrong_command_line_is_one(String line, String fact) {
        InProcess run = InProcess.run(line.split(" "));

        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().startsWith("hextet: "), run.err());
        assertTrue(run.err().contains(fact), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://[fe80::1%nosuch9]:9", "udp://239.1.2.3:9?interface=nosuch9"})
    void what_this_host_has_not_is_its_own_word(String uri) {
        for (String command : List.of("serve", "connect")) {
            InProcess run = InProcess.run(command, uri);

            assertEquals(1, run.status(), run.err());
            assertTrue(run.err().contains("nosuch9"), run.err());
        }
    }

    @Test
    void a_capability_that_is_absent_is_named() {
        InProcess run = InProcess.run("connect", "--transport", "nio", "--flow-label", "auto", "udp://[::1]:9");

        assertEquals(1, run.status(), run.err());
        assertTrue(run.err().contains("flow-label"), run.err());
    }

    @Test
    void the_help_says_when_a_talk_in_datagrams_ends() {
        InProcess run = InProcess.run("connect", "--help");

        assertTrue(run.out().replaceAll("\\s+", " ").contains("nothing has come for 2 seconds"), run.out());
        assertTrue(run.out().contains("65,527"), run.out());
        assertEquals("", run.err());
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(run.out()));
    }
}
