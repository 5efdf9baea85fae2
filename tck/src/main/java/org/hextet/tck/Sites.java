package org.hextet.tck;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hextet.tck.lab.Environment;

/** The sites of one run, each opened when its first row comes, and closed together. */
final class Sites implements AutoCloseable {

    private final Function<Environment, Site> opener;
    private final Map<Environment, Site> open = new EnumMap<>(Environment.class);

    Sites(Function<Environment, Site> opener) {
        this.opener = opener;
    }

    /** This process for what runs in it, a child JVM for each other environment. */
    static Sites real() {
        return new Sites(environment -> environment.isInThisProcess() ? inThisProcess() : ChildSite.open(environment));
    }

    private static Site inThisProcess() {
        Execution execution = new Execution(Optional.empty());
        return new Site() {
            @Override
            public CheckResult run(Catalogue.Entry entry, Subject subject) {
                return execution.run(entry, subject);
            }

            @Override
            public void close() {}
        };
    }

    /** Runs a row in each of its environments. */
    CheckResult run(Catalogue.Entry entry, Subject subject) {
        List<CheckResult> results = new ArrayList<>();
        for (Environment environment : entry.row().environments()) {
            boolean isHere = environment.isOfSystemNames() && subject.takesScript();
            results.add(site(isHere ? Environment.LOOPBACK : environment).run(entry, subject));
        }
        return Results.worst(entry.row().environments(), results);
    }

    private synchronized Site site(Environment environment) {
        return open.computeIfAbsent(environment, opener);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Site::close);
        open.clear();
    }
}
