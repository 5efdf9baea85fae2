package org.hextet.tck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Declared;
import org.hextet.tck.Outcome;
import org.hextet.tck.checks.OnPurpose;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.rig.Aftermath;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunnerTest {

    private final Catalogue catalogue = Catalogue.of(OnPurpose.AREAS);

    @AfterEach
    void clean_up() throws Exception {
        System.clearProperty(Patience.PROPERTY);
        OnPurpose.cleanUp();
    }

    private CheckResult run(String id) {
        return new Execution(Optional.empty()).run(catalogue.entry(id), Subject.of(Transport.of(new Declared())));
    }

    /** Guards of a second or two, for checks that hang on purpose. */
    private CheckResult runImpatiently(String id) {
        System.setProperty(Patience.PROPERTY, "0.02");
        return run(id);
    }

    @Test
    void a_check_that_sees_what_it_should_passes() {
        CheckResult result = run("TST-001");

        assertEquals(Outcome.PASS, result.outcome(), result.report());
        assertEquals("TST-001\ton-purpose\tMUST\tdeclared\t-\tPASS\t", result.toTsv());
    }

    @Test
    void a_failure_says_rule_source_expected_seen_why_where_and_how_to_run_it_alone() {
        CheckResult result = run("TST-002");

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals("the accepted peer is ::1, expected ::2", result.detail());
        assertTrue(result.report().startsWith("""
                                TST-002 MUST FAIL on declared: the accepted peer is ::1, expected ::2
                                  rule     the peer has its zone
                                  seen     the accepted peer is ::1, expected ::2
                                  source   RFC 4007, section 6
                                  because  a test of the runner wants it so
                                  look at  at the runner
                                  thrown
                                      at org.hextet.tck"""), result.report());
    }

    @Test
    void a_row_whose_capability_is_absent_is_unsupported_with_the_reason() {
        CheckResult result = new Execution(Optional.empty())
                .run(catalogue.entry("TST-003"), Subject.of(Transport.of(new Declared("v6only"))));

        assertEquals(Outcome.UNSUPPORTED, result.outcome());
        assertEquals("no v6only: left out by this test", result.detail());
    }

    @Test
    void a_row_about_an_absent_capability_is_unsupported_where_it_is_present() {
        CheckResult result = run("TST-004");

        assertEquals(Outcome.UNSUPPORTED, result.outcome());
        assertEquals("only where tcp is absent", result.detail());
    }

    @Test
    void a_row_that_this_host_cannot_run_says_what_it_lacks() {
        CheckResult result = run("TST-005");

        assertEquals(Outcome.NOT_RUN, result.outcome());
        assertEquals("no third loopback", result.detail());
    }

    @Test
    void a_check_that_hangs_fails_when_its_guard_ends_and_shows_where_it_hangs() {
        CheckResult result = runImpatiently("TST-006");

        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(result.detail().matches(".*hung for [\\d.]+ s in .*"), result.detail());
        assertTrue(result.detail().contains("OnPurpose.what_hangs("), result.detail());
        assertTrue(result.report().contains("thread \"tck TST-006\""), result.report());
        assertTrue(result.report().contains("thread \"hextet-nio"), result.report());
    }

    @Test
    void a_check_whose_closing_hangs_fails() {
        CheckResult result = runImpatiently("TST-007");

        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(
                result.detail().startsWith("the check passed, and then closing what it opened hung"), result.detail());
    }

    @Test
    void a_thread_that_is_left_behind_fails_the_check() {
        CheckResult result = runImpatiently("TST-008");

        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(result.detail().contains("left behind at rest: thread \"left on purpose\""), result.detail());
    }

    @Test
    void a_descriptor_that_is_left_behind_fails_the_check() {
        CheckResult result = runImpatiently("TST-009");

        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(result.detail().contains("left behind at rest: descriptor /proc/"), result.detail());
    }

    @Test
    void what_only_the_first_run_leaves_is_no_leak() {
        CheckResult result = runImpatiently("TST-010");

        assertEquals(Outcome.PASS, result.outcome(), result.report());
        assertEquals(2, OnPurpose.RUNS.get());
    }

    @Test
    void what_a_check_sees_on_the_reactors_thread_is_not_lost() {
        CheckResult result = run("TST-011");

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals("seen on the loop", result.detail());
    }

    @Test
    void what_a_check_throws_is_a_failure_with_its_causes() {
        CheckResult result = run("TST-012");

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals("the check threw IllegalStateException (\"thrown on purpose\")", result.detail());
        assertTrue(result.report().contains("caused by IllegalArgumentException (\"its cause\")"), result.report());
    }

    @Test
    void a_jvm_that_dies_fails_the_row_it_was_on_and_another_runs_the_rest() {
        try (ChildSite site = ChildSite.open(Environment.FDLIMIT, OnPurposeMain.class)) {
            CheckResult before =
                    site.run(catalogue.entry("TST-014"), Subject.HOUSE, 1).result();
            CheckResult killer =
                    site.run(catalogue.entry("TST-013"), Subject.HOUSE, 1).result();
            CheckResult after =
                    site.run(catalogue.entry("TST-014"), Subject.HOUSE, 1).result();

            assertEquals(Outcome.PASS, before.outcome(), before.detail() + before.report());
            assertEquals(Outcome.FAIL, killer.outcome());
            assertEquals("the JVM in fdlimit ended (exit 7) while it ran this check", killer.detail());
            assertEquals(Outcome.PASS, after.outcome(), after.detail() + after.report());
        }
    }

    @Test
    void a_process_at_its_descriptor_limit_still_runs_its_checks() {
        try (ChildSite site = ChildSite.open(Environment.FDLIMIT, OnPurposeMain.class)) {
            CheckResult result = site.run(catalogue.entry("TST-017"), Subject.of(Transport.named("nio")), 1)
                    .result();

            assertEquals(Outcome.PASS, result.outcome(), result.detail() + result.report());
        }
    }

    @Test
    void a_transport_given_as_an_object_is_not_looked_for_in_a_child_jvm() {
        try (Sites sites = Sites.real()) {
            CheckResult result = sites.run(catalogue.entry("TST-015"), Subject.of(Transport.of(new Declared())));

            assertEquals(Outcome.NOT_RUN, result.outcome(), result.report());
            assertTrue(result.detail().startsWith("in nov6: "), result.detail());
            assertTrue(result.detail().contains("register declared"), result.detail());
        }
    }

    @Test
    void of_several_environments_the_worst_outcome_counts() {
        CheckResult pass = Results.of(catalogue.entry("TST-015").row(), Subject.HOUSE, Outcome.PASS, "");
        CheckResult open = Results.notRun(catalogue.entry("TST-015").row(), Subject.HOUSE, "no IPv6 loopback");
        CheckResult fail = Results.failed(catalogue.entry("TST-015").row(), Subject.HOUSE, "it is wrong", List.of());
        List<Environment> three = List.of(Environment.LAB, Environment.NOV6, Environment.REJECT);

        assertEquals(
                Outcome.PASS, Results.worst(three, List.of(pass, pass, pass)).outcome());
        assertEquals(
                "in nov6: no IPv6 loopback",
                Results.worst(three, List.of(pass, open, pass)).detail());
        assertEquals(
                "in reject: it is wrong",
                Results.worst(three, List.of(pass, open, fail)).detail());
    }

    @Test
    void a_failure_tells_family_addresses_sockets_and_what_was_printed() {
        CheckResult result = run("TST-018");

        String report = result.report();
        assertEquals(Outcome.FAIL, result.outcome());
        assertTrue(report.contains("\n  family   IPv4\n  used     listening on 127.0.0.1:0\n"), report);
        assertTrue(report.matches("(?s).*\n  sockets  TCP over IPv4 127\\.0\\.0\\.1:\\d+ listening\n.*"), report);
        assertTrue(result.log().contains("printed on purpose"), result.log());
        assertTrue(result.toText().contains("\n  log\n      "), result.toText());
        assertTrue(!result.took().isZero(), "it takes time");
    }

    @Test
    void what_a_check_leaves_behind_fails_no_other() {
        CheckResult hung = runImpatiently("TST-006");
        CheckResult leaking = runImpatiently("TST-008");
        CheckResult next = run("TST-001");

        assertEquals(Outcome.FAIL, hung.outcome());
        assertEquals(Outcome.FAIL, leaking.outcome());
        assertEquals(Outcome.PASS, next.outcome(), next.report());
    }

    @Test
    void a_jvm_that_crashes_is_told_with_its_last_words() {
        try (ChildSite site = ChildSite.open(Environment.LOOPBACK, OnPurposeMain.class)) {
            CheckResult result =
                    site.run(catalogue.entry("TST-019"), Subject.HOUSE, 1).result();

            assertEquals("the JVM ended (exit 134) while it ran this check", result.detail());
            assertTrue(result.log().contains("# crashed on purpose"), result.log());
        }
    }

    @Test
    void what_a_failing_check_leaves_in_a_child_ends_with_the_child() {
        try (ChildSite site = ChildSite.open(Environment.LOOPBACK, OnPurposeMain.class)) {
            CheckResult clean =
                    site.run(catalogue.entry("TST-020"), Subject.HOUSE, 1).result();
            CheckResult leaving =
                    site.run(catalogue.entry("TST-021"), Subject.HOUSE, 1).result();
            CheckResult next =
                    site.run(catalogue.entry("TST-020"), Subject.HOUSE, 1).result();

            assertEquals(clean.detail(), leaving.detail());
            assertTrue(leaving.report().contains("left     thread \"left on purpose\""), leaving.report());
            assertNotEquals(clean.detail(), next.detail());
        }
    }

    @Test
    void results_survive_the_way_from_the_child() {
        Row row = catalogue.entry("TST-002").row();
        CheckResult result = Results.failed(row, Subject.HOUSE, "a\ttab, a \\ and a\nline", List.of("more\r\nlines"));
        CheckResult inSomeTime = Results.withTook(result, Duration.ofNanos(1_234_567_891));
        Ran failed = new Ran(Results.withLog(inSomeTime, "said\ttwo\nlines"), Aftermath.LEFTOVERS);

        Ran back = EnvironmentLine.ran(EnvironmentLine.answer(failed), row, Subject.HOUSE);

        assertEquals(failed, back);
    }
}
