package org.hextet.policies;

import java.net.StandardProtocolFamily;
import java.util.Set;

/**
 * How to connect to a name: which families to look up, and in which order and rhythm to try what is found. Immutable
 * and thread-safe; one policy serves any number of connects, each with a {@link Race} of its own.
 *
 * <p>Who writes one needs no more than the two abstract methods. What it decides is carried out by others, so it may be
 * wrong without doing harm: a race that throws, or names an address that nobody answered, fails its own connect only.
 */
public interface ConnectPolicy {

    /**
     * The families to look up.
     *
     * @return {@code INET}, {@code INET6} or both; never empty; the same on every call
     */
    Set<StandardProtocolFamily> families();

    /**
     * Begins one connect.
     *
     * @param history what is known from earlier connects to the same name; {@link History#NONE} if nothing
     * @return a fresh race, for one thread at a time
     */
    Race race(History history);

    /**
     * Begins one connect without any history.
     *
     * @return a fresh race, for one thread at a time
     */
    default Race race() {
        return race(History.NONE);
    }

    /**
     * RFC 8305 (Happy Eyeballs version 2) with its recommended times: a new attempt every 250 ms until one succeeds.
     *
     * @return the default of the project
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305</a>
     */
    static Staggered staggered() {
        return Staggered.DEFAULT;
    }

    /**
     * One attempt after the other: the next begins when the one before has failed.
     *
     * @return the policy with its default settings
     */
    static Serial serial() {
        return Serial.DEFAULT;
    }

    /**
     * Every address at once, as soon as it is known.
     *
     * @return the policy with its default settings
     */
    static Concurrent concurrent() {
        return Concurrent.DEFAULT;
    }

    /**
     * Reads a policy from text: a name, and behind a question mark options separated by {@code &}, such as
     * {@code staggered?attempt-delay=200ms&prefer=4}, {@code serial?only=6} or {@code concurrent}.
     *
     * <table>
     * <caption>Options</caption>
     * <tr><th>option</th><th>value</th><th>unless set</th><th>of</th></tr>
     * <tr><td>{@code attempt-delay}</td><td>10ms to 1h: from one start to the next</td>
     *     <td>250ms</td><td>staggered</td></tr>
     * <tr><td>{@code adaptive-delay}</td><td>true or false: that delay follows history, 100ms to 2s</td>
     *     <td>false</td><td>staggered</td></tr>
     * <tr><td>{@code min-gap}</td><td>0 to 1h: the least time between two starts, after failures too</td>
     *     <td>10ms</td><td>staggered</td></tr>
     * <tr><td>{@code resolution-delay}</td><td>0 to 1h: how long the other family waits for the preferred one</td>
     *     <td>50ms</td><td>staggered, serial</td></tr>
     * <tr><td>{@code prefer}</td><td>4 or 6: the family that is first</td>
     *     <td>6, or what {@link Event.Answered#leading} says</td><td>all</td></tr>
     * <tr><td>{@code only}</td><td>4 or 6: the family that is looked up alone</td><td>both</td><td>all</td></tr>
     * <tr><td>{@code first-family-count}</td><td>1 and above: how many of the first family before the other</td>
     *     <td>1</td><td>all</td></tr>
     * <tr><td>{@code defer-dead-family}</td><td>true or false: a family with nothing but setbacks is second</td>
     *     <td>false</td><td>all</td></tr>
     * <tr><td>{@code most-at-once}</td><td>1 and above: attempts under way</td>
     *     <td>no limit</td><td>staggered, concurrent</td></tr>
     * <tr><td>{@code most-attempts}</td><td>1 and above: attempts in all</td><td>no limit</td><td>all</td></tr>
     * </table>
     *
     * <p>Durations are read by {@link DurationText}. What {@code toString} of our policies gives is read back as an
     * equal policy, unless it holds an order of the user's own, which has no text.
     *
     * @param text the policy; lower case
     * @return the policy
     * @throws SettingSyntaxException if the name or an option is unknown, given twice, malformed, out of its range or
     *     not of this policy; says which character, and what is known
     */
    static ConnectPolicy parse(String text) {
        return PolicySpec.parse(text).policy();
    }
}
