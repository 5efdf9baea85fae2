package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.IPPROTO_TCP;
import static org.hextet.epoll.OptionNumbers.SOL_SOCKET;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import jdk.net.ExtendedSocketOptions;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** What this kernel can do on this host, found out once by asking it, on sockets that are closed again. */
final class EpollCapabilities {

    /** What was found: capabilities, and the options that go with them. */
    record Found(
            Capabilities capabilities,
            Map<SocketOption<?>, KernelOption<?>> ofListeners,
            Map<SocketOption<?>, KernelOption<?>> ofConnections) {}

    private static volatile @Nullable Found found;

    private final TreeSet<Capability> present = new TreeSet<>();
    private final TreeMap<Capability, String> absent = new TreeMap<>();
    private final Map<SocketOption<?>, KernelOption<?>> ofListeners = new LinkedHashMap<>();
    private final Map<SocketOption<?>, KernelOption<?>> ofConnections = new LinkedHashMap<>();
    private final Memory memory = new Memory(256);
    private boolean sure = true;

    private EpollCapabilities() {}

    static Found ofThisHost() {
        Found known = found;
        if (known != null) {
            return known;
        }
        EpollCapabilities asking = new EpollCapabilities();
        Found answer = asking.ask();
        if (asking.sure) {
            found = answer;
        }
        return answer;
    }

    private Found ask() {
        int inet6 = HostFamilies.hasInet6() ? Syscalls.socket(Syscalls.INET6, Syscalls.STREAM) : -Errnos.EAFNOSUPPORT;
        int inet = Syscalls.socket(Syscalls.INET, Syscalls.STREAM);
        try {
            describe(inet6, inet);
        } finally {
            close(inet6);
            close(inet);
        }
        return new Found(
                new Capabilities(EpollReactorProvider.NAME, present, absent),
                Map.copyOf(ofListeners),
                Map.copyOf(ofConnections));
    }

    private static void close(int fd) {
        if (fd >= 0) {
            Syscalls.close(fd);
        }
    }

    private void describe(int inet6, int inet) {
        // Without a descriptor nothing is known for sure: asked again next time.
        sure = (inet6 >= 0 || Errnos.of(inet6) == Errno.EAFNOSUPPORT) && inet >= 0;
        present.add(Capability.TCP);
        present.add(Capability.HOST_NET);
        present.add(Capability.INHERITED);
        present.add(Capability.BUSY_POLL);
        absent.put(Capability.VIRTUAL_TIME, "its clock is the real one");
        plainOptions();
        boolean hasInet6 = inet6 >= 0 || !sure;
        for (Capability needsInet6 : new Capability[] {Capability.DUAL_STACK, Capability.ZONES, Capability.V6ONLY}) {
            if (hasInet6) {
                present.add(needsInet6);
            } else {
                absent.put(needsInet6, "this host has no IPv6 (" + words(inet6) + ")");
            }
        }
        if (hasInet6) {
            listener(new KernelOption.Flag(NetworkSocketOptions.IPV6_V6ONLY, IPPROTO_IPV6, OptionNumbers.IPV6_V6ONLY));
        }
        int any = inet6 >= 0 ? inet6 : inet;
        int level = inet6 >= 0 ? IPPROTO_IPV6 : IPPROTO_IP;

        if (has(Capability.REUSE_PORT, any, SOL_SOCKET, OptionNumbers.SO_REUSEPORT, 1)) {
            both(new KernelOption.Flag(StandardSocketOptions.SO_REUSEPORT, SOL_SOCKET, OptionNumbers.SO_REUSEPORT));
        }
        if (has(Capability.KEEPALIVE_TIMES, any, IPPROTO_TCP, OptionNumbers.TCP_KEEPIDLE, 60)) {
            both(count(ExtendedSocketOptions.TCP_KEEPIDLE, OptionNumbers.TCP_KEEPIDLE));
            both(count(ExtendedSocketOptions.TCP_KEEPINTERVAL, OptionNumbers.TCP_KEEPINTVL));
            both(count(ExtendedSocketOptions.TCP_KEEPCOUNT, OptionNumbers.TCP_KEEPCNT));
        }
        int tclass = inet6 >= 0 ? OptionNumbers.IPV6_TCLASS : OptionNumbers.IP_TOS;
        if (has(Capability.TCLASS_SEND, any, level, tclass, 0)) {
            both(new KernelOption.OfBothFamilies(
                    StandardSocketOptions.IP_TOS, OptionNumbers.IP_TOS, OptionNumbers.IPV6_TCLASS));
        }
        int hops = inet6 >= 0 ? OptionNumbers.IPV6_UNICAST_HOPS : OptionNumbers.IP_TTL;
        if (has(Capability.HOP_LIMIT_SEND, any, level, hops, 64)) {
            both(new KernelOption.OfBothFamilies(
                    NetworkSocketOptions.UNICAST_HOPS, OptionNumbers.IP_TTL, OptionNumbers.IPV6_UNICAST_HOPS));
        }
        if (has(Capability.TCP_USER_TIMEOUT, any, IPPROTO_TCP, OptionNumbers.TCP_USER_TIMEOUT, 0)) {
            both(new KernelOption.Milliseconds(NetworkSocketOptions.TCP_USER_TIMEOUT, OptionNumbers.TCP_USER_TIMEOUT));
        }
        if (has(Capability.TCP_QUICKACK, any, IPPROTO_TCP, OptionNumbers.TCP_QUICKACK, 1)) {
            connection(
                    new KernelOption.Flag(ExtendedSocketOptions.TCP_QUICKACK, IPPROTO_TCP, OptionNumbers.TCP_QUICKACK));
        }
        // Switched off is not absent: the option is there, and a connect is an ordinary one.
        int fastOpen = KernelOption.setInt(any, IPPROTO_TCP, OptionNumbers.TCP_FASTOPEN_CONNECT, memory, 0);
        if (has(Capability.TCP_FASTOPEN, fastOpen == -Errnos.EOPNOTSUPP ? 0 : fastOpen)) {
            listener(count(NetworkSocketOptions.TCP_FASTOPEN, OptionNumbers.TCP_FASTOPEN));
            connection(new KernelOption.FastOpenConnect(NetworkSocketOptions.TCP_FASTOPEN_CONNECT));
        }
        if (has(
                Capability.FREEBIND,
                any,
                level,
                inet6 >= 0 ? OptionNumbers.IPV6_FREEBIND : OptionNumbers.IP_FREEBIND,
                0)) {
            both(new KernelOption.Freebind(NetworkSocketOptions.IP_FREEBIND));
        }
        memory.buffer.put(0, (byte) 0);
        if (has(
                Capability.BIND_TO_DEVICE,
                Syscalls.setOption(any, SOL_SOCKET, OptionNumbers.SO_BINDTODEVICE, memory.address, 1))) {
            both(new KernelOption.Device(NetworkSocketOptions.SO_BINDTODEVICE));
        }
        KernelOption.Info info = new KernelOption.Info(NetworkSocketOptions.TCP_INFO);
        if (has(Capability.TCP_INFO, info.get(new Probe(any, Syscalls.INET6), memory))) {
            connection(info);
        }
        flowLabels(inet6);
    }

