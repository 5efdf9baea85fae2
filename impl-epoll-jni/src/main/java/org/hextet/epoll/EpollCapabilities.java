package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.IPPROTO_TCP;
import static org.hextet.epoll.OptionNumbers.SOL_SOCKET;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
            Map<SocketOption<?>, KernelOption<?>> ofConnections,
            Map<SocketOption<?>, KernelOption<?>> ofDatagrams) {}

    private static volatile @Nullable Found found;

    private final CapabilityAnswers answers;
    private final Map<SocketOption<?>, KernelOption<?>> ofListeners = new LinkedHashMap<>();
    private final Map<SocketOption<?>, KernelOption<?>> ofConnections = new LinkedHashMap<>();
    private final Memory memory = new Memory(256);

    private EpollCapabilities(boolean isSure) {
        this.answers = new CapabilityAnswers(isSure);
    }

    static Found ofThisHost() {
        Found known = found;
        if (known != null) {
            return known;
        }
        boolean hasInet6 = HostFamilies.hasInet6();
        int inet6 = hasInet6 ? Syscalls.socket(Syscalls.INET6, Syscalls.STREAM) : -Errnos.EAFNOSUPPORT;
        int inet = Syscalls.socket(Syscalls.INET, Syscalls.STREAM);
        int datagramFamily = inet6 >= 0 ? Syscalls.INET6 : Syscalls.INET;
        int datagrams = Syscalls.socket(datagramFamily, Syscalls.DATAGRAM);
        try {
            // Without a descriptor nothing is known for sure: asked again next time.
            boolean isSure =
                    (inet6 >= 0 || Errnos.of(inet6) == Errno.EAFNOSUPPORT) && inet >= 0 && !isExhausted(datagrams);
            EpollCapabilities asking = new EpollCapabilities(isSure);
            asking.describe(inet6, inet);
            Map<SocketOption<?>, KernelOption<?>> ofDatagrams = DatagramCapabilities.ask(
                    asking.answers, new NewSocket(datagrams, datagramFamily), asking.ofListeners);
            Found answer = new Found(
                    asking.answers.all(),
                    Map.copyOf(asking.ofListeners),
                    Map.copyOf(asking.ofConnections),
                    ofDatagrams);
            if (isSure) {
                found = answer;
            }
            return answer;
        } finally {
            close(inet6);
            close(inet);
            close(datagrams);
        }
    }

    private static boolean isExhausted(int fd) {
        return fd < 0 && Errnos.of(fd).isExhaustion();
    }

    private static void close(int fd) {
        if (fd >= 0) {
            Syscalls.close(fd);
        }
    }

    private void describe(int inet6, int inet) {
        answers.present(Capability.TCP);
        answers.present(Capability.TLS);
        answers.present(Capability.STARTTLS);
        answers.present(Capability.RESET);
        answers.present(Capability.HOST_NET);
        answers.present(Capability.INHERITED);
        answers.present(Capability.BUSY_POLL);
        answers.absent(Capability.VIRTUAL_TIME, "its clock is the real one");
        plainOptions();
        boolean hasInet6 = inet6 >= 0 || !answers.isSure();
        for (Capability needsInet6 : new Capability[] {Capability.DUAL_STACK, Capability.ZONES, Capability.V6ONLY}) {
            if (hasInet6) {
                answers.present(needsInet6);
            } else {
                answers.absent(needsInet6, "this host has no IPv6 (" + CapabilityAnswers.words(inet6) + ")");
            }
        }
        if (hasInet6) {
            listener(new KernelOption.Flag(NetworkSocketOptions.IPV6_V6ONLY, IPPROTO_IPV6, OptionNumbers.IPV6_V6ONLY));
        }
        NewSocket trial = inet6 >= 0 ? new NewSocket(inet6, Syscalls.INET6) : new NewSocket(inet, Syscalls.INET);
        both(
                Capability.REUSE_PORT,
                new KernelOption.Flag(StandardSocketOptions.SO_REUSEPORT, SOL_SOCKET, OptionNumbers.SO_REUSEPORT),
                trial,
                true);
        if (both(
                Capability.KEEPALIVE_TIMES,
                count(ExtendedSocketOptions.TCP_KEEPIDLE, OptionNumbers.TCP_KEEPIDLE),
                trial,
                60)) {
            both(count(ExtendedSocketOptions.TCP_KEEPINTERVAL, OptionNumbers.TCP_KEEPINTVL));
            both(count(ExtendedSocketOptions.TCP_KEEPCOUNT, OptionNumbers.TCP_KEEPCNT));
        }
        both(
                Capability.TCLASS_SEND,
                new KernelOption.NumberOfBothFamilies(
                        StandardSocketOptions.IP_TOS, OptionNumbers.IP_TOS, OptionNumbers.IPV6_TCLASS),
                trial,
                0);
        both(
                Capability.HOP_LIMIT_SEND,
                new KernelOption.NumberOfBothFamilies(
                        NetworkSocketOptions.UNICAST_HOPS, OptionNumbers.IP_TTL, OptionNumbers.IPV6_UNICAST_HOPS),
                trial,
                64);
        both(
                Capability.TCP_USER_TIMEOUT,
                new KernelOption.Milliseconds(NetworkSocketOptions.TCP_USER_TIMEOUT, OptionNumbers.TCP_USER_TIMEOUT),
                trial,
                Duration.ZERO);
        both(Capability.FREEBIND, new KernelOption.Freebind(NetworkSocketOptions.IP_FREEBIND), trial, false);
        both(Capability.BIND_TO_DEVICE, new KernelOption.Device(NetworkSocketOptions.SO_BINDTODEVICE), trial, "");
        connection(
                Capability.TCP_QUICKACK,
                new KernelOption.Flag(ExtendedSocketOptions.TCP_QUICKACK, IPPROTO_TCP, OptionNumbers.TCP_QUICKACK),
                trial,
                true);
        if (connection(
                Capability.TCP_FASTOPEN,
                new KernelOption.FastOpenConnect(NetworkSocketOptions.TCP_FASTOPEN_CONNECT),
                trial,
                false)) {
            listener(count(NetworkSocketOptions.TCP_FASTOPEN, OptionNumbers.TCP_FASTOPEN));
        }
        KernelOption.Info info = new KernelOption.Info(NetworkSocketOptions.TCP_INFO);
        if (answers.has(Capability.TCP_INFO, info.get(trial, memory))) {
            connection(info);
        }
        flowLabels(inet6);
    }

    /** A renewal of what is not leased: the answer is "no such lease" where there is a manager. */
    private void flowLabels(int inet6) {
        if (inet6 < 0 && answers.isSure()) {
            answers.absent(Capability.FLOW_LABEL, "this host has no IPv6 (" + CapabilityAnswers.words(inet6) + ")");
            answers.absent(
                    Capability.FLOW_LABEL_RECV, "this host has no IPv6 (" + CapabilityAnswers.words(inet6) + ")");
            return;
        }
        int renewal = FlowLabels.renew(inet6, 1, Duration.ZERO, Duration.ZERO, memory);
        answers.has(Capability.FLOW_LABEL, renewal == -Errnos.ESRCH ? 0 : renewal);
        if (answers.has(Capability.FLOW_LABEL_RECV, FlowLabels.ofPeer(inet6, memory))) {
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

    /** An option of listeners and connections, if this value can be set. */
    private <T> boolean both(Capability capability, KernelOption<T> option, NewSocket trial, T value) {
        boolean isThere = connection(capability, option, trial, value);
        if (isThere) {
            listener(option);
        }
        return isThere;
    }

    /** An option of connections, if this value can be set. */
    private <T> boolean connection(Capability capability, KernelOption<T> option, NewSocket trial, T value) {
        boolean isThere = answers.has(capability, option.set(trial, memory, value));
        if (isThere) {
            connection(option);
        }
        return isThere;
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
}
