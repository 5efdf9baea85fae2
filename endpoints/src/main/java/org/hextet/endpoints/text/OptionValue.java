package org.hextet.endpoints.text;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zones;
import org.hextet.api.FlowLabelRequest;
import org.hextet.endpoints.FlowLabelText;
import org.hextet.policies.Backoff;
import org.hextet.policies.DurationText;
import org.hextet.policies.SettingSyntaxException;

/**
 * One option of an endpoint URI, and where it stands. Each reading throws an {@link AddressSyntaxException} that points
 * at the value.
 *
 * @param uri the whole URI
 * @param name the option
 * @param value what stands behind {@code =}, not decoded
 * @param nameAt where the name begins in the URI
 * @param valueAt where the value begins in the URI
 */
public record OptionValue(String uri, String name, String value, int nameAt, int valueAt) {

    /** IFNAMSIZ without its end. */
    private static final int LONGEST_DEVICE = 15;

    private static final Duration LONGEST_MILLIS = Duration.ofMillis(Integer.MAX_VALUE);

    /**
     * A failure that points at the value.
     *
     * @param problem what is wrong
     * @param advice what to do
     * @return to be thrown
     */
    public AddressSyntaxException wrong(String problem, String advice) {
        return new AddressSyntaxException(uri, valueAt, problem, advice);
    }

    /**
     * A failure that points at the name.
     *
     * @param problem what is wrong
     * @param advice what to do
     * @return to be thrown
     */
    public AddressSyntaxException misplaced(String problem, String advice) {
        return new AddressSyntaxException(uri, nameAt, problem, advice);
    }

    /**
     * The value as a duration.
     *
     * @return zero or more
     */
    public Duration duration() {
        try {
            return DurationText.parse(value);
        } catch (SettingSyntaxException inValue) {
            throw pointed(inValue);
        }
    }

    private AddressSyntaxException pointed(SettingSyntaxException inValue) {
        AddressSyntaxException here =
                new AddressSyntaxException(uri, valueAt + inValue.position(), inValue.problem(), inValue.advice());
        here.initCause(inValue);
        return here;
    }

    /**
     * The value as a duration of whole milliseconds that fit an int of the kernel's.
     *
     * @return 1 ms to 24 days
     */
    public Duration millis() {
        Duration duration = positiveDuration();
        if (duration.compareTo(LONGEST_MILLIS) > 0 || duration.toNanos() % 1_000_000 != 0) {
            throw wrong(
                    name + " out of range",
                    "give whole milliseconds up to " + LONGEST_MILLIS.toDays() + "d, as in " + name + "=30s");
        }
        return duration;
    }

    /**
     * The value as a duration of whole seconds.
     *
     * @param most how many are allowed
     * @return 1 to {@code most}
     */
    public int seconds(int most) {
        Duration duration = positiveDuration();
        if (duration.compareTo(Duration.ofSeconds(most)) > 0 || duration.toNanosPart() != 0) {
            throw wrong(name + " out of range", "give whole seconds, 1s to " + most + "s");
        }
        return (int) duration.toSeconds();
    }

    /**
     * The value as a duration that is not zero.
     *
     * @return more than zero
     */
    public Duration positiveDuration() {
        Duration duration = duration();
        if (duration.isZero()) {
            throw wrong(name + " of zero", "give more than zero, as in " + name + "=2s, or leave it out");
        }
        return duration;
    }

