package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams and the programs that people have, each skipped where it is not installed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UdpRealPeersTest {

    private static final String GROUP = "ff02::1234";
    private static final String WIDE_GROUP = "239.1.2.3";

    /** Says one thing, and gives what it hears in answer. */
    private static String say(String text, List<String> words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        String heard = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "hangs: " + words);
        return heard;
    }

    /** Says it again until it is answered: a link may not be quite up, and datagrams get lost. */
    private static String ask(String text, List<String> words) throws Exception {
        String answer = "";
        for (int i = 0; i < 10 && answer.isEmpty(); i++) {
            answer = say(text, words);
        }
        return answer;
    }

    private static Process start(List<String> words) throws IOException {
        return new ProcessBuilder(words).inheritIO().start();
    }

    private static int freePort() throws IOException {
        try (UdpPeer free = new UdpPeer(Loopback.IPV6)) {
            return free.port();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void socat_is_answered(String transport) throws Exception {
        Needed.installed("socat");
        Needed.capability(transport, Capability.UDP);
        try (CommandProcess serve = CommandProcess.start("serve", "--transport", transport, "udp://*:0")) {
            int port = serve.ports().get(0);

            assertEquals("six\n", ask("six\n", List.of("socat", "-t2", "-", "UDP6-SENDTO:[::1]:" + port)));
            assertEquals("four\n", ask("four\n", List.of("socat", "-t2", "-", "UDP4-SENDTO:127.0.0.1:" + port)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void a_server_of_socat_is_talked_to(String transport) throws Exception {
        Needed.installed("socat");
        Needed.capability(transport, Capability.UDP);
        int port = freePort();
        Process socat = start(List.of("socat", "UDP6-RECVFROM:" + port + ",bind=[::1],fork", "EXEC:tr a-z A-Z"));
        try (CommandProcess connect =
                CommandProcess.start("connect", "--transport", transport, "udp://[::1]:" + port)) {
            assertEquals("SHOUT", answered(connect, "shout\n"));
            connect.input().close();
            assertEquals(0, connect.status());
        } finally {
            socat.destroy();
        }
    }

    /** Says it until it is answered: the other may not be there yet, and datagrams get lost. */
    private static String answered(CommandProcess connect, String text) throws Exception {
        var answer = Background.supply(connect::line);
        for (int i = 0; i < 100 && !answer.isDone(); i++) {
            connect.send(text);
            try {
                return answer.get(300, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException again) {
                // Once more.
            }
        }
        return answer.get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void a_group_is_served_to_socat_on_another_host(String transport) throws Exception {
        Needed.installed("socat");
        Needed.capability(transport, Capability.MULTICAST);
        try (TwoHosts hosts = TwoHosts.make();
                CommandProcess serve = CommandProcess.startBy(
                        hosts.onNear(),
                        "serve",
                        "--transport",
                        transport,
                        "udp://[" + GROUP + "%" + TwoHosts.NEAR_LINK + "]:9000",
                        "udp://" + WIDE_GROUP + ":9001?interface=" + TwoHosts.NEAR_LINK)) {
            assertEquals("listening udp://[" + GROUP + "%" + TwoHosts.NEAR_LINK + "]:9000", serve.line());
            assertEquals("listening udp://" + WIDE_GROUP + ":9001?interface=" + TwoHosts.NEAR_LINK, serve.line());
            assertEquals("ready", serve.line());

            assertEquals(
                    "six\n",
                    ask(
                            "six\n",
                            hosts.onFar(
                                    "socat",
                                    "-t2",
                                    "-",
                                    "UDP6-DATAGRAM:[" + GROUP + "%" + TwoHosts.FAR_LINK + "]:9000")));
            assertEquals(
                    "four\n",
                    ask(
                            "four\n",
                            hosts.onFar(
                                    "socat",
                                    "-t2",
                                    "-",
                                    "UDP4-DATAGRAM:" + WIDE_GROUP + ":9001,ip-multicast-if=10.9.0.2")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void a_group_of_socat_answers_from_its_own_address(String transport) throws Exception {
        Needed.installed("socat");
        Needed.capability(transport, Capability.MULTICAST);
        try (TwoHosts hosts = TwoHosts.make()) {
            Process member = start(hosts.onFar(
                    "socat",
                    "UDP6-RECVFROM:9000,ipv6-join-group=[" + GROUP + "]:" + TwoHosts.FAR_LINK + ",fork",
                    "EXEC:tr a-z A-Z"));
            try (CommandProcess connect = CommandProcess.startBy(
                    hosts.onNear(),
                    "connect",
                    "-v",
                    "--transport",
                    transport,
                    "udp://[" + GROUP + "]:9000?interface=" + TwoHosts.NEAR_LINK)) {
                assertEquals("SHOUT", answered(connect, "shout\n"));
                connect.input().close();
                assertEquals(0, connect.status());
                assertTrue(connect.err().contains("from [fe80::b%" + TwoHosts.NEAR_LINK + "]:9000"), connect.err());
            } finally {
                member.descendants().forEach(ProcessHandle::destroy);
                member.destroy();
            }
        }
    }

    @Test
    void single_sources_alone_are_heard() throws Exception {
        Needed.installed("socat");
        String transport = Needed.transportWith(Capability.MULTICAST_SSM);
        try (TwoHosts hosts = TwoHosts.make();
                CommandProcess serve = CommandProcess.startBy(
                        hosts.onNear(),
                        "serve",
                        "--transport",
                        transport,
                        "udp://[" + GROUP + "%" + TwoHosts.NEAR_LINK + "]:9000?source=[fe80::b%" + TwoHosts.NEAR_LINK
                                + "]",
                        "udp://[ff02::1235%" + TwoHosts.NEAR_LINK + "]:9001?source=[fe80::c%" + TwoHosts.NEAR_LINK
                                + "]")) {
            serve.ports();

            assertEquals(
                    "heard\n",
                    ask(
                            "heard\n",
                            hosts.onFar(
                                    "socat",
                                    "-t2",
                                    "-",
                                    "UDP6-DATAGRAM:[" + GROUP + "%" + TwoHosts.FAR_LINK + "]:9000")));
            assertEquals(
                    "",
                    say(
                            "not heard\n",
                            hosts.onFar(
                                    "socat", "-t1", "-", "UDP6-DATAGRAM:[ff02::1235%" + TwoHosts.FAR_LINK + "]:9001")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void a_link_local_peer_is_answered_on_its_link(String transport) throws Exception {
        Needed.installed("socat");
        Needed.capability(transport, Capability.ZONES);
        try (TwoHosts hosts = TwoHosts.make();
                CommandProcess serve =
                        CommandProcess.startBy(hosts.onNear(), "serve", "--transport", transport, "udp://*:9000")) {
            serve.ports();

            assertEquals(
                    "link\n",
                    ask(
                            "link\n",
                            hosts.onFar("socat", "-t2", "-", "UDP6-SENDTO:[fe80::a%" + TwoHosts.FAR_LINK + "]:9000")));
        }
    }

    @Test
    void a_question_by_hand_is_answered_by_unbound(@TempDir Path folder) throws Exception {
        Needed.installed("unbound");
        int port = freePort();
        Path configuration = folder.resolve("unbound.conf");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "server:",
                        "  interface: ::1@" + port,
                        "  access-control: ::1 allow",
                        "  chroot: \"\"",
                        "  username: \"\"",
                        "  directory: \"" + folder + "\"",
                        "  pidfile: \"\"",
                        "  use-syslog: no",
                        "  module-config: \"iterator\"",
                        "  do-not-query-localhost: no",
                        "  local-zone: \"test.\" static",
                        "  local-data: \"host.test. 60 IN AAAA 2001:db8::7\"",
                        ""));
        Process unbound = start(List.of("unbound", "-d", "-c", configuration.toString()));
        try {
            // host.test, AAAA, recursion desired.
            byte[] question = HexFormat.of()
                    .parseHex("123401000001000000000000" + "04686f7374" + "0474657374" + "00" + "001c0001");
            byte[] answer = new byte[0];
            for (int i = 0; i < 10 && answer.length == 0; i++) {
                try (CommandProcess connect = CommandProcess.start("connect", "udp://[::1]:" + port)) {
                    connect.input().write(question);
                    connect.input().close();
                    answer = connect.output().readAllBytes();
                    assertEquals(0, connect.status());
                }
            }

            String hex = HexFormat.of().formatHex(answer);
            assertTrue(hex.startsWith("1234"), hex);
            assertTrue(hex.endsWith("20010db8000000000000000000000007"), hex);
        } finally {
            unbound.destroy();
        }
    }
}
