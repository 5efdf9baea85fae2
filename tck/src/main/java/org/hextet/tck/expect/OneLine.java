package org.hextet.tck.expect;

/** Text for a column: no tab, no line break. */
public final class OneLine {

    private static final int LONGEST = 1000;

    private OneLine() {}

    /**
     * A text in one line.
     *
     * @param text of any number of lines
     * @return at most 1000 characters, and a sign that there were more
     */
    public static String of(String text) {
        String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ").replace('\t', ' ');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
