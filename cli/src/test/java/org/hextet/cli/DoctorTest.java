package org.hextet.cli;

import static org.hextet.cli.JsonReader.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hextet.api.Capability;
import org.hextet.cli.diagnosis.Report;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On this host's loopback. */
class DoctorTest {

    /** Both families on one port. */
    private static ServerSocket dualStack() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress("::", 0));
        return server;
    }

    private static InProcess doctor(int port, String... words) {
        return InProcess.run(concat(words, "--format", "json", "a.test", Integer.toString(port)));
    }

    private static String[] concat(String[] first, String... others) {
        String[] all = new String[first.length + others.length + 1];
        all[0] = "doctor";
        System.arraycopy(first, 0, all, 1, first.length);
        System.arraycopy(others, 0, all, first.length + 1, others.length);
        return all;
    }

    @Test
    void both_families_that_connect_are_well() throws IOException {
        try (ServerSocket server = dualStack()) {
            InProcess run = doctor(server.getLocalPort(), "--resolve", "a.test=127.0.0.1,::1");

            assertEquals(0, run.status(), run.err() + run.out());
            Object json = JsonReader.read(run.out());
            assertEquals("a.test", member(json, "name"));
            assertEquals("ok", member(json, "status"));
            assertEquals(List.of(), member(json, "problems"));
            assertEquals("::1", member(json, "order", 0, "address"));
            assertEquals("::1", member(json, "attempts", 0, "address"));
            assertEquals("connected", member(json, "attempts", 0, "outcome"));
            assertEquals("::1", member(json, "attempts", 0, "source"));
            assertEquals("127.0.0.1", member(json, "attempts", 1, "source"));
            assertEquals(true, member(json, "families", "6", "works"));
            assertEquals(List.of("127.0.0.1"), member(json, "families", "4", "lookup", "addresses"));
            assertEquals(
                    "IPv6 works: 1 of 1 address connects. IPv4 works: 1 of 1 address connects.",
                    member(json, "verdict"));
        }
    }

    @Test
    void every_address_is_tried_and_not_only_until_one_connects() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, Loopback.IPV4)) {
            InProcess run = doctor(server.getLocalPort(), "--resolve", "a.test=127.0.0.1,::1,127.0.0.2");

            assertEquals(3, run.status());
            Object json = JsonReader.read(run.out());
            assertEquals(Map.of("::1", "refused", "127.0.0.1", "connected", "127.0.0.2", "refused"), outcomes(json));
            assertEquals("degraded", member(json, "status"));
            assertEquals(List.of("ipv6-attempts-refused", "ipv4-some-attempts-fail"), codes(json, "problems"));
        }
    }

    @Test
    void a_family_that_is_not_expected_may_fail() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, Loopback.IPV4)) {
            InProcess run = doctor(server.getLocalPort(), "--expect", "4", "--resolve", "a.test=127.0.0.1,::1");

            assertEquals(0, run.status(), run.out());
            Object json = JsonReader.read(run.out());
            assertEquals("ok", member(json, "status"));
            // A host that has nothing but its loopback has more to be noted.
            assertTrue(codes(json, "notes").contains("ipv6-attempts-refused"), run.out());
            assertEquals(List.of(), codes(json, "problems"));
        }
    }

    @Test
    void a_name_without_an_address_of_a_family_that_is_expected_is_told() throws IOException {
        try (ServerSocket server = dualStack()) {
            InProcess run = doctor(server.getLocalPort(), "--expect", "both", "--resolve", "a.test=127.0.0.1");

            assertEquals(3, run.status());
            Object json = JsonReader.read(run.out());
            assertEquals("no-aaaa", member(json, "problems", 0, "code"));
            assertEquals(6, JsonReader.number(json, "problems", 0, "family"));
            assertEquals("no-data", member(json, "families", "6", "lookup", "kind"));
        }
    }

    @Test
    void an_address_needs_no_lookup_and_its_own_family_alone() throws IOException {
        try (ServerSocket server = dualStack()) {
            String port = Integer.toString(server.getLocalPort());
            InProcess run = InProcess.run("doctor", "--format", "json", "127.0.0.1", port);

            assertEquals(0, run.status(), run.out());
            assertEquals(null, member(JsonReader.read(run.out()), "families", "4", "lookup"));
        }
    }

    @Test
    void the_path_is_told_where_the_transport_knows_it() throws IOException {
        String transport = Needed.transportWith(Capability.TCP_INFO);
        try (ServerSocket server = dualStack()) {
            InProcess run =
                    doctor(server.getLocalPort(), "--transport", transport, "--resolve", "a.test=::1,127.0.0.1");

            Object json = JsonReader.read(run.out());
            assertTrue(JsonReader.number(json, "attempts", 0, "path_mtu") >= 1280);
            assertTrue(JsonReader.number(json, "attempts", 0, "mss") >= 500);
        }
    }

    @Test
    void certificates_that_are_refused_are_told_with_the_address(@TempDir Path folder) throws Exception {
        Authority authority = Authority.in(folder);
        try (OpensslServer server = new OpensslServer(authority.issued("other", "DNS:other.test", 2))) {
            InProcess run =
                    doctor(server.port(), "--tls-trust", authority.trust(), "--expect", "6", "--resolve", "a.test=::1");

            assertEquals(3, run.status());
            Object json = JsonReader.read(run.out());
            assertEquals(List.of("tls-failed"), codes(json, "problems"));
            assertEquals("tls", member(json, "attempts", 0, "kind"));
            assertTrue(run.out().contains("is not of a.test but of other.test"), run.out());
            // TCP has connected.
            assertNotNull(member(json, "attempts", 0, "connect_ms"));
        }
    }

    @Test
    void a_handshake_that_succeeds_is_told_with_the_end_of_the_certificate(@TempDir Path folder) throws Exception {
        Authority authority = Authority.in(folder);
        try (OpensslServer server = new OpensslServer(authority.issued("a", "DNS:a.test", 30))) {
            InProcess run =
                    doctor(server.port(), "--tls-trust", authority.trust(), "--expect", "6", "--resolve", "a.test=::1");

            assertEquals(0, run.status(), run.out());
            Object json = JsonReader.read(run.out());
            assertNotNull(member(json, "attempts", 0, "tls", "expires"));
            // The authority's own lives for two days.
            assertEquals(
                    List.of("no-a"),
                    codes(json, "notes").stream()
                            .filter(code -> code.equals("no-a"))
                            .toList());
        }
    }

    @Test
    void people_read_the_same_in_lines_that_fit() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, Loopback.IPV4)) {
            String port = Integer.toString(server.getLocalPort());
            InProcess run = InProcess.run("doctor", "--resolve", "a.test=127.0.0.1,::1", "a.test", port);

            assertEquals(3, run.status());
            assertTrue(run.out().startsWith("a.test port " + port + "\n"), run.out());
            assertTrue(run.out().contains("ipv6-attempts-refused"), run.out());
            assertTrue(run.out().lines().anyMatch(line -> line.startsWith("degraded: IPv6 is broken:")), run.out());
            assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
            assertFalse(run.out().contains("\033"), "colours, and this is no terminal");
        }
    }

    @Test
    void quiet_is_one_line() throws IOException {
        try (ServerSocket server = dualStack()) {
            InProcess run = InProcess.run(
                    "doctor",
                    "-q",
                    "--resolve",
                    "a.test=::1,127.0.0.1",
                    "a.test",
                    Integer.toString(server.getLocalPort()));

            assertEquals("ok: IPv6 works: 1 of 1 address connects. IPv4 works: 1 of 1 address connects.\n", run.out());
        }
    }

    @Test
    void the_help_lists_the_codes() {
        InProcess run = InProcess.run("doctor", "--help");

        for (String line : Report.codes()) {
            assertTrue(run.out().contains(line), line + " is not in the help");
        }
    }

    private static Map<String, String> outcomes(@Nullable Object json) {
        Map<String, String> outcomes = new java.util.HashMap<>();
        for (Object each : JsonReader.list(json, "attempts")) {
            Object kind = member(each, "kind");
            outcomes.put(
                    String.valueOf(member(each, "address")),
                    String.valueOf(kind == null ? member(each, "outcome") : kind));
        }
        return outcomes;
    }

    private static List<String> codes(@Nullable Object json, String which) {
        return JsonReader.list(json, which).stream()
                .map(each -> String.valueOf(member(each, "code")))
                .toList();
    }
}
