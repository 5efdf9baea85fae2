package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.util.List;

/**
 * A service of a name: where it is.
 *
 * @param target whose addresses are looked up: without final dot
 * @param port of the service
 * @param hints addresses to begin with
 * @param words what it is, for people
 */
record Service(String target, int port, List<InetAddress> hints, String words) {

    Service {
        hints = List.copyOf(hints);
    }

    /** Whether it is a name, at this port, under which the connect looks for addresses anyway. */
    boolean isAt(String name, int itsPort) {
        return port == itsPort && plain(target).equalsIgnoreCase(plain(name));
    }

    static String plain(String name) {
        return name.endsWith(".") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
    }
}
