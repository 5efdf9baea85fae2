package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.PrefixTable;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which table sorts, how much is sorted, and what a resolver may do without harm. */
final class AddressPolicyTest {

    private static final String IPV4_FIRST = "precedence ::ffff:0:0/96 100\n";

    private final ScriptedReactor reactor = new ScriptedReactor().answersAtOnce();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final List<Timeline> told = new ArrayList<>();
    private final HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withPolicy(ConnectPolicy.serial().ordered(all -> all))
            .withTimelineListener(told::add);

    @TempDir
    private Path folder;

    private static DatagramProtocol ignoringDatagrams() {
        return (port, datagram) -> {};
    }

    private static Protocol ignoring() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private List<String> placed(Timeline timeline) {
        return timeline.events().stream()
                .filter(TimelineEvent.Order.class::isInstance)
                .map(event -> AddressText.format(event.address().orElseThrow()) + " "
                        + event.detail().orElse(""))
                .toList();
    }

    private Timeline connected(HostnameClientEndpoint through) {
        resolver.aaaa(0, "2001:db8::1").a(0, "192.0.2.1");
        Pending<Connection> connecting = through.connect(reactor, AddressPolicyTest::ignoring);
        reactor.advance(1);
        connecting.cancel();
        reactor.turn();
        return told.get(told.size() - 1);
    }

    @Test
    void an_endpoint_has_a_table_of_its_own_and_the_reason_stays_in_the_timeline() {
        DestinationOrder order = DestinationOrder.standard().withTable(PrefixTable.parseGaiConf(IPV4_FIRST));

        assertEquals(
                List.of(
                        "192.0.2.1 rule 6: higher precedence (100 against 40)",
                        "2001:db8::1 rule 6: lower precedence (40 against 100)"),
                placed(connected(endpoint.withOrder(order))));
    }

    @Test
    void a_table_of_the_users_own_says_which_family_is_first() {
        DestinationOrder order = DestinationOrder.standard().withTable(PrefixTable.parseGaiConf(IPV4_FIRST));

        connected(endpoint.withOrder(order));

        assertEquals("connect 192.0.2.1 @0", reactor.log().get(0));
    }

    @Test
    void a_uri_names_the_file_of_a_table() throws Exception {
        Path file = Files.writeString(folder.resolve("gai.conf"), IPV4_FIRST);
        String uri = "tcp://example.test:443?address-policy=" + file;
        HostnameClientEndpoint parsed = HostnameClientEndpoint.parse(uri);

        assertEquals(uri, parsed.toString());
        assertEquals(parsed, ClientEndpoint.of(uri));
        Timeline timeline = connected(parsed.withResolver(resolver).withTimelineListener(told::add));
        assertTrue(placed(timeline).get(0).startsWith("192.0.2.1 "), timeline.toString());
        String udp = "udp://example.test:53?address-policy=" + file;
        assertEquals(udp, DatagramEndpoint.of(udp).toString());
    }

