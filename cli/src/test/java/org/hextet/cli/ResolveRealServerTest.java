package org.hextet.cli;

import static org.hextet.cli.JsonReader.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a real name server, on this host's loopback. */
class ResolveRealServerTest {

    @TempDir
    static Path folder;

    private static Process unbound;
    private static String server;

    @BeforeAll
    static void start() throws Exception {
        Needed.installed("unbound");
        int port;
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(Loopback.IPV6, 0))) {
            port = free.getLocalPort();
        }
        server = "[::1]:" + port;
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
                        "  logfile: \"unbound.log\"",
                        "  module-config: \"iterator\"",
                        "  do-not-query-localhost: no",
                        "  local-zone: \".\" refuse",
                        "  local-zone: \"test.\" static",
                        "  local-zone: \"ipv4only.arpa.\" static",
                        "  local-data: \"host.test. 60 IN AAAA ::1\"",
                        "  local-data: \"host.test. 60 IN A 127.0.0.1\"",
                        "  local-data: \"odd.test. 60 IN AAAA fe80::1\"",
                        "  local-data: \"_x._tcp.test. 60 IN SRV 20 0 80 b.test.\"",
                        "  local-data: \"_x._tcp.test. 60 IN SRV 10 0 81 a.test.\"",
                        "  local-data: \"test. 60 IN MX 5 mail.test.\"",
                        "  local-data: \"test. 60 IN TYPE65534 \\# 1 2a\"",
                        "  local-data: 'test. 60 IN TXT \"some words\"'",
                        "  local-data-ptr: \"192.0.2.1 60 host.test.\"",
                        ""));
        unbound = new ProcessBuilder("unbound", "-d", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 20 && InProcess.run(asked("host.test")).status() != 0; i++) {
            assertTrue(unbound.isAlive(), "unbound has ended");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (unbound != null) {
            unbound.destroy();
        }
    }

    private static String[] asked(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of("resolve", "--server", server));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    @Test
    void a_server_alone_takes_a_resolver_that_has_servers_to_choose() {
        InProcess run = InProcess.run(asked("--format", "json", "host.test"));

        assertEquals(0, run.status(), run.err());
        Object json = JsonReader.read(run.out());
        assertEquals("::1", member(json, 0, "address"));
        assertEquals("127.0.0.1", member(json, 1, "address"));
        assertEquals("dnsjava", member(json, 0, "resolver"));
        assertTrue(JsonReader.number(json, 0, "ttl_s") <= 60);
    }

    @Test
    void records_stand_in_the_order_in_which_they_are_to_be_tried() {
        InProcess run = InProcess.run(asked("--format", "json", "--type", "srv", "_x._tcp.test"));

        assertEquals(0, run.status(), run.err());
        Object json = JsonReader.read(run.out());
        assertEquals("SRV", member(json, 0, "type"));
        assertEquals("_x._tcp.test", member(json, 0, "name"));
        assertEquals("10 0 81 a.test.", member(json, 0, "data"));
        assertEquals("20 0 80 b.test.", member(json, 1, "data"));
        assertTrue(JsonReader.number(json, 0, "ttl_s") <= 60);
    }

    @Test
    void several_types_are_asked_at_once_and_what_is_absent_is_left_out() {
        InProcess run = InProcess.run(asked("-q", "--type", "A,MX,TXT,TYPE65534,NS", "test"));

        assertEquals(0, run.status(), run.err());
        assertEquals("5 mail.test.\n\"some words\"\n\\# 1 2A\n", run.out());
    }

    @Test
    void of_an_address_its_name_is_asked() {
        InProcess run = InProcess.run(asked("-q", "192.0.2.1"));

        assertEquals(0, run.status(), run.err());
        assertEquals("host.test.\n", run.out());
    }

    @Test
    void what_is_not_there_is_an_error_of_its_kind() {
        InProcess name = InProcess.run(asked("--format", "json", "--type", "MX", "nosuch.test"));
        InProcess data = InProcess.run(asked("--format", "json", "--type", "MX", "host.test"));

        assertEquals(1, name.status());
        assertEquals("no-such-name", member(JsonReader.read(name.err()), "error", "kind"));
        assertEquals(1, data.status());
        assertEquals("no-data", member(JsonReader.read(data.err()), "error", "kind"));
        assertEquals("", data.out());
    }

    @Test
    void an_address_that_cannot_be_sent_to_has_no_source() {
        InProcess run = InProcess.run(asked("--format", "json", "odd.test"));

        assertEquals(0, run.status(), run.err());
        assertEquals(null, member(JsonReader.read(run.out()), 0, "source"));
    }

    @Test
    void the_doctor_asks_each_server_by_itself() {
        InProcess run = InProcess.run(
                "doctor", "--format", "json", "--server", server, "--server", "[::1]:9", "host.test", "9");

        Object json = JsonReader.read(run.out());
        assertEquals(3, run.status());
        assertEquals(true, member(json, "servers", 0, "works"));
        assertEquals(List.of("::1"), member(json, "servers", 0, "6", "addresses"));
        assertEquals(false, member(json, "servers", 1, "works"));
        assertEquals(List.of(), member(json, "nat64"));
        assertTrue(run.out().contains("\"dns-server-dead\""), run.out());
    }
}
