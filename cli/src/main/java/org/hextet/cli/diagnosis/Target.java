package org.hextet.cli.diagnosis;

import org.hextet.addresses.Host;

/**
 * What is to be reached.
 *
 * @param host a name, or an address
 * @param port 1 to 65535
 */
public record Target(Host host, int port) {

    /** Whether there is a name to look up. */
    boolean isName() {
        return host instanceof Host.Name;
    }

    String text() {
        return host.toString();
    }
}
