package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.util.List;
import org.hextet.addresses.Scope;

/**
 * An address of this host.
 *
 * @param interfaceName whose
 * @param address with its zone if it is link-local
 * @param prefixLength of its network, bits
 * @param flags what keeps it from being used as any other: tentative, duplicate, deprecated; where the system tells
 */
record LocalAddress(String interfaceName, InetAddress address, int prefixLength, List<String> flags) {

    LocalAddress {
        flags = List.copyOf(flags);
    }

    /** Reaches further than this host and its links. */
    boolean isUsable() {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && isAssigned();
    }

    /** Nothing keeps the host from sending from it. */
    boolean isAssigned() {
        return !flags.contains("tentative") && !flags.contains("duplicate");
    }

    /** In words. */
    String scope() {
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        byte[] bytes = address.getAddress();
        if (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc) {
            return "unique local";
        }
        if (bytes.length == 4 && address.isSiteLocalAddress()) {
            return "private";
        }
        return Scope.of(address).toString();
    }
}
