package org.hextet.tck.mutants;

import java.util.List;
import java.util.Set;

/**
 * A provider that is broken on purpose, in one thing, and the check that must notice. It lies on any provider, and is
 * never found by {@link java.util.ServiceLoader}: the TCK alone knows it, by the name of the provider beneath and its
 * own, {@code nio!drops-the-zone}.
 *
 * <p>Which mutants there are may change with every version.
 */
public sealed interface Mutant permits TransportMutant, ResolverMutant {

    /**
     * Its name.
     *
     * @return lower case letters, digits and hyphens: {@code drops-the-zone}
     */
    String name();

    /**
     * What it does wrong.
     *
     * @return a sentence that tells what an implementor would have got wrong
     */
    String sentence();

    /**
     * The check that must catch it.
     *
     * @return its id
     */
    String caughtBy();

    /**
     * What that check says of it.
     *
     * @return parts of the failure's one line that must be there, at least one
     */
    List<String> words();

    /**
     * The other rows of that check's area that fail too, and rightly so.
     *
     * @return ids; as few as can be
     */
    Set<String> alsoCaughtBy();
}
