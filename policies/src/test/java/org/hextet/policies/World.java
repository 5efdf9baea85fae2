package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a race meets: answers and other events at given times, and how attempts on each address end. Read from the form
 * of the vectors (their README has it), or put together by a test.
 *
 * @param happenings in the order of their times
 * @param outcomes how attempts end; an attempt on any other address never ends
 * @param deadlineNanos when the caller stops the race, {@link #NEVER} if he does not
 */
record World(List<Happening> happenings, Map<AddressKey, Outcome> outcomes, long deadlineNanos) {

    static final long NEVER = Long.MAX_VALUE;
    static final long MILLISECOND = 1_000_000;

    record Happening(long atNanos, Event event) {}

    /** An end of an attempt; {@code heedsCancel}: whether a cancel prevents it, or comes too late. */
    record Outcome(boolean connects, long afterNanos, boolean heedsCancel) {}

    static World read(String events, String outcomes) {
        return read(events, outcomes, NEVER);
    }

    static World read(String events, String outcomes, long deadlineNanos) {
        Map<Long, List<Answer>> answers = new TreeMap<>();
        List<Happening> happenings = new ArrayList<>();
        for (String part : parts(events)) {
            String[] words = part.split(" ", 3);
            long atNanos = Long.parseLong(words[0].substring("t=".length())) * MILLISECOND;
            switch (words[1]) {
                case "aaaa", "aaaa+" ->
                    answers.computeIfAbsent(atNanos, at -> new ArrayList<>())
                            .add(new Answer(StandardProtocolFamily.INET6, addresses(words[2])));
                case "a", "a+" ->
                    answers.computeIfAbsent(atNanos, at -> new ArrayList<>())
                            .add(new Answer(StandardProtocolFamily.INET, addresses(words[2])));
                case "remove" -> happenings.add(new Happening(atNanos, new Event.Withdrawn(address(words[2]))));
                case "stop" -> happenings.add(new Happening(atNanos, new Event.Stopped()));
                default -> throw new IllegalArgumentException(part);
            }
        }
        answers.forEach((atNanos, given) -> happenings.add(new Happening(atNanos, new Event.Answered(given))));
        happenings.sort(Comparator.comparingLong(Happening::atNanos));
        return new World(happenings, outcomes(outcomes), deadlineNanos);
    }

    static InetAddress address(String literal) {
        if (!literal.matches("[0-9a-f:.]+")) {
            throw new IllegalArgumentException(literal); // no name may get as far as a lookup
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    static List<InetAddress> addresses(String list) {
        return list.equals("-") || list.equals("!")
                ? List.of()
                : List.of(list.split(",")).stream().map(World::address).toList();
    }

    /** The text that an address of the vectors has there. */
    static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }

    private static Map<AddressKey, Outcome> outcomes(String outcomes) {
        Map<AddressKey, Outcome> read = new LinkedHashMap<>();
        for (String part : parts(outcomes)) {
            String[] words = part.split("[ @]", 3);
            if (words.length == 3) {
                read.put(
                        new AddressKey(address(words[0])),
                        new Outcome(words[1].equals("connect"), Long.parseLong(words[2]) * MILLISECOND, true));
            }
        }
        return new HashMap<>(read);
    }

    private static List<String> parts(String cell) {
        return cell.equals("-") || cell.isEmpty() ? List.of() : List.of(cell.split("; "));
    }
}
