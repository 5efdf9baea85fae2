package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.SOL_SOCKET;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Set;
import org.hextet.api.DatagramFact;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.jspecify.annotations.Nullable;

/** Makes datagram sockets that are bound; leaves none where it fails. Of the loop only. */
final class DatagramMaker {

    /** What a run of datagrams may have each at most, where the kernel takes runs. */
    private static final int ANY_SEGMENT = 65_535;

    private final KernelOptions options;
    private final SocketAddresses addresses;

    DatagramMaker(KernelOptions options, SocketAddresses addresses) {
        this.options = options;
        this.addresses = addresses;
    }

    /** A port under that handle, which nobody watches yet. */
    EpollDatagramPort bound(int handle, InetSocketAddress local, DatagramSetup setup) throws DriverException {
        int family = SocketAddresses.family(local.getAddress());
        SocketMaker.requireFamily(family);
        NewSocket socket = SocketMaker.make(family, Syscalls.DATAGRAM, made -> {
            prepare(made, local.getAddress(), setup);
            Errnos.require(Syscalls.bind(made.fd(), addresses.memory(), addresses.write(local)), Step.BIND);
            Errnos.require(Syscalls.localAddress(made.fd(), addresses.memory()), Step.OTHER);
            return made;
        });
        boolean joins = joinSegments(socket);
        boolean splits = options.set(socket, OptionNumbers.SOL_UDP, OptionNumbers.UDP_SEGMENT, 0) >= 0;
        return new EpollDatagramPort(handle, socket, addresses.readLocal(), setup, joins, splits ? ANY_SEGMENT : 0);
    }

    /**
     * Puts another socket in the place of a port's, which has had a peer: bound as it was, told the same, and with that
     * peer or none. Where it fails the port is as it was.
     */
    void renew(EpollDatagramPort port, @Nullable InetSocketAddress peer) throws DriverException {
        // Both are bound to one address for a moment.
        int shares = options.ask(port.fd(), OptionNumbers.SO_REUSEADDR);
        options.set(port, SOL_SOCKET, OptionNumbers.SO_REUSEADDR, 1);
        try {
            NewSocket successor = SocketMaker.make(port.family(), Syscalls.DATAGRAM, made -> {
                prepare(made, port.bound.getAddress(), port.setup);
                options.set(made, SOL_SOCKET, OptionNumbers.SO_REUSEADDR, 1);
                Errnos.require(Syscalls.bind(made.fd(), addresses.memory(), addresses.write(port.bound)), Step.BIND);
                joinSegments(made);
                port.succession.tell(made);
                if (peer != null) {
                    int length = addresses.write(port.family(), peer);
                    Errnos.require(Syscalls.connect(made.fd(), addresses.memory(), length), Step.OTHER);
                }
                Errnos.require(Syscalls.replace(made.fd(), port.fd()), Step.OTHER);
                return made;
            });
            Syscalls.close(successor.fd());
        } finally {
            options.set(port, SOL_SOCKET, OptionNumbers.SO_REUSEADDR, Math.max(shares, 0));
        }
    }

    private void prepare(NewSocket made, InetAddress local, DatagramSetup setup) throws DriverException {
        boolean isWildcard = local.isAnyLocalAddress();
        if (made.family() == Syscalls.INET6) {
            Errnos.require(options.set(made, IPPROTO_IPV6, OptionNumbers.IPV6_V6ONLY, 0), Step.OPTION);
        }
        if (setup.isMulticast()) {
            options.set(made, options.ofDatagram(StandardSocketOptions.SO_REUSEADDR), true);
        }
        for (Map.Entry<SocketOption<?>, Object> one : setup.options().entrySet()) {
            options.set(made, options.ofDatagram(one.getKey()), one.getValue());
        }
        if (setup.isMulticast() || isWildcard) {
            hearOwnGroupsOnly(made);
        }
        askFor(made, setup.facts(), isWildcard);
    }

    private boolean joinSegments(NewSocket socket) {
        return options.set(socket, OptionNumbers.SOL_UDP, OptionNumbers.UDP_GRO, 1) >= 0;
    }

    /** Without it a socket hears the groups of all others of this host. A kernel that lacks it lacks the capability. */
    private void hearOwnGroupsOnly(NewSocket socket) {
        if (socket.family() == Syscalls.INET6) {
            options.set(socket, IPPROTO_IPV6, OptionNumbers.IPV6_MULTICAST_ALL, 0);
        }
        options.set(socket, IPPROTO_IP, OptionNumbers.IP_MULTICAST_ALL, 0);
    }

    private void askFor(NewSocket socket, Set<DatagramFact> facts, boolean isWildcard) throws DriverException {
        boolean isInet6 = socket.family() == Syscalls.INET6;
        // What comes to an IPv6 wildcard by IPv4 tells what IPv4 options ask for.
        boolean hasInet = !isInet6 || isWildcard;
        for (DatagramFact fact : facts) {
            if (isInet6) {
                ask(socket, IPPROTO_IPV6, inet6Name(fact));
            }
            if (hasInet && fact != DatagramFact.FLOW_LABEL) {
                ask(socket, IPPROTO_IP, inetName(fact));
            }
        }
    }

    private void ask(NewSocket socket, int level, int name) throws DriverException {
        Errnos.require(options.set(socket, level, name, 1), Step.OPTION);
    }

    static int inet6Name(DatagramFact fact) {
        return switch (fact) {
            case DESTINATION -> OptionNumbers.IPV6_RECVPKTINFO;
            case HOP_LIMIT -> OptionNumbers.IPV6_RECVHOPLIMIT;
            case TRAFFIC_CLASS -> OptionNumbers.IPV6_RECVTCLASS;
            case FLOW_LABEL -> OptionNumbers.IPV6_FLOWINFO;
        };
    }

    static int inetName(DatagramFact fact) {
        return switch (fact) {
            case DESTINATION -> OptionNumbers.IP_PKTINFO;
            case HOP_LIMIT -> OptionNumbers.IP_RECVTTL;
            case TRAFFIC_CLASS -> OptionNumbers.IP_RECVTOS;
            case FLOW_LABEL -> throw new IllegalArgumentException("IPv4 packets have no flow label");
        };
    }
}
