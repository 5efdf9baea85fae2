package org.hextet.policies;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A policy as text, split into its name and its options: {@code staggered?attempt-delay=200ms&prefer=4}.
 *
 * @param text the whole
 * @param name what stands before the question mark
 * @param options what stands behind it, in that order; no key twice
 */
record PolicySpec(String text, String name, List<Option> options) {

    static final String ADAPTIVE_DELAY = "adaptive-delay";
    static final String ATTEMPT_DELAY = "attempt-delay";
    static final String DEFER_DEAD_FAMILY = "defer-dead-family";
    static final String FIRST_FAMILY_COUNT = "first-family-count";
    static final String MIN_GAP = "min-gap";
    static final String MOST_AT_ONCE = "most-at-once";
    static final String MOST_ATTEMPTS = "most-attempts";
    static final String ONLY = "only";
    static final String PREFER = "prefer";
    static final String RESOLUTION_DELAY = "resolution-delay";

    static final String STAGGERED = "staggered";
    static final String SERIAL = "serial";
    static final String CONCURRENT = "concurrent";

    private static final SortedMap<String, BiFunction<Staggered, Option, Staggered>> OF_STAGGERED =
            new TreeMap<>(Map.of(
                    ADAPTIVE_DELAY, (policy, option) -> policy.adaptiveDelay(option.flag()),
                    ATTEMPT_DELAY, (policy, option) -> policy.attemptDelay(option.duration()),
                    DEFER_DEAD_FAMILY, (policy, option) -> policy.deferDeadFamily(option.flag()),
                    FIRST_FAMILY_COUNT, (policy, option) -> policy.firstFamilyCount(option.count()),
                    MIN_GAP, (policy, option) -> policy.minimumGap(option.duration()),
                    MOST_AT_ONCE, (policy, option) -> policy.mostAtOnce(option.count()),
                    MOST_ATTEMPTS, (policy, option) -> policy.mostAttempts(option.count()),
                    ONLY, (policy, option) -> policy.only(option.family()),
                    PREFER, (policy, option) -> policy.prefer(option.family()),
                    RESOLUTION_DELAY, (policy, option) -> policy.resolutionDelay(option.duration())));

    private static final SortedMap<String, BiFunction<Serial, Option, Serial>> OF_SERIAL = new TreeMap<>(Map.of(
            DEFER_DEAD_FAMILY, (policy, option) -> policy.deferDeadFamily(option.flag()),
            FIRST_FAMILY_COUNT, (policy, option) -> policy.firstFamilyCount(option.count()),
            MOST_ATTEMPTS, (policy, option) -> policy.mostAttempts(option.count()),
            ONLY, (policy, option) -> policy.only(option.family()),
            PREFER, (policy, option) -> policy.prefer(option.family()),
            RESOLUTION_DELAY, (policy, option) -> policy.resolutionDelay(option.duration())));

    private static final SortedMap<String, BiFunction<Concurrent, Option, Concurrent>> OF_CONCURRENT =
            new TreeMap<>(Map.of(
                    DEFER_DEAD_FAMILY, (policy, option) -> policy.deferDeadFamily(option.flag()),
                    FIRST_FAMILY_COUNT, (policy, option) -> policy.firstFamilyCount(option.count()),
                    MOST_AT_ONCE, (policy, option) -> policy.mostAtOnce(option.count()),
                    MOST_ATTEMPTS, (policy, option) -> policy.mostAttempts(option.count()),
                    ONLY, (policy, option) -> policy.only(option.family()),
                    PREFER, (policy, option) -> policy.prefer(option.family())));

    static PolicySpec parse(String text) {
        int question = text.indexOf('?');
        if (question < 0) {
            return new PolicySpec(text, text, List.of());
        }
        List<Option> options = new ArrayList<>();
        int from = question + 1;
        while (from <= text.length()) {
            int ampersand = text.indexOf('&', from);
            int to = ampersand < 0 ? text.length() : ampersand;
            Option option = Option.parse(text, from, to);
            if (options.stream().anyMatch(earlier -> earlier.key().equals(option.key()))) {
                throw new SettingSyntaxException(text, from, option.key() + " a second time", "give each option once");
            }
            options.add(option);
            from = to + 1;
        }
        return new PolicySpec(text, text.substring(0, question), List.copyOf(options));
    }

