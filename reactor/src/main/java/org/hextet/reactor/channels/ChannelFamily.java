package org.hextet.reactor.channels;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;

/** Of which family a channel is to be. */
public final class ChannelFamily {

    private ChannelFamily() {}

    /**
     * That of a channel which is bound there, or connects there first. An IPv6 one has IPv4 too; one that is opened
     * without a family is of IPv6 wherever there is IPv6, and takes {@code 0.0.0.0} for {@code ::}.
     *
     * @param address where
     * @return the address's own family
     */
    public static StandardProtocolFamily of(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }
}
