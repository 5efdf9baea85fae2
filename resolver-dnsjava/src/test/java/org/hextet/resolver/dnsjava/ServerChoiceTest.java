package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hextet.api.NameResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Which server is asked, and which next. */
class ServerChoiceTest extends ScriptedLookups {

    @Test
    void a_silent_server_is_followed_by_the_next_and_asked_last_from_then_on() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("127.0.0.1"));
        server.silent("host.test A").silent("other.test A");
        second.with("host.test A", "host.test. 60 A 192.0.2.1").with("other.test A", "other.test. 60 A 192.0.2.2");
        NameResolver resolver = resolver(server.address() + "," + second.address(), new String[] {"timeout=1s"});

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.2 60", lookup(resolver, "other.test", IPV4).next());

        assertEquals(List.of("host.test a"), server.asked());
        assertEquals(List.of("host.test a", "other.test a"), second.asked());
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP})
    void a_server_that_refuses_is_followed_by_the_next(int rcode) throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.on("host.test A", one -> one.rcode(rcode));
        second.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
    }

    @Test
    void a_lame_server_is_followed_by_the_next() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.on("host.test A", one -> {
            Message referral = one.response(Rcode.NOERROR);
            referral.addRecord(ScriptedServer.record("test. 60 NS ns.test."), Section.AUTHORITY);
            one.reply(referral);
        });
        second.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
    }

    @Test
    void no_such_name_is_final() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));

        assertEquals(
                "INET no-such-name",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
        assertEquals(List.of(), second.asked());
    }

    @Test
    void a_port_where_nobody_listens_is_known_at_once() throws Exception {
        String gone;
        try (ScriptedServer soon = new ScriptedServer("::1")) {
            gone = soon.address();
        }
        server.with("host.test A", "host.test. 60 A 192.0.2.1");

        // The timeout is longer than the guard of the test.
        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(gone + "," + server.address(), new String[] {"timeout=60s"}), "host.test", IPV4)
                        .next());
    }

    @Test
    void silent_servers_are_asked_as_often_as_attempts_say() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.silent("host.test A");
        second.silent("host.test A");

        RecordedAnswers answers = lookup(
                resolver(server.address() + "," + second.address(), new String[] {"timeout=50ms", "attempts=3"}),
                "host.test",
                IPV4);

        assertEquals("INET timeout", answers.next());
        assertEquals(3, server.asked().size());
        assertEquals(3, second.asked().size());
    }

    @Test
    void rotation_begins_with_another_server_each_time() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        NameResolver resolver =
                resolver(server.address() + "," + second.address(), new String[] {"rotate=on", "cache=0"});

        for (int i = 0; i < 4; i++) {
            lookup(resolver, "host.test", IPV4).next();
        }

        assertEquals(2, server.asked().size());
        assertEquals(2, second.asked().size());
    }

    @Test
    void a_server_that_cannot_be_used_is_skipped_and_the_reason_told() throws Exception {
        server.on("host.test A", one -> one.rcode(Rcode.REFUSED));

        RecordedAnswers answers =
                lookup(resolver("[fe80::1%nosuch0]," + server.address(), new String[0]), "host.test", IPV4);

        assertEquals("INET temporary", answers.next());
        assertTrue(answers.message().contains("skipped: ") && answers.message().contains("nosuch0"), answers::message);
    }

    @Test
    void servers_and_search_list_come_from_the_file_and_follow_it() throws Exception {
        Path file = folder.resolve("resolv.conf");
        Files.writeString(file, "nameserver ns.example\n");

        try (NameResolver resolver = NameResolver.open("dnsjava?hosts=" + NO_FILE + "&resolv-conf=" + file)) {
            RecordedAnswers answers = lookup(resolver, "host.test", IPV4);
            assertEquals("INET temporary", answers.next());
            assertTrue(answers.message().contains("no name server can be used"), answers::message);
        }
    }
}
