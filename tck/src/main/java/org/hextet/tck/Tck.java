package org.hextet.tck;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.checks.Area;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.expect.HungException;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Level;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.run.Alone;
import org.hextet.tck.run.Catalogue;
import org.hextet.tck.run.Facts;
import org.hextet.tck.run.Plan;
import org.hextet.tck.run.Planned;
import org.hextet.tck.run.Results;
import org.hextet.tck.run.RunOrder;
import org.hextet.tck.run.Sites;
import org.hextet.tck.run.Versions;
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

    private static final String COMMAND = "hextet tck";

    private final Catalogue catalogue;
    private final Selection selection;
    private final RunOrder order;
    private final String command;

    private Tck(Catalogue catalogue, Selection selection, RunOrder order, String command) {
        this.catalogue = catalogue;
        this.selection = selection;
        this.order = order;
        this.command = command;
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
     * The rows that use a resolver, on one that is not registered. Rows that need a child JVM, which could not find it,
     * are NOT_RUN.
     *
     * @param provider the resolver
     * @return to be run
     */
    public static Tck forResolver(ResolverProvider provider) {
        return of(Selection.everything()
                .withResolverProvider(provider)
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
        return of(Areas.all(), selection);
    }

    static Tck of(List<Area> areas, Selection selection) {
        return new Tck(Catalogue.of(areas), selection, RunOrder.USUAL, COMMAND);
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
        return new Tck(catalogue, selection.withAreas(Set.of(names)), order, command);
    }

    /**
     * Narrowed to rows.
     *
     * @param ids theirs
     * @return a changed copy
     */
    public Tck withIds(String... ids) {
        return new Tck(catalogue, selection.withIds(Set.of(ids)), order, command);
    }

    /**
     * In a random order. Rows of one environment stay together.
     *
     * @param seed the same one always makes the same order
     * @return a changed copy
     */
    public Tck withSeed(long seed) {
        return new Tck(catalogue, selection, new RunOrder(OptionalLong.of(seed), order.rounds()), command);
    }

    /**
     * Each row several times: once all of an environment, then all of it again. Of a row's results the worst counts.
     *
     * @param times 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is less
     */
    public Tck withRepeats(int times) {
        return new Tck(catalogue, selection, new RunOrder(order.seed(), times), command);
    }

    /**
     * As a command of that name, which a failure's report says for running its row alone.
     *
     * @param words without the row and the provider: {@code hextet tck --module-path their.jar}
     * @return a changed copy
     */
    public Tck withCommand(String words) {
        return new Tck(catalogue, selection, order, words);
    }

    /**
     * The rows that are meant, without running them.
     *
     * @return in the matrix's order
     * @throws IllegalArgumentException if the selection names an area or row that is not there
     */
    public List<Row> rows() {
        return Plan.entries(catalogue, selection).stream()
                .map(Catalogue.Entry::row)
                .toList();
    }

    /**
     * The names of all areas.
     *
     * @return in the matrix's order
     */
    public List<String> areas() {
        return catalogue.areas().stream().map(Area::name).toList();
    }

    private List<Planned> plan() {
        try {
            return Plan.of(catalogue, selection);
        } catch (HungException hung) {
            throw new ProviderHangsException(String.valueOf(hung.getMessage()));
        }
    }

    /**
     * Runs the rows, one after the other: first those in this process, then environment by environment.
     *
     * @param progress hears of each result as it comes
     * @return all results, in the matrix's order
     * @throws IllegalArgumentException if the selection names something that is not there
     * @throws ProviderHangsException if a provider hangs when it is found: in its constructor, say
     */
    public Report run(Progress progress) {
        return run(Sites.ofRun(), progress);
    }

    /**
     * As {@link #run(Progress)}, but no row runs in this process: one that ends its process, or leaves something
     * behind, does no harm to the others.
     *
     * @param progress hears of each result as it comes
     * @return all results, in the matrix's order
     * @throws IllegalArgumentException if the selection names something that is not there
     * @throws ProviderHangsException if a provider hangs when it is found: in its constructor, say
     */
    public Report runInChildren(Progress progress) {
        return run(Sites.ofRunInChildren(), progress);
    }

    /**
     * As {@link #runInChildren(Progress)}, with a JVM of its own for each row: what depends on what ran before shows.
     *
     * @param progress hears of each result as it comes
     * @return all results, in the matrix's order
     * @throws IllegalArgumentException if the selection names something that is not there
     * @throws ProviderHangsException if a provider hangs when it is found: in its constructor, say
     */
    public Report runEachAlone(Progress progress) {
        return run(Sites.ofRunEachAlone(), progress);
    }

    Report run(Sites sites, Progress progress) {
        Instant started = Instant.now();
        long began = System.nanoTime();
        List<Planned> plan = plan();
        List<ProviderFacts> providers =
                Facts.of(plan.stream().map(Planned::subject).distinct().toList());
        Alone alone = Alone.byCommand(command, order.seed());
        List<Planned> all = order.of(plan);
        Map<Integer, List<CheckResult>> results = new TreeMap<>();
        int done = 0;
        try (sites) {
            for (Planned planned : all) {
                CheckResult result = planned.run(sites, alone);
                results.computeIfAbsent(planned.place(), place -> new ArrayList<>())
                        .add(result);
                progress.finished(result, ++done, all.size());
            }
        }
        RunFacts facts = new RunFacts(
                started,
                Duration.ofNanos(System.nanoTime() - began),
                Versions.ofTck(),
                Versions.ofApi(),
                Versions.ofJava(),
                Versions.ofKernel(),
                Patience.factor(),
                order.seed(),
                providers);
        return new Report(
                facts, results.values().stream().map(Results::ofRounds).toList());
    }

    /**
     * The rows as JUnit tests, grouped by area. UNSUPPORTED and NOT_RUN show as aborted, with the reason.
     *
     * @return to be returned by a {@link org.junit.jupiter.api.TestFactory} method
     * @throws IllegalArgumentException if the selection names something that is not there
     */
    public Stream<DynamicNode> tests() {
        return tests(Sites.ofRun());
    }

    Stream<DynamicNode> tests(Sites sites) {
        List<Planned> plan = order.of(plan());
        AtomicInteger open = new AtomicInteger(plan.size());
        boolean several = plan.stream().map(Planned::subject).distinct().count() > 1;
        Map<String, List<DynamicNode>> byArea = new LinkedHashMap<>();
        for (Planned planned : plan) {
            Row row = planned.row();
            String name = row.id() + " " + row.level() + " " + row.sentence()
                    + (several ? " [" + planned.subject().name() + "]" : "")
                    + (order.rounds() > 1 ? " (" + (planned.round() + 1) + " of " + order.rounds() + ")" : "");
            byArea.computeIfAbsent(row.area(), area -> new ArrayList<>()).add(DynamicTest.dynamicTest(name, () -> {
                try {
                    judge(planned.run(sites, Alone.byTest()));
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
                    throw new AssertionFailedError(result.toText());
                }
                // Shown, and not the end of a stranger's build.
                throw new TestAbortedException(result.toText());
            }
        }
    }
}