    /** Writes what {@link #parse} reads. */
    static String format(String name, Map<String, String> options) {
        return options.isEmpty()
                ? name
                : options.entrySet().stream()
                        .map(option -> option.getKey() + '=' + option.getValue())
                        .collect(Collectors.joining("&", name + '?', ""));
    }

    ConnectPolicy policy() {
        return switch (name) {
            case STAGGERED -> configured(Staggered.DEFAULT, OF_STAGGERED, "");
            case SERIAL -> configured(Serial.DEFAULT, OF_SERIAL, "which never has two attempts at once");
            case CONCURRENT -> configured(Concurrent.DEFAULT, OF_CONCURRENT, "which tries every address at once");
            default ->
                throw new SettingSyntaxException(
                        text,
                        0,
                        name.isEmpty() ? "no policy" : "unknown policy " + SettingSyntaxException.quoted(name),
                        "policies are " + String.join(", ", STAGGERED, SERIAL, CONCURRENT));
        };
    }

    private <P> P configured(P policy, SortedMap<String, BiFunction<P, Option, P>> settings, String nature) {
        P configured = policy;
        for (Option option : options) {
            BiFunction<P, Option, P> setting = settings.get(option.key());
            if (setting == null) {
                throw inapplicable(option, settings.keySet(), nature);
            }
            configured = option.apply(setting, configured);
        }
        return configured;
    }

    private SettingSyntaxException inapplicable(Option option, Set<String> known, String nature) {
        // Every option there is, is one of staggered's.
        String problem = OF_STAGGERED.containsKey(option.key())
                ? option.key() + " does not apply to " + name + ", " + nature + ','
                : "unknown option " + SettingSyntaxException.quoted(option.key());
        return new SettingSyntaxException(
                text, option.keyAt(), problem, "options of " + name + " are " + String.join(", ", known));
    }

    /**
     * One option.
     *
     * @param text the whole text that it stands in
     * @param key its name
     * @param keyAt where the name begins
     * @param value its value, not empty
     * @param valueAt where the value begins
     */
    record Option(String text, String key, int keyAt, String value, int valueAt) {

        static Option parse(String text, int from, int to) {
            if (from == to) {
                throw new SettingSyntaxException(text, from, "no option", "write name=value, separated by &");
            }
            int equals = text.substring(0, to).indexOf('=', from);
            if (equals < 0) {
                throw new SettingSyntaxException(text, to, "no value", "write name=value");
            }
            if (equals == from) {
                throw new SettingSyntaxException(text, from, "no name", "write name=value");
            }
            if (equals + 1 == to) {
                throw new SettingSyntaxException(text, to, "no value", "write name=value");
            }
            return new Option(text, text.substring(from, equals), from, text.substring(equals + 1, to), equals + 1);
        }

        Duration duration() {
            try {
                return DurationText.parse(value);
            } catch (SettingSyntaxException e) {
                throw e.within(text, valueAt);
            }
        }

        int count() {
            if (!value.matches("[0-9]{1,9}")) {
                throw wrong("a whole number of at most nine digits");
            }
            return Integer.parseInt(value);
        }

        boolean flag() {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong("true or false");
            };
        }

        StandardProtocolFamily family() {
            return switch (value) {
                case "4" -> StandardProtocolFamily.INET;
                case "6" -> StandardProtocolFamily.INET6;
                default -> throw wrong("4 (IPv4) or 6 (IPv6)");
            };
        }

        /** Gives what the setting itself refuses (a value out of its range) the place in the text. */
        <P> P apply(BiFunction<P, Option, P> setting, P policy) {
            try {
                return setting.apply(policy, this);
            } catch (SettingSyntaxException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new SettingSyntaxException(
                        text, valueAt, "a value out of range", Objects.requireNonNull(e.getMessage()));
            }
        }

        private SettingSyntaxException wrong(String expected) {
            return new SettingSyntaxException(
                    text, valueAt, key + ' ' + SettingSyntaxException.quoted(value), key + " is " + expected);
        }
    }
}
