package org.hextet.tck;

import java.util.List;
import org.hextet.tck.mutants.Mutant;

/**
 * How a mutant fared.
 *
 * @param mutant which
 * @param provider what it was laid on, by name; {@code -} if nothing here has what its check needs
 * @param fate how
 * @param said what the check that must catch it said, in one line
 * @param problems what was not as it must be, a line each; for NOT_RUN what this host lacks; empty if it was caught
 */
public record MutantVerdict(Mutant mutant, String provider, Fate fate, String said, List<String> problems) {

    /** What became of a mutant. */
    public enum Fate {
        /** By the check that is there for it, with the right words, and by no others than may. */
        CAUGHT,
        /** It escaped, or was caught in the wrong words, or caused a flood. */
        NOT_CAUGHT,
        /** This host lacks what the check needs. */
        NOT_RUN
    }

    /**
     * Copies the list.
     *
     * @param mutant as of the record
     * @param provider as of the record
     * @param fate as of the record
     * @param said as of the record
     * @param problems as of the record
     */
    public MutantVerdict {
        problems = List.copyOf(problems);
    }

    /**
     * As a line of a list, with its problems on lines of their own.
     *
     * @return fate, mutant with its provider, catching check, and what that said; ends without a line feed
     */
    public String text() {
        StringBuilder text = new StringBuilder(
                        fate == Fate.CAUGHT ? "caught" : fate == Fate.NOT_RUN ? "not run" : "NOT CAUGHT")
                .append('\t')
                .append(provider)
                .append('!')
                .append(mutant.name())
                .append('\t')
                .append(mutant.caughtBy())
                .append('\t')
                .append(said);
        problems.forEach(problem -> text.append("\n  ").append(problem));
        return text.toString();
    }
}
