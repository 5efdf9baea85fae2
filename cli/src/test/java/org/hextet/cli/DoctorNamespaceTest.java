package org.hextet.cli;

import static org.hextet.cli.JsonReader.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a host of its own, where some addresses answer nothing at all. */
class DoctorNamespaceTest {

    private static final String NAMES = "a.test=2001:db8::dead,2001:db8::beef,10.9.0.1";

    private static TwoHosts hosts;
    private static CommandProcess server;
    private static int port;

    @BeforeAll
    static void make() throws Exception {
        hosts = TwoHosts.make();
        hosts.addNear("2001:db8::1/64");
        // Frames to a neighbour that nobody is: no error comes back, ever.
        hosts.addSilentNeighbour("2001:db8::dead");
        hosts.addSilentNeighbour("2001:db8::beef");
        server = CommandProcess.startBy(hosts.onNear(), "serve", "tcp://10.9.0.1:0");
        port = server.ports().get(0);
    }

    @AfterAll
    static void remove() {
        if (server != null) {
            server.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    private static CommandProcess doctor(String... words) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of("doctor"));
        all.addAll(List.of(words));
        return CommandProcess.startBy(hosts.onNear(), all.toArray(String[]::new));
    }

    @Test
    void a_dead_family_is_told_with_what_it_costs() throws Exception {
        try (CommandProcess run = doctor(
                "--format",
                "json",
                "--attempt-timeout",
                "300ms",
                "--resolve",
                NAMES,
                "a.test",
                Integer.toString(port))) {
            String out = run.rest();

            assertEquals(3, run.status(), run.err());
            Object json = JsonReader.read(out);
            assertEquals("degraded", member(json, "status"));
            assertEquals("ipv6-attempts-time-out", member(json, "problems", 0, "code"));
            assertEquals("timeout", member(json, "attempts", 0, "outcome"));
            assertEquals("2001:db8::1", member(json, "attempts", 0, "source"));
            String verdict = String.valueOf(member(json, "verdict"));
            assertTrue(verdict.startsWith("IPv6 is broken: 2 of 2 addresses time out. IPv4 works"), verdict);
            assertTrue(verdict.matches(".*Programs without Happy Eyeballs wait [0-9]+ s for each.*"), verdict);
        }
    }

    @Test
    void the_time_for_the_whole_bounds_it() throws Exception {
        try (CommandProcess run =
                doctor("-q", "--timeout", "500ms", "--resolve", NAMES, "a.test", Integer.toString(port))) {
            String out = run.rest();

            assertEquals(3, run.status(), run.err());
            assertTrue(out.startsWith("degraded: IPv6 is broken: 2 of 2 addresses time out."), out);
        }
    }

    @Test
    void a_signal_prints_what_is_known() throws Exception {
        try (CommandProcess run = doctor(
                "-v",
                "--timeout",
                "1h",
                "--attempt-timeout",
                "1h",
                "--resolve",
                NAMES,
                "a.test",
                Integer.toString(port))) {
            String line = run.errLine();
            while (!line.contains("10.9.0.1: connected")) {
                line = run.errLine();
            }
            run.signal("INT");
            String out = run.rest();

            assertEquals(130, run.status());
            assertTrue(out.contains("connected"), out);
            assertTrue(out.contains("cancelled"), out);
            assertTrue(out.contains("\ndegraded: "), out);
        }
    }

    @Test
    void the_host_alone_is_told_by_its_addresses_and_routes() throws Exception {
        try (CommandProcess run = doctor("--format", "json", "--server", "127.0.0.1:9")) {
            String out = run.rest();

            assertEquals(3, run.status(), run.err());
            Object json = JsonReader.read(out);
            assertEquals(null, member(json, "name"));
            assertEquals(List.of(), member(json, "families", "6", "default_routes"));
            assertTrue(
                    JsonReader.list(json, "families", "6", "host_addresses").stream()
                            .anyMatch(each -> "2001:db8::1".equals(member(each, "address"))),
                    out);
            assertTrue(out.contains("\"no-ipv6-route\""), out);
            assertTrue(out.contains("\"dns-server-dead\""), out);
            assertEquals("broken", member(json, "status"));
        }
    }
}
