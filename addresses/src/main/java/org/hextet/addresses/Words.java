package org.hextet.addresses;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, between blanks and tabs, with their places.
 *
 * @param line the line
 * @param places where each word begins and ends
 */
record Words(String line, List<Place> places) {

    /** Where a word stands. */
    record Place(int start, int end) {}

    static Words of(String line, int end) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        while (at < end) {
            int start = at;
            while (at < end && !isBlank(line.charAt(at))) {
                at++;
            }
            if (at > start) {
                places.add(new Place(start, at));
            }
            at++;
        }
        return new Words(line, places);
    }

    int count() {
        return places.size();
    }

    int start(int word) {
        return places.get(word).start();
    }

    int end(int word) {
        return places.get(word).end();
    }

    String text(int word) {
        return line.substring(start(word), end(word));
    }

    /** Refuses a line that has not so many words; {@code rest} says what follows the first. */
    void require(int count, String rest) {
        if (count() < count) {
            throw new AddressSyntaxException(
                    line, end(count() - 1), "line too short", "behind " + text(0) + " stands " + rest);
        }
        if (count() > count) {
            throw wrong(count, "one word too many", "behind " + text(0) + " stands " + rest);
        }
    }

    AddressSyntaxException wrong(int word, String problem, String advice) {
        return new AddressSyntaxException(line, start(word), problem, advice);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f' || c == 0x0b;
    }
}
