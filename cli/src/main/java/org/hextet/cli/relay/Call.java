package org.hextet.cli.relay;

import java.net.InetSocketAddress;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;

/**
 * Who called whom.
 *
 * @param source the caller
 * @param destination what he called
 */
public record Call(InetSocketAddress source, InetSocketAddress destination) {

    /**
     * As the connection itself tells.
     *
     * @param accepted a connection that was accepted
     * @return its two ends
     */
    public static Call of(Connection accepted) {
        return new Call(accepted.remoteAddress(), accepted.localAddress());
    }

    /**
     * The caller, for lines.
     *
     * @return for example {@code [::1]:50000}
     */
    public String caller() {
        return AddressText.formatSocket(source);
    }
}
