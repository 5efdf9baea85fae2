package org.hextet.tck.lab;

import java.util.List;

/** Who has which address in the lab. The same in every run: nothing of it is seen outside. */
final class LabAddresses {

    static final int NEAR = 1;
    static final int FAR = 2;
    static final int ROUTER = 3;

    /** The smallest that IPv6 allows (RFC 8200, section 5). */
    static final int SMALL_MTU = 1280;

    /** A link address that nobody has. */
    static final String NOBODY = "02:00:00:00:00:01";

    static final String HOLE_LINK_LOCAL = "fe80::dead";
    static final String HOLE_IPV6 = "fd00::dead";
    static final String HOLE_IPV4 = "10.0.0.66";

    /** Of the host that two distant ones have their tunnels on, and of the relay: in namespaces of their own. */
    static final String TUNNELS = "10.255.255.1";

    static final String RELAY = "10.255.255.2";

    /** Ports of UDP, one a tunnel. */
    static final int NEAR_TUNNEL = 4001;

    static final int FAR_TUNNEL = 4002;

    /** The address that two hosts are given to have a duplicate. */
    static final String DUPLICATE = "fd00::d0b";

    /** Three of each routable kind, since races need several. */
    static final List<String> HOLES =
            List.of(HOLE_LINK_LOCAL, HOLE_IPV6, "fd00::dead:1", "fd00::dead:2", HOLE_IPV4, "10.0.0.67", "10.0.0.68");

    private LabAddresses() {}

    static String nearLink(int link) {
        return "veth" + link;
    }

    static String farLink(int link) {
        return "far" + link;
    }

    static String routerLink(int link) {
        return "router" + link;
    }

    static String linkLocal(int host) {
        return "fe80::" + host;
    }

    /** fd00::/64 is the first link, fd00:0:0:1::/64 the second. */
    static String uniqueLocal(int link, int host) {
        return link == 0 ? "fd00::" + host : "fd00:0:0:" + link + "::" + host;
    }

    static String ipv4(int link, int host) {
        return "10.0." + link + "." + host;
    }

    static String uniqueLocalNet(int link) {
        return uniqueLocal(link, 0) + "/64";
    }

    static String ipv4Net(int link) {
        return ipv4(link, 0) + "/24";
    }

    /** The prefix whose route rejects in that way. */
    static String rejected(String kind, String family) {
        int number = number(kind);
        return family.equals("4") ? "10." + number + ".0.0/16" : "fd00:" + number + "::/32";
    }

    /** An address behind the route that rejects in that way; "none" has no route at all. */
    static String rejectedHost(String kind, String family) {
        int number = number(kind);
        return family.equals("4") ? "10." + number + ".0.1" : "fd00:" + number + "::1";
    }

    private static int number(String kind) {
        return switch (kind) {
            case "unreachable" -> 11;
            case "prohibit" -> 12;
            case "blackhole" -> 13;
            default -> 14;
        };
    }
}
