package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.reactor.DriverReactor;
import org.hextet.reactor.ErrnoFailures;
import org.hextet.reactor.TransportOptions;
import org.hextet.reactor.channels.Errnos;

/** The transport {@code async-channel}: available everywhere, and never taken but by its name. */
public final class AsyncChannelProvider implements ReactorProvider {

    private static final String NAME = "async-channel";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** For {@link java.util.ServiceLoader}. */
    public AsyncChannelProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -10;
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Capabilities capabilities() {
        Map<Capability, String> absent = new TreeMap<>();
        for (Capability ofDatagrams : new Capability[] {
            Capability.UDP,
            Capability.MULTICAST,
            Capability.MULTICAST_SSM,
            Capability.MULTICAST_ISOLATION,
            Capability.ICMP_ERRORS,
            Capability.PACKET_INFO,
            Capability.PACKET_SOURCE,
            Capability.HOP_LIMIT_RECV,
            Capability.TCLASS_RECV,
            Capability.FLOW_LABEL_RECV,
            Capability.DONT_FRAGMENT,
            Capability.PATH_MTU
        }) {
            absent.put(ofDatagrams, "the JDK has no asynchronous channel for datagrams");
        }
        for (Capability withoutOption : new Capability[] {
            Capability.TCLASS_SEND,
            Capability.HOP_LIMIT_SEND,
            Capability.TCP_USER_TIMEOUT,
            Capability.TCP_INFO,
            Capability.TCP_FASTOPEN,
            Capability.FREEBIND,
            Capability.BIND_TO_DEVICE,
            Capability.FLOW_LABEL
        }) {
            absent.put(withoutOption, "AsynchronousSocketChannel has no such option");
        }
        absent.put(Capability.RESET, "AsynchronousSocketChannel has no SO_LINGER: abort() ends with a FIN");
        absent.put(Capability.V6ONLY, "java.nio has no such option: every IPv6 channel is dual-stack");
        absent.put(Capability.INHERITED, "java.nio takes no descriptor by its number");
        absent.put(Capability.BUSY_POLL, "how a channel group waits is its own affair");
        absent.put(Capability.VIRTUAL_TIME, "its clock is the real one");
        if (!hasIpv6()) {
            absent.put(Capability.DUAL_STACK, "this host, or this JVM, has no IPv6");
            absent.put(Capability.ZONES, "this host, or this JVM, has no IPv6");
        }
        Set<Capability> present = new TreeSet<>(Set.of(
                Capability.TCP,
                Capability.TLS,
                Capability.STARTTLS,
                Capability.HOST_NET,
                Capability.DUAL_STACK,
                Capability.ZONES,
                Capability.REUSE_PORT,
                Capability.KEEPALIVE_TIMES,
                Capability.TCP_QUICKACK));
        present.removeAll(absent.keySet());
        return new Capabilities(NAME, present, absent);
    }

    /** Asked of another kind of channel, which needs no group: the JDK decides it for all kinds alike. */
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

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        ReactorOptions known = TransportOptions.read(NAME, options);
        Capabilities capabilities = capabilities();
        boolean hasIpv6 = capabilities.has(Capability.DUAL_STACK);
        String threadName = known.threadName().orElseGet(() -> "hextet-" + NAME + "-" + NUMBER.incrementAndGet());
        AsyncChannelDriver driver;
        try {
            driver = new AsyncChannelDriver(threadName, known.daemon(), hasIpv6, known.overwriteLentBuffers());
        } catch (IOException failed) {
            throw ErrnoFailures.open(NAME, Errnos.of(failed), failed);
        }
        return DriverReactor.open(driver, capabilities, known);
    }
}
