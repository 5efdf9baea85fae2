package org.hextet.addresses;

import java.util.Objects;

/**
 * A text that is no address, no host or no port: says which text, where, what is wrong and what to write instead.
 *
 * <p>The message is one line: <code>"2001:db8::1::2": second "::" at character 12; only one is allowed (RFC 4291, 2.2)
 * </code>.
 */
public final class AddressSyntaxException extends IllegalArgumentException {

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
     * @param problem what is wrong there, without the place: {@code second "::"}
     * @param advice what to do: {@code only one is allowed (RFC 4291, 2.2)}
     * @throws IndexOutOfBoundsException if {@code position} lies outside of the text
     */
    public AddressSyntaxException(String text, int position, String problem, String advice) {
        super('"' + PrintableText.of(text) + "\": " + problem + " at character " + (position + 1) + "; " + advice);
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
     * @return for example {@code second "::"}
     */
    public String problem() {
        return problem;
    }

    /**
     * What to do about it.
     *
     * @return for example {@code only one is allowed (RFC 4291, 2.2)}
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
        return PrintableText.ascii(text)
                + '\n'
                + " ".repeat(PrintableText.ascii(text.substring(0, position)).length())
                + '^';
    }

    /**
     * The same failure, seen in a longer text that holds this one: for parsers of URIs and lists.
     *
     * @param whole the longer text
     * @param offset where this failure's text begins in it
     * @return a new failure with the place counted in {@code whole}
     * @throws IndexOutOfBoundsException if the place lies outside of {@code whole}
     */
    public AddressSyntaxException within(String whole, int offset) {
        return new AddressSyntaxException(whole, offset + position, problem, advice);
    }
}
