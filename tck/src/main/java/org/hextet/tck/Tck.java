package org.hextet.tck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.lab.Environment;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The TCK. As JUnit tests, by one class with one method:
 *
 * <pre>{@code
 * class MyTransportTest {
 *     @TestFactory
 *     Stream<DynamicNode> conforms() {
 *         return Tck.forTransport("mine").tests();
 *     }
 * }
 * }</pre>
 *
 * <p>Or as a program: {@link #run}. A provider passes when no MUST row fails; a row that was not run leaves the verdict
 * open.
 */
public final class Tck {

    private final Catalogue catalogue;
    private final Selection selection;

    private Tck(Catalogue catalogue, Selection selection) {
        this.catalogue = catalogue;
        this.selection = selection;
    }

    /**
     * The rows that use a transport, on one that {@link java.util.ServiceLoader} finds.
     *
     * @param spec its name, with options if wanted: {@code epoll?busy-poll=50us}
     * @return to be run
     */
    public static Tck forTransport(String spec) {
        return of(Selection.everything().withTransports(List.of(spec)).withScopes(EnumSet.of(Scope.TRANSPORT)));
    }

    /**
     * The rows that use a transport, on one that is not registered. Rows that need a child JVM, which could not find
     * it, are NOT_RUN.
     *
     * @param provider the transport
     * @return to be run
     */
    public static Tck forTransport(ReactorProvider provider) {
        return of(Selection.everything().withProvider(provider).withScopes(EnumSet.of(Scope.TRANSPORT)));
    }

    /**
     * The rows that use a resolver, on one that {@link java.util.ServiceLoader} finds.
     *
     * @param spec its name, with options if wanted
     * @return to be run
     */
    public static Tck forResolver(String spec) {
        return of(Selection.everything()
                .withResolvers(List.of(spec))
                .withScopes(EnumSet.of(Scope.RESOLVER, Scope.RESOLVER_ON_EACH_TRANSPORT)));
    }

    /**
     * The rows that use neither: what all providers share.
     *
     * @return to be run
     */
    public static Tck forHouse() {
        return of(Selection.everything().withScopes(EnumSet.of(Scope.HOUSE)));
    }

    /**
     * Rows of one's own choice.
     *
     * @param selection which rows, on which providers
     * @return to be run
     */
    public static Tck of(Selection selection) {
        return new Tck(Catalogue.of(Areas.all()), selection);
    }

    static Tck of(List<Area> areas, Selection selection) {
        return new Tck(Catalogue.of(areas), selection);
    }

    /**
     * Runs rows, one after the other.
     *
     * @param selection which rows, on which providers
     * @param progress hears of each result as it comes
     * @return all results
     * @throws IllegalArgumentException if the selection names something that is not there
     */
    public static Report run(Selection selection, Progress progress) {
        return of(selection).run(progress);
    }

    /**
     * Narrowed to areas.
     *
     * @param names of areas, or their first words
     * @return a changed copy
     */
    public Tck withAreas(String... names) {
        return new Tck(catalogue, selection.withAreas(Set.of(names)));
    }

    /**
     * Narrowed to rows.
     *
     * @param ids theirs
     * @return a changed copy
     */
    public Tck withIds(String... ids) {
        return new Tck(catalogue, selection.withIds(Set.of(ids)));
    }

    /**
     * The rows that are meant, without running them.
     *
     * @return in the matrix's order
     * @throws IllegalArgumentException if the selection names an area or row that is not there
     */
    public List<Row> rows() {
        return selection.entries(catalogue).stream().map(Catalogue.Entry::row).toList();
    }

    /**
     * The names of all areas.
     *
     * @return in the matrix's order
     */
    public List<String> areas() {
        return catalogue.areas().stream().map(Area::name).toList();
    }

    /** A row and one provider to run it on. */
    private record Planned(int place, Catalogue.Entry entry, Subject subject) {

        /** Rows in this process first, then environment by environment: each is built once. */
        Environment environment() {
            return entry.row().environments().get(0);
        }
    }

    private List<Planned> plan() {
        Map<Scope, List<Subject>> subjects = new LinkedHashMap<>();
        List<Planned> plan = new ArrayList<>();
        for (Catalogue.Entry entry : selection.entries(catalogue)) {
            List<Subject> own = subjects.computeIfAbsent(entry.row().scope(), selection::subjects);
            own.forEach(subject -> plan.add(new Planned(plan.size(), entry, subject)));
            if (own.isEmpty()) {
                plan.add(new Planned(plan.size(), entry, Subject.HOUSE));
            }
        }
        return plan;
    }

    /**
     * Runs the rows, one after the other: first those in this process, then environment by environment.
     *
     * @param progress hears of each result as it comes
     * @return all results, in the matrix's order
     * @throws IllegalArgumentException if the selection names something that is not there
     */
    public Report run(Progress progress) {
        return run(Sites.real(), progress);
    }

    Report run(Sites sites, Progress progress) {
        List<Planned> plan = plan();
        Map<Integer, CheckResult> results = new LinkedHashMap<>();
        try (sites) {
            plan.stream()
                    .sorted(Comparator.comparing(Planned::environment).thenComparing(Planned::place))
                    .forEachOrdered(planned -> {
                        CheckResult result = run(sites, planned);
                        results.put(planned.place(), result);
                        progress.finished(result, results.size(), plan.size());
                    });
        }
        return new Report(results.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList());
    }

    private static CheckResult run(Sites sites, Planned planned) {
        Row row = planned.entry().row();
        if (row.scope() != Scope.HOUSE && planned.subject().equals(Subject.HOUSE)) {
            return Results.notRun(
                    row,
                    Subject.HOUSE,
                    "no " + (row.scope() == Scope.TRANSPORT ? "transport" : "resolver") + " was found");
        }
        return sites.run(planned.entry(), planned.subject());
    }

    /**
     * The rows as JUnit tests, grouped by area. UNSUPPORTED and NOT_RUN show as aborted, with the reason.
     *
     * @return to be returned by a {@link org.junit.jupiter.api.TestFactory} method
     * @throws IllegalArgumentException if the selection names something that is not there
     */
    public Stream<DynamicNode> tests() {
        return tests(Sites.real());
    }

    Stream<DynamicNode> tests(Sites sites) {
        List<Planned> plan = plan();
        AtomicInteger open = new AtomicInteger(plan.size());
        boolean several = plan.stream().map(Planned::subject).distinct().count() > 1;
        Map<String, List<DynamicNode>> byArea = new LinkedHashMap<>();
        for (Planned planned : plan) {
            Row row = planned.entry().row();
            String name = row.id() + " " + row.level() + " " + row.sentence()
                    + (several ? " [" + planned.subject().name() + "]" : "");
            byArea.computeIfAbsent(row.area(), area -> new ArrayList<>()).add(DynamicTest.dynamicTest(name, () -> {
                try {
                    judge(run(sites, planned));
                } finally {
                    if (open.decrementAndGet() == 0) {
                        sites.close();
                    }
                }
            }));
        }
        return byArea.entrySet().stream()
                .<DynamicNode>map(entry -> DynamicContainer.dynamicContainer(entry.getKey(), entry.getValue()))
                .onClose(sites::close);
    }

    private static void judge(CheckResult result) {
        switch (result.outcome()) {
            case PASS -> {}
            case UNSUPPORTED, NOT_RUN -> throw new TestAbortedException(result.outcome() + ": " + result.detail());
            case FAIL -> {
                if (result.row().level() == Level.MUST) {
                    throw new AssertionFailedError(result.report());
                }
                // Shown, and not the end of a stranger's build.
                throw new TestAbortedException(result.report());
            }
        }
    }
}
