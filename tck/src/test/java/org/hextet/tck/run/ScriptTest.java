package org.hextet.tck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;
import org.junit.jupiter.api.Test;

/** Who runs the rows of a script, and where. */
class ScriptTest {

    private static final List<String> BY_ANY_WAY = List.of("RES-004", "RES-005", "RES-006", "RES-009", "RES-014");

    private final Catalogue catalogue = Catalogue.of(Areas.all());

    private CheckResult run(String id, Resolver resolver) {
        return new Execution(Optional.empty()).run(catalogue.entry(id), Subject.of(Transport.named("nio"), resolver));
    }

    @Test
    void a_resolver_with_a_harness_is_asked_by_its_own_way() {
        Resolver carried = new CarriedResolver(false).underTest();

        assertTrue(Subject.of(Transport.named("nio"), carried).takesScript());
        for (String id : BY_ANY_WAY) {
            CheckResult result = run(id, carried);
            assertEquals(Outcome.PASS, result.outcome(), result.report());
        }
    }

    @Test
    void what_it_asks_too_much_is_seen() {
        CheckResult result = run("RES-004", new CarriedResolver(true).underTest());

        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(
                result.detail().startsWith("the types asked where INET was wanted is [A")
                        || result.detail().startsWith("the types asked where INET was wanted is [AAAA"),
                result.detail());
    }

    @Test
    void a_resolver_without_harness_and_options_is_not_run_here() {
        Resolver jdk = Resolver.named("jdk");

        assertFalse(Subject.of(Transport.named("nio"), jdk).takesScript());
        CheckResult result = run("RES-009", jdk);
        assertEquals(Outcome.NOT_RUN, result.outcome(), result.report());
        assertTrue(result.detail().contains("no harness"), result.detail());
    }

    @Test
    void a_resolver_that_can_be_told_its_servers_needs_no_harness() {
        Resolver dnsjava = Resolver.named("dnsjava");

        assertTrue(Subject.of(Transport.named("nio"), dnsjava).takesScript());
        assertEquals("dnsjava", dnsjava.text().toString());
    }

    @Test
    void what_a_servers_behaviour_throws_fails_the_check() {
        DnsScript script = new DnsScript(1);
        script.ask(0, new byte[] {1, 2, 3}, DnsQuestion.Transport.UDP, Optional.empty(), answer -> {});

        assertTrue(String.valueOf(script.problem().orElseThrow().getMessage()).contains("cannot be read"));
    }
}
