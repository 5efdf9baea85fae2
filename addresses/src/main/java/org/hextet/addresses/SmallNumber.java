package org.hextet.addresses;

/** A number from 0 on, in a longer text. */
final class SmallNumber {

    private SmallNumber() {}

    /** Reads ASCII digits only, 0 to {@code most}; {@code what} names the number in errors. */
    static int parse(String text, int start, int end, int most, String what) {
        if (start == end) {
            throw new AddressSyntaxException(text, start, "no " + what, "write decimal digits");
        }
        long number = 0;
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                throw new AddressSyntaxException(
                        text, at, PrintableText.character(text, at) + " in the " + what, "write decimal digits");
            }
            number = 10 * number + (c - '0');
            if (number > most) {
                throw new AddressSyntaxException(text, start, what + " above " + most, "write a smaller number");
            }
        }
        return (int) number;
    }
}
