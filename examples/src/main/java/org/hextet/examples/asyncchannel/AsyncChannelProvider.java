package org.hextet.examples.asyncchannel;

import com.google.auto.service.AutoService;
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

/** The transport {@code async-channel}: available everywhere, and never taken but by its name. */
@AutoService(ReactorProvider.class)
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
        Map<Capability, String> absent = new TreeMap<>(Map.of(
                Capability.V6ONLY,
                "java.nio has no such option: every IPv6 channel is dual-stack",
                Capability.TCLASS_SEND,
                "AsynchronousSocketChannel has no IP_TOS",
                Capability.UDP,
                "the JDK has no asynchronous channel for datagrams",
                Capability.MULTICAST,
                "the JDK has no asynchronous channel for datagrams",
                Capability.VIRTUAL_TIME,
                "its clock is the real one",
                new Capability("reset"),
                "AsynchronousSocketChannel has no SO_LINGER: abort() ends with a FIN"));
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
                Capability.KEEPALIVE_TIMES));
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
        options.transport().filter(spec -> !spec.options().isEmpty()).ifPresent(spec -> {
            throw new IllegalArgumentException("transport \"" + spec + "\": " + NAME + " has no option \""
                    + spec.options().keySet().iterator().next() + "\"; it has none at all");
        });
        Capabilities capabilities = capabilities();
        boolean hasIpv6 = capabilities.has(Capability.DUAL_STACK);
        String threadName = options.threadName().orElseGet(() -> "hextet-" + NAME + "-" + NUMBER.incrementAndGet());
        AsyncChannelDriver driver;
        try {
            driver = new AsyncChannelDriver(threadName, options.daemon(), hasIpv6, options.overwriteLentBuffers());
        } catch (IOException failed) {
            throw ErrnoFailures.open(NAME, Errnos.of(failed), failed);
        }
        return DriverReactor.open(driver, capabilities, options);
    }
}
