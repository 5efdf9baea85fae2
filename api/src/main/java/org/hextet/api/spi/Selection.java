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

    private Selection() {}

    static <P> Chosen<P> choose(Kind kind, List<ProviderListing<P>> found, @Nullable String wanted)
            throws NoProviderException {
        List<ProviderListing<P>> candidates = found.stream()
                .filter(one -> wanted == null
                        ? one.isAvailable() && one.priority() >= 0
                        : one.name().equals(wanted))
                .sorted(Selection.order())
                .toList();
        if (candidates.isEmpty() || !candidates.get(0).isAvailable()) {
            throw none(kind, found, wanted, candidates);
        }
        ProviderListing<P> best = candidates.get(0);
        P provider = best.provider().orElseThrow();
        return new Chosen<>(provider, warnings(kind, candidates, best, wanted));
    }

    static Comparator<ProviderListing<?>> order() {
        return Comparator.comparing((ProviderListing<?> one) -> !one.isAvailable())
                .thenComparing(Comparator.comparingInt((ProviderListing<?> one) -> one.priority())
                        .reversed())
                .thenComparing(ProviderListing::name)
                .thenComparing(ProviderListing::implementation);
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
        List<ProviderListing<P>> namesakes = candidates.stream()
                .filter(one -> one.isAvailable() && one.name().equals(best.name()))
                .toList();
        if (namesakes.size() > 1) {
            warnings.add(namesakes.size() + " " + kind.noun() + "s are named " + best.name() + ": "
                    + namesakes.stream().map(ProviderListing::implementation).collect(Collectors.joining(", "))
                    + "; took " + best.implementation() + "; remove the others to choose");
        }
        List<ProviderListing<P>> equals = candidates.stream()
                .filter(one -> one.isAvailable() && one.priority() == best.priority())
                .filter(one -> one.equals(best) || !one.name().equals(best.name()))
                .toList();
        if (wanted == null && equals.size() > 1) {
            warnings.add(equals.size() + " " + kind.noun() + "s rank " + best.priority() + ": "
                    + equals.stream().map(ProviderListing::name).collect(Collectors.joining(", ")) + "; took "
                    + best.name() + "; choose with -D" + kind.property() + "=NAME");
        }
        return warnings;
    }
}
