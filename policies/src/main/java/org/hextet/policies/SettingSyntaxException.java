package org.hextet.policies;

import java.util.Objects;

/**
 * A text that is no duration or no policy: says which text, where, what is wrong and what to write instead.
 *
 * <p>The message is one line: {@code "250mz": unknown unit "mz" at character 4; units are ns, us, ms, s, m, h, d}.
 */
public final class SettingSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The text as it was given. */
    private final String text;

    /** Index of the offending UTF-16 unit. */
    private final int position;

    /** What is wrong there. */
    private final String problem;

    /** What to do. */
    private final String advice;

    /**
     * Makes the failure and its message.
     *
     * @param text the whole text as it was given
     * @param position index of the offending character (UTF-16 unit), 0 to the length of {@code text}; the length means
     *     that something is missing at the end
     * @param problem what is wrong there, without the place: {@code unknown unit "mz"}
     * @param advice what to do: {@code units are ns, us, ms, s, m, h, d}
     * @throws IndexOutOfBoundsException if {@code position} lies outside of the text
     */
    public SettingSyntaxException(String text, int position, String problem, String advice) {
        super(quoted(text) + ": " + problem + " at character " + (position + 1) + "; " + advice);
        this.text = text;
        this.position = Objects.checkIndex(position, text.length() + 1);
        this.problem = problem;
        this.advice = advice;
    }

    /**
     * The text as it was given, unescaped.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Where the text goes wrong.
     *
     * @return index of the offending UTF-16 unit, from 0; the length of the text if something is missing at its end
     */
    public int position() {
        return position;
    }

    /**
     * What is wrong, without the place.
     *
     * @return for example {@code unknown unit "mz"}
     */
    public String problem() {
        return problem;
    }

    /**
     * What to do about it.
     *
     * @return for example {@code units are ns, us, ms, s, m, h, d}
     */
    public String advice() {
        return advice;
    }

    /**
     * The text, and below it a line with a caret under the offending character. Whatever is not printable ASCII is
     * escaped, so that the caret fits in any terminal.
     *
     * @return two lines, separated by {@code \n}, without one at the end
     */
    public String caretLines() {
        return printable(text)
                + '\n'
                + " ".repeat(printable(text.substring(0, position)).length())
                + '^';
    }

    /**
     * The same failure, seen in a longer text that holds this one: for parsers of URIs and command lines.
     *
     * @param whole the longer text
     * @param offset where this failure's text begins in it
     * @return a new failure with the place counted in {@code whole}
     * @throws IndexOutOfBoundsException if the place lies outside of {@code whole}
     */
    public SettingSyntaxException within(String whole, int offset) {
        return new SettingSyntaxException(whole, offset + position, problem, advice);
    }

    /** In quotation marks, on one line whatever it holds. */
    static String quoted(String text) {
        return '"' + printable(text) + '"';
    }

    private static String printable(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
