package org.hextet.tck.mutants;

import java.util.function.UnaryOperator;

/**
 * A provider that keeps the contract in a way of its own: where a check fails on it, the check demands more than is
 * promised. As a mutant it lies on any provider, and is named by {@code nio!one-byte-at-a-time}.
 *
 * @param name lower case letters, digits and hyphens
 * @param sentence in what it is unlike others
 * @param change makes any provider so
 * @param <P> what is provided
 */
public record Unusual<P>(String name, String sentence, UnaryOperator<P> change) {

    /**
     * Makes a provider unusual.
     *
     * @param provider works as it should
     * @return works as it should too
     */
    public P over(P provider) {
        return change.apply(provider);
    }
}
