package org.hextet.endpoints.resolvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.endpoints.scripted.LookupWords;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StaticNamesTest {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final LookupWords answers = new LookupWords();
    private final StaticNames names = StaticNames.parse(List.of(
            "example.test=2001:db8::1,192.0.2.1",
            "Only4.Test.=192.0.2.4",
            "*.wild.test=192.0.2.7",
            "*.deep.wild.test=192.0.2.8",
            "exact.wild.test=192.0.2.9",
            "example.test=2001:db8::2",
            "bücher.test=192.0.2.11"));

    private List<String> lookUp(NameResolver resolver, String name) {
        LookupWords heard = new LookupWords();
        resolver.lookup(reactor, name, BOTH, SECOND, heard);
        assertEquals(List.of(), heard.heard(), "inside the call");
        reactor.turn();
        return heard.heard();
    }

    @ParameterizedTest
    @CsvSource({
        "example.test, INET6=2001:db8::1;2001:db8::2, INET=192.0.2.1",
        "EXAMPLE.test., INET6=2001:db8::1;2001:db8::2, INET=192.0.2.1",
        "only4.test, INET6=no-data, INET=192.0.2.4",
        "a.wild.test, INET6=no-data, INET=192.0.2.7",
        "b.a.wild.test, INET6=no-data, INET=192.0.2.7",
        "b.deep.wild.test, INET6=no-data, INET=192.0.2.8",
        "exact.wild.test, INET6=no-data, INET=192.0.2.9",
        "wild.test, INET6=no-such-name, INET=no-such-name",
        "other.test, INET6=no-such-name, INET=no-such-name",
        "xn--bcher-kva.test, INET6=no-data, INET=192.0.2.11",
        "localhost, INET6=::1, INET=127.0.0.1",
        "a.localhost., INET6=::1, INET=127.0.0.1",
        "2001:db8::9, INET6=2001:db8::9, INET=no-data",
        "192.0.2.99, INET6=no-data, INET=192.0.2.99"
    })
    void it_answers_what_it_was_told(String name, String six, String four) {
        assertEquals(List.of(six.replace(';', ','), four), lookUp(names, name));
    }

    @Test
    void an_asterisk_is_every_name_that_is_not_known_better() {
        StaticNames all = StaticNames.parse(List.of("*=192.0.2.1", "a.test=192.0.2.2"));
        assertEquals(List.of("INET6=no-data", "INET=192.0.2.1"), lookUp(all, "anything.example"));
        assertEquals(List.of("INET6=no-data", "INET=192.0.2.2"), lookUp(all, "a.test"));
        assertEquals(List.of("INET6=::1", "INET=127.0.0.1"), lookUp(all, "localhost"));
    }

    @Test
    void others_are_asked_for_other_names_and_for_these_never() {
        ScriptedResolver others = new ScriptedResolver().aaaa(0, "2001:db8::77").a(0);
        StaticNames both = names.otherwise(others);

        assertEquals(List.of("INET6=no-data", "INET=192.0.2.4"), lookUp(both, "only4.test"));
        assertEquals(List.of(), others.log());
        assertTrue(lookUp(both, "other.test").contains("INET6=2001:db8::77"));
        both.close();
        assertFalse(others.log().contains("close"), others.log().toString());
    }

    @Test
    void what_is_pinned_has_no_records_of_other_types() {
        ScriptedResolver others = new ScriptedResolver();
        StaticNames both = names.otherwise(others);
        assertThrows(UnsupportedOperationException.class, () -> names.records(reactor, "other.test", "TXT", SECOND));
        var none = both.records(reactor, "example.test", "HTTPS", SECOND);
        assertThrows(UnknownHostException.class, none::await);
        assertEquals(List.of(), others.log());
        both.records(reactor, "_sip._tcp.other.test", "SRV", SECOND);
        assertEquals(List.of("ask SRV _sip._tcp.other.test"), others.log());
    }

    @Test
    void a_cancelled_lookup_tells_nothing_and_a_closed_resolver_that_it_is() {
        Lookup lookup = names.lookup(reactor, "example.test", BOTH, SECOND, answers);
        assertTrue(lookup.cancel());
        assertFalse(lookup.cancel());
        reactor.turn();
        assertEquals(List.of(), answers.heard());

        names.lookup(reactor, "example.test", BOTH, SECOND, answers);
        names.close();
        reactor.turn();
        assertEquals(List.of("INET6=cancelled", "INET=cancelled"), answers.heard());
        assertThrows(IllegalStateException.class, () -> names.lookup(reactor, "example.test", BOTH, SECOND, answers));
    }

    @ParameterizedTest
    @CsvSource({
        "a.test, 6",
        "a.test=, 7",
        "a.test=192.0.2, 14",
        "'a.test=192.0.2.1,', 17",
        "a..test=::1, 2",
        "*.=::1, 2",
        "::1=::1, 0"
    })
    void a_wrong_text_says_where(String text, int position) {
        AddressSyntaxException wrong =
                assertThrows(AddressSyntaxException.class, () -> StaticNames.parse(List.of(text)));
        assertEquals(position, wrong.position(), wrong.getMessage());
    }

    @Test
    void mistakes_are_thrown_at_the_call() {
        assertThrows(IllegalArgumentException.class, () -> names.with("a.test", List.of()));
        assertThrows(IllegalArgumentException.class, () -> names.lookup(reactor, "a..b", BOTH, SECOND, answers));
        assertThrows(IllegalArgumentException.class, () -> names.lookup(reactor, "*", BOTH, SECOND, answers));
        assertThrows(IllegalArgumentException.class, () -> names.lookup(reactor, "a.test", Set.of(), SECOND, answers));
        assertThrows(
                IllegalArgumentException.class, () -> names.lookup(reactor, "a.test", BOTH, Duration.ZERO, answers));
    }
}
