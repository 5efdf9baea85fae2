package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.SOL_SOCKET;

import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hextet.api.Capability;
import org.hextet.api.DatagramFact;
import org.hextet.api.NetworkSocketOptions;

/** What this kernel can do with datagrams, found out by asking it on one socket of them. */
final class DatagramCapabilities {

    /** Options that sockets of all kinds have alike. */
    private static final List<SocketOption<?>> SHARED = List.of(
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.IP_TOS,
            NetworkSocketOptions.UNICAST_HOPS,
            NetworkSocketOptions.IP_FREEBIND,
            NetworkSocketOptions.SO_BINDTODEVICE,
            NetworkSocketOptions.IPV6_V6ONLY);

    private final CapabilityAnswers answers;
    private final NewSocket trial;
    private final Memory memory = new Memory(512);
    private final Map<SocketOption<?>, KernelOption<?>> options = new LinkedHashMap<>();

    private DatagramCapabilities(CapabilityAnswers answers, NewSocket trial) {
        this.answers = answers;
        this.trial = trial;
    }

    /** Asks on a datagram socket. The options of ports; {@code ofOthers} those of other sockets. */
    static Map<SocketOption<?>, KernelOption<?>> ask(
            CapabilityAnswers answers, NewSocket trial, Map<SocketOption<?>, KernelOption<?>> ofOthers) {
        DatagramCapabilities asking = new DatagramCapabilities(answers, trial);
        for (SocketOption<?> shared : SHARED) {
            KernelOption<?> known = ofOthers.get(shared);
            if (known != null) {
                asking.options.put(shared, known);
            }
        }
        asking.describe();
        return Map.copyOf(asking.options);
    }

    private void describe() {
        answers.has(Capability.UDP, trial.fd());
        answers.has(Capability.ICMP_ERRORS, trial.fd());
        option(new KernelOption.Flag(StandardSocketOptions.SO_BROADCAST, SOL_SOCKET, OptionNumbers.SO_BROADCAST));
        int packetInfo = askFor(DatagramFact.DESTINATION);
        answers.has(Capability.PACKET_INFO, packetInfo);
        answers.has(Capability.PACKET_SOURCE, packetInfo);
        answers.has(Capability.HOP_LIMIT_RECV, askFor(DatagramFact.HOP_LIMIT));
        answers.has(Capability.TCLASS_RECV, askFor(DatagramFact.TRAFFIC_CLASS));
        groups();
        KernelOption.DontFragment dontFragment = new KernelOption.DontFragment(NetworkSocketOptions.IP_DONTFRAGMENT);
        if (answers.has(Capability.DONT_FRAGMENT, dontFragment.set(trial, memory, true))) {
            option(dontFragment);
        }
        answers.has(Capability.PATH_MTU, set(OptionNumbers.IPV6_RECVERR, OptionNumbers.IP_RECVERR, 1));
    }

    private void groups() {
        InetAddress group = group();
        // Nothing was joined: that is the answer of a kernel that knows the question.
        boolean hasGroups = answers.has(Capability.MULTICAST, known(Groups.leave(trial.fd(), group, 1, null, memory)));
        answers.has(
                Capability.MULTICAST_SSM,
                known(Groups.leave(trial.fd(), group, 1, InetAddress.getLoopbackAddress(), memory)));
        answers.has(
                Capability.MULTICAST_ISOLATION,
                set(OptionNumbers.IPV6_MULTICAST_ALL, OptionNumbers.IP_MULTICAST_ALL, 0));
        if (hasGroups) {
            option(new KernelOption.NumberOfBothFamilies(
                    StandardSocketOptions.IP_MULTICAST_TTL,
                    OptionNumbers.IP_MULTICAST_TTL,
                    OptionNumbers.IPV6_MULTICAST_HOPS));
            option(new KernelOption.FlagOfBothFamilies(
                    StandardSocketOptions.IP_MULTICAST_LOOP,
                    OptionNumbers.IP_MULTICAST_LOOP,
                    OptionNumbers.IPV6_MULTICAST_LOOP));
        }
    }

    private static int known(int left) {
        return left == -Errnos.EADDRNOTAVAIL || left == -Errnos.ENODEV || left == -Errnos.EINVAL ? 0 : left;
    }

    /** All nodes, all hosts. */
    private InetAddress group() {
        byte[] inet6 = {(byte) 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        byte[] inet = {(byte) 224, 0, 0, 1};
        try {
            return InetAddress.getByAddress(trial.family() == Syscalls.INET6 ? inet6 : inet);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are an address", impossible);
        }
    }

    private int askFor(DatagramFact fact) {
        return set(DatagramMaker.inet6Name(fact), DatagramMaker.inetName(fact), 1);
    }

    /** Sets an option of both families, or of the one that there is. What the kernel says where it refuses one. */
    private int set(int inet6Name, int inetName, int value) {
        int inet = KernelOption.setInt(trial.fd(), IPPROTO_IP, inetName, memory, value);
        return trial.family() == Syscalls.INET6
                ? Math.min(inet, KernelOption.setInt(trial.fd(), IPPROTO_IPV6, inet6Name, memory, value))
                : inet;
    }

    private void option(KernelOption<?> option) {
        options.put(option.option, option);
    }
}
