package org.hextet.endpoints.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.SettingSyntaxException;

/** A {@link ConnectPolicy} as options of a URI, both ways: {@code policy=serial&only=6} for {@code serial?only=6}. */
public final class PolicyText {

    private static final String POLICY = "policy";

    private static final List<String> SETTINGS = List.of(
            "prefer",
            "only",
            "defer-dead-family",
            "attempt-delay",
            "adaptive-delay",
            "resolution-delay",
            "min-gap",
            "most-at-once",
            "most-attempts",
            "first-family-count");

    private static final String USUAL = "staggered";

    private final StringBuilder spec = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();

    /** Where a piece of the policy's text came from in the URI. */
    private record Piece(int inSpec, int inUri) {}

    private PolicyText() {}

    /**
     * The options that make a policy.
     *
     * @return their names
     */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(POLICY);
        names.addAll(SETTINGS);
        return names;
    }

    /**
     * Reads a policy.
     *
     * @param uri the whole URI
     * @param options its options
     * @return {@code staggered} with its own times if none of them is there
     * @throws AddressSyntaxException if one is wrong or does not belong to the policy; points at it
     */
    public static ConnectPolicy read(String uri, Map<String, OptionValue> options) {
        PolicyText text = new PolicyText();
        OptionValue policy = options.get(POLICY);
        text.append(policy == null ? USUAL : policy.value(), policy == null ? 0 : policy.valueAt());
        char separator = text.spec.indexOf("?") < 0 ? '?' : '&';
        for (String setting : SETTINGS) {
            OptionValue value = options.get(setting);
            if (value != null) {
                text.spec.append(separator);
                text.append(value.name() + "=" + value.value(), value.nameAt());
                separator = '&';
            }
        }
        try {
            return ConnectPolicy.parse(text.spec.toString());
        } catch (SettingSyntaxException wrong) {
            AddressSyntaxException here = new AddressSyntaxException(
                    uri, Math.min(text.inUri(wrong.position()), uri.length()), wrong.problem(), wrong.advice());
            here.initCause(wrong);
            throw here;
        }
    }

    /**
     * Writes a policy.
     *
     * @param policy any
     * @return {@code name=value} each; nothing for the usual one, or for one that {@link ConnectPolicy#parse} would not
     *     read back
     */
    public static List<String> write(ConnectPolicy policy) {
        if (policy.equals(ConnectPolicy.staggered()) || !isReadable(policy)) {
            return List.of();
        }
        String spec = policy.toString();
        int question = spec.indexOf('?');
        String name = question < 0 ? spec : spec.substring(0, question);
        List<String> text = new ArrayList<>();
        if (!name.equals(USUAL)) {
            text.add(POLICY + "=" + name);
        }
        if (question >= 0) {
            text.addAll(List.of(spec.substring(question + 1).split("&", -1)));
        }
        return text;
    }

    private static boolean isReadable(ConnectPolicy policy) {
        try {
            return ConnectPolicy.parse(policy.toString()).equals(policy);
        } catch (RuntimeException notOurs) {
            return false;
        }
    }

    private void append(String text, int at) {
        pieces.add(new Piece(spec.length(), at));
        spec.append(text);
    }

    private int inUri(int position) {
        Piece found = pieces.get(0);
        for (Piece piece : pieces) {
            if (piece.inSpec <= position) {
                found = piece;
            }
        }
        return found.inUri + position - found.inSpec;
    }
}
