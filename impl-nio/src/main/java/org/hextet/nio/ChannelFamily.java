package org.hextet.nio;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;

/** Of which family a channel is. */
final class ChannelFamily {

    private ChannelFamily() {}

    /** That of a channel which is bound there, or connects there first: an IPv6 one can have IPv4 too. */
    static ProtocolFamily of(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }
}
