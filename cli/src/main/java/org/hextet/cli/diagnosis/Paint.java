package org.hextet.cli.diagnosis;

/** Colours for terminals. */
public enum Paint {
    /** None. */
    PLAIN,
    /** Of ECMA-48. */
    COLOURED;

    private static final String END = "\033[0m";

    String good(String text) {
        return paint("\033[32m", text);
    }

    String middling(String text) {
        return paint("\033[33m", text);
    }

    String bad(String text) {
        return paint("\033[31m", text);
    }

    String head(String text) {
        return paint("\033[1m", text);
    }

    private String paint(String colour, String text) {
        return this == PLAIN ? text : colour + text + END;
    }
}
