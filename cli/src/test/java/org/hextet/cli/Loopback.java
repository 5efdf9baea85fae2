package org.hextet.cli;

import java.net.InetAddress;
import org.hextet.addresses.AddressText;

/** Addresses without a look-up. */
final class Loopback {

    static final InetAddress IPV6 = address("::1");
    static final InetAddress IPV4 = address("127.0.0.1");

    private Loopback() {}

    static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }
}
