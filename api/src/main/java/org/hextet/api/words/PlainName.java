package org.hextet.api.words;

/** The names of providers and capabilities: lower-case letters, digits and hyphens. */
public final class PlainName {

    private PlainName() {}

    /**
     * Whether a text is one.
     *
     * @param text any
     * @return false for an empty one too
     */
    public static boolean isOne(String text) {
        // A loop: every start of a program passes here, and the first stream or pattern costs it milliseconds.
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
