package org.hextet.tck.mutants;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hextet.api.Capabilities;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;

/** A resolver's provider that passes on to another one what it does not change. */
abstract class ForwardingResolverProvider implements ResolverProvider {

    /** Gets every call that is not overridden. */
    protected final ResolverProvider beneath;

    ForwardingResolverProvider(ResolverProvider beneath) {
        this.beneath = beneath;
    }

    @Override
    public String name() {
        return beneath.name();
    }

    @Override
    public int priority() {
        return beneath.priority();
    }

    @Override
    public int contract() {
        return beneath.contract();
    }

    @Override
    public Optional<String> unavailable() {
        return beneath.unavailable();
    }

    @Override
    public Capabilities capabilities() {
        return beneath.capabilities();
    }

    @Override
    public NameResolver open(ProviderSpec spec, List<String> warnings) throws IOException {
        return beneath.open(spec, warnings);
    }
}
