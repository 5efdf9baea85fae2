package org.hextet.nio;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Optional;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.reactor.DriverReactor;
import org.hextet.reactor.ErrnoFailures;
import org.hextet.reactor.TransportOptions;
import org.hextet.reactor.channels.Errnos;

/** The transport {@code nio}: available everywhere. */
@AutoService(ReactorProvider.class)
public final class NioReactorProvider implements ReactorProvider {

    static final String NAME = "nio";

    /** For {@link java.util.ServiceLoader}. */
    public NioReactorProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 100;
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
        return NioCapabilities.ofThisHost();
    }

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        ReactorOptions known = TransportOptions.read(NAME, options);
        NioDriver driver;
        try {
            driver = new NioDriver(known.overwriteLentBuffers());
        } catch (IOException failed) {
            throw ErrnoFailures.open(NAME, Errnos.of(failed), failed);
        }
        return DriverReactor.open(driver, capabilities(), known);
    }
}
