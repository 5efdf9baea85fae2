package org.hextet.addresses;

/**
 * A candidate in its place among the sources for one destination, and why it stands there: of the chosen one, what
 * decided between it and the next best; of every other, what decided between it and the chosen one.
 *
 * @param source the candidate
 * @param rule what decided
 * @param reason the same as a clause: {@code rule 8: 39 bits in common with the destination, 33 of 2001:db8:70aa::a}
 */
public record SourceChoice(SourceAddress source, SourceRule rule, String reason) {}
