package org.hextet.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.checks.OnPurpose;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.report.ReportFormat;
import org.hextet.tck.subject.Resolver;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class TckTest {

    private static Tck onPurpose(String... ids) {
        return Tck.of(
                OnPurpose.AREAS,
                Selection.everything()
                        .withProvider(new Declared("v6only"))
                        .withScopes(Set.of(Scope.TRANSPORT))
                        .withIds(Set.of(ids)));
    }

    @Test
    void a_report_has_a_line_a_row_in_the_matrixs_order() {
        List<String> progress = new ArrayList<>();

        Report report = onPurpose("TST-001", "TST-002", "TST-003", "TST-005", "TST-012")
                .run((result, done, all) -> progress.add(result.row().id() + " " + done + "/" + all));

        assertEquals("""
                TST-001\ton-purpose\tMUST\tdeclared\t-\tPASS\t
                TST-002\ton-purpose\tMUST\tdeclared\t-\tFAIL\tthe accepted peer is ::1, expected ::2
                TST-003\ton-purpose\tMUST\tdeclared\t-\tUNSUPPORTED\tno v6only: left out by this test
                TST-005\ton-purpose\tMUST\tdeclared\t-\tNOT_RUN\tno third loopback
                TST-012\ton-purpose\tSHOULD\tdeclared\t-\tFAIL\tthe check threw IllegalStateException ("thrown on purpose")
                """, report.toTsv());
        assertEquals(List.of("TST-001 1/5", "TST-002 2/5", "TST-003 3/5", "TST-005 4/5", "TST-012 5/5"), progress);
        assertEquals(1, report.mustFailures().size());
        assertEquals("1 passed, 2 failed (1 MUST), 1 unsupported, 1 not run", report.verdict());
        String table = ReportFormat.TABLE.text(report);
        assertTrue(table.contains("TST-002 MUST FAIL on declared:"), table);
        assertTrue(table.contains("declared: no third loopback"), table);
    }

    @Test
    void junit_sees_a_pass_a_failure_and_aborted_rows_with_their_reasons() {
        List<DynamicTest> tests = tests(onPurpose("TST-001", "TST-002", "TST-003", "TST-005", "TST-012"));

        assertEquals("TST-001 MUST the answer is right", tests.get(0).getDisplayName());
        run(tests.get(0));
        assertThrows(AssertionFailedError.class, () -> run(tests.get(1)));
        assertEquals("UNSUPPORTED: no v6only: left out by this test", aborted(tests.get(2)));
        assertEquals("NOT_RUN: no third loopback", aborted(tests.get(3)));
        assertTrue(
                aborted(tests.get(4)).startsWith("TST-012 SHOULD FAIL on declared"), "a SHOULD does not break a build");
    }

    private static List<DynamicTest> tests(Tck tck) {
        try (Stream<DynamicNode> nodes = tck.tests()) {
            return nodes.flatMap(node -> ((DynamicContainer) node).getChildren())
                    .map(DynamicTest.class::cast)
                    .toList();
        }
    }

    private static void run(DynamicTest test) {
        try {
            test.getExecutable().execute();
        } catch (RuntimeException | Error outcome) {
            throw outcome;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String aborted(DynamicTest test) {
        return String.valueOf(
                assertThrows(TestAbortedException.class, () -> run(test)).getMessage());
    }

    /** Does not come back from being asked what it can do, before the latch is released. */
    private static final class Silent extends Declared {

        private final CountDownLatch released;

        Silent(CountDownLatch released) {
            this.released = released;
        }

        @Override
        public String name() {
            return "silent";
        }

        @Override
        public Capabilities capabilities() {
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return super.capabilities();
        }
    }

    @Test
    void a_provider_that_hangs_when_asked_what_it_can_do_costs_its_own_rows_only() {
        CountDownLatch released = new CountDownLatch(1);
        Patience.setPart(0.01);
        try {
            Report report = Tck.of(
                            OnPurpose.AREAS,
                            Selection.everything()
                                    .withProvider(new Silent(released))
                                    .withProvider(new Declared("v6only"))
                                    .withScopes(Set.of(Scope.TRANSPORT))
                                    .withIds(Set.of("TST-001")))
                    .run((result, done, all) -> {});

            assertEquals(
                    List.of(Outcome.NOT_RUN, Outcome.PASS),
                    report.results().stream().map(CheckResult::outcome).toList());
            String why = report.results().get(0).detail();
            assertTrue(
                    why.startsWith("silent is unavailable here: broken: asking silent for its capabilities hung for "),
                    why);
            assertTrue(why.contains("TckTest$Silent.capabilities(TckTest.java:"), why);
        } finally {
            Patience.setPart(1);
            released.countDown();
        }
    }

    @Test
    void house_rows_are_none_of_a_strangers() {
        assertTrue(Tck.forTransport("nio").rows().stream().allMatch(row -> row.scope() == Scope.TRANSPORT));
        assertTrue(Tck.forResolver("jdk").rows().stream()
                .allMatch(row -> row.scope() == Scope.RESOLVER || row.scope() == Scope.RESOLVER_ON_EACH_TRANSPORT));
        assertTrue(Tck.forHouse().rows().stream().allMatch(row -> row.scope() == Scope.HOUSE));
    }

    @Test
    void an_area_is_meant_by_its_name_or_its_first_word() {
        Selection selection = Selection.everything();

        assertEquals(Set.of("tcp-listen"), areas(Tck.of(selection.withAreas(Set.of("tcp-listen")))));
        assertTrue(areas(Tck.of(selection.withAreas(Set.of("tcp")))).contains("tcp-listen"));
        assertTrue(
                areas(Tck.of(selection.withAreas(Set.of("tcp")))).stream().allMatch(area -> area.startsWith("tcp-")));
    }

    private static Set<String> areas(Tck tck) {
        return Set.copyOf(tck.rows().stream().map(Row::area).distinct().toList());
    }

    @Test
    void what_is_not_there_is_refused_with_what_is() {
        Selection selection = Selection.everything();

        assertRefused(
                "no area \"tpc\"; there are address, tcp-listen",
                () -> Tck.of(selection.withAreas(Set.of("tpc"))).rows());
        assertRefused(
                "no check \"TCP-999\"",
                () -> Tck.of(selection.withIds(Set.of("TCP-999"))).rows());
        assertRefused(
                "no transport \"oin\"; found: ", () -> Tck.forTransport("oin").run((result, done, all) -> {}));
        assertRefused(
                "no resolver \"kdj\"; found: dnsjava, jdk",
                () -> Tck.forResolver("kdj").run((result, done, all) -> {}));
    }

    private static void assertRefused(String start, Executable call) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void every_check_of_the_matrix_is_well_formed() {
        for (Row row : Tck.of(Selection.everything()).rows()) {
            assertTrue(row.id().matches("[A-Z]{3}-\\d{3}"), row.id());
            assertTrue(row.sentence().contains(" "), row.id() + ": the name of the method is a sentence");
            for (String text : List.of(row.source(), row.because(), row.lookAt())) {
                assertTrue(!text.isBlank() && !text.endsWith("."), row.id() + ": \"" + text + "\"");
            }
            assertTrue(
                    row.scope() != Scope.HOUSE || row.capabilityText().equals("-"),
                    row.id() + ": a house row has no provider whose capabilities it could ask");
        }
        assertEquals("address", Areas.all().get(0).name());
    }

    @Test
    void a_resolver_is_tried_as_an_object_where_no_other_process_has_to_find_it() {
        ResolverProvider jdk = Resolver.named("jdk").provider().orElseThrow();

        Report report = Tck.forResolver(jdk).withIds("RES-002", "RES-005").run((result, done, all) -> {});

        assertEquals(Outcome.PASS, report.results().get(0).outcome());
        assertEquals(Outcome.NOT_RUN, report.results().get(1).outcome());
        assertTrue(report.results().get(1).detail().contains("register jdk"), report.toTsv());
    }

    @Test
    void a_row_in_a_list_has_id_area_level_capability_environment_and_sentence() {
        Row row =
                Tck.of(Selection.everything().withIds(Set.of("TCP-009"))).rows().get(0);

        assertEquals(
                "TCP-009\ttcp-listen\tMUST\ttcp zones\tlab\tan accepted link local peer has its zone", row.toTsv());
    }

    @Test
    void a_run_is_reported_in_the_matrixs_order_whatever_its_own_was() {
        Tck tck = Tck.of(
                        OnPurpose.AREAS,
                        Selection.everything()
                                .withProvider(new Declared("v6only"))
                                .withScopes(Set.of(Scope.TRANSPORT))
                                .withIds(Set.of("TST-002", "TST-003", "TST-005", "TST-012")))
                .withSeed(3)
                .withRepeats(2)
                .withCommand("java ... Main --module-path my.jar");
        List<String> order = new ArrayList<>();

        Report report = tck.run((result, done, all) -> order.add(result.row().id() + " " + done + "/" + all));

        assertEquals(8, order.size());
        assertEquals(
                List.of("TST-002", "TST-003", "TST-005", "TST-012"),
                report.results().stream().map(result -> result.row().id()).toList());
        assertEquals(OptionalLong.of(3), report.facts().seed());
        assertEquals("declared", report.facts().providers().get(0).name());
        String text = report.results().get(0).report();
        assertTrue(
                text.endsWith("\n  alone    java ... Main --module-path my.jar --check TST-002 --transport declared"
                        + " --shuffle 3"),
                text);
        assertThrows(IllegalArgumentException.class, () -> tck.withRepeats(0));
    }
}
