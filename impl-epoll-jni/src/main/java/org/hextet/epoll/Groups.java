package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The memberships of a socket (RFC 3678): what the kernel says to each change. */
final class Groups {

    private static final int GROUP_AT = 8;
    /** A struct sockaddr_storage. */
    private static final int STORAGE_BYTES = 128;

    private static final int SOURCE_AT = GROUP_AT + STORAGE_BYTES;
    private static final int GROUP_REQUEST_BYTES = GROUP_AT + STORAGE_BYTES;
    private static final int SOURCE_REQUEST_BYTES = SOURCE_AT + STORAGE_BYTES;

    /** A struct ip_mreqn: a group, an address, an interface. */
    private static final int INTERFACE_REQUEST_BYTES = 12;

    private Groups() {}

    static int join(int fd, InetAddress group, int by, @Nullable InetAddress source, Memory memory) {
        int name = source == null ? OptionNumbers.MCAST_JOIN_GROUP : OptionNumbers.MCAST_JOIN_SOURCE_GROUP;
        return change(fd, name, group, by, source, memory);
    }

    static int leave(int fd, InetAddress group, int by, @Nullable InetAddress source, Memory memory) {
        int name = source == null ? OptionNumbers.MCAST_LEAVE_GROUP : OptionNumbers.MCAST_LEAVE_SOURCE_GROUP;
        return change(fd, name, group, by, source, memory);
    }

    static int block(int fd, InetAddress group, int by, InetAddress source, boolean blocked, Memory memory) {
        int name = blocked ? OptionNumbers.MCAST_BLOCK_SOURCE : OptionNumbers.MCAST_UNBLOCK_SOURCE;
        return change(fd, name, group, by, source, memory);
    }

    /** A socket of IPv6 takes IPv4 groups too. */
    private static int change(
            int fd, int name, InetAddress group, int by, @Nullable InetAddress source, Memory memory) {
        ByteBuffer request = memory.buffer;
        for (int i = 0; i < SOURCE_REQUEST_BYTES; i += Long.BYTES) {
            request.putLong(i, 0);
        }
        request.putInt(0, by);
        int family = SocketAddresses.family(group);
        Sockaddr.write(request, GROUP_AT, family, group, 0);
        if (source != null) {
            Sockaddr.write(request, SOURCE_AT, family, source, 0);
        }
        return Syscalls.setOption(
                fd,
                family == Syscalls.INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
                name,
                memory.address,
                source == null ? GROUP_REQUEST_BYTES : SOURCE_REQUEST_BYTES);
    }

    /** By which interface datagrams to groups of either family leave; 0 for the routes'. */
    static int outgoing(EpollSocket socket, int by, Memory memory) {
        if (socket.family() == Syscalls.INET6) {
            int result = KernelOption.setInt(socket.fd(), IPPROTO_IPV6, OptionNumbers.IPV6_MULTICAST_IF, memory, by);
            if (result < 0) {
                return result;
            }
        }
        memory.buffer.putLong(0, 0).putInt(8, by);
        return Syscalls.setOption(
                socket.fd(), IPPROTO_IP, OptionNumbers.IP_MULTICAST_IF, memory.address, INTERFACE_REQUEST_BYTES);
    }
}
