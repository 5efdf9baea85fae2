package org.hextet.endpoints;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;
import org.hextet.policies.SettingSyntaxException;

/**
 * Flow labels to ask for, as people write them: {@code 74565}, {@code 0x12345}, {@code auto} (the kernel chooses), and
 * who else may have the same one, {@code 0x12345:process}. The same in endpoint URIs and on the command line.
 */
public final class FlowLabelText {

    private static final String ANY = "auto";
    private static final String HEX = "0x";
    private static final int LARGEST = 0xFFFFF;
    private static final String EXAMPLES = "write 1 to 0xFFFFF or auto, as in 0x12345, auto or 0x12345:process";

    private FlowLabelText() {}

    /**
     * Reads a request: a number, decimal or hexadecimal, or {@code auto}; then, where it is not to be exclusive, a
     * colon and {@code process}, {@code user} or {@code any}.
     *
     * @param text the request
     * @return with the kernel's own times
     * @throws SettingSyntaxException if it is not written so, or the number is not 1 to 0xFFFFF; says which character
     */
    public static FlowLabelRequest parse(String text) {
        int colon = text.indexOf(':');
        String label = colon < 0 ? text : text.substring(0, colon);
        FlowLabelRequest request =
                label.equals(ANY) ? FlowLabelRequest.any() : FlowLabelRequest.of(number(text, label));
        return colon < 0 ? request : request.withSharing(sharing(text, colon + 1));
    }

    private static int number(String text, String label) {
        boolean isHex = label.regionMatches(true, 0, HEX, 0, HEX.length());
        String digits = isHex ? label.substring(HEX.length()) : label;
        int radix = isHex ? 16 : 10;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c > 'f' || Character.digit(c, radix) < 0) {
                throw new SettingSyntaxException(text, label.length() - digits.length() + i, "no flow label", EXAMPLES);
            }
        }
        if (digits.isEmpty()) {
            throw new SettingSyntaxException(text, label.length(), "no flow label", EXAMPLES);
        }
        // Eight digits fit a long in either radix, and more are too large unless they begin with zeros.
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (significant.length() > 8 || Long.parseLong(significant, radix) > LARGEST || significant.equals("0")) {
            throw new SettingSyntaxException(text, 0, "a flow label out of range", EXAMPLES);
        }
        return Integer.parseInt(significant, radix);
    }

    private static Sharing sharing(String text, int from) {
        String word = text.substring(from);
        return Stream.of(Sharing.values())
                .filter(sharing -> word(sharing).equals(word))
                .findFirst()
                .orElseThrow(() -> new SettingSyntaxException(
                        text,
                        from,
                        "unknown sharing",
                        "one of "
                                + Stream.of(Sharing.values())
                                        .map(FlowLabelText::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String word(Sharing sharing) {
        return sharing.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes a request so that {@link #parse} reads it back. Its times have no text.
     *
     * @param request any
     * @return for example {@code 0x12345:process}
     */
    public static String format(FlowLabelRequest request) {
        OptionalInt label = request.label();
        String text = label.isPresent() ? format(label.getAsInt()) : ANY;
        return request.sharing() == Sharing.EXCLUSIVE ? text : text + ":" + word(request.sharing());
    }

    /**
     * Writes a label.
     *
     * @param label 0 to 0xFFFFF
     * @return five hexadecimal digits, for example {@code 0x00abc}
     */
    public static String format(int label) {
        return String.format(Locale.ROOT, "0x%05x", label);
    }
}
