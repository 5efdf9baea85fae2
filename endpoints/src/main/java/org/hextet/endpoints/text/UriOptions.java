package org.hextet.endpoints.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hextet.addresses.AddressSyntaxException;

/** The options of a URI: what stands behind {@code ?}. */
public final class UriOptions {

    private UriOptions() {}

    /**
     * Reads options.
     *
     * @param uri the whole text
     * @param from where the first option begins, or the end of the text
     * @param example an option that has a meaning here, for errors
     * @return by name, in the order given
     * @throws AddressSyntaxException if one is malformed or stands there twice; points at the character
     */
    public static Map<String, OptionValue> parse(String uri, int from, String example) {
        Map<String, OptionValue> options = new LinkedHashMap<>();
        int at = from;
        while (at <= uri.length()) {
            int end = uri.indexOf('&', at);
            end = end < 0 ? uri.length() : end;
            OptionValue option = option(uri, at, end, example);
            if (options.putIfAbsent(option.name(), option) != null) {
                throw option.misplaced("option \"" + option.name() + "\" a second time", "give it once");
            }
            at = end + 1;
        }
        return options;
    }

    private static OptionValue option(String uri, int at, int end, String example) {
        for (int i = at; i < end; i++) {
            char c = uri.charAt(i);
            if (c == '#' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                throw new AddressSyntaxException(
                        uri, i, c == '#' ? "fragment" : "white space or control character", "an endpoint has none");
            }
        }
        int equals = uri.indexOf('=', at);
        if (equals < 0 || equals >= end || equals == at) {
            throw new AddressSyntaxException(
                    uri, at, "no option of the form name=value", "write options as in ?" + example);
        }
        return new OptionValue(uri, uri.substring(at, equals), uri.substring(equals + 1, end), at, equals + 1);
    }

    /**
     * Refuses options that are not among those known.
     *
     * @param options those given
     * @param known the names that have a meaning here
     * @param elsewhere names that have one for others
     * @param side who this is for: {@code client}, {@code server}, {@code inherited socket}
     * @param example one that is known, with a value
     * @throws AddressSyntaxException at the first that is unknown; lists those known
     */
    public static void requireKnown(
            Map<String, OptionValue> options,
            Collection<String> known,
            Collection<String> elsewhere,
            String side,
            String example) {
        String article = "aeiou".indexOf(side.charAt(0)) < 0 ? "a " : "an ";
        for (OptionValue option : options.values()) {
            if (!known.contains(option.name())) {
                String problem = elsewhere.contains(option.name())
                        ? "option \"" + option.name() + "\", which is not for " + article + side + ","
                        : "unknown option \"" + option.name() + "\"";
                throw option.misplaced(
                        problem,
                        article + side + " has " + String.join(", ", List.copyOf(known)) + ", as in ?" + example);
            }
        }
    }
}
