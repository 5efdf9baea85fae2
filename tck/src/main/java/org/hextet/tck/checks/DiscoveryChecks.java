package org.hextet.tck.checks;

import static org.hextet.tck.checks.StrangersJvm.Kind.RESOLVER;
import static org.hextet.tck.checks.StrangersJvm.Kind.TRANSPORT;
import static org.hextet.tck.lab.Environment.CHILD;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.checks.StrangersJvm.Kind;
import org.hextet.tck.checks.StrangersJvm.Listed;
import org.hextet.tck.checks.StrangersJvm.Place;
import org.hextet.tck.checks.StrangersJvm.Told;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Rig;

/** Finding providers. */
final class DiscoveryChecks {

    private static final String API = "org.hextet.api";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Check(
            id = "DIS-001",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "a program without any provider is the first thing that a newcomer builds",
            lookAt = "what is said where the list of providers is empty")
    void without_a_transport_the_error_says_what_was_sought_and_what_to_add(Rig rig) throws Exception {
        noProvider(rig, TRANSPORT);
    }

    private static void noProvider(Rig rig, Kind kind) throws IOException {
        Told told = StrangersJvm.with(rig, kind).run("list", "open", "open=good");

        rig.expectEqual("the list of " + kind.noun() + "s where there is none", List.of(), told.list());
        expectFacts(rig, told.none("open()", false), kind.noun(), "add", kind.jar());
        expectFacts(rig, told.none("open(\"good\")", false), kind.noun(), "good", "add", kind.jar());
    }

    @Check(
            id = "DIS-002",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "the order of jars on a path is nobody's choice, and differs from host to host",
            lookAt = "by what candidates are sorted, and whether equal ones have an order")
    void of_several_transports_the_best_is_opened_in_every_run(Rig rig) throws Exception {
        bestOfSeveral(rig, TRANSPORT);
    }

    private static void bestOfSeveral(Rig rig, Kind kind) throws IOException {
        Told told = StrangersJvm.with(rig, kind, "Good", "Better", "Unavailable", "Simulated")
                .run("open", "open", "list");
        told.opened("open()", "Better", "better");
        told.opened("a second open()", "Better", "better");
        rig.expectEqual("how many are listed", 4, told.list().size());

        Told otherOrder = StrangersJvm.with(rig, kind, "Simulated", "Unavailable", "Better", "Good")
                .run("open");
        otherOrder.opened("open() with the other order on the path", "Better", "better");

        for (String[] order : new String[][] {{"Better", "AlsoBetter"}, {"AlsoBetter", "Better"}}) {
            Told equals = StrangersJvm.with(rig, kind, order).run("open");
            String warnings = equals.opened("open() of two of one rank", "AlsoBetter", "also-better");
            expectFacts(rig, warnings, "better", "also-better", kind.property());
        }
    }

    @Check(
            id = "DIS-003",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "whoever names a provider wants that one, and whoever misspells it wants to see the names",
            lookAt = "whether rank is looked at although a name was given")
    void a_transport_is_opened_by_its_name_and_an_unknown_name_lists_those_found(Rig rig) throws Exception {
        byName(rig, TRANSPORT);
    }

    private static void byName(Rig rig, Kind kind) throws IOException {
        Told told =
                StrangersJvm.with(rig, kind, "Good", "Better", "Unavailable").run("open=good", "open=bettre");

        told.opened("open(\"good\")", "Good", "good");
        expectFacts(rig, told.none("open(\"bettre\")", false), kind.noun(), "bettre", "good", "better", "unavailable");
    }

    @Check(
            id = "DIS-004",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "another provider taken in silence would hide that the wanted one does not work here",
            lookAt = "what is done with the reason that the provider gives")
    void a_named_transport_that_is_unavailable_is_an_error_with_its_reason(Rig rig) throws Exception {
        namedButUnavailable(rig, TRANSPORT);
    }

    private static void namedButUnavailable(Rig rig, Kind kind) throws IOException {
        Told told = StrangersJvm.with(rig, kind, "Unavailable", "Good").run("open=unavailable", "open");

        expectFacts(
                rig,
                told.none("open(\"unavailable\")", true),
                kind.noun(),
                "unavailable",
                "it wants a kernel of the year 3000");
        told.opened("open() afterwards", "Good", "good");
    }

