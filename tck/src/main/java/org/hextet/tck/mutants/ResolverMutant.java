package org.hextet.tck.mutants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;

/**
 * A resolver that is broken on purpose.
 *
 * @param name as of {@link Mutant}
 * @param sentence as of {@link Mutant}
 * @param caughtBy as of {@link Mutant}
 * @param words as of {@link Mutant}
 * @param alsoCaughtBy as of {@link Mutant}
 * @param change breaks any resolver
 */
public record ResolverMutant(
        String name,
        String sentence,
        String caughtBy,
        List<String> words,
        Set<String> alsoCaughtBy,
        UnaryOperator<ResolverProvider> change)
        implements Mutant {

    /**
     * Copies the lists.
     *
     * @param name as of the record
     * @param sentence as of the record
     * @param caughtBy as of the record
     * @param words as of the record
     * @param alsoCaughtBy as of the record
     * @param change as of the record
     */
    public ResolverMutant {
        words = List.copyOf(words);
        alsoCaughtBy = Set.copyOf(alsoCaughtBy);
    }

    /** One that is broken in the resolvers that it opens. */
    static ResolverMutant of(
            String name, String sentence, String caughtBy, String words, UnaryOperator<NameResolver> change) {
        return ofProvider(name, sentence, caughtBy, words, provider -> new ForwardingResolverProvider(provider) {
            @Override
            public NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException {
                return change.apply(super.open(spec, warnings));
            }
        });
    }

    /** One whose resolvers are asked something else, or tell it to somebody else. */
    static ResolverMutant asking(
            String name, String sentence, String caughtBy, String words, UnaryOperator<Asked> change) {
        return of(name, sentence, caughtBy, words, sound -> new ForwardingResolver(sound) {
            @Override
            Lookup lookup(Asked asked) {
                return super.lookup(change.apply(asked));
            }
        });
    }

    /** One whose resolvers tell something else. */
    static ResolverMutant telling(
            String name, String sentence, String caughtBy, String words, UnaryOperator<Answers> change) {
        return asking(name, sentence, caughtBy, words, asked -> asked.withAnswers(change.apply(asked.answers())));
    }

    /** One that is broken as a provider: in what it declares, or opens. */
    static ResolverMutant ofProvider(
            String name, String sentence, String caughtBy, String words, UnaryOperator<ResolverProvider> change) {
        return new ResolverMutant(name, sentence, caughtBy, List.of(words), Set.of(), change);
    }

    /** With more parts that the failure's line must have. */
    ResolverMutant withWords(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new ResolverMutant(name, sentence, caughtBy, all, alsoCaughtBy, change);
    }

    /** With rows of the same area that rightly fail too. */
    ResolverMutant withAlso(String... ids) {
        Set<String> all = new LinkedHashSet<>(alsoCaughtBy);
        all.addAll(List.of(ids));
        return new ResolverMutant(name, sentence, caughtBy, words, all, change);
    }

    /**
     * Breaks a resolver.
     *
     * @param sound works as it should
     * @return the same, but for what this mutant does wrong
     */
    public ResolverProvider over(ResolverProvider sound) {
        return change.apply(sound);
    }
}
