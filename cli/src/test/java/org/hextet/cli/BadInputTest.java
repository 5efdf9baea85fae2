package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake and each "no" has its one line, that says what, where and what to do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {

    private static Arguments row(int status, String line, String... facts) {
        return Arguments.of(status, List.of(line.split(" ")), List.of(facts));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // malformed URIs and literals
                row(2, "connect tcp://[::1", "\"tcp://[::1\"", "no closing bracket", "character 11", "]"),
                row(2, "connect ::1", "no scheme", "tcp://[::1]:9000"),
                row(2, "connect tcp://[::1]", "port", "tcp://[::1]"),
                row(2, "connect tcp://[::1]:", "port"),
                row(2, "connect tcp://fe80::1:80", "IPv6 stands in brackets", "[fe80::1]:80"),
                row(2, "connect tcp://[::1::2]:80", "second \"::\"", "only one"),
                row(2, "connect tcp://127.1:80", "short forms are not read"),
                row(2, "connect tcp://010.0.0.1:80", "leading zero", "octal"),
                row(2, "connect tcp://0x7f000001:80", "0x7f000001"),
                row(2, "connect tcp://[::1]:80/path", "path at character"),
                row(2, "connect tcp://[::1]:80?colour=red", "unknown option \"colour\"", "timeout"),
                row(2, "connect tcp://[::1]:80?timeout=5", "no unit", "ms, s"),
                row(2, "connect sctp://[::1]:80", "unknown scheme \"sctp\"", "known are systemd, tcp, tls, udp"),
                row(2, "serve tcp://[::1", "no closing bracket"),
                row(2, "serve tcp://localhost:80", "host name \"localhost\" to listen on", "tcp://[::1]:80"),
                row(2, "check tcp://[::1]:80 tcp://[::1", "no closing bracket"),
                row(2, "resolve a..b", "empty label", "character 3"),
                row(2, "resolve *", "no name to look up"),
                // zones
                row(
                        2,
                        "connect tcp://[fe80::1]:80",
                        "fe80::1 port 80",
                        "link-local",
                        "needs a zone",
                        "this host has lo (1)"),
                row(2, "serve tcp://[fe80::1]:0", "fe80::1", "link-local", "needs a zone", "this host has lo (1)"),
                row(2, "connect tcp://[fe80::1%]:80", "zone"),
                row(1, "connect tcp://[fe80::1%nosuch0]:80", "unknown zone \"nosuch0\"", "this host has lo (1)"),
                row(1, "serve tcp://[fe80::1%nosuch0]:0", "unknown zone \"nosuch0\"", "this host has lo (1)"),
                row(1, "connect --bind fe80::1%nosuch0 tcp://[fe80::2%lo]:80", "unknown zone \"nosuch0\""),
                row(2, "resolve --resolve a.test=fe80::1 a.test", "fe80::1", "needs a zone"),
                // families
                row(
                        2,
                        "connect --bind 127.0.0.1 tcp://[::1]:80",
                        "::1 from 127.0.0.1",
                        "one family",
                        "IPv6 address or none"),
                row(2, "connect --bind ::1 tcp://127.0.0.1:80", "127.0.0.1 from ::1", "one family"),
                row(2, "connect --only 4 tcp://[::1]:80", "::1 port 80", "only IPv4"),
                row(2, "check --only 6 tcp://127.0.0.1:80", "127.0.0.1 port 80", "only IPv6"),
                row(2, "resolve --only 6 --type A localhost", "--type A"),
                row(2, "connect --prefer 5 tcp://[::1]:80", "--prefer \"5\"", "6 or 4"),
                // ports
                row(2, "connect tcp://[::1]:0", "port 0", "1 to 65535"),
                row(2, "connect tcp://[::1]:65536", "above 65535", "0 to 65535"),
                row(2, "serve tcp://[::1]:99999", "above 65535"),
                row(2, "connect tcp://[::1]:-1", "port"),
                row(2, "connect tcp://*:80", "every local interface", "only a server"),
                // settings
                row(2, "connect --timeout 2x tcp://[::1]:80", "--timeout \"2x\"", "unknown unit \"x\"", "ms, s"),
                row(2, "connect --timeout 0 tcp://[::1]:80", "--timeout 0", "more than zero"),
                row(2, "connect --timeout -1s tcp://[::1]:80", "--timeout"),
                row(2, "connect --attempt-delay 1 tcp://[::1]:80", "--attempt-delay \"1\"", "no unit"),
                row(
                        2,
                        "connect --policy random tcp://[::1]:80",
                        "--policy \"random\"",
                        "staggered, serial, concurrent"),
                row(2, "connect --resolve a.test tcp://a.test:80", "--resolve \"a.test\"", "NAME=ADDRESS"),
                row(2, "connect --resolve a.test=::g tcp://a.test:80", "\"a.test=::g\"", "character 10"),
                row(2, "connect --resolve ::1=::2 tcp://a.test:80", "\"::1=::2\"", "no name to look up"),
                row(2, "connect --bind a.test tcp://[::1]:80", "--bind \"a.test\"", "fd00::2"),
                row(2, "resolve --server 1.2.3 localhost", "\"1.2.3\"", "short forms are not read"),
                row(2, "resolve --server name.test localhost", "--server \"name.test\"", "no address"),
                row(2, "resolve --type 12 localhost", "--type \"12\"", "A, AAAA"),
                row(2, "resolve --server [::1]:0 localhost", "--server \"[::1]:0\"", "port 0"),
                row(2, "resolve --server fe80::1 localhost", "fe80::1", "needs a zone"),
                row(2, "resolve --type A,MX ::1", "--type A,MX of ::1", "PTR"),
                row(2, "resolve --server ::1 --resolver dnsjava?server=::2 localhost", "both name servers"),
                row(2, "connect --retry 0s tcp://[::1]:80", "--retry 0"),
                row(2, "check --retry 1s --wait 1s tcp://[::1]:80", "--wait and --retry"),
                row(2, "doctor localhost", "\"localhost\" without a PORT"),
                row(2, "doctor localhost 0", "PORT \"0\"", "1 to 65535"),
                row(2, "doctor localhost https", "PORT \"https\"", "443"),
                row(2, "doctor tcp://[::1]:80", "NAME and PORT"),
                row(2, "doctor localhost 1 2", "\"2\" is one word too many"),
                row(2, "doctor * 80", "\"*\" cannot be reached"),
                row(2, "doctor fe80::1 80", "fe80::1", "needs a zone"),
                row(2, "doctor a..b 80", "empty label"),
                row(2, "doctor --expect 5 ::1 80", "--expect \"5\"", "6, 4 or both"),
                row(2, "doctor --expect both ::1 80", "--expect does not fit ::1"),
                row(2, "doctor --timeout 0s ::1 80", "--timeout 0"),
                row(2, "doctor --server ::1 --tls", "no NAME"),
                row(2, "serve --handler ftp tcp://[::1]:0", "--handler \"ftp\"", "echo, discard, chargen, cat"),
                row(2, "serve --threads 0 tcp://[::1]:0", "--threads 0", "at least 1"),
                row(2, "providers --format xml", "--format \"xml\"", "table, json, tsv"),
                row(2, "providers --colour", "unknown option", "--colour", "see hextet providers --help"),
                row(2, "connect", "ENDPOINT", "see hextet connect --help"),
                row(2, "serve", "ENDPOINT"),
                row(2, "tck --area nope", "no area \"nope\"", "address, tcp-listen"),
                row(2, "tck --check NO-001", "\"NO-001\""),
                row(2, "tck --list --area nope", "no area \"nope\""),
                row(2, "tck --check ADR-001 --shuffle soon", "--shuffle \"soon\"", "--shuffle 42"),
                row(2, "tck --check ADR-001 --repeat 0", "--repeat 0", "1 or more"),
                row(2, "tck --check ADR-001 --alone --in-process", "--alone", "--in-process"),
                row(2, "tck --list --module-path /no/such.jar", "/no/such.jar", "java -p"),
                row(1, "tck --check ADR-001 --known /no/such.txt", "/no/such.txt"),
                // providers and capabilities
                row(2, "connect --transport nosuch tcp://[::1]:80", "no transport named nosuch", "nio"),
                row(2, "serve --transport nosuch tcp://[::1]:0", "no transport named nosuch", "nio"),
                row(2, "resolve --resolver nosuch localhost", "no resolver named nosuch", "jdk"),
                row(2, "connect --transport NIO tcp://[::1]:80", "--transport", "lower-case"),
                row(1, "resolve --resolver jdk ::1", "resolver jdk", "resolve-records", "--resolver dnsjava"),
                row(1, "resolve --resolver jdk --type SRV localhost", "resolver jdk", "resolve-records"),
                row(1, "resolve --resolver jdk --server ::1 localhost", "resolver jdk", "(dns)", "--resolver dnsjava"),
                row(1, "doctor --resolver jdk --server ::1 localhost 80", "resolver jdk", "(dns)"),
                row(1, "doctor fe80::1%nosuch 80", "unknown zone \"nosuch\""),
                row(1, "serve --transport nio tcp://*:0?mode=two-sockets", "capability v6only", "nio"),
                row(1, "serve --transport nio tcp://[::1]:0?hop-limit=3", "capability hop-limit-send", "nio lacks"),
                row(1, "serve --transport nio tcp://*:0?fast-open=3", "capability tcp-fastopen", "nio lacks"),
                row(1, "serve --transport nio systemd:web", "capability inherited", "nio"),
                row(1, "connect --transport nio tcp://[::1]:80?device=lo", "capability bind-to-device", "nio lacks"),
                row(1, "connect --transport nio tcp://a.test:80?user-timeout=1s", "capability tcp-user-timeout"),
                row(
                        1,
                        "connect --transport nio --flow-label auto tcp://[::1]:80",
                        "capability flow-label",
                        "nio lacks"),
                row(2, "connect --transport nio?busy-poll=50 tcp://[::1]:80", "busy-poll=50", "busy-poll=50us"),
                row(2, "connect --transport nio?colour=red tcp://[::1]:80", "no option \"colour\"", "busy-poll"),
                // several threads, inherited sockets, flow labels
                row(2, "serve --threads 2 --handler cat tcp://[::1]:0", "--handler cat", "leave --threads out"),
                row(2, "serve --threads 2 tcp://[::1]:0?reuse-port=false", "reuse-port is false"),
                row(2, "serve --threads 2 systemd:web", "listen on systemd:web with several reactors", "one thread"),
                row(2, "serve systemd:", "no name of an inherited socket", "systemd:web"),
                row(2, "serve systemd:web?backlog=3", "\"backlog\"", "bound already"),
                row(2, "connect systemd:web", "only a server listens on it"),
                row(2, "connect --flow-label 0x100000 tcp://[::1]:80", "--flow-label", "out of range", "0xFFFFF"),
                row(2, "connect --flow-label auto:all tcp://[::1]:80", "--flow-label", "exclusive, process, user, any"),
                row(2, "connect --flow-label auto tcp://127.0.0.1:80", "with a flow label", "IPv4 packets carry none"),
                row(2, "connect --flow-label auto --only 4 tcp://a.test:80", "only IPv4 is allowed here"),
                row(2, "connect tcp://[::1]:80?traffic-class=256", "traffic class out of range", "0 to 255"),
                // what the host and the network say
                // By a resolver that knows by itself that there is no such name: no question leaves the machine.
                row(1, "connect --resolver dnsjava tcp://nosuch.invalid:80", "nosuch.invalid", "no such name"),
                row(1, "resolve --resolver dnsjava nosuch.invalid", "nosuch.invalid", "no such name"),
                row(1, "resolve --resolve a.test=::1 --only 4 a.test", "a.test", "no IPv4 address"),
                row(
                        1,
                        "serve tcp://192.0.2.1:0",
                        "listen on 192.0.2.1:0",
                        "not an address of this host",
                        "EADDRNOTAVAIL"),
                row(1, "connect --bind 192.0.2.7 tcp://127.0.0.1:9", "192.0.2.7", "not an address of this host"),
                row(
                        1,
                        "connect --timeline /nosuch/folder/file tcp://[::1]:80",
                        "write /nosuch/folder/file",
                        "no such file"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void has_its_line_and_its_status(int status, List<String> arguments, List<String> facts) {
        InProcess run = InProcess.run(arguments.toArray(String[]::new));

        List<String> lines = run.err().lines().toList();
        assertAll(
                () -> assertEquals(status, run.status(), run.err()),
                () -> assertEquals("", run.out()),
                () -> assertTrue(lines.get(0).startsWith("hextet: "), run.err()),
                () -> facts.forEach(
                        fact -> assertTrue(lines.get(0).contains(fact), fact + " is not in " + lines.get(0))),
                () -> assertTrue(lines.size() == 1 || isCaret(lines), run.err()));
    }

    /** A malformed text may be shown again with a caret below it. */
    private static boolean isCaret(List<String> lines) {
        return lines.size() == 3 && lines.get(2).strip().equals("^");
    }

    @Test
    void the_caret_stands_under_the_character() {
        InProcess run = InProcess.run("connect", "tcp://[::1]:70000");

        List<String> lines = run.err().lines().toList();
        assertEquals("  tcp://[::1]:70000", lines.get(1));
        assertEquals(lines.get(1).indexOf("70000"), lines.get(2).indexOf('^'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1"})
    void a_refused_peer_is_named_with_the_word_of_the_kernel(String address) throws IOException {
        InetAddress local = Loopback.address(address);
        String uri;
        try (ServerSocket taken = new ServerSocket(0, 1, local)) {
            uri = uri(taken);
        }

        InProcess run = InProcess.run("connect", uri);

        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("hextet: connect to " + uri.substring("tcp://".length())), run.err());
        assertTrue(run.err().contains("refused (ECONNREFUSED)"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void a_port_in_use_is_named_and_nothing_is_announced() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV6)) {
            InProcess run = InProcess.run("serve", "tcp://127.0.0.1:0", uri(taken));

            assertEquals(1, run.status());
            assertEquals("", run.out());
            assertTrue(run.err().startsWith("hextet: listen on [::1]:" + taken.getLocalPort()), run.err());
            assertTrue(run.err().contains("in use (EADDRINUSE)"), run.err());
        }
    }

    @Test
    void as_json_an_error_is_one_object() throws IOException {
        String uri;
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV6)) {
            uri = uri(taken);
        }

        InProcess run = InProcess.run("connect", "--format", "json", uri);

        assertEquals(1, run.status());
        assertTrue(
                run.err()
                        .startsWith("{\"error\":{\"operation\":\"connect\",\"target\":\"" + uri
                                + "\",\"kind\":\"refused\",\"message\":\"connect to "),
                run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void as_json_a_mistake_is_one_object_too_and_has_no_kind() {
        InProcess run = InProcess.run("check", "--format=json", "tcp://[::1");

        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("{\"error\":{\"operation\":\"check\""), run.err());
        assertTrue(run.err().contains("\"kind\":null"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void of_several_endpoints_the_error_names_the_one_that_failed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV6)) {
            InProcess run = InProcess.run("serve", "--format", "json", "tcp://127.0.0.1:0", uri(taken));

            assertEquals(1, run.status());
            assertTrue(run.err().contains("\"target\":\"" + uri(taken) + "\",\"kind\":\"in-use\""), run.err());
        }
    }

    @Test
    void a_deadline_that_passes_names_every_address_tried() throws IOException {
        try (ServerSocket full = new ServerSocket()) {
            full.bind(new InetSocketAddress(Loopback.IPV4, 0), 1);
            Assumptions.assumeTrue(isFilled(full), "the accept queue could not be filled");

            InProcess run = InProcess.run("connect", "--timeout", "200ms", uri(full));

            assertEquals(1, run.status());
            assertTrue(run.err().contains("127.0.0.1"), run.err());
            assertTrue(run.err().contains("within 200ms"), run.err());
        }
    }

    /** Connects until the kernel answers no more: a peer that is there and silent. */
    private static boolean isFilled(ServerSocket server) {
        for (int i = 0; i < 16; i++) {
            java.net.Socket waiting = new java.net.Socket();
            try {
                waiting.connect(server.getLocalSocketAddress(), 200);
            } catch (IOException silent) {
                return true;
            }
        }
        return false;
    }

    private static String uri(ServerSocket server) {
        String host = server.getInetAddress().getHostAddress();
        String text = host.contains(":") ? "[::1]" : host;
        return "tcp://" + text + ":" + server.getLocalPort();
    }
}
