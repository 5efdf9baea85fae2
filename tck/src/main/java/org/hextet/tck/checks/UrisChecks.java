package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.lab.Environment.CHILD;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.ZONES;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.TcpServerEndpoint;
import org.hextet.policies.ConnectPolicy;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.Rig;

/** Endpoints as text. */
final class UrisChecks {

    /** An endpoint, or a host in it, as somebody could write it. */
    private static final Pattern EXAMPLE = Pattern.compile("\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.*-]+:\\d+");

    private static Protocol deaf() {
        return Protocol.receiving((connection, lent) -> {});
    }

    /** Makes one side's endpoint of a URI. */
    private enum Side {
        CLIENT {
            @Override
            Object parse(String uri) {
                return ClientEndpoint.of(uri);
            }
        },
        SERVER {
            @Override
            Object parse(String uri) {
                return ServerEndpoint.of(uri);
            }
        };

        abstract Object parse(String uri);
    }

    /** The refusal, whose message must have the URI and the facts. */
    private static String expectRefused(Rig rig, Side side, String uri, String... facts) {
        IllegalArgumentException refusal = rig.expectThrown(
                IllegalArgumentException.class,
                "parsing \"" + uri + "\" for a " + side.name().toLowerCase(Locale.ROOT),
                () -> side.parse(uri));
        String message = String.valueOf(refusal.getMessage());
        rig.expect(message.indexOf('\n') < 0, "the refusal of \"" + uri + "\" is longer than a line: " + message);
        List<String> all = new ArrayList<>(List.of(facts));
        all.add('"' + uri + '"');
        for (String fact : all) {
            rig.expect(message.contains(fact), "the refusal of \"" + uri + "\" lacks \"" + fact + "\": " + message);
        }
        return message;
    }

    @Check(
            id = "URI-001",
            level = MUST,
            scope = HOUSE,
            source = "RFC 3986, section 3.2.2",
            because = "an endpoint in a configuration is a text",
            lookAt = "the brackets, and which endpoint is made of host and port")
    void uris_with_literals_are_endpoints_of_them_for_clients_and_servers(Rig rig) throws Exception {
        Map<String, String> uris = new LinkedHashMap<>();
        uris.put("tcp://[::1]:9000", "[::1]:9000");
        uris.put("tcp://127.0.0.1:9000", "127.0.0.1:9000");
        MemoryNetwork network = new MemoryNetwork();
        Reactor reactor = rig.closing(network.openReactor());

        for (Map.Entry<String, String> one : uris.entrySet()) {
            Pending<ListeningPort> listening = ServerEndpoint.of(one.getKey()).listen(reactor, UrisChecks::deaf);
            network.clock().turn();
            rig.expectEqual(
                    "where the server of " + one.getKey() + " listens",
                    List.of(one.getValue()),
                    rig.await(listening).localAddresses().stream()
                            .map(AddressText::formatSocket)
                            .toList());

            Pending<Connection> connecting = ClientEndpoint.of(one.getKey()).connect(reactor, UrisChecks::deaf);
            network.clock().turn();
            rig.expectEqual(
                    "whom the client of " + one.getKey() + " is connected to",
                    one.getValue(),
                    AddressText.formatSocket(rig.await(connecting).remoteAddress()));
        }
        rig.expectEqual(
                "the attempts",
                List.copyOf(uris.values()),
                network.attempts().stream().map(MemoryNetwork.Attempt::remote).toList());
    }

    @Check(
            id = "URI-002",
            level = MUST,
            needs = ZONES,
            source = "RFC 6874, section 2",
            because = "people write %eth0, and programs that know the RFC %25eth0",
            lookAt = "what is done with \"%25\" in brackets")
    void a_zone_may_be_written_plainly_or_escaped(Rig rig) throws Exception {
        NetworkInterface lo = NetworkInterface.getByInetAddress(rig.v6());
        if (lo == null) {
            throw rig.notRun("no interface has the IPv6 loopback");
        }
        String plain = "tcp://[fe80::1%" + lo.getName() + "]:9000";
        String escaped = "tcp://[fe80::1%25" + lo.getName() + "]:9000";
        String another = "tcp://[fe80::1%other]:9000";

        for (Side side : Side.values()) {
            rig.expectEqual("the endpoint of " + escaped, side.parse(plain), side.parse(escaped));
            rig.expectEqual(
                    "its text",
                    side.parse(plain).toString(),
                    side.parse(escaped).toString());
            rig.expect(
                    !side.parse(plain).equals(side.parse(another)),
                    "the endpoints of " + plain + " and " + another + " are equal");
        }
        rig.expectEqual(
                "the endpoint of " + plain,
                HostnameClientEndpoint.of("fe80::1%" + lo.getName(), 9000),
                ClientEndpoint.of(plain));
    }