    @Check(
            id = "DIS-005",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "a host that lacks something still runs, and its operator can find out what it lacks",
            lookAt = "whether availability is asked before rank, and kept for the list")
    void where_the_best_transport_is_unavailable_the_next_is_taken_and_the_reason_listed(Rig rig) throws Exception {
        nextBest(rig, TRANSPORT);
    }

    private static void nextBest(Rig rig, Kind kind) throws IOException {
        Told told = StrangersJvm.with(rig, kind, "Good", "Unavailable").run("open", "list");

        told.opened("open()", "Good", "good");
        List<Listed> list = told.list();
        expectListed(rig, list, "Good", "");
        expectListed(rig, list, "Unavailable", "it wants a kernel of the year 3000");

        Told alone = StrangersJvm.with(rig, kind, "Unavailable").run("open");
        expectFacts(
                rig, alone.none("open() of nothing better", true), "unavailable", "it wants a kernel of the year 3000");
    }

    @Check(
            id = "DIS-006",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "java.util.ServiceLoader",
            because = "one bad jar on the path must not take the good ones with it, and must not vanish either",
            lookAt = "which throwables of the iteration and of the making of a provider are caught one by one")
    void a_transport_that_cannot_be_made_loaded_or_linked_is_listed_and_the_others_work(Rig rig) throws Exception {
        broken(rig, TRANSPORT);
    }

    private static void broken(Rig rig, Kind kind) throws IOException {
        for (Place place : List.of(Place.CLASS_PATH, Place.MODULE_PATH)) {
            String where = " on the " + text(place);
            Told told = StrangersJvm.with(rig, kind, "NotLinked", "ThrowsWhenMade", "LacksNativeCode", "Good")
                    .on(place)
                    .run("open", "open=good", "list");

            told.opened("open() beside broken ones" + where, "Good", "good");
            told.opened("open(\"good\") beside broken ones" + where, "Good", "good");
            List<Listed> list = told.list();
            expectListed(rig, list, "Good", "");
            expectListed(rig, list, "ThrowsWhenMade", "it found no configuration");
            expectListed(rig, list, "LacksNativeCode", "hextet-tck-nowhere");
            // The class of one that cannot be loaded may be unknown to everybody; what it lacks is not.
            List<Listed> others = list.stream()
                    .filter(one -> !one.isOf("Good") && !one.isOf("ThrowsWhenMade") && !one.isOf("LacksNativeCode"))
                    .toList();
            rig.expect(
                    !others.isEmpty()
                            && others.stream().allMatch(one -> one.problem().contains("LeftOut")),
                    "a provider whose superclass is missing is listed" + where + " as " + others
                            + ", expected the name of the missing class, LeftOut, in its problem");
        }
    }

    @Check(
            id = "DIS-007",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "operators choose by a property, and a program that names its provider knows why",
            lookAt = "where the system property is read, and whether a name in the options comes first")
    void the_property_decides_open_and_an_explicit_name_beats_it(Rig rig) throws Exception {
        byProperty(rig, TRANSPORT);
    }

    private static void byProperty(Rig rig, Kind kind) throws IOException {
        StrangersJvm jvm = StrangersJvm.with(rig, kind, "Good", "Better", "AlsoBetter");
        String given = kind.property() + "=good";

        Told told = jvm.withProperty("good").run("open", "open=better");
        told.opened("open() with " + given, "Good", "good");
        told.opened("open(\"better\") with " + given, "Better", "better");

        Told unknown = jvm.withProperty("bettre").run("open", "open=good");
        expectFacts(rig, unknown.none("open() with " + kind.property() + "=bettre", false), "bettre", "good", "better");
        unknown.opened("open(\"good\") with " + kind.property() + "=bettre", "Good", "good");
    }