    @Test
    void a_file_that_cannot_be_used_fails_the_connect_and_says_what_is_wrong_where() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "label ::/0 1\nprecedence x 3\n");
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertTrue(refusal(folder.resolve("none")).endsWith("none: there is no such file"));
        assertTrue(refusal(wrong).contains("line 2"), refusal(wrong));
        assertTrue(refusal(large).contains("longer than 1 MiB"), refusal(large));
        assertTrue(refusal(binary).contains("no text in UTF-8"), refusal(binary));
        Files.writeString(wrong, IPV4_FIRST, StandardCharsets.UTF_8);
        assertTrue(placed(connected(endpoint.withAddressPolicy(wrong.toString())))
                .get(0)
                .startsWith("192.0.2.1"));
    }

    private String refusal(Path file) {
        Pending<Connection> connecting =
                endpoint.withAddressPolicy(file.toString()).connect(reactor, AddressPolicyTest::ignoring);
        reactor.turn();
        IOException failure = assertThrows(IOException.class, connecting::await);
        return words(failure);
    }

    @Test
    void datagrams_go_by_the_table_too() {
        resolver.aaaa(0, "2001:db8::1").a(0, "192.0.2.1");
        HostnameDatagramEndpoint.of("example.test", 53)
                .withResolver(resolver)
                .withOrder(DestinationOrder.standard().withTable(PrefixTable.parseGaiConf(IPV4_FIRST)))
                .connect(reactor, AddressPolicyTest::ignoringDatagrams);
        reactor.advance(100);

        assertTrue(
                reactor.datagramPorts().get(0).remoteAddress().toString().contains("192.0.2.1"),
                () -> reactor.log().toString());
    }

    // ---- very many addresses

    @Test
    void of_ten_thousand_addresses_the_first_of_each_family_are_sorted_and_none_is_lost() {
        String[] six = Stream.iterate(1, i -> i + 1)
                .limit(9_000)
                .map(i -> "2001:db8::" + Integer.toHexString(i))
                .toArray(String[]::new);
        String[] four = Stream.iterate(0, i -> i + 1)
                .limit(1_000)
                .map(i -> "192.0." + i / 250 + "." + (1 + i % 250))
                .toArray(String[]::new);
        resolver.aaaa(0, six).a(0, four);
        int[] tried = {0};
        Pending<Connection> connecting = endpoint.withPolicy(
                        ConnectPolicy.staggered().ordered(all -> {
                            tried[0] = all.size();
                            return all.subList(0, 1);
                        }))
                .connect(reactor, AddressPolicyTest::ignoring);
        reactor.advance(1);
        connecting.cancel();
        reactor.turn();

        assertEquals(10_000, tried[0]);
        List<String> placed = placed(told.get(0));
        assertEquals(10_000, placed.size());
        assertEquals(
                512, placed.stream().filter(line -> line.contains(" rule ")).count());
        assertEquals(
                "2001:db8::101 not sorted: beyond the first 256 of its family, in the order received", placed.get(512));
    }

    // ---- resolvers that break their word

    /** Does what the test says, and never answers. */
    private static NameResolver answering(Runnable instead) {
        return new ScriptedResolver.Faulty(instead);
    }

    @Test
    void a_resolver_that_never_answers_is_given_up_though_there_is_no_deadline() {
        Pending<Connection> connecting =
                endpoint.withResolver(answering(() -> {})).connect(reactor, AddressPolicyTest::ignoring);
        reactor.advance(30_999);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        NoAddressFailure failure = assertThrows(NoAddressFailure.class, connecting::await);
        assertEquals(FailureKind.TIMEOUT, failure.kind());
        assertEquals(
                "connect to example.test:443: no address; look up example.test: the resolver faulty has not answered"
                        + " within 30s, the deadline that it was given",
                words(failure));
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void datagrams_to_a_name_do_not_hang_on_its_resolver_either() {
        HostnameDatagramEndpoint datagrams =
                HostnameDatagramEndpoint.of("example.test", 53).withDeadline(Duration.ofSeconds(2));
        Pending<DatagramPort> silent =
                datagrams.withResolver(answering(() -> {})).connect(reactor, AddressPolicyTest::ignoringDatagrams);
        Pending<DatagramPort> throwing = datagrams
                .withResolver(answering(() -> {
                    throw new AssertionError("on purpose");
                }))
                .connect(reactor, AddressPolicyTest::ignoringDatagrams);
        reactor.advance(3_000);

        assertEquals(
                FailureKind.TIMEOUT, ((NetworkFailure) assertThrows(UnknownHostException.class, silent::await)).kind());
        assertTrue(words(assertThrows(UnknownHostException.class, throwing::await))
                .contains("the resolver faulty is at fault: it threw java.lang.AssertionError: on purpose"));
        assertEquals(0, reactor.openTimers());
    }
}
