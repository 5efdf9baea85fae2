package org.hextet.reactor;

import java.util.Map;
import org.hextet.api.ReactorOptions;

/** The options that every transport over a {@link org.hextet.reactor.driver.Driver} has in its provider's text. */
public final class TransportOptions {

    private static final String BUSY_POLL = "busy-poll";

    private TransportOptions() {}

    /**
     * Reads {@code NAME?busy-poll=50us}.
     *
     * @param provider whose options they are
     * @param options of the reactor, with the provider's text
     * @return changed by what the text says
     * @throws IllegalArgumentException if an option is unknown or wrong: names it and those that are known
     */
    public static ReactorOptions read(String provider, ReactorOptions options) {
        ReactorOptions read = options;
        if (options.transport().isEmpty()) {
            return options;
        }
        Map<String, String> given = options.transport().get().options();
        for (Map.Entry<String, String> option : given.entrySet()) {
            if (!option.getKey().equals(BUSY_POLL)) {
                throw new IllegalArgumentException(
                        "transport \"" + options.transport().get() + "\": " + provider + " has no option \""
                                + option.getKey() + "\"; it has " + BUSY_POLL);
            }
            read = read.withBusyPoll(DurationOption.parse(BUSY_POLL, option.getValue(), "50us"));
        }
        return read;
    }
}