    @Check(
            id = "DIS-008",
            level = MUST,
            env = CHILD,
            source = "contract",
            because = "the same jars must do the same, whichever path a build puts them on",
            lookAt = "whether META-INF/services and the provides of module-info.java name the same classes")
    void the_same_jars_give_the_same_transports_on_class_path_and_module_path(Rig rig) throws Exception {
        if (Discovery.transports().stream().noneMatch(one -> one.name().equals(rig.transport()))) {
            throw rig.notRun(rig.transport() + " was given as an object: no child JVM can find it");
        }
        samePaths(rig, TRANSPORT, rig.transport());
    }

    /** With the jars that this JVM finds its providers in. */
    private static void samePaths(Rig rig, Kind kind, String wanted) throws IOException {
        List<Path> jars = modulesAround(rig);
        StrangersJvm jvm = StrangersJvm.with(rig, kind).beside(jars);
        Told onClassPath = jvm.on(Place.CLASS_PATH).run("list", "open=" + wanted);
        Told onModulePath = jvm.on(Place.MODULE_PATH).run("list", "open=" + wanted);

        List<String> here = texts(onClassPath.list());
        List<String> there = texts(onModulePath.list());
        if (Stream.concat(here.stream(), there.stream()).noneMatch(one -> one.startsWith(wanted + " "))) {
            throw rig.notRun(wanted + " lies in a folder that is no module: pack it as a jar");
        }
        rig.expectEqual("the list of " + kind.noun() + "s on the module path", here, there);
        onClassPath.opened("open(\"" + wanted + "\") on the class path", wanted);
        onModulePath.opened("open(\"" + wanted + "\") on the module path", wanted);
    }

    private static List<String> texts(List<Listed> list) {
        return list.stream().map(Listed::text).sorted().toList();
    }

    /**
     * What a program that uses the api needs on its module path: the api, all providers found around it, what they
     * need.
     */
    private static List<Path> modulesAround(Rig rig) {
        List<Path> modules = new ArrayList<>();
        for (Path entry : rig.child().entries()) {
            try {
                if (!ModuleFinder.of(entry).findAll().isEmpty()) {
                    modules.add(entry);
                }
            } catch (FindException noModule) {
                // A jar without a name that a module could have: no provider of ours is in it.
            }
        }
        ModuleFinder finder = ModuleFinder.of(modules.toArray(Path[]::new));
        if (finder.find(API).isEmpty()) {
            throw rig.notRun("the api is on no path of this JVM as a module of its own");
        }
        Configuration resolved;
        try {
            resolved = Configuration.resolveAndBind(
                    finder, List.of(ModuleLayer.empty().configuration()), ModuleFinder.ofSystem(), Set.of(API));
        } catch (FindException | ResolutionException noGraph) {
            throw rig.fail("the jars of the api and its providers make no module graph: " + noGraph.getMessage());
        }
        return resolved.modules().stream()
                .map(module -> module.reference().location())
                .flatMap(Optional::stream)
                .filter(location -> location.getScheme().equals("file"))
                .map(Path::of)
                .sorted()
                .toList();
    }

    @Check(
            id = "DIS-009",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "a stranger's transport is a jar that somebody drops beside the others",
            lookAt = "which loaders and layers are asked, and whether what they give is merged")
    void a_strangers_jar_is_found_on_either_path(Rig rig) throws Exception {
        foreignJar(rig, TRANSPORT);
    }

    private static void foreignJar(Rig rig, Kind kind) throws IOException {
        for (Place place : Place.values()) {
            String where = " on the " + text(place);
            Told told =
                    StrangersJvm.with(rig, kind, "Good", "Simulated").on(place).run("list", "open=good", "open");

            List<Listed> list = told.list();
            rig.expect(
                    list.size() == 2,
                    "the list of two providers" + where + " is " + list + ", expected each of them once");
            expectListed(rig, list, "Good", "");
            expectListed(rig, list, "Simulated", "");
            told.opened("open(\"good\")" + where, "Good", "good");
            told.opened("open()" + where, "Good", "good");
        }
        // Beside the api it is found from any thread.
        for (Place place : List.of(Place.CLASS_PATH, Place.MODULE_PATH)) {
            String where = " on the " + text(place) + ", by a thread whose context loader is another";
            Told told = StrangersJvm.with(rig, kind, "Good").on(place).run("leave", "list", "open=good");
            List<Listed> list = told.list();
            rig.expect(list.size() == 1, "the list of one provider" + where + " is " + list + ", expected it once");
            expectListed(rig, list, "Good", "");
            told.opened("open(\"good\")" + where, "Good", "good");
        }
    }

