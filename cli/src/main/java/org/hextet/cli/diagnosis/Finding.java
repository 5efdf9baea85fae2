package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.Optional;

/**
 * Something that was found.
 *
 * @param code what it is
 * @param family of which family; empty if of none, or of both
 * @param text a sentence: the facts, and what to do
 * @param isProblem whether it harms, so that all is not well; else it is a note
 */
record Finding(Code code, Optional<StandardProtocolFamily> family, String text, boolean isProblem) {

    static Finding problem(Code code, String text) {
        return new Finding(code, Optional.empty(), text, true);
    }

    static Finding note(Code code, String text) {
        return new Finding(code, Optional.empty(), text, false);
    }

    static Finding of(Code code, StandardProtocolFamily family, String text, boolean isProblem) {
        return new Finding(code, Optional.of(family), text, isProblem);
    }

    /**
     * Its stable name.
     *
     * @return for example {@code ipv6-attempts-time-out}
     */
    String name() {
        return code.text(family);
    }
}
