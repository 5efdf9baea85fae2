package org.hextet.tck;

/** Text for a column: no tab, no line break. */
final class OneLine {

    private static final int LONGEST = 1000;

    private OneLine() {}

    static String of(String text) {
        String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ").replace('\t', ' ');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