    /** A renewal of what is not leased: the answer is "no such lease" where there is a manager. */
    private void flowLabels(int inet6) {
        if (inet6 < 0 && sure) {
            absent.put(Capability.FLOW_LABEL, "this host has no IPv6 (" + words(inet6) + ")");
            absent.put(Capability.FLOW_LABEL_RECV, "this host has no IPv6 (" + words(inet6) + ")");
            return;
        }
        int renewal = FlowLabels.renew(inet6, 1, Duration.ZERO, Duration.ZERO, memory);
        has(Capability.FLOW_LABEL, renewal == -Errnos.ESRCH ? 0 : renewal);
        if (has(Capability.FLOW_LABEL_RECV, FlowLabels.ofPeer(inet6, memory))) {
            connection(new KernelOption.PeerFlowLabel(NetworkSocketOptions.PEER_FLOW_LABEL));
        }
    }

    private void plainOptions() {
        both(new KernelOption.Flag(StandardSocketOptions.SO_REUSEADDR, SOL_SOCKET, OptionNumbers.SO_REUSEADDR));
        both(new KernelOption.BufferSize(StandardSocketOptions.SO_RCVBUF, OptionNumbers.SO_RCVBUF));
        both(new KernelOption.BufferSize(StandardSocketOptions.SO_SNDBUF, OptionNumbers.SO_SNDBUF));
        both(new KernelOption.Flag(StandardSocketOptions.SO_KEEPALIVE, SOL_SOCKET, OptionNumbers.SO_KEEPALIVE));
        both(new KernelOption.Flag(StandardSocketOptions.TCP_NODELAY, IPPROTO_TCP, OptionNumbers.TCP_NODELAY));
        both(new KernelOption.Linger(StandardSocketOptions.SO_LINGER));
    }

    private static KernelOption<Integer> count(SocketOption<Integer> option, int name) {
        return new KernelOption.Count(option, IPPROTO_TCP, name);
    }

    private boolean has(Capability capability, int fd, int level, int name, int value) {
        return has(capability, KernelOption.setInt(fd, level, name, memory, value));
    }

    private boolean has(Capability capability, int result) {
        // Without a socket to ask on it is assumed; it will be asked again.
        if (result >= 0 || !sure) {
            present.add(capability);
            return true;
        }
        absent.put(capability, "this kernel refuses it (" + words(result) + ")");
        return false;
    }

    private static String words(int result) {
        Errno errno = Errnos.of(result);
        return errno == Errno.UNKNOWN ? Syscalls.words(-result) : errno.words() + ", " + errno;
    }

    private void both(KernelOption<?> option) {
        listener(option);
        connection(option);
    }

    private void listener(KernelOption<?> option) {
        ofListeners.put(option.option, option);
    }

    private void connection(KernelOption<?> option) {
        ofConnections.put(option.option, option);
    }

    private record Probe(int fd, int family) implements EpollSocket {}
}