    @Check(
            id = "URI-003",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "whoever names a host and nothing else means: by whichever family works",
            lookAt = "the policy of a client without options")
    void a_uri_with_a_name_connects_by_the_default_dual_stack_policy(Rig rig) throws Exception {
        ClientEndpoint endpoint = ClientEndpoint.of("tcp://name:80");
        rig.expectEqual(
                "the endpoint", HostnameClientEndpoint.of("name", 80).withPolicy(ConnectPolicy.staggered()), endpoint);

        MemoryNetwork network = new MemoryNetwork().blackHole("2001:db8::1");
        StaticResolver resolver = new StaticResolver().answering("name", "192.0.2.1", "2001:db8::1");
        Reactor reactor = rig.closing(network.openReactor(
                ReactorOptions.DEFAULT.withOverwriteLentBuffers(true).withResolver(resolver)));
        Pending<Connection> connecting = endpoint.connect(reactor, UrisChecks::deaf);
        network.clock().advance(Duration.ofMillis(300));
        connecting.cancel();
        network.clock().turn();

        rig.expectEqual(
                "the attempts",
                List.of("0 ms [2001:db8::1]:80", "250 ms 192.0.2.1:80"),
                network.attempts().stream().map(MemoryNetwork.Attempt::toString).toList());
    }

    @Check(
            id = "URI-004",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "\"everywhere\" is somewhere to listen on, and nowhere to connect to",
            lookAt = "what the scheme makes of the host \"*\"")
    void an_asterisk_is_all_interfaces_for_servers_and_an_error_for_clients(Rig rig) throws Exception {
        ServerEndpoint endpoint = ServerEndpoint.of("tcp://*:9000");
        rig.expectEqual("the endpoint", AllLocalInterfacesServerEndpoint.on(9000), endpoint);
        MemoryNetwork network = new MemoryNetwork();
        Reactor reactor = rig.closing(network.openReactor());
        endpoint.listen(reactor, UrisChecks::deaf);
        network.clock().turn();
        for (String literal : List.of("127.0.0.1", "::1", "192.0.2.254", "2001:db8::ffff")) {
            InetSocketAddress target = new InetSocketAddress(rig.address(literal), 9000);
            Pending<Connection> connecting = reactor.connectTcp(target, StreamOptions.DEFAULT, UrisChecks::deaf);
            network.clock().turn();
            rig.expectSameAddress("the peer", target, rig.await(connecting).remoteAddress());
        }

        String message = expectRefused(rig, Side.CLIENT, "tcp://*:9000", "\"*\"");
        expectExample(rig, message);
    }

    /** What is behind the place of the mistake has something to write instead. */
    private static void expectExample(Rig rig, String message) {
        int advice = message.indexOf("; ");
        rig.expect(
                advice > 0 && EXAMPLE.matcher(message.substring(advice)).find(),
                "the refusal has no example of what to write: " + message);
    }

    @Check(
            id = "URI-006",
            level = MUST,
            scope = HOUSE,
            source = "RFC 3986, section 3.2.2",
            because = "a URI is typed by people into files that nobody else checks",
            lookAt = "the words of each refusal: what, where, and what to write instead")
    void malformed_uris_are_refused_with_what_where_and_an_example(Rig rig) throws Exception {
        Map<String, Integer> malformed = new LinkedHashMap<>();
        malformed.put("tcp://[::1]", 12);
        malformed.put("tcp://127.0.0.1", 16);
        malformed.put("tcp://name", 11);
        malformed.put("tcp://[::1]:65536", 13);
        malformed.put("tcp://[::1:80", 14);
        malformed.put("tcp://::1", 7);
        malformed.put("tcp://:80", 7);
        malformed.put("tcp://[]:80", 8);
        malformed.put("tcp://[1.2.3.4]:80", 8);

        for (Map.Entry<String, Integer> one : malformed.entrySet()) {
            for (Side side : Side.values()) {
                String message = expectRefused(rig, side, one.getKey(), "character " + one.getValue());
                int quoted = one.getKey().length() + 2;
                int place = message.indexOf(" at character ", quoted);
                rig.expect(
                        place > quoted + 5, "the refusal does not say what is wrong before it says where: " + message);
                expectExample(rig, message);
            }
        }
    }

