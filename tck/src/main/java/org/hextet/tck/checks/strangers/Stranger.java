package org.hextet.tck.checks.strangers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.api.spi.ResolverProvider;

/** A transport and a resolver in one: what is true of one kind of provider has to be true of the other. */
abstract class Stranger implements ReactorProvider, ResolverProvider {

    /** Nobody else knows it. */
    static final Capability TELEPATHY = new Capability("telepathy");

    private final String name;
    private final int priority;

    Stranger(String name, int priority) {
        this.name = name;
        this.priority = priority;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int priority() {
        return priority;
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
        return new Capabilities(name, Set.of(TELEPATHY), Map.of(new Capability("patience"), "it never had any"));
    }

    @Override
    public Reactor open(ReactorOptions options) {
        return new IdleReactor(getClass(), capabilities(), options);
    }

    @Override
    public NameResolver open(ProviderSpec spec, List<String> warnings) {
        return new IdleResolver(getClass(), capabilities(), warnings);
    }
}
