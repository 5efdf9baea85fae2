package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.junit.jupiter.api.Test;

class RecordsTest extends ScriptedLookups {

    @Test
    void records_of_services_come_typed_and_in_order() throws Exception {
        server.with(
                        "_sip._tcp.test SRV",
                        "_sip._tcp.test. 60 SRV 20 0 5060 late.test.",
                        "_sip._tcp.test. 50 SRV 10 5 5061 soon.test.")
                .with(
                        "web.test HTTPS",
                        "web.test. 60 HTTPS 2 . alpn=h3,h2 port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1",
                        "web.test. 60 HTTPS 1 other.test. no-default-alpn alpn=h2 mandatory=alpn");
        NameResolver resolver = resolver();

        List<DnsRecord> services =
                resolver.records(reactor, "_sip._tcp.test", "srv", LONG).await();
        assertEquals(
                new DnsRecord(
                        "_sip._tcp.test",
                        "SRV",
                        50,
                        "10 5 5061 soon.test.",
                        new DnsRecord.Service(10, 5, 5061, "soon.test")),
                services.get(0));
        assertEquals(2, services.size());
        List<DnsRecord> bindings =
                resolver.records(reactor, "web.test", "HTTPS", LONG).await();
        DnsRecord.Binding first =
                assertInstanceOf(DnsRecord.Binding.class, bindings.get(0).content());
        assertEquals("other.test", first.target());
        assertFalse(first.hasDefaultAlpn());
        assertEquals(List.of("alpn"), first.mandatory());
        DnsRecord.Binding second =
                assertInstanceOf(DnsRecord.Binding.class, bindings.get(1).content());
        assertEquals(List.of("h3", "h2"), second.alpn());
        assertEquals(8443, second.port().orElseThrow());
        assertEquals(
                List.of("/2001:db8:0:0:0:0:0:1", "/192.0.2.1"),
                second.hints().stream().map(InetAddress::toString).toList());
        assertEquals(".", second.target());
    }

    @Test
    void names_of_an_address_and_other_types_come_as_text() throws Exception {
        server.with("1.2.0.192.in-addr.arpa PTR", "1.2.0.192.in-addr.arpa. 60 PTR host.test.")
                .with("host.test TXT", "host.test. 60 TXT \"a b\" c")
                .with("host.test MX", "host.test. 60 MX 20 b.test.", "host.test. 60 MX 10 a.test.")
                .with("host.test TYPE65534", "host.test. 60 TYPE65534 \\# 2 abcd");
        NameResolver resolver = resolver();

        assertEquals(
                new DnsRecord.Target("host.test"),
                resolver.records(reactor, "192.0.2.1", "PTR", LONG)
                        .await()
                        .get(0)
                        .content());
        assertEquals(
                new DnsRecord.Text(List.of("a b", "c")),
                resolver.records(reactor, "host.test", "TXT", LONG)
                        .await()
                        .get(0)
                        .content());
        assertEquals(
                new DnsRecord.MailServer(10, "a.test"),
                resolver.records(reactor, "host.test", "MX", LONG)
                        .await()
                        .get(0)
                        .content());
        DnsRecord foreign = resolver.records(reactor, "host.test", "TYPE65534", LONG)
                .await()
                .get(0);
        assertEquals("TYPE65534 \\# 2 ABCD", foreign.type() + " " + foreign.data());
        UnknownHostException none = assertThrows(
                UnknownHostException.class,
                () -> resolver.records(reactor, "nx.test", "TXT", LONG).await());
        assertTrue(String.valueOf(none.getMessage()).contains("nx.test. TXT"), none::getMessage);
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "host.test", "ANY", LONG));
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "host.test", "NOSUCH", LONG));
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "192.0.2.1", "A", LONG));
    }

    @Test
    void a_cancelled_lookup_of_records_leaves_nothing() throws Exception {
        server.silent("host.test TXT");
        Pending<List<DnsRecord>> records = resolver().records(reactor, "host.test", "TXT", LONG);

        assertTrue(records.cancel());

        assertThrows(java.util.concurrent.CancellationException.class, records::await);
    }
}
