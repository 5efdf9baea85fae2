package org.hextet.epoll;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.reactor.DriverReactor;
import org.hextet.reactor.ErrnoFailures;
import org.hextet.reactor.TransportOptions;
import org.hextet.reactor.driver.DriverException;

/** The transport {@code epoll}: where its library can be loaded, on Linux. */
@AutoService(ReactorProvider.class)
public final class EpollReactorProvider implements ReactorProvider {

    static final String NAME = "epoll";

    /** For {@link java.util.ServiceLoader}. */
    public EpollReactorProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<String> unavailable() {
        Optional<String> withoutLibrary = NativeLibrary.unavailable();
        return withoutLibrary.isPresent() ? withoutLibrary : EpollKernel.unavailable();
    }

    @Override
    public Capabilities capabilities() {
        return unavailable().isPresent()
                ? new Capabilities(NAME, Set.of(), Map.of())
                : EpollCapabilities.ofThisHost().capabilities();
    }

    @Override
    public Reactor open(ReactorOptions options) throws IOException {
        ReactorOptions known = TransportOptions.read(NAME, options);
        Optional<String> reason = unavailable();
        if (reason.isPresent()) {
            throw new IOException("open reactor " + NAME + ": it is unavailable here: " + reason.get());
        }
        EpollCapabilities.Found found = EpollCapabilities.ofThisHost();
        EpollDriver driver;
        try {
            driver = new EpollDriver(found, known.overwriteLentBuffers());
        } catch (DriverException failed) {
            throw ErrnoFailures.open(NAME, failed.errno(), failed.platform().orElse(null));
        }
        return DriverReactor.open(driver, found.capabilities(), known);
    }
}