    @Check(
            id = "DIS-010",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "a copy that shades another must be seen, and must not win or lose by chance",
            lookAt = "what the candidates of one name are sorted by, and who is told of them")
    void of_two_transports_of_one_name_the_first_by_class_is_taken_with_a_warning(Rig rig) throws Exception {
        namesakes(rig, TRANSPORT);
    }

    private static void namesakes(Rig rig, Kind kind) throws IOException {
        for (String[] order : new String[][] {{"FirstTwin", "SecondTwin"}, {"SecondTwin", "FirstTwin"}}) {
            Told told = StrangersJvm.with(rig, kind, order).run("open=twin", "open");
            for (String what : List.of("open(\"twin\")", "open()")) {
                String warnings = told.opened(what, "FirstTwin", "twin");
                expectFacts(
                        rig,
                        warnings,
                        "twin",
                        StrangersJvm.className("FirstTwin"),
                        StrangersJvm.className("SecondTwin"));
            }
        }
    }

    @Check(
            id = "DIS-011",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            source = "contract",
            because = "no program may run on a simulated network because nothing else was there",
            lookAt = "whether a rank below 0 keeps a provider out of open()")
    void a_simulated_transport_is_opened_by_its_name_alone(Rig rig) throws Exception {
        Told told = StrangersJvm.with(rig, TRANSPORT, "Simulated").run("open", "open=simulated", "list");

        expectFacts(rig, told.none("open() with a simulated transport alone", true), "transport", "simulated");
        told.opened("open(\"simulated\")", "Simulated", "simulated");
        expectListed(rig, told.list(), "Simulated", "");
    }

    private static long leftByAsking(Optional<ReactorProvider> provider) throws IOException {
        long atRest = descriptors();
        provider.ifPresent(ReactorProvider::capabilities);
        // Fewer is right too: what an earlier reactor had may only go now.
        return Math.max(0, descriptors() - atRest);
    }

    @Check(
            id = "DIS-012",
            level = MUST,
            source = "contract",
            because = "programs ask what there is before they open anything, and asking must cost nothing",
            lookAt = "how capabilities are probed, and whether each probe is closed")
    void capabilities_are_the_same_before_and_after_opening_and_leave_no_descriptor(Rig rig) throws Exception {
        Optional<ReactorProvider> provider = Discovery.transports().stream()
                .filter(one -> one.name().equals(rig.transport()))
                .flatMap(one -> one.provider().stream())
                .findFirst();
        // The first reactor of a process may load classes, and their jars stay open.
        Capabilities first;
        try (Reactor warmUp = rig.openReactor()) {
            first = warmUp.capabilities();
        }
        provider.ifPresent(ReactorProvider::capabilities);

        Optional<Capabilities> before = provider.map(ReactorProvider::capabilities);
        long left = leftByAsking(provider);
        // Something else of this process may have opened one meanwhile; who leaks does so each time.
        for (int again = 0; again < 2 && left > 0; again++) {
            left = Math.min(left, leftByAsking(provider));
        }
        rig.expectEqual("how many descriptors asking has left", 0L, left);

        long atRest = descriptors();
        Reactor reactor = rig.openReactor();
        Capabilities open = reactor.capabilities();
        rig.expectEqual("what a second reactor can do", first, open);
        rig.expectEqual("what it can do when asked again", open, reactor.capabilities());
        before.ifPresent(earlier -> rig.expectEqual("what the provider said before it opened one", open, earlier));
        provider.ifPresent(after -> rig.expectEqual("what the provider says afterwards", open, after.capabilities()));
        for (Capability capability : open.present()) {
            rig.expect(rig.has(capability.name()), capability + " is there in the reactor and not in the provider");
        }
        for (Capability capability : open.absent().keySet()) {
            rig.expect(!rig.has(capability.name()), capability + " is there in the provider and not in the reactor");
        }

        reactor.close();
        rig.until("no descriptor is left of the closed reactor", () -> descriptors() <= atRest);
    }

