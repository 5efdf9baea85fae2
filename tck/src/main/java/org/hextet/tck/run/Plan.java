package org.hextet.tck.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.tck.Selection;
import org.hextet.tck.checks.Area;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;

/** What a selection means: rows of a catalogue, and the providers to run them on. */
public final class Plan {

    private Plan() {}

    /**
     * Each row on each of its providers.
     *
     * @param catalogue the rows that there are
     * @param selection which of them, on which providers
     * @return in the matrix's order; a row without any provider stands there with the house
     * @throws IllegalArgumentException if the selection names something that is not there
     */
    public static List<Planned> of(Catalogue catalogue, Selection selection) {
        Map<Scope, List<Subject>> subjects = new LinkedHashMap<>();
        List<Planned> plan = new ArrayList<>();
        for (Catalogue.Entry entry : entries(catalogue, selection)) {
            List<Subject> own = subjects.computeIfAbsent(entry.row().scope(), scope -> subjects(scope, selection));
            own.forEach(subject -> plan.add(new Planned(plan.size(), 0, entry, subject)));
            if (own.isEmpty()) {
                plan.add(new Planned(plan.size(), 0, entry, Subject.HOUSE));
            }
        }
        return plan;
    }

    /**
     * The rows that are meant.
     *
     * @param catalogue the rows that there are
     * @param selection which of them
     * @return in the matrix's order
     * @throws IllegalArgumentException if the selection names an area or row that is not there
     */
    public static List<Catalogue.Entry> entries(Catalogue catalogue, Selection selection) {
        for (String area : selection.areas()) {
            if (catalogue.areas().stream().noneMatch(one -> one.isMeantBy(area))) {
                throw new IllegalArgumentException("no area \"" + area + "\"; there are "
                        + catalogue.areas().stream().map(Area::name).collect(Collectors.joining(", ")));
            }
        }
        selection.ids().forEach(catalogue::entry);
        Set<String> wanted = catalogue.areas().stream()
                .filter(one -> selection.areas().isEmpty()
                        || selection.areas().stream().anyMatch(one::isMeantBy))
                .map(Area::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return catalogue.entries().stream()
                .filter(entry -> wanted.contains(entry.row().area()))
                .filter(entry -> selection.ids().isEmpty()
                        || selection.ids().contains(entry.row().id()))
                .filter(entry -> selection.scopes().contains(entry.row().scope()))
                .toList();
    }

    /** What rows of a scope are run against. */
    private static List<Subject> subjects(Scope scope, Selection selection) {
        return switch (scope) {
            case HOUSE -> List.of(Subject.HOUSE);
            case TRANSPORT -> transports(selection).stream().map(Subject::of).toList();
            case RESOLVER ->
                Transport.standard()
                        .map(transport -> resolvers(selection).stream()
                                .map(resolver -> Subject.of(transport, resolver))
                                .toList())
                        .orElse(List.of());
            case RESOLVER_ON_EACH_TRANSPORT ->
                transports(selection).stream()
                        .flatMap(transport ->
                                resolvers(selection).stream().map(resolver -> Subject.of(transport, resolver)))
                        .toList();
        };
    }

    private static List<Transport> transports(Selection selection) {
        List<Transport> under = new ArrayList<>();
        if (!selection.transports().isEmpty()) {
            selection.transports().forEach(name -> under.add(Transport.named(name)));
        } else if (selection.providers().isEmpty()) {
            under.addAll(Transport.found());
        }
        selection.providers().forEach(provider -> under.add(Transport.of(provider)));
        return under;
    }

    private static List<Resolver> resolvers(Selection selection) {
        List<Resolver> under = new ArrayList<>();
        if (!selection.resolvers().isEmpty()) {
            selection.resolvers().forEach(name -> under.add(Resolver.named(name)));
        } else if (selection.resolverProviders().isEmpty()) {
            under.addAll(Resolver.found());
        }
        selection.resolverProviders().forEach(provider -> under.add(Resolver.of(provider)));
        return under;
    }
}
