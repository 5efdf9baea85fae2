package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zone;
import org.hextet.addresses.Zones;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Protocol;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpUriTest {

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }

    @Test
    void literals_are_endpoints_for_clients_and_servers() {
        assertEquals(HostnameClientEndpoint.of("::1", 9000), ClientEndpoint.of("tcp://[::1]:9000"));
        assertEquals(HostnameClientEndpoint.of("127.0.0.1", 9000), ClientEndpoint.of("tcp://127.0.0.1:9000"));
        assertEquals(Tcp6ServerEndpoint.of("::1", 9000), ServerEndpoint.of("tcp://[::1]:9000"));
        assertEquals(Tcp4ServerEndpoint.of("127.0.0.1", 0), ServerEndpoint.of("TCP://127.0.0.1:0/"));
        assertEquals(Tcp4ServerEndpoint.of("127.0.0.1", 1), ServerEndpoint.of("tcp://[::ffff:127.0.0.1]:1"));
    }

    @Test
    void a_zone_may_follow_either_form_of_the_percent_sign_and_is_not_looked_up() {
        ClientEndpoint bare = ClientEndpoint.of("tcp://[fe80::1%nosuch0]:80");

        assertEquals(bare, ClientEndpoint.of("tcp://[fe80::1%25nosuch0]:80"));
        assertNotEquals(bare, ClientEndpoint.of("tcp://[fe80::1%nosuch1]:80"));
        assertEquals("tcp://[fe80::1%nosuch0]:80", bare.toString());
    }

    @Test
    void a_name_has_the_default_policy() {
        HostnameClientEndpoint endpoint = HostnameClientEndpoint.parse("tcp://example.test:80");

        assertEquals(ConnectPolicy.staggered(), endpoint.policy());
    }

    @Test
    void a_star_is_every_interface_for_servers_and_an_error_for_clients() {
        assertEquals(AllLocalInterfacesServerEndpoint.on(9000), ServerEndpoint.of("tcp://*:9000"));

        AddressSyntaxException failure =
                assertThrows(AddressSyntaxException.class, () -> ClientEndpoint.of("tcp://*:9000"));
        assertEquals(6, failure.position());
    }

    @Test
    void options_are_set_as_by_methods() {
        HostnameClientEndpoint byMethods = HostnameClientEndpoint.of("example.test", 80)
                .withPolicy(ConnectPolicy.staggered()
                        .attemptDelay(Duration.ofMillis(200))
                        .prefer(StandardProtocolFamily.INET))
                .withOptions(StreamOptions.DEFAULT
                        .withBind(new InetSocketAddress(address("fd00::2"), 0))
                        .withIdleTimeout(Duration.ofSeconds(60))
                        .with(StandardSocketOptions.TCP_NODELAY, false))
                .withDeadline(Duration.ofSeconds(2))
                .withAttemptTimeout(Duration.ofMillis(700))
                .withResolver("jdk");

        ClientEndpoint parsed = ClientEndpoint.of("tcp://example.test:80?bind=[fd00::2]&timeout=2s&policy=staggered"
                + "&attempt-delay=200ms&prefer=4&idle-timeout=60s&attempt-timeout=700ms&resolver=jdk&no-delay=false");

        assertEquals(byMethods, parsed);
    }

    @Test
    void server_options_are_set_as_by_methods() {
        assertEquals(
                Tcp6ServerEndpoint.on(80)
                        .withOptions(StreamOptions.DEFAULT.withBacklog(16))
                        .withIpv6Only(true),
                ServerEndpoint.of("tcp://[::]:80?v6only=true&backlog=16"));
        assertEquals(
                AllLocalInterfacesServerEndpoint.on(80)
                        .withMode(AllLocalInterfacesServerEndpoint.Mode.PER_ADDRESS)
                        .withBestEffort(true),
                ServerEndpoint.of("tcp://*:80?mode=per-address&best-effort=true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://[::1]:9000",
                "tcp://[fe80::1%eth0]:9000",
                "tcp://192.0.2.1:1",
                "tcp://example.test:80",
                "tcp://example.test.:80?only=6",
                "tcp://example.test:80?policy=serial&only=4&resolution-delay=10ms",
                "tcp://example.test:80?policy=concurrent&prefer=4",
                "tcp://example.test:80?attempt-delay=200ms&min-gap=0&first-family-count=2",
                "tcp://example.test:80?bind=192.0.2.7:4000&timeout=1500ms&idle-timeout=1m&close-timeout=1s",
                "tcp://example.test:80?resolver=dnsjava?server=[fd00::53]%26attempts=2",
                "tcp://example.test:80?no-delay=false&keep-alive=true&receive-buffer=65536&send-buffer=1",
                "tcp://example.test:80?traffic-class=184&hop-limit=7&user-timeout=1500ms&fast-open=true",
                "tcp://example.test:80?freebind=true&device=eth0.7&bind=[fd00::2]",
                "tcp://example.test:80?flow-label=0x12345",
                "tcp://example.test:80?flow-label=auto:process",
                "tcp://example.test:80?keep-alive=true&keep-alive-idle=1m&keep-alive-interval=10s&keep-alive-count=3"
            })
    void a_client_uri_is_written_as_it_is_read(String uri) {
        ClientEndpoint endpoint = ClientEndpoint.of(uri);

        ClientEndpoint again = ClientEndpoint.of(endpoint.toString());

        assertEquals(endpoint, again);
        assertEquals(endpoint.hashCode(), again.hashCode());
        assertEquals(
                List.of(uri.split("[?&]")).stream().sorted().toList(),
                List.of(endpoint.toString().split("[?&]")).stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://*:0",
                "tcp://*:9000?backlog=7&mode=two-sockets&best-effort=true",
                "tcp://[::]:80?v6only=false&reuse-port=true",
                "tcp://0.0.0.0:9000?idle-timeout=60s",
                "tcp://*:9000?traffic-class=255&hop-limit=255&user-timeout=30s&fast-open=16&freebind=true&device=lo",
                "tcp://[::1]:9000?keep-alive=false&keep-alive-idle=32767s",
                "systemd:web",
                "systemd:my.socket?idle-timeout=30s&traffic-class=8&fast-open=0",
                "SYSTEMD:a%20b%3Fc%25",
                "tcp://[fe80::1%eth0]:22"
            })
    void a_server_uri_is_written_as_it_is_read(String uri) {
        ServerEndpoint endpoint = ServerEndpoint.of(uri);

        assertEquals(endpoint, ServerEndpoint.of(endpoint.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://example.test | 18 | no port | as in",
                "tcp://[::1]:65536 | 12 | 65535 | number",
                "tcp://[::1:80 | 13 | bracket | [2001:db8::1]:80",
                "tcp://::1 | 6 | without brackets | [::1]",
                "tcp://:80 | 6 | no host | example.org:80",
                "tcp://[1.2.3.4]:80 | 7 | IPv6 | brackets",
                "tcp:[::1]:80 | 4 | // | tcp://[::1]:9000",
                "tcp://[::1]:80/path | 15 | path | tcp://[::1]:9000",
                "tcp://[::1]:80#x | 14 | fragment | tcp://[::1]:9000",
                "tcp://[::1]:0 | 12 | port 0 | 1 to 65535",
                "tcp://a.test:80?timeot=2s | 16 | unknown option \"timeot\" | timeout",
                "tcp://a.test:80?backlog=2 | 16 | not for a client | timeout",
                "tcp://a.test:80?timeout=2s&timeout=3s | 27 | a second time | once",
                "tcp://a.test:80?timeout=2x | 25 | unknown unit | ms",
                "tcp://a.test:80?timeout=0s | 24 | zero | timeout=2s",
                "tcp://a.test:80?timeout | 16 | name=value | idle-timeout=60s",
                "tcp://a.test:80?policy=fast | 23 | fast | staggered",
                "tcp://a.test:80?attempt-delay=9ms | 30 | 9ms | 10ms",
                "tcp://a.test:80?policy=serial&attempt-delay=20ms | 30 | attempt-delay | serial",
                "tcp://a.test:80?bind=b.test | 21 | no address | [fd00::2]",
                "tcp://a.test:80?bind=[fd00::2 | 29 | bracket | [2001:db8::1]:80",
                "tcp://a.test:80?no-delay=yes | 25 | true nor false | no-delay=true",
                "tcp://a.test:80?resolver=JDK | 25 | resolver | resolver=jdk",
                "tcp://a.test:80?traffic-class=256 | 30 | traffic class out of range | 0 to 255",
                "tcp://a.test:80?traffic-class=low | 30 | no traffic class | traffic-class=255",
                "tcp://a.test:80?hop-limit=0 | 26 | hop limit out of range | 1 to 255",
                "tcp://a.test:80?user-timeout=25d | 29 | user-timeout out of range | 24d",
                "tcp://a.test:80?user-timeout=500us | 29 | user-timeout out of range | whole milliseconds",
                "tcp://a.test:80?user-timeout=0 | 29 | zero | user-timeout=2s",
                "tcp://a.test:80?fast-open=16 | 26 | true nor false | fast-open=true",
                "tcp://a.test:80?freebind=1 | 25 | true nor false | freebind=true",
                "tcp://a.test:80?device=a/b | 23 | no name of a network interface | device=eth0",
                "tcp://a.test:80?device=sixteen-bytes-ab | 23 | no name of a network interface | 1 to 15 bytes",
                "tcp://a.test:80?flow-label=0x100000 | 27 | out of range | 0xFFFFF",
                "tcp://a.test:80?flow-label=0x1g | 30 | no flow label | auto",
                "tcp://a.test:80?flow-label=7:all | 29 | unknown sharing | exclusive, process, user, any",
                "tcp://a.test:80?keep-alive-idle=500ms | 32 | out of range | whole seconds",
                "tcp://a.test:80?keep-alive-count=128 | 33 | number of probes out of range | 1 to 127",
                "tcp://127.1:80 | 6 | 127.1 | 192.0.2.1"
            })
    void a_wrong_client_uri_says_what_where_and_what_to_write(String uri, int position, String fact, String advice) {
        AddressSyntaxException failure = assertThrows(AddressSyntaxException.class, () -> ClientEndpoint.of(uri));

        assertTrue(words(failure).contains(fact), words(failure));
        if (!uri.contains("127.1")) {
            assertEquals(position, failure.position(), failure.caretLines());
            assertTrue(words(failure).contains(advice), words(failure));
        }
        assertEquals(uri, failure.text());
        assertTrue(failure.caretLines().startsWith(uri + "\n"), failure.caretLines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://localhost:9000 | 6 | host name \"localhost\" | tcp://*:9000",
                "tcp://[::1]:80?timeout=2s | 15 | not for a server | backlog",
                "tcp://[::1]:80?mode=auto | 15 | for one address | tcp://*:80",
                "tcp://*:80?mode=both | 16 | unknown mode | two-sockets",
                "tcp://*:80?backlog=-1 | 19 | no number | digits",
                "tcp://*:80?fast-open=true | 21 | no number of connections | digits",
                "tcp://*:80?flow-label=7 | 11 | not for a server | backlog",
                "systemd: | 8 | no name | systemd:web",
                "systemd://web | 8 | // | systemd:web",
                "systemd:a:b | 8 | no name | no colon",
                "systemd:a%2 | 9 | without two hexadecimal digits | %25",
                "systemd:web?backlog=7 | 12 | not for a socket that is bound already | idle-timeout",
                "systemd:web?colour=red | 12 | unknown option | idle-timeout"
            })
    void a_wrong_server_uri_says_what_where_and_what_to_write(String uri, int position, String fact, String advice) {
        AddressSyntaxException failure = assertThrows(AddressSyntaxException.class, () -> ServerEndpoint.of(uri));

        assertEquals(position, failure.position(), failure.caretLines());
        assertTrue(words(failure).contains(fact), words(failure));
        assertTrue(words(failure).contains(advice), words(failure));
    }

    @Test
    void socket_options_are_set_as_by_methods() {
        HostnameClientEndpoint parsed = HostnameClientEndpoint.parse(
                "tcp://a.test:80?traffic-class=0xb8&hop-limit=7&user-timeout=30s&fast-open=true&flow-label=7:user");

        assertEquals(
                StreamOptions.DEFAULT
                        .withFlowLabel(FlowLabelRequest.of(7).withSharing(FlowLabel.Sharing.USER))
                        .with(StandardSocketOptions.IP_TOS, 0xb8)
                        .with(NetworkSocketOptions.UNICAST_HOPS, 7)
                        .with(NetworkSocketOptions.TCP_USER_TIMEOUT, Duration.ofSeconds(30))
                        .with(NetworkSocketOptions.TCP_FASTOPEN_CONNECT, true),
                parsed.options());
        assertEquals(
                StreamOptions.DEFAULT
                        .with(NetworkSocketOptions.TCP_FASTOPEN, 16)
                        .with(NetworkSocketOptions.SO_BINDTODEVICE, "lo")
                        .with(NetworkSocketOptions.IP_FREEBIND, true),
                ((TcpServerEndpoint) ServerEndpoint.of("tcp://[::1]:80?fast-open=16&device=lo&freebind=true"))
                        .options());
    }

    @Test
    void times_of_keeping_alive_switch_it_on_unless_it_is_off() {
        StreamOptions times = HostnameClientEndpoint.parse("tcp://a.test:80?keep-alive-idle=60s")
                .options();
        StreamOptions off = HostnameClientEndpoint.parse("tcp://a.test:80?keep-alive-idle=60s&keep-alive=false")
                .options();

        assertEquals(true, times.socketOptions().get(StandardSocketOptions.SO_KEEPALIVE));
        assertEquals(60, times.socketOptions().get(ExtendedSocketOptions.TCP_KEEPIDLE));
        assertEquals(false, off.socketOptions().get(StandardSocketOptions.SO_KEEPALIVE));
    }

    @ParameterizedTest
    @CsvSource({
        "hop-limit=7, hop-limit-send",
        "user-timeout=1s, tcp-user-timeout",
        "fast-open=true, tcp-fastopen",
        "freebind=true, freebind",
        "device=lo, bind-to-device",
        "flow-label=auto, flow-label",
        "keep-alive-count=3, keepalive-times",
        "traffic-class=8, tclass-send"
    })
    void an_option_that_the_transport_lacks_is_refused_at_the_call_by_the_name_of_the_capability(
            String option, String capability) {
        ClientEndpoint endpoint = ClientEndpoint.of("tcp://[::1]:80?" + option);

        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class,
                () -> endpoint.connect(new ScriptedReactor(), () -> Protocol.receiving((connection, lent) -> {})));

        assertTrue(
                words(refused).contains("needs capability " + capability + ", which scripted lacks"), words(refused));
        assertTrue(words(refused).startsWith("option " + option.substring(0, option.indexOf('='))), words(refused));
    }

    @Test
    void nobody_connects_to_an_inherited_socket() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> ClientEndpoint.of("systemd:web"));

        assertTrue(words(refused).contains("only a server listens on it"), words(refused));
    }

    @Test
    void an_unknown_option_lists_those_known() {
        AddressSyntaxException failure =
                assertThrows(AddressSyntaxException.class, () -> ClientEndpoint.of("tcp://a.test:80?x=1"));

        for (String known : List.of("policy", "only", "prefer", "attempt-delay", "timeout", "bind", "resolver")) {
            assertTrue(words(failure).contains(known), known + " in: " + words(failure));
        }
    }

    @Test
    void an_unknown_zone_to_bind_to_is_this_hosts_word() {
        UnknownZoneException failure = assertThrows(
                UnknownZoneException.class, () -> ClientEndpoint.of("tcp://[fe80::1%lo]:80?bind=[fe80::2%nosuch9]"));

        assertTrue(words(failure).contains("lo (1)"), words(failure));
    }

    @Test
    void local_addresses_in_two_zones_are_two_endpoints() {
        List<Zone> zones = Zones.ofHost().all();
        assumeTrue(zones.size() > 1, "this host has one interface only");
        String uri = "tcp://[fe80::1%lo]:80?bind=[fe80::2%";

        ClientEndpoint one = ClientEndpoint.of(uri + zones.get(0).name() + "]");
        ClientEndpoint other = ClientEndpoint.of(uri + zones.get(1).name() + "]");

        assertNotEquals(one, other);
        assertEquals(one, ClientEndpoint.of(one.toString()));
    }

    @Test
    void the_scheme_is_found_as_a_service() {
        assertInstanceOf(HostnameClientEndpoint.class, ClientEndpoint.of("tcp://a.test:1"));
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> ClientEndpoint.of("tpc://a.test:1"));
        assertTrue(words(unknown).contains("known are systemd, tcp"), words(unknown));
    }

    @Test
    void a_socket_address_keeps_its_zone_in_an_endpoint() throws Exception {
        byte[] bytes = address("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, bytes, 1);

        assertEquals(
                "tcp://[fe80::1%lo]:80",
                TcpServerEndpoint.of(new InetSocketAddress(scoped, 80)).toString());
    }
}
