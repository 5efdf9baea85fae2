package org.hextet.resolver.jdk;

import java.util.Map;
import org.hextet.api.spi.ProviderSpec;

/**
 * What a user may set: {@code jdk?threads=16&queue=4096}.
 *
 * @param threads how many names the system is asked for at once, {@value #MIN} to {@value #MAX_THREADS}
 * @param queue how many names more may wait for that, {@value #MIN} to {@value #MAX_QUEUE}
 */
record JdkResolverOptions(int threads, int queue) {

    static final int MIN = 1;
    static final int MAX_THREADS = 256;
    static final int MAX_QUEUE = 65_536;
    static final JdkResolverOptions DEFAULT = new JdkResolverOptions(8, 1024);

    private static final String KNOWN = "threads (" + MIN + " to " + MAX_THREADS + ", default " + DEFAULT.threads
            + ") and queue (" + MIN + " to " + MAX_QUEUE + ", default " + DEFAULT.queue + ")";

    static JdkResolverOptions of(ProviderSpec spec) {
        JdkResolverOptions options = DEFAULT;
        for (Map.Entry<String, String> option : spec.options().entrySet()) {
            options = switch (option.getKey()) {
                case "threads" -> new JdkResolverOptions(number(spec, option, MAX_THREADS), options.queue);
                case "queue" -> new JdkResolverOptions(options.threads, number(spec, option, MAX_QUEUE));
                default ->
                    throw new IllegalArgumentException(
                            "resolver " + spec + ": unknown option \"" + option.getKey() + "\"; known are " + KNOWN);
            };
        }
        return options;
    }

    private static int number(ProviderSpec spec, Map.Entry<String, String> option, int most) {
        String text = option.getValue();
        // Eight digits fit an int.
        if (text.matches("[0-9]{1,8}")) {
            int number = Integer.parseInt(text);
            if (number >= MIN && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException("resolver " + spec + ": " + option.getKey() + " is \"" + text
                + "\", need a number from " + MIN + " to " + most);
    }
}
