package org.hextet.resolver.dnsjava;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Names that no name server is asked for: what is known of them stands in RFCs. */
final class SpecialNames {

    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private SpecialNames() {}

    /** What is known of it; empty for all other names. */
    static Optional<Verdict> verdict(Question question) {
        Name name = question.name();
        if (name.labels() < 2) {
            return Optional.empty();
        }
        // Most others are of another length, and need no comparison.
        int length = name.getLabel(name.labels() - 2)[0];
        if (length != "localhost".length() && length != "invalid".length() && length != "onion".length()) {
            return Optional.empty();
        }
        // The label before the root.
        return switch (name.getLabelString(name.labels() - 2).toLowerCase(Locale.ROOT)) {
            case "localhost" -> Optional.of(loopback(question));
            // RFC 6761, section 6.4; RFC 7686, section 2.
            case "invalid", "onion" -> Optional.of(new Verdict.NoSuchName(0));
            default -> Optional.empty();
        };
    }

    /** Whether it is one of them: no search list makes another of it. */
    static boolean isSpecial(String asciiName) {
        String name = asciiName.endsWith(".") ? asciiName.substring(0, asciiName.length() - 1) : asciiName;
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.equals("localhost") || last.equals("invalid") || last.equals("onion");
    }

    /** RFC 6761, section 6.3. */
    private static Verdict loopback(Question question) {
        return switch (question.type()) {
            case Type.A -> found(new ARecord(question.name(), DClass.IN, 0, IPV4_LOOPBACK));
            case Type.AAAA -> found(new AAAARecord(question.name(), DClass.IN, 0, IPV6_LOOPBACK));
            default -> new Verdict.NoData(0);
        };
    }

    private static Verdict found(Record record) {
        return new Verdict.Found(List.of(record), 0);
    }
}
