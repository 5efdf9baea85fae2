package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hextet.addresses.AddressRules;

/** The two families in words, IPv6 first. */
final class Families {

    static final List<StandardProtocolFamily> BOTH = List.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);

    private Families() {}

    static int number(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? 6 : 4;
    }

    static String name(StandardProtocolFamily family) {
        return "IPv" + number(family);
    }

    /** The type of its records. */
    static String type(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "AAAA" : "A";
    }

    static StandardProtocolFamily other(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    static boolean is(StandardProtocolFamily family, InetAddress address) {
        return AddressRules.family(address) == family;
    }

    static Set<StandardProtocolFamily> none() {
        return EnumSet.noneOf(StandardProtocolFamily.class);
    }

    /** {@code 1 address}, {@code 2 addresses}. */
    static String count(int number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }
}
