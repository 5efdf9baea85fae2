package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zone;
import org.hextet.addresses.Zones;
import org.hextet.api.Capability;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DropPolicy;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UdpUriTest {

    private static InetSocketAddress local(String literal, int port) {
        return new InetSocketAddress(AddressText.parse(literal).toInetAddress(), port);
    }

    @Test
    void the_host_says_what_kind_of_endpoint_it_is() {
        assertEquals(UdpEndpoint.of("::1", 9000), DatagramEndpoint.of("udp://[::1]:9000"));
        assertEquals(UdpEndpoint.of("127.0.0.1", 0), DatagramEndpoint.of("UDP://127.0.0.1:0/"));
        assertEquals(UdpEndpoint.of("127.0.0.1", 1), DatagramEndpoint.of("udp://[::ffff:127.0.0.1]:1"));
        assertEquals(AllLocalInterfacesDatagramEndpoint.on(9000), DatagramEndpoint.of("udp://*:9000"));
        assertEquals(HostnameDatagramEndpoint.of("Example.test", 53), DatagramEndpoint.of("udp://example.test:53"));
        assertEquals(MulticastEndpoint.of("ff02::1%eth0", 9000), DatagramEndpoint.of("udp://[ff02::1%25eth0]:9000"));
        assertEquals(MulticastEndpoint.of("239.1.2.3", 9000), DatagramEndpoint.of("udp://239.1.2.3:9000"));
    }

    @Test
    void it_carries_no_streams() {
        IllegalArgumentException client =
                assertThrows(IllegalArgumentException.class, () -> ClientEndpoint.of("udp://[::1]:9000"));
        IllegalArgumentException server =
                assertThrows(IllegalArgumentException.class, () -> ServerEndpoint.of("udp://[::1]:9000"));

        for (IllegalArgumentException refused : List.of(client, server)) {
            assertTrue(words(refused).contains("DatagramEndpoint.of"), words(refused));
        }
    }

    @Test
    void options_are_set_as_by_methods() {
        DatagramOptions options = DatagramOptions.DEFAULT
                .withFacts(Set.of(DatagramFact.HOP_LIMIT, DatagramFact.FLOW_LABEL))
                .withReceiveLimit(1500)
                .withQueueLimit(2 << 20)
                .withDropPolicy(DropPolicy.OLDEST)
                .withFlowLabel(FlowLabelRequest.of(7))
                .with(StandardSocketOptions.SO_RCVBUF, 65536)
                .with(StandardSocketOptions.IP_TOS, 0xb8)
                .with(NetworkSocketOptions.UNICAST_HOPS, 9)
                .with(StandardSocketOptions.IP_MULTICAST_TTL, 0)
                .with(StandardSocketOptions.IP_MULTICAST_LOOP, false)
                .with(NetworkSocketOptions.IP_DONTFRAGMENT, true)
                .with(StandardSocketOptions.SO_BROADCAST, true)
                .with(StandardSocketOptions.SO_REUSEPORT, true);

        assertEquals(
                UdpEndpoint.of("fd00::1", 9000).withOptions(options).withBind(local("fd00::2", 4000)),
                DatagramEndpoint.of("udp://[fd00::1]:9000?facts=flow-label,hop-limit&receive-limit=1500"
                        + "&queue-limit=2097152&drop=oldest&flow-label=7&receive-buffer=65536&traffic-class=0xb8"
                        + "&hop-limit=9&multicast-hop-limit=0&multicast-loop=false&dont-fragment=true&broadcast=true"
                        + "&reuse-port=true&bind=[fd00::2]:4000"));
        assertEquals(
                HostnameDatagramEndpoint.of("a.test", 53)
                        .only(StandardProtocolFamily.INET6)
                        .withDeadline(Duration.ofSeconds(2))
                        .withResolver("jdk"),
                DatagramEndpoint.of("udp://a.test:53?only=6&timeout=2s&resolver=jdk"));
        assertEquals(
                MulticastEndpoint.of("ff35::1", 9000)
                        .withInterface("eth0")
                        .withSources(List.of("fd00::2", "fd00::3"))
                        .withBind(local("fd00::4", 0)),
                DatagramEndpoint.of("udp://[ff35::1]:9000?interface=eth0&source=[fd00::2],fd00::3&bind=[fd00::4]"));
    }

    @Test
    void facts_may_be_all_or_none() {
        assertEquals(
                DatagramOptions.DEFAULT.withFacts(Set.of(DatagramFact.values())),
                ((UdpEndpoint) DatagramEndpoint.of("udp://[::1]:1?facts=all")).options());
        assertEquals(
                Set.of(),
                ((UdpEndpoint) DatagramEndpoint.of("udp://[::1]:1?facts=none"))
                        .options()
                        .facts());
    }

    @Test
    void a_small_queue_takes_its_watermarks_along() {
        DatagramOptions options = ((UdpEndpoint) DatagramEndpoint.of("udp://[::1]:1?queue-limit=1000")).options();

        assertEquals(1000, options.queueLimit());
        assertEquals(1000, options.highWatermark());
        assertEquals(500, options.lowWatermark());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp://[::1]:9000",
                "udp://127.0.0.1:0",
                "udp://[fe80::1%eth0]:9000?hop-limit=1",
                "udp://[::]:9000?v6only=true&reuse-port=true&facts=none",
                "udp://*:9000?receive-limit=1500&drop=oldest&queue-limit=1000",
                "udp://*:0?facts=destination,hop-limit,traffic-class,flow-label",
                "udp://[fd00::1]:9000?flow-label=auto:process&bind=[fd00::2]:7",
                "udp://255.255.255.255:67?broadcast=true&device=eth0.7",
                "udp://example.test:53",
                "udp://example.test:53?only=4&timeout=2s&resolver=dnsjava?server=[fd00::53]%26attempts=2",
                "udp://example.test:53?bind=192.0.2.7&traffic-class=8",
                "udp://[ff02::1234%eth0]:9000",
                "udp://[ff35::1]:9000?interface=2&source=[fd00::2],[fd00::3]",
                "udp://239.1.2.3:9000?interface=eth0&source=192.0.2.7&multicast-hop-limit=4&multicast-loop=false",
                "udp://232.1.2.3:9000?bind=192.0.2.7:4000&dont-fragment=true&freebind=true"
            })
    void a_uri_is_written_as_it_is_read(String uri) {
        DatagramEndpoint endpoint = DatagramEndpoint.of(uri);

        DatagramEndpoint again = DatagramEndpoint.of(endpoint.toString());

        assertEquals(endpoint, again);
        assertEquals(endpoint.hashCode(), again.hashCode());
        assertEquals(
                List.of(uri.split("[?&]")).stream().sorted().toList(),
                List.of(endpoint.toString().split("[?&]")).stream().sorted().toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://[::1] | 11 | no port | as in",
                "udp://[::1:80 | 13 | bracket | [2001:db8::1]:80",
                "udp:[::1]:80 | 4 | // | udp://[::1]:9000",
                "udp://[::1]:80/path | 15 | path | udp://[::1]:9000?receive-limit=1500",
                "udp://a.test:0 | 13 | port 0 | 1 to 65535",
                "udp://[::1]:80?facts=hops | 21 | unknown facts | hop-limit, traffic-class",
                "udp://[::1]:80?facts=hop-limit,all | 31 | unknown facts | destination",
                "udp://[::1]:80?facts= | 21 | unknown facts | destination",
                "udp://[::1]:80?receive-limit=0 | 29 | out of range | 1 to 65535",
                "udp://[::1]:80?receive-limit=65536 | 29 | out of range | 1 to 65535",
                "udp://[::1]:80?queue-limit=much | 27 | no number of bytes | digits",
                "udp://[::1]:80?drop=random | 20 | unknown drop | newest, oldest",
                "udp://[::1]:80?broadcast=yes | 25 | true nor false | broadcast=true",
                "udp://[::1]:80?multicast-hop-limit=256 | 35 | out of range | 0 to 255",
                "udp://[::1]:80?timeot=2s | 15 | unknown option \"timeot\" | receive-limit",
                "udp://[::1]:80?facts=none&facts=all | 26 | a second time | once",
                "udp://[::1]:80?facts | 15 | name=value | receive-limit=1500",
                "udp://[::1]:80?source=[fd00::2] | 15 | which is not for a single address | bind",
                "udp://[::1]:80?resolver=jdk | 15 | which is not for a single address | bind",
                "udp://*:80?bind=[::1] | 11 | which is not for a port on every interface | receive-limit",
                "udp://*:80?flow-label=auto | 11 | which is not for a port on every interface | receive-limit",
                "udp://a.test:80?interface=eth0 | 16 | which is not for a host name | resolver",
                "udp://a.test:80?only=5 | 21 | unknown only | 6, 4",
                "udp://[ff05::1]:80?flow-label=auto | 19 | which is not for a multicast group | source",
                "udp://[ff05::1%eth0]:80?interface=eth0 | 24 | for a group with a zone | give one of them",
                "udp://[ff05::1]:80?interface=a/b | 29 | no name of a network interface | interface=eth0",
                "udp://[ff05::1]:80?source=192.0.2.7 | 26 | as a source | source=[fd00::2]",
                "udp://[ff05::1]:80?source=fd00::2,ff02::1 | 34 | as a source | unicast address",
                "udp://239.1.2.3:80?source=[fd00::2 | 26 | [fd00::2 | brackets",
                "udp://[::1]:80?idle-timeout=60s | 15 | unknown option | facts, receive-limit, queue-limit, drop"
            })
    void a_wrong_uri_says_what_where_and_what_to_write(String uri, int position, String fact, String advice) {
        AddressSyntaxException failure = assertThrows(AddressSyntaxException.class, () -> DatagramEndpoint.of(uri));

        assertEquals(position, failure.position(), failure.caretLines());
        assertTrue(words(failure).contains(fact), words(failure));
        assertTrue(words(failure).contains(advice), words(failure));
        assertEquals(uri, failure.text());
    }

    @Test
    void another_scheme_has_no_datagrams_and_says_so() {
        IllegalArgumentException tcp =
                assertThrows(IllegalArgumentException.class, () -> DatagramEndpoint.of("tcp://[::1]:9000"));

        assertTrue(words(tcp).contains("udp://[::1]:9000"), words(tcp));
    }

    @Test
    void local_addresses_in_two_zones_are_two_endpoints() {
        List<Zone> zones = Zones.ofHost().all();
        assumeTrue(zones.size() > 1, "this host has one interface only");
        String uri = "udp://[fe80::1%lo]:80?bind=[fe80::2%";

        DatagramEndpoint one = DatagramEndpoint.of(uri + zones.get(0).name() + "]");
        DatagramEndpoint other = DatagramEndpoint.of(uri + zones.get(1).name() + "]");

        assertNotEquals(one, other);
        assertEquals(one, DatagramEndpoint.of(one.toString()));
    }

    @Test
    void an_unknown_zone_to_bind_to_is_this_hosts_word() {
        assertThrows(
                UnknownZoneException.class, () -> DatagramEndpoint.of("udp://[fe80::1%lo]:80?bind=[fe80::2%nosuch9]"));
    }

    @ParameterizedTest
    @CsvSource({
        "hop-limit=7, hop-limit-send",
        "dont-fragment=true, dont-fragment",
        "freebind=true, freebind",
        "device=lo, bind-to-device",
        "flow-label=auto, flow-label",
        "reuse-port=true, reuse-port",
        "v6only=true, v6only",
        "multicast-loop=false, multicast",
        "traffic-class=8, tclass-send"
    })
    void an_option_that_the_transport_lacks_is_refused_at_the_call_by_the_name_of_the_capability(
            String option, String capability) {
        DatagramEndpoint endpoint = DatagramEndpoint.of("udp://[::1]:80?" + option);
        ScriptedReactor reactor = new ScriptedReactor().withCapabilities(Capability.UDP);

        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class, () -> endpoint.connect(reactor, () -> (port, datagram) -> {}));

        assertTrue(
                words(refused).contains("needs capability " + capability + ", which scripted lacks"), words(refused));
        assertTrue(words(refused).startsWith("option " + option.substring(0, option.indexOf('='))), words(refused));
    }
}
