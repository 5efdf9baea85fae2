package org.hextet.api.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.hextet.api.NoProviderException;
import org.jspecify.annotations.Nullable;

/** Which provider is taken: by name, or the available one of the highest rank; equal ones by name, with a warning. */
final class Selection {

    /** What is chosen, and what there is to say about it. */
    record Chosen<P>(P provider, List<String> warnings) {}

    /** The words for one kind of provider. */
    record Kind(String noun, String property, String hint) {}

    /** The available ones first, then by rank, by name, by class. */
    static final Comparator<ProviderListing<?>> ORDER = new Comparator<>() {
        @Override
        public int compare(ProviderListing<?> one, ProviderListing<?> other) {
            if (one.isAvailable() != other.isAvailable()) {
                return one.isAvailable() ? -1 : 1;
            }
            if (one.priority() != other.priority()) {
                return Integer.compare(other.priority(), one.priority());
            }
            int byName = one.name().compareTo(other.name());
            return byName != 0 ? byName : one.implementation().compareTo(other.implementation());
        }
    };

    private Selection() {}

    // Plain loops: every start passes here, and the first stream or comparison of records costs tens of milliseconds.

    static <P> Chosen<P> choose(Kind kind, List<ProviderListing<P>> found, @Nullable String wanted)
            throws NoProviderException {
        List<ProviderListing<P>> candidates = new ArrayList<>();
        for (ProviderListing<P> one : found) {
            if (wanted == null
                    ? one.isAvailable() && one.priority() >= 0
                    : one.name().equals(wanted)) {
                candidates.add(one);
            }
        }
        candidates.sort(ORDER);
        if (candidates.isEmpty() || !candidates.get(0).isAvailable()) {
            throw none(kind, found, wanted, candidates);
        }
        ProviderListing<P> best = candidates.get(0);
        P provider = best.provider().orElseThrow();
        return new Chosen<>(provider, warnings(kind, candidates, best, wanted));
    }

    private static <P> NoProviderException none(
            Kind kind, List<ProviderListing<P>> found, @Nullable String wanted, List<ProviderListing<P>> candidates) {
        String all = found.isEmpty()
                ? "none was found (" + kind.hint() + ")"
                : "found " + found.stream().map(Selection::describe).collect(Collectors.joining(", "));
        if (wanted == null) {
            return new NoProviderException("no " + kind.noun() + " available: " + all, !found.isEmpty());
        }
        if (!candidates.isEmpty()) {
            return new NoProviderException(
                    kind.noun() + " " + wanted + " is unavailable here: "
                            + candidates.get(0).problem().orElse(""),
                    true);
        }
        return new NoProviderException("no " + kind.noun() + " named " + wanted + ": " + all, false);
    }

    private static String describe(ProviderListing<?> one) {
        if (one.problem().isPresent()) {
            return one.name() + " (" + one.problem().get() + ")";
        }
        return one.priority() < 0 ? one.name() + " (only taken by name)" : one.name();
    }

    private static <P> List<String> warnings(
            Kind kind, List<ProviderListing<P>> candidates, ProviderListing<P> best, @Nullable String wanted) {
        List<String> warnings = new ArrayList<>();
        List<ProviderListing<P>> namesakes = new ArrayList<>();
        List<ProviderListing<P>> equals = new ArrayList<>();
        for (ProviderListing<P> one : candidates) {
            if (one.isAvailable() && one.name().equals(best.name())) {
                namesakes.add(one);
            }
            if (one.isAvailable()
                    && one.priority() == best.priority()
                    && (one.implementation().equals(best.implementation())
                            || !one.name().equals(best.name()))) {
                equals.add(one);
            }
        }
        if (namesakes.size() > 1) {
            warnings.add(namesakes.size() + " " + kind.noun() + "s are named " + best.name() + ": "
                    + namesakes.stream().map(ProviderListing::implementation).collect(Collectors.joining(", "))
                    + "; took " + best.implementation() + "; remove the others to choose");
        }
        if (wanted == null && equals.size() > 1) {
            warnings.add(equals.size() + " " + kind.noun() + "s rank " + best.priority() + ": "
                    + equals.stream().map(ProviderListing::name).collect(Collectors.joining(", ")) + "; took "
                    + best.name() + "; choose with -D" + kind.property() + "=NAME");
        }
        return warnings;
    }
}