    @Check(
            id = "URI-007",
            level = MUST,
            scope = HOUSE,
            source = "Twisted test_endpoints unknownType",
            because = "an option that is ignored was meant to have an effect",
            lookAt = "what is done with options that nobody has read")
    void unknown_schemes_and_options_are_refused_with_the_known_ones_and_so_is_an_option_twice(Rig rig)
            throws Exception {
        for (Side side : Side.values()) {
            String scheme = expectRefused(rig, side, "tpc://[::1]:9000", "\"tpc\"", "known");
            rig.expect(scheme.matches(".*known[^;]*\\btcp\\b.*"), "the known schemes are not listed: " + scheme);

            expectRefused(
                    rig, side, "tcp://[::1]:9000?idel-timeout=2s", "\"idel-timeout\"", "idle-timeout", "no-delay");
            expectRefused(
                    rig,
                    side,
                    "tcp://[::1]:9000?idle-timeout=1s&no-delay=true&idle-timeout=2s",
                    "\"idle-timeout\"",
                    "character 48");
        }
        expectRefused(rig, Side.CLIENT, "tcp://[::1]:9000?backlog=5", "\"backlog\"", "timeout", "policy", "bind");
        expectRefused(rig, Side.SERVER, "tcp://[::1]:9000?timeout=5s", "\"timeout\"", "backlog", "v6only");
    }

    @Check(
            id = "URI-008",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a program writes its configuration, and must be able to read it",
            lookAt = "what the text of an endpoint leaves out, or writes in another way than it is read")
    void what_was_written_is_read_back_as_an_equal_endpoint(Rig rig) throws Exception {
        for (String uri : List.of(
                "tcp://[::1]:9000",
                "TCP://[2001:DB8:0::1]:1",
                "tcp://[::ffff:192.0.2.1]:80",
                "tcp://[fe80::1%eth0]:80",
                "tcp://[fe80::1%25eth0.100]:80",
                "tcp://127.0.0.1:65535",
                "tcp://example.test:80",
                "tcp://example.test:80?policy=serial&only=6",
                "tcp://example.test:80?attempt-delay=100ms&resolution-delay=20ms&prefer=4",
                "tcp://example.test:80?policy=concurrent&timeout=2s&attempt-timeout=500ms",
                "tcp://example.test:80?bind=[fd00::2]&idle-timeout=60s&close-timeout=1s",
                "tcp://example.test:80?bind=192.0.2.7:4000&no-delay=false&keep-alive=true",
                "tcp://example.test:80?receive-buffer=65536&send-buffer=32768&resolver=jdk")) {
            expectReadBack(rig, Side.CLIENT, uri);
        }
        for (String uri : List.of(
                "tcp://[::1]:9000",
                "tcp://[::]:0",
                "tcp://0.0.0.0:0",
                "tcp://[fe80::1%25eth0]:80",
                "tcp://*:9000",
                "tcp://*:0?mode=two-sockets&best-effort=true",
                "tcp://*:9000?mode=per-address&backlog=5",
                "tcp://[::]:9000?v6only=true&reuse-port=true&idle-timeout=60s&no-delay=false")) {
            expectReadBack(rig, Side.SERVER, uri);
        }
    }

    private static void expectReadBack(Rig rig, Side side, String uri) {
        Object once = side.parse(uri);
        Object twice = side.parse(once.toString());
        rig.expectEqual("the endpoint of " + uri + ", written and read back,", once, twice);
        rig.expectEqual("its hash code", once.hashCode(), twice.hashCode());
    }

