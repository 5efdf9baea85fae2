package org.hextet.cli.relay;

import java.net.InetAddress;
import java.util.List;

/**
 * Who may call.
 *
 * @param prefixes whose addresses may; empty: everybody
 */
public record AllowList(List<Prefix> prefixes) {

    /**
     * Copies the list.
     *
     * @param prefixes as of the record
     */
    public AllowList {
        prefixes = List.copyOf(prefixes);
    }

    /**
     * Whether somebody may.
     *
     * @param caller his address
     * @return true if he may
     */
    public boolean allows(InetAddress caller) {
        if (prefixes.isEmpty()) {
            return true;
        }
        for (Prefix prefix : prefixes) {
            if (prefix.contains(caller)) {
                return true;
            }
        }
        return false;
    }
}
