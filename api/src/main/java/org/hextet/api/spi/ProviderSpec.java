package org.hextet.api.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hextet.api.words.PlainName;

/**
 * A provider by name, with options for it: {@code nio}, {@code dnsjava?server=[fd00::53]&attempts=2}.
 *
 * @param name lower case letters, digits and hyphens
 * @param options by name, in the order given; unmodifiable. What they mean is the provider's affair, and so is refusing
 *     those that it does not know
 */
public record ProviderSpec(String name, Map<String, String> options) {

    /**
     * Copies the options.
     *
     * @param name as of the record
     * @param options as of the record
     * @throws IllegalArgumentException if the name is not of its form
     */
    public ProviderSpec {
        if (!PlainName.isOne(name)) {
            throw new IllegalArgumentException("provider name \"" + name
                    + "\": lower-case letters, digits and hyphens only, as in \"nio\" or \"epoll?busy-poll=50us\"");
        }
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Reads {@code name} or {@code name?option=value&option=value}. Nothing is decoded.
     *
     * @param text as a user writes it
     * @return its parts
     * @throws IllegalArgumentException if it is not of that form, or gives an option twice
     */
    public static ProviderSpec parse(String text) {
        int question = text.indexOf('?');
        if (question < 0) {
            return new ProviderSpec(text, Map.of());
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : text.substring(question + 1).split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("\"" + text + "\": option \"" + option
                        + "\" is not name=value, as in \"epoll?busy-poll=50us\"");
            }
            if (options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "\"" + text + "\": option \"" + option.substring(0, equals) + "\" stands there twice");
            }
        }
        return new ProviderSpec(text.substring(0, question), options);
    }

    /**
     * As it is parsed.
     *
     * @return {@code name?option=value}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            text.append(separator).append(option.getKey()).append('=').append(option.getValue());
            separator = '&';
        }
        return text.toString();
    }
}
