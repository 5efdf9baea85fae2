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
        options.transport().filter(spec -> !spec.options().isEmpty()).ifPresent(spec -> {
            throw new IllegalArgumentException("transport \"" + spec + "\": nio has no option \""
                    + spec.options().keySet().iterator().next() + "\"; it has none at all");
        });
        NioDriver driver;
        try {
            driver = new NioDriver(options.overwriteLentBuffers());
        } catch (IOException failed) {
            throw ErrnoFailures.open(NAME, Errnos.of(failed), failed);
        }
        return DriverReactor.open(driver, capabilities(), options);
    }
}
