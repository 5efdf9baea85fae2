package org.hextet.tck.report;

import org.hextet.tck.Outcome;

/** Colours for terminals. */
public enum Paint {
    /** None. */
    PLAIN,
    /** Of ECMA-48. */
    COLOURED;

    private static final String END = "\033[0m";

    String of(Outcome outcome, String text) {
        return switch (outcome) {
            case PASS -> paint("\033[32m", text);
            case FAIL -> paint("\033[1;31m", text);
            case UNSUPPORTED -> faint(text);
            case NOT_RUN -> paint("\033[33m", text);
        };
    }

    String head(String text) {
        return paint("\033[1m", text);
    }

    String faint(String text) {
        return paint("\033[2m", text);
    }

    private String paint(String colour, String text) {
        return this == PLAIN || text.isEmpty() ? text : colour + text + END;
    }
}
