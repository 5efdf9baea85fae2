package org.hextet.examples.netty;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.reactor.DriverReactor;
import org.hextet.reactor.ErrnoFailures;
import org.hextet.reactor.TransportOptions;
import org.hextet.reactor.channels.Errnos;

/**
 * The transport {@code netty}: never taken but by its name. Each of its reactors has an event loop of its own; for one
 * on an event loop that is there already see {@link NettyReactor}.
 */
public final class NettyProvider implements ReactorProvider {

    static final String NAME = "netty";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** For {@link java.util.ServiceLoader}. */
    public NettyProvider() {}

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
        return NettyCapabilities.ofThisHost();
    }

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        ReactorOptions known = TransportOptions.read(NAME, options);
        String threadName = known.threadName().orElseGet(() -> "hextet-" + NAME + "-" + NUMBER.incrementAndGet());
        NettyDriver driver = new NettyDriver(open(threadName, known.daemon()), known.overwriteLentBuffers());
        return DriverReactor.open(driver, capabilities(), known);
    }

    private static Loop open(String threadName, boolean isDaemon) throws IOException {
        try {
            return new OwnLoop(threadName, isDaemon);
        } catch (RuntimeException noSelector) {
            if (noSelector.getCause() instanceof IOException cause) {
                throw ErrnoFailures.open(NAME, Errnos.of(cause), cause);
            }
            throw noSelector;
        }
    }
}
