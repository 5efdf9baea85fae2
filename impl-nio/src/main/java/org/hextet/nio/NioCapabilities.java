package org.hextet.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.jspecify.annotations.Nullable;

/** What this JDK can do on this host, found out once. */
final class NioCapabilities {

    /** Of a datagram's headers. */
    private static final String SENDER_ALONE =
            "java.nio tells the sender of a datagram, and nothing else of its headers";

    /** Since this version a socket hears no group that others have joined: IPV6_MULTICAST_ALL. */
    private static final int WITH_ISOLATION = 25;

    /** Since this version there is IP_DONTFRAGMENT. */
    private static final int WITH_DONT_FRAGMENT = 19;

    private static final Set<SocketOption<?>> OF_DATAGRAMS = Set.of(
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_BROADCAST,
            StandardSocketOptions.IP_TOS,
            StandardSocketOptions.IP_MULTICAST_TTL,
            StandardSocketOptions.IP_MULTICAST_LOOP);

    private static volatile @Nullable Capabilities found;

    private NioCapabilities() {}

    static Capabilities ofThisHost() {
        Capabilities known = found;
        if (known != null) {
            return known;
        }
        EnumSet<StandardProtocolFamily> families = EnumSet.noneOf(StandardProtocolFamily.class);
        Set<SocketOption<?>> options = Set.of();
        boolean sure = true;
        String absence = "";
        for (StandardProtocolFamily family :
                new StandardProtocolFamily[] {StandardProtocolFamily.INET, StandardProtocolFamily.INET6}) {
            try (SocketChannel probe = SocketChannel.open(family)) {
                families.add(family);
                options = probe.supportedOptions();
            } catch (UnsupportedOperationException without) {
                absence = String.valueOf(without.getMessage());
            } catch (IOException unknown) {
                // No descriptor left, perhaps: the family may be there. Asked again next time.
                families.add(family);
                sure = false;
            }
        }
        Capabilities capabilities = describe(families, options, absence);
        if (sure) {
            found = capabilities;
        }
        return capabilities;
    }

    /** The options of a listener, and those of a connection: asked of a socket that is closed again. */
    static Set<SocketOption<?>> listenerOptions() throws IOException {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            return probe.supportedOptions();
        }
    }

    static Set<SocketOption<?>> connectionOptions() throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            return probe.supportedOptions();
        }
    }

    /**
     * Those of a datagram port. IP_MULTICAST_IF is not among them: a port has a method for it, of both families and to
     * be undone.
     */
    static Set<SocketOption<?>> datagramOptions() {
        Capabilities capabilities = ofThisHost();
        Set<SocketOption<?>> options = new HashSet<>(OF_DATAGRAMS);
        if (capabilities.has(Capability.REUSE_PORT)) {
            options.add(StandardSocketOptions.SO_REUSEPORT);
        }
        if (capabilities.has(Capability.DONT_FRAGMENT)) {
            options.add(NetworkSocketOptions.IP_DONTFRAGMENT);
        }
        return options;
    }

    private static Capabilities describe(
            Set<StandardProtocolFamily> families, Set<SocketOption<?>> options, String absence) {
        Set<Capability> present = new TreeSet<>();
        Map<Capability, String> absent = new TreeMap<>();
        present.add(Capability.TCP);
        present.add(Capability.RESET);
        present.add(Capability.TLS);
        present.add(Capability.STARTTLS);
        present.add(Capability.HOST_NET);
        present.add(Capability.BUSY_POLL);
        for (Capability needsIpv6 : new Capability[] {Capability.DUAL_STACK, Capability.ZONES}) {
            if (families.contains(StandardProtocolFamily.INET6)) {
                present.add(needsIpv6);
            } else {
                absent.put(needsIpv6, "this host, or this JVM, has no IPv6 (" + absence + ")");
            }
        }
        byOption(Capability.REUSE_PORT, options.contains(StandardSocketOptions.SO_REUSEPORT), present, absent);
        byOption(Capability.TCLASS_SEND, options.contains(StandardSocketOptions.IP_TOS), present, absent);
        boolean quickAck = options.stream().map(SocketOption::name).anyMatch("TCP_QUICKACK"::equals);
        byOption(Capability.TCP_QUICKACK, quickAck, present, absent);
        boolean times = options.stream().map(SocketOption::name).anyMatch("TCP_KEEPIDLE"::equals);
        byOption(Capability.KEEPALIVE_TIMES, times, present, absent);
        absent.put(Capability.V6ONLY, "java.nio has no such option: every IPv6 channel is dual-stack");
        absent.put(Capability.VIRTUAL_TIME, "its clock is the real one");
        for (Capability withoutOption : new Capability[] {
            Capability.HOP_LIMIT_SEND,
            Capability.TCP_USER_TIMEOUT,
            Capability.TCP_INFO,
            Capability.TCP_FASTOPEN,
            Capability.FREEBIND,
            Capability.BIND_TO_DEVICE,
            Capability.FLOW_LABEL,
            Capability.FLOW_LABEL_RECV
        }) {
            absent.put(withoutOption, "java.nio has no such option");
        }
        datagrams(present, absent);
        absent.put(Capability.INHERITED, "java.nio takes no descriptor by its number");
        return new Capabilities(NioReactorProvider.NAME, present, absent);
    }

    private static void datagrams(Set<Capability> present, Map<Capability, String> absent) {
        present.add(Capability.UDP);
        present.add(Capability.ICMP_ERRORS);
        present.add(Capability.MULTICAST);
        present.add(Capability.MULTICAST_SSM);
        int jdk = Runtime.version().feature();
        if (jdk >= WITH_ISOLATION) {
            present.add(Capability.MULTICAST_ISOLATION);
        } else {
            absent.put(
                    Capability.MULTICAST_ISOLATION,
                    "JDK " + jdk + " hears IPv6 groups that other sockets joined; from " + WITH_ISOLATION
                            + " on it does not");
        }
        if (jdk >= WITH_DONT_FRAGMENT) {
            present.add(Capability.DONT_FRAGMENT);
        } else {
            absent.put(
                    Capability.DONT_FRAGMENT,
                    "JDK " + jdk + " has no such option; from " + WITH_DONT_FRAGMENT + " on it has");
        }
        for (Capability ofHeaders :
                new Capability[] {Capability.PACKET_INFO, Capability.HOP_LIMIT_RECV, Capability.TCLASS_RECV}) {
            absent.put(ofHeaders, SENDER_ALONE);
        }
        absent.put(Capability.PACKET_SOURCE, "java.nio sends a datagram from where its channel is bound");
        absent.put(Capability.PATH_MTU, "java.nio tells no number of it");
    }

    private static void byOption(
            Capability capability, boolean there, Set<Capability> present, Map<Capability, String> absent) {
        if (there) {
            present.add(capability);
        } else {
            absent.put(capability, "this JDK has no such option here");
        }
    }
}
