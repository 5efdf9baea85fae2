package org.hextet.endpoints;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.addresses.Zones;
import org.hextet.endpoints.text.OptionValue;

/**
 * Where a datagram endpoint sends from. Compared with its zone, which an {@link InetSocketAddress} forgets.
 *
 * @param key to compare
 * @param address as it is used
 */
record LocalAddress(SocketAddressKey key, InetSocketAddress address) {

    /** Its option in URIs. */
    static final String BIND = "bind";

    static LocalAddress of(InetSocketAddress given) {
        InetSocketAddress address = Literals.local(given);
        return new LocalAddress(SocketAddressKey.of(address), address);
    }

    static Optional<InetSocketAddress> address(Optional<LocalAddress> from) {
        return from.map(LocalAddress::address);
    }

    /** Refuses one that no packet gets from to there. */
    void requireReaching(InetSocketAddress target) {
        AddressRules.requireMatchingEnds(target, address, "connect to", Zones.ofHost());
    }

    /** Who listens is bound to what he listens on. */
    static void refuseToListen(Optional<LocalAddress> from, String what) {
        if (from.isPresent()) {
            throw new IllegalArgumentException("listen on " + what + " from "
                    + OptionValue.text(from.get().address()) + ": who listens is bound to what it listens on;"
                    + " leave out " + BIND);
        }
    }

    /** As an option. */
    @Override
    public String toString() {
        return BIND + "=" + OptionValue.text(address);
    }
}
