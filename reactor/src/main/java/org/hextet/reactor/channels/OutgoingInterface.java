package org.hextet.reactor.channels;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * By which interface datagrams of one port to groups leave. The JDK can set IP_MULTICAST_IF and not unset it, and the
 * kernel heeds a zone only of groups of a link: what the socket is set to is compared with what each group wants, and
 * changed where it differs. Of the loop only.
 */
public final class OutgoingInterface {

    private final DatagramChannel channel;

    /** What the port was told; 0: the routes decide. */
    private int wanted;

    /** What the socket is set to, by family: an interface without IPv4 is set for IPv6 alone. 0: never set. */
    private int ofInet6;

    private int ofInet;

    /**
     * Left to the routes.
     *
     * @param channel set to nothing yet
     */
    public OutgoingInterface(DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Sets it for all groups that do not say it themselves.
     *
     * @param interfaceIndex 1 or more; 0 leaves it to the routes
     * @throws IOException what the JDK says; if there is no such interface, the words of ENODEV
     */
    public void is(int interfaceIndex) throws IOException {
        if (interfaceIndex > 0) {
            set(interfaceOf(interfaceIndex));
        }
        wanted = interfaceIndex;
    }

    /**
     * The next datagram is for there.
     *
     * @param destination an address, or a group with its zone
     * @throws IOException if there is no way to it
     */
    public void prepareFor(InetAddress destination) throws IOException {
        if (destination.isMulticastAddress()) {
            prepareForGroup(destination);
        }
    }

    private void prepareForGroup(InetAddress group) throws IOException {
        if (group instanceof Inet6Address inet6) {
            if (inet6.isMCLinkLocal() || inet6.isMCNodeLocal()) {
                // Its zone decides, in the kernel.
                return;
            }
            prepare(group, inet6.getScopeId() > 0 ? inet6.getScopeId() : wanted, ofInet6);
        } else {
            prepare(group, wanted, ofInet);
        }
    }

    private void prepare(InetAddress group, int index, int isSet) throws IOException {
        if (index == isSet) {
            return;
        }
        NetworkInterface by = index == 0 ? HostRoutes.leavingBy(group) : interfaceOf(index);
        if (by.getIndex() != isSet) {
            set(by);
            if (group instanceof Inet4Address && ofInet != by.getIndex()) {
                throw new SocketException(Errno.EADDRNOTAVAIL.words());
            }
        }
    }

    private void set(NetworkInterface by) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
        ofInet6 = by.getIndex();
        if (by.inetAddresses().anyMatch(Inet4Address.class::isInstance)) {
            ofInet = by.getIndex();
        }
    }

    /**
     * The same of another channel.
     *
     * @param other set to nothing yet
     * @return wants what this one wants
     */
    public OutgoingInterface of(DatagramChannel other) {
        OutgoingInterface same = new OutgoingInterface(other);
        same.wanted = wanted;
        return same;
    }

    /**
     * The interface of an index.
     *
     * @param index 1 or more
     * @return never null
     * @throws IOException the words of ENODEV if there is none
     */
    public static NetworkInterface interfaceOf(int index) throws IOException {
        @Nullable NetworkInterface found = NetworkInterface.getByIndex(index);
        if (found == null) {
            throw new SocketException(Errno.ENODEV.words());
        }
        return found;
    }
}
