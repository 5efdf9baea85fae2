package org.hextet.tck.checks.strangers;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;

/** Tells who opened it, and does nothing else. */
final class IdleResolver implements NameResolver {

    private final Class<?> maker;
    private final Capabilities capabilities;
    private final List<String> warnings;

    IdleResolver(Class<?> maker, Capabilities capabilities, List<String> warnings) {
        this.maker = maker;
        this.capabilities = capabilities;
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public String provider() {
        return capabilities.provider();
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        throw new UnsupportedOperationException("look up " + name + ": " + this + " only tells who opened it");
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return maker.getName();
    }
}
