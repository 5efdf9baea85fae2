package org.hextet.policies;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;

/** The two families that a name can have addresses of, and their numbers in text: 4 and 6. */
final class IpFamily {

    private IpFamily() {}

    static StandardProtocolFamily of(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /** Refuses what names have no addresses of. */
    static StandardProtocolFamily require(StandardProtocolFamily family) {
        if (family != StandardProtocolFamily.INET && family != StandardProtocolFamily.INET6) {
            throw new IllegalArgumentException("family " + family + ": only INET and INET6 can be looked up");
        }
        return family;
    }

    static StandardProtocolFamily other(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    static String number(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "6" : "4";
    }
}
