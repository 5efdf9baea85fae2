package org.hextet.resolver.dnsjava;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;

/** Provides the resolver {@value #NAME}, which runs wherever there is a name server. */
@AutoService(ResolverProvider.class)
public final class DnsjavaResolverProvider implements ResolverProvider {

    static final String NAME = "dnsjava";

    private static final Capabilities CAPABILITIES = new Capabilities(
            NAME,
            Set.of(
                    Capability.RESOLVE,
                    Capability.RESOLVE_FAMILY,
                    Capability.RESOLVE_KINDS,
                    Capability.RESOLVE_STREAMING,
                    Capability.RESOLVE_RECORDS,
                    // Its servers, files and cache can be set.
                    new Capability("dns")),
            Map.of());

    /** For {@link java.util.ServiceLoader}. */
    public DnsjavaResolverProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Behind the system's own resolver, which knows more than the DNS: nsswitch, mDNS. */
    @Override
    public int priority() {
        return 50;
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
        return CAPABILITIES;
    }

    @Override
    public NameResolver open(ProviderSpec spec, List<String> warnings) {
        return new DnsjavaResolver(DnsOptions.of(spec), CAPABILITIES, List.copyOf(warnings), System::nanoTime);
    }
}
