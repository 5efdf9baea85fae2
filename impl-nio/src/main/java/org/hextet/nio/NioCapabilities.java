package org.hextet.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.jspecify.annotations.Nullable;

/** What this JDK can do on this host, found out once. */
final class NioCapabilities {

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

    private static Capabilities describe(
            Set<StandardProtocolFamily> families, Set<SocketOption<?>> options, String absence) {
        Set<Capability> present = new TreeSet<>();
        Map<Capability, String> absent = new TreeMap<>();
        present.add(Capability.TCP);
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
        absent.put(Capability.INHERITED, "java.nio takes no descriptor by its number");
        return new Capabilities(NioReactorProvider.NAME, present, absent);
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