    @Check(
            id = "URI-009",
            level = MUST,
            scope = HOUSE,
            source = "contract; Twisted test_endpoints ClientString",
            because = "what can be set in a program can be set in its configuration",
            lookAt = "the table of options, and the units of their values")
    void options_in_a_uri_are_as_set_by_methods(Rig rig) throws Exception {
        StreamOptions bound = StreamOptions.DEFAULT
                .withBind(new InetSocketAddress(rig.address("fd00::2"), 0))
                .withDeadline(Duration.ofSeconds(2));
        HostnameClientEndpoint plain = HostnameClientEndpoint.of("name", 80);
        rig.expectEqual(
                "the endpoint with bind and timeout",
                plain.withOptions(bound),
                ClientEndpoint.of("tcp://name:80?bind=[fd00::2]&timeout=2s"));
        rig.expect(
                !plain.withOptions(bound).equals(ClientEndpoint.of("tcp://name:80?timeout=2s")),
                "an endpoint without bind is equal to one with it");
        rig.expectEqual(
                "the endpoint with bind address and port",
                plain.withOptions(
                        StreamOptions.DEFAULT.withBind(new InetSocketAddress(rig.address("192.0.2.7"), 4000))),
                ClientEndpoint.of("tcp://name:80?bind=192.0.2.7:4000"));
        rig.expectEqual(
                "the endpoint with a policy and a limit for attempts",
                plain.withPolicy(ConnectPolicy.serial().only(INET6)).withAttemptTimeout(Duration.ofMillis(500)),
                ClientEndpoint.of("tcp://name:80?policy=serial&only=6&attempt-timeout=500ms"));
        rig.expectEqual(
                "the endpoint with delays",
                plain.withPolicy(ConnectPolicy.staggered()
                        .attemptDelay(Duration.ofMillis(100))
                        .resolutionDelay(Duration.ofMillis(20))
                        .prefer(INET)),
                ClientEndpoint.of("tcp://name:80?attempt-delay=100ms&resolution-delay=20ms&prefer=4"));
        StreamOptions sockets = StreamOptions.DEFAULT
                .withIdleTimeout(Duration.ofSeconds(60))
                .withCloseTimeout(Duration.ofSeconds(1))
                .with(StandardSocketOptions.TCP_NODELAY, false)
                .with(StandardSocketOptions.SO_KEEPALIVE, true);
        String text = "idle-timeout=60s&close-timeout=1s&no-delay=false&keep-alive=true";
        rig.expectEqual(
                "the client with socket options",
                plain.withOptions(sockets),
                ClientEndpoint.of("tcp://name:80?" + text));
        rig.expectEqual(
                "the server with socket options",
                TcpServerEndpoint.of("::1", 80).withOptions(sockets.withBacklog(5)),
                ServerEndpoint.of("tcp://[::1]:80?backlog=5&" + text));
    }

    @Check(
            id = "URI-010",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "Twisted test_endpoints typeFromPlugin",
            because = "a transport of the user's own is worth little where no configuration can name it",
            lookAt = "where schemes are looked for, and whose class loader is asked")
    void a_scheme_of_the_users_own_is_found(Rig rig) throws Exception {
        List<String> said = withPlugIns(
                rig, List.of(UriPlugIns.Plugged.class), "client plugged:some/where", "server plugged:some/where");

        rig.expectEqual(
                "what the child said",
                List.of("ok plugged client plugged:some/where", "ok plugged server plugged:some/where"),
                said);
    }

    @Check(
            id = "URI-011",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "two jars that clash must be named; a broken one must not take the others with it",
            lookAt = "what is done with what ServiceLoader throws, and with a second find")
    void two_plug_ins_with_one_scheme_are_named_and_one_that_throws_leaves_the_others_alone(Rig rig) throws Exception {
        List<String> said = withPlugIns(
                rig,
                List.of(
                        UriPlugIns.ThrowingWhenMade.class,
                        UriPlugIns.Twin.class,
                        UriPlugIns.ThrowingWhenAsked.class,
                        UriPlugIns.OtherTwin.class,
                        UriPlugIns.Plugged.class),
                "client twin:x",
                "server twin:x",
                "client plugged:x",
                "server plugged:x",
                "client tcp://[::1]:9",
                "server tcp://[::1]:9");

        rig.expectEqual("how many lines the child said", 6, said.size());
        for (String clash : said.subList(0, 2)) {
            rig.expect(
                    clash.startsWith("IllegalArgumentException ")
                            && clash.contains(UriPlugIns.Twin.class.getName())
                            && clash.contains(UriPlugIns.OtherTwin.class.getName()),
                    "a scheme that two provide gave \"" + clash
                            + "\", expected an IllegalArgumentException with both names");
        }
        rig.expectEqual(
                "what the others gave",
                List.of(
                        "ok plugged client plugged:x",
                        "ok plugged server plugged:x",
                        "ok tcp://[::1]:9",
                        "ok tcp://[::1]:9"),
                said.subList(2, 6));
    }

    /**
     * A child JVM, on the class path alone, with these schemes registered; a line for each URI that it is asked for.
     */
    private static List<String> withPlugIns(Rig rig, List<Class<?>> schemes, String... questions) throws IOException {
        Path folder = Files.createTempDirectory("hextet-schemes");
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Path file = services.resolve("org.hextet.api.spi.EndpointScheme");
        rig.closing(() -> {
            for (Path each : List.of(file, services, folder.resolve("META-INF"), folder)) {
                Files.deleteIfExists(each);
            }
        });
        Files.write(file, schemes.stream().map(Class::getName).toList());
        List<Path> entries = new ArrayList<>(rig.child().entries());
        entries.add(folder);

        Output output = rig.child()
                .withClassPathOnly(entries)
                .withMain(UriPlugIns.class.getName())
                .withArguments(questions)
                .run(Patience.guard());
        rig.expect(output.exit() == 0, "the child JVM ended with " + output.exit() + ": " + output.lastWord());
        return output.stdout().lines().toList();
    }
}
