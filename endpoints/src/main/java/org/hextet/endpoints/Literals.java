package org.hextet.endpoints;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zones;
import org.hextet.policies.ConnectPolicy;

/**
 * From the text of a literal to an address of this host, and what is refused on the way: in the calling thread, before
 * any packet.
 */
final class Literals {

    private static final String CONNECT_TO = "connect to";

    private Literals() {}

    /** Where to connect, with everything checked that can be checked without a socket. */
    static InetAddress target(IpAddress address, int port, Optional<InetSocketAddress> bind, ConnectPolicy policy) {
        return target(onThisHost(address, CONNECT_TO, port), port, bind, policy);
    }

    /** Where to connect, with everything checked that can be checked without a socket. */
    static InetAddress target(InetAddress address, int port, Optional<InetSocketAddress> bind, ConnectPolicy policy) {
        Zones zones = Zones.ofHost();
        InetSocketAddress target = AddressRules.target(new InetSocketAddress(address, port), CONNECT_TO, zones);
        requireFamily(target.getAddress(), port, policy);
        if (bind.isPresent()) {
            AddressRules.requireMatchingEnds(
                    target, AddressRules.local(bind.get(), "bind to", zones), CONNECT_TO, zones);
        }
        return target.getAddress();
    }

    /** A literal as endpoints keep it: an IPv4-mapped address is the IPv4 address. */
    static IpAddress parse(String literal) {
        IpAddress parsed = AddressText.parse(literal);
        // An IPv4-mapped address with a zone has no IPv4 form; it is refused when it is used.
        return parsed.isMapped() && parsed.zone().isEmpty()
                ? AddressText.parse(AddressText.format(parsed.toInetAddress()))
                : parsed;
    }

    /** The address with its zone looked up. */
    static InetAddress onThisHost(IpAddress address, String operation, int port) {
        Zones zones = Zones.ofHost();
        if (!address.zone().isEmpty() && zones.index(address.zone()).isEmpty()) {
            throw new UnknownZoneException(operation + " " + address + " port " + port, address.zone(), zones);
        }
        return address.toInetAddress(zones);
    }

    /** A local address to connect from, checked by itself. */
    static InetSocketAddress local(InetSocketAddress bind) {
        return AddressRules.local(bind, "bind to", Zones.ofHost());
    }

    private static void requireFamily(InetAddress address, int port, ConnectPolicy policy) {
        StandardProtocolFamily family = AddressRules.family(address);
        if (!policy.families().contains(family)) {
            boolean isIpv6 = family == StandardProtocolFamily.INET6;
            throw new IllegalArgumentException(
                    CONNECT_TO + " " + AddressText.format(address) + " port " + port + ": an "
                            + (isIpv6 ? "IPv6" : "IPv4") + " address, and only " + (isIpv6 ? "IPv4" : "IPv6")
                            + " is allowed here (" + policy
                            + "); leave out the restriction, or give an address of that family");
        }
    }

    /** A port to connect to. */
    static int requireTargetPort(int port, String host) {
        AddressRules.requirePort(port, CONNECT_TO + " " + host);
        if (port == 0) {
            throw new IllegalArgumentException(
                    CONNECT_TO + " port 0: nobody listens on it; a port to connect to is 1 to 65535");
        }
        return port;
    }
}