    /** Those of this process; 0 where nobody can tell. */
    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        long count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : all) {
                count += each.getNameCount() > 0 ? 1 : 0;
            }
        } catch (IOException none) {
            throw new IllegalStateException("cannot count descriptors: " + none.getMessage(), none);
        }
        return count;
    }

    @Check(
            id = "DIS-013",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a transport may be ahead of the matrix, and must not fail for it",
            lookAt = "what the TCK does with the capabilities that a transport declares")
    void a_capability_that_the_tck_does_not_know_is_ignored(Rig rig) throws Exception {
        // In a JVM of its own, since a process runs one check at a time.
        Output output = rig.child()
                .withMain(UnknownCapabilityMain.class)
                .withArguments("DIS-012", "TCP-006")
                .run(Patience.guard());

        List<String[]> lines =
                output.stdout().lines().map(line -> line.split("\t", -1)).toList();
        rig.expect(
                output.exit() == 0 && lines.size() == 2 && lines.stream().allMatch(line -> line.length == 7),
                "the TCK on a transport of unknown capabilities gave \""
                        + output.stdout().strip() + "\", exit " + output.exit() + ", "
                        + output.stderr().strip() + ", expected two rows");
        for (String[] line : lines) {
            // The transport has nothing else: it opens and closes.
            String expected = line[0].equals("DIS-012") ? "PASS" : "UNSUPPORTED";
            rig.expect(
                    line[5].equals(expected),
                    line[0] + " on a transport of unknown capabilities is " + line[5] + " (" + line[6] + "), expected "
                            + expected);
        }
    }

    @Check(
            id = "DIS-014",
            level = MUST,
            scope = HOUSE,
            env = CHILD,
            patience = 3,
            source = "contract",
            because = "who knows how transports are found knows how resolvers are",
            lookAt = "whether resolvers go the way of transports, from the search to the warnings")
    void resolvers_are_found_by_the_rules_of_transports(Rig rig) throws Exception {
        noProvider(rig, RESOLVER);
        bestOfSeveral(rig, RESOLVER);
        byName(rig, RESOLVER);
        namedButUnavailable(rig, RESOLVER);
        nextBest(rig, RESOLVER);
        broken(rig, RESOLVER);
        byProperty(rig, RESOLVER);
        foreignJar(rig, RESOLVER);
        namesakes(rig, RESOLVER);
        // Last, since this host may have none of its own.
        for (ProviderListing<?> own : Discovery.resolvers()) {
            if (own.isAvailable()) {
                samePaths(rig, RESOLVER, own.name());
            }
        }
    }

    // Words.

    private static String text(Place place) {
        return switch (place) {
            case CLASS_PATH -> "class path";
            case MODULE_PATH -> "module path";
            case BOTH_PATHS -> "class path beside an api on the module path";
        };
    }

    private static void expectListed(Rig rig, List<Listed> list, String simpleName, String reason) {
        List<Listed> fitting = list.stream().filter(one -> one.isOf(simpleName)).toList();
        rig.expect(
                fitting.size() == 1,
                StrangersJvm.className(simpleName) + " is listed " + fitting.size() + " times in " + list
                        + ", expected once");
        String problem = fitting.get(0).problem();
        rig.expect(
                reason.isEmpty() ? problem.isEmpty() : problem.contains(reason),
                "the problem of " + simpleName + " is \"" + problem + "\", expected "
                        + (reason.isEmpty() ? "none" : "it to say \"" + reason + "\""));
    }

    private static void expectFacts(Rig rig, String message, String... facts) {
        String missing = Stream.of(facts)
                .filter(fact -> !message.toLowerCase(Locale.ROOT).contains(fact.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("\", \""));
        rig.expect(missing.isEmpty(), "\"" + message + "\" does not say \"" + missing + "\"");
    }
}