    /**
     * The value as yes or no.
     *
     * @return true for {@code true}, false for {@code false}
     */
    public boolean flag() {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("neither true nor false", "write " + name + "=true or " + name + "=false");
        };
    }

    /**
     * The value as a whole number.
     *
     * @param least the smallest allowed, 0 or more
     * @param unit what is counted, for the error
     * @return at least {@code least}
     */
    public int count(int least, String unit) {
        if (value.isEmpty() || value.length() > 10 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong("no number of " + unit, "write digits, as in " + name + "=" + Math.max(least, 1024));
        }
        long number = Long.parseLong(value);
        if (number < least || number > Integer.MAX_VALUE) {
            throw wrong("number of " + unit + " out of range", "give " + least + " to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /**
     * The value as a number within bounds, decimal or, with {@code 0x}, hexadecimal.
     *
     * @param least the smallest allowed, 0 or more
     * @param most the largest allowed
     * @param what it is, for the error
     * @return {@code least} to {@code most}
     */
    public int number(int least, int most, String what) {
        boolean isHex = value.startsWith("0x");
        String digits = isHex ? value.substring(2) : value;
        int radix = isHex ? 16 : 10;
        if (digits.isEmpty()
                || digits.length() > 8
                || !digits.chars().allMatch(c -> c <= 'f' && Character.digit(c, radix) >= 0)) {
            throw wrong("no " + what, "write digits, as in " + name + "=" + most);
        }
        long number = Long.parseLong(digits, radix);
        if (number < least || number > most) {
            throw wrong(what + " out of range", "give " + least + " to " + most);
        }
        return (int) number;
    }

    /**
     * The value as a flow label to ask for.
     *
     * @return as {@link FlowLabelText} reads it
     */
    public FlowLabelRequest flowLabel() {
        try {
            return FlowLabelText.parse(value);
        } catch (SettingSyntaxException inValue) {
            throw pointed(inValue);
        }
    }

    /**
     * The value as a backoff.
     *
     * @return as {@link Backoff#parse} reads it
     */
    public Backoff backoff() {
        try {
            return Backoff.parse(value);
        } catch (SettingSyntaxException inValue) {
            throw pointed(inValue);
        }
    }

    /**
     * The value as the name of a network interface. Whether there is one is not asked.
     *
     * @return 1 to 15 bytes, none of them white space or a slash
     */
    public String device() {
        String device = decoded();
        if (device.isEmpty()
                || device.getBytes(StandardCharsets.UTF_8).length > LONGEST_DEVICE
                || device.chars().anyMatch(c -> c == '/' || Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw wrong(
                    "no name of a network interface",
                    "give 1 to " + LONGEST_DEVICE + " bytes without a slash, as in " + name + "=eth0");
        }
        return device;
    }

    /**
     * The parts of a list.
     *
     * @return those between commas, each with its place
     */
    public List<OptionValue> each() {
        List<OptionValue> each = new ArrayList<>();
        int at = 0;
        while (at <= value.length()) {
            int comma = value.indexOf(',', at);
            int end = comma < 0 ? value.length() : comma;
            each.add(new OptionValue(uri, name, value.substring(at, end), nameAt, valueAt + at));
            at = end + 1;
        }
        return each;
    }

    /**
     * The value as one of several words.
     *
     * @param words those that are allowed
     * @return the one that stands there
     */
    public String oneOf(List<String> words) {
        if (!words.contains(value)) {
            throw wrong("unknown " + name, "one of " + String.join(", ", words));
        }
        return value;
    }

    /**
     * The value as an address of this host, with or without a port: {@code [fd00::2]}, {@code 192.0.2.7:4000}. Its zone
     * is looked up now.
     *
     * @return resolved; port 0 if none stands there
     * @throws UnknownZoneException if this host has no such zone
     */
    public InetSocketAddress local() {
        HostPort parsed;
        try {
            parsed = HostPort.parse(value);
        } catch (AddressSyntaxException inValue) {
            throw inValue.within(uri, valueAt);
        }
        if (!(parsed.host() instanceof Host.Literal literal)) {
            throw wrong(
                    "\"" + parsed.host() + "\", which is no address,",
                    "give an address of this host, as in " + name + "=[fd00::2] or " + name + "=192.0.2.7:4000");
        }
        String zone = literal.address().zone();
        if (!zone.isEmpty() && Zones.ofHost().index(zone).isEmpty()) {
            throw new UnknownZoneException(name + " " + literal, zone, Zones.ofHost());
        }
        return new InetSocketAddress(
                literal.address().toInetAddress(), parsed.port().orElse(0));
    }

    /**
     * The value as an address, with or without brackets. Its zone is not looked up.
     *
     * @return an address
     */
    public IpAddress address() {
        boolean isBracketed = value.startsWith("[") && value.endsWith("]");
        int from = isBracketed ? 1 : 0;
        try {
            return AddressText.parse(value.substring(from, value.length() - from));
        } catch (AddressSyntaxException inValue) {
            throw inValue.within(uri, valueAt + from);
        }
    }

    /**
     * The opposite of {@link #local()}.
     *
     * @param local an address of this host
     * @return how it stands in a URI
     */
    public static String text(InetSocketAddress local) {
        String text = AddressText.formatSocket(local);
        return local.getPort() == 0 ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    /**
     * The value with {@code %26}, {@code %23}, {@code %20} and {@code %25} decoded, which stand for what cannot stand
     * in a value ({@code &}, {@code #}, a space) and for {@code %} before those digits. Everything else is as it is.
     *
     * @return the text that was meant
     */
    public String decoded() {
        return value.replace("%26", "&").replace("%23", "#").replace("%20", " ").replace("%25", "%");
    }

    /**
     * The opposite of {@link #decoded()}.
     *
     * @param text any text without control characters
     * @return how it stands in a URI
     */
    public static String encoded(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace(" ", "%20");
    }

    /**
     * The option as it stands in the URI.
     *
     * @return {@code name=value}
     */
    @Override
    public String toString() {
        return name.toLowerCase(Locale.ROOT) + "=" + value;
    }
}
