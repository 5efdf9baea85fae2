package org.hextet.examples.netty;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NetworkSocketOptions;
import org.jspecify.annotations.Nullable;

/** What Netty can do on this host, and why it cannot do the rest. Asked once, with sockets that are closed again. */
final class NettyCapabilities {

    /** Since this version a socket of the JDK hears no group that others have joined. */
    private static final int WITH_ISOLATION = 25;

    /** Since this version the JDK has IP_DONTFRAGMENT. */
    private static final int WITH_DONT_FRAGMENT = 19;

    private static final String SENDER_ALONE = "Netty's NIO tells the sender of a datagram, and no more of its headers";

    private NettyCapabilities() {}

    private static volatile @Nullable Found found;

    private record Found(
            Set<SocketOption<?>> ofListeners, Set<SocketOption<?>> ofConnections, Capabilities capabilities) {

        /** Of a socket that could not be opened nothing was learned. */
        boolean isSure() {
            return !ofListeners.isEmpty() && !ofConnections.isEmpty();
        }
    }

    private static Found found() {
        Found known = found;
        if (known == null) {
            Set<SocketOption<?>> ofConnections = options(SocketChannel::open);
            known = new Found(options(ServerSocketChannel::open), ofConnections, describe(ofConnections));
            if (known.isSure()) {
                found = known;
            }
        }
        return known;
    }

    static Capabilities ofThisHost() {
        return found().capabilities;
    }

    static Set<SocketOption<?>> listenerOptions() {
        return found().ofListeners;
    }

    static Set<SocketOption<?>> connectionOptions() {
        return found().ofConnections;
    }

    static Set<SocketOption<?>> datagramOptions() {
        Set<SocketOption<?>> options = new HashSet<>(Set.of(
                StandardSocketOptions.SO_SNDBUF,
                StandardSocketOptions.SO_RCVBUF,
                StandardSocketOptions.SO_REUSEADDR,
                StandardSocketOptions.SO_BROADCAST,
                StandardSocketOptions.IP_TOS,
                StandardSocketOptions.IP_MULTICAST_TTL,
                StandardSocketOptions.IP_MULTICAST_LOOP));
        if (ofThisHost().has(Capability.REUSE_PORT)) {
            options.add(StandardSocketOptions.SO_REUSEPORT);
        }
        if (ofThisHost().has(Capability.DONT_FRAGMENT)) {
            options.add(NetworkSocketOptions.IP_DONTFRAGMENT);
        }
        return options;
    }

    @FunctionalInterface
    private interface Opening {
        NetworkChannel open() throws IOException;
    }

    private static Set<SocketOption<?>> options(Opening opening) {
        try (NetworkChannel probe = opening.open()) {
            return probe.supportedOptions();
        } catch (IOException noDescriptor) {
            return Set.of();
        }
    }

    private static boolean hasIpv6() {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.INET6)) {
            return probe.isOpen();
        } catch (UnsupportedOperationException without) {
            return false;
        } catch (IOException unknown) {
            // No descriptor left, perhaps: then opening says so.
            return true;
        }
    }

    private static Capabilities describe(Set<SocketOption<?>> ofConnections) {
        Set<Capability> present = new TreeSet<>(Set.of(
                Capability.TCP,
                Capability.RESET,
                Capability.TLS,
                Capability.STARTTLS,
                Capability.UDP,
                Capability.MULTICAST,
                Capability.MULTICAST_SSM,
                Capability.HOST_NET,
                Capability.DUAL_STACK,
                Capability.ZONES,
                Capability.REUSE_PORT,
                Capability.KEEPALIVE_TIMES,
                Capability.TCP_QUICKACK,
                Capability.TCLASS_SEND,
                Capability.DONT_FRAGMENT,
                Capability.MULTICAST_ISOLATION));
        Map<Capability, String> absent = new TreeMap<>();
        if (!hasIpv6()) {
            absent.put(Capability.DUAL_STACK, "this host, or this JVM, has no IPv6");
            absent.put(Capability.ZONES, "this host, or this JVM, has no IPv6");
        }
        unlessOption(Capability.REUSE_PORT, "SO_REUSEPORT", ofConnections, absent);
        unlessOption(Capability.TCLASS_SEND, "IP_TOS", ofConnections, absent);
        unlessOption(Capability.KEEPALIVE_TIMES, "TCP_KEEPIDLE", ofConnections, absent);
        unlessOption(Capability.TCP_QUICKACK, "TCP_QUICKACK", ofConnections, absent);
        unlessJdk(WITH_ISOLATION, Capability.MULTICAST_ISOLATION, absent);
        unlessJdk(WITH_DONT_FRAGMENT, Capability.DONT_FRAGMENT, absent);
        absent.put(
                Capability.ICMP_ERRORS,
                "a connected port is not connected in the kernel, where it could not be undone");
        absent.put(Capability.V6ONLY, "Netty's NIO has no such option: every IPv6 channel is dual-stack");
        absent.put(Capability.VIRTUAL_TIME, "its clock is the real one");
        absent.put(Capability.BUSY_POLL, "how an event loop waits is settled by who makes it");
        absent.put(Capability.INHERITED, "Netty's NIO takes no descriptor by its number");
        absent.put(Capability.PACKET_SOURCE, "Netty's NIO sends a datagram from where its channel is bound");
        absent.put(Capability.PATH_MTU, "Netty's NIO tells no number of it");
        for (Capability ofHeaders : new Capability[] {
            Capability.PACKET_INFO, Capability.HOP_LIMIT_RECV, Capability.TCLASS_RECV, Capability.FLOW_LABEL_RECV
        }) {
            absent.put(ofHeaders, SENDER_ALONE);
        }
        for (Capability withoutOption : new Capability[] {
            Capability.HOP_LIMIT_SEND,
            Capability.TCP_USER_TIMEOUT,
            Capability.TCP_INFO,
            Capability.TCP_FASTOPEN,
            Capability.FREEBIND,
            Capability.BIND_TO_DEVICE,
            Capability.FLOW_LABEL
        }) {
            absent.put(withoutOption, "Netty's NIO has no such option");
        }
        present.removeAll(absent.keySet());
        return new Capabilities(NettyProvider.NAME, present, absent);
    }

    private static void unlessOption(
            Capability capability, String option, Set<SocketOption<?>> there, Map<Capability, String> absent) {
        if (there.stream().map(SocketOption::name).noneMatch(option::equals)) {
            absent.put(capability, "this JDK has no " + option + " here");
        }
    }

    private static void unlessJdk(int since, Capability capability, Map<Capability, String> absent) {
        int jdk = Runtime.version().feature();
        if (jdk < since) {
            absent.put(capability, "Netty's NIO has it of the JDK, from " + since + " on; this is " + jdk);
        }
    }
}
