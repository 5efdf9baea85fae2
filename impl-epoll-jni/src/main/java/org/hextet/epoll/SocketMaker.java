package org.hextet.epoll;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Optional;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** Makes sockets ready to listen or to connect; leaves none where it fails. Of the loop only. */
final class SocketMaker {

    /** The discard service's: nothing is sent there. */
    private static final int ANY_PORT = 9;

    private final KernelOptions options;
    private final SocketAddresses addresses;

    SocketMaker(KernelOptions options, SocketAddresses addresses) {
        this.options = options;
        this.addresses = addresses;
    }

    /** What is done to a socket before anybody else has it. */
    @FunctionalInterface
    interface Preparation {
        NewSocket prepare(NewSocket socket) throws DriverException;
    }

    /** Makes a socket of that family and type; where it cannot be prepared it is closed again. */
    static NewSocket make(int family, int type, Preparation preparation) throws DriverException {
        NewSocket socket = new NewSocket(Errnos.require(Syscalls.socket(family, type), Step.OPEN), family);
        boolean ready = false;
        try {
            NewSocket prepared = preparation.prepare(socket);
            ready = true;
            return prepared;
        } finally {
            if (!ready) {
                Syscalls.close(socket.fd());
            }
        }
    }

    /** Refuses to bind to what this host does not have. */
    static void requireFamily(int family) throws DriverException {
        if (family == Syscalls.INET6 && !HostFamilies.hasInet6()) {
            throw new DriverException(Step.OPEN, Errno.EAFNOSUPPORT, null);
        }
    }

    /** Bound and listening. */
    NewSocket listening(InetSocketAddress local, int backlog, Map<SocketOption<?>, Object> asked)
            throws DriverException {
        int family = SocketAddresses.family(local.getAddress());
        requireFamily(family);
        return make(family, Syscalls.STREAM, socket -> {
            if (family == Syscalls.INET6) {
                options.setOnListener(socket, Map.of(NetworkSocketOptions.IPV6_V6ONLY, false));
            }
            options.setOnListener(socket, Map.of(StandardSocketOptions.SO_REUSEADDR, true));
            options.setOnListener(socket, asked);
            Errnos.require(Syscalls.bind(socket.fd(), addresses.memory(), addresses.write(local)), Step.BIND);
            Errnos.require(Syscalls.listen(socket.fd(), backlog), Step.BIND);
            return socket;
        });
    }

    /** A listening socket of another's, as it is but for the options; where it is refused it stays as it was. */
    NewSocket adopted(int descriptor, Map<SocketOption<?>, Object> asked) throws DriverException {
        int family = Errnos.require(options.ask(descriptor, OptionNumbers.SO_DOMAIN), Step.OTHER);
        if (family != Syscalls.INET && family != Syscalls.INET6) {
            throw new DriverException(Step.OTHER, Errno.EAFNOSUPPORT, null);
        }
        if (Errnos.require(options.ask(descriptor, OptionNumbers.SO_TYPE), Step.OTHER) != Syscalls.STREAM) {
            throw new DriverException(Step.OTHER, Errno.EPROTOTYPE, null);
        }
        if (Errnos.require(options.ask(descriptor, OptionNumbers.SO_ACCEPTCONN), Step.OTHER) == 0) {
            throw new DriverException(Step.OTHER, Errno.EINVAL, null);
        }
        NewSocket socket = new NewSocket(descriptor, family);
        options.setOnListener(socket, asked);
        Errnos.require(Syscalls.own(descriptor), Step.OTHER);
        return socket;
    }

    /** Bound where asked, its flow label leased; {@link #connect} is next. */
    NewSocket connecting(
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            Map<SocketOption<?>, Object> asked,
            @Nullable FlowLabelRequest request)
            throws DriverException {
        int family = SocketAddresses.family(remote.getAddress());
        return make(family, Syscalls.STREAM, socket -> {
            options.setOnConnection(socket, asked);
            if (local != null) {
                Errnos.require(Syscalls.bind(socket.fd(), addresses.memory(), addresses.write(local)), Step.BIND);
            }
            return request == null
                    ? socket
                    : new NewSocket(
                            socket.fd(), family, lease(socket.fd(), (Inet6Address) remote.getAddress(), request));
        });
    }

    /** What the kernel says. */
    int connect(NewSocket socket, InetSocketAddress remote) {
        int length = addresses.write(remote);
        if (socket.flowLabel() != 0) {
            addresses.writeFlowLabel(socket.flowLabel());
        }
        int result = Syscalls.connect(socket.fd(), addresses.memory(), length);
        boolean noWay = result == -Errnos.ENETUNREACH || result == -Errnos.EADDRNOTAVAIL;
        return noWay && socket.family() == Syscalls.INET6 && !HostFamilies.hasInet6() ? -Errnos.EAFNOSUPPORT : result;
    }

    /** Leases a label, which the socket then sends where an address has it. The label. */
    int lease(int fd, Inet6Address destination, FlowLabelRequest request) throws DriverException {
        int leased = FlowLabels.lease(fd, destination, request, options.memory());
        if (leased < 0) {
            Errno errno = Errnos.of(leased);
            boolean taken = request.label().isPresent() && (errno == Errno.EPERM || errno == Errno.EEXIST);
            IOException more = taken
                    ? FlowLabels.holder(request.label().getAsInt())
                            .map(IOException::new)
                            .orElse(null)
                    : Errnos.platform(leased);
            throw new DriverException(Step.FLOW_LABEL, errno, more);
        }
        int label = FlowLabels.label(options.memory());
        Errnos.require(
                KernelOption.setInt(
                        fd, OptionNumbers.IPPROTO_IPV6, OptionNumbers.IPV6_FLOWINFO_SEND, options.memory(), 1),
                Step.FLOW_LABEL);
        return label;
    }

    /** What the kernel would choose: a datagram socket that is connected has chosen, and has sent nothing. */
    Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        int fd = Syscalls.socket(SocketAddresses.family(destination), Syscalls.DATAGRAM);
        if (fd < 0) {
            if (Errnos.of(fd).isExhaustion()) {
                throw Errnos.failure(Step.OPEN, fd);
            }
            return Optional.empty();
        }
        try {
            int connected = Syscalls.connect(fd, addresses.memory(), addresses.write(destination, ANY_PORT));
            if (connected < 0 || Syscalls.localAddress(fd, addresses.memory()) < 0) {
                return Optional.empty();
            }
            InetAddress source = addresses.readLocal().getAddress();
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } finally {
            Syscalls.close(fd);
        }
    }
}
